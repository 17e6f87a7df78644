"""The model pack that the settings choose."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from services.classifier.pack import Pack, read_pack
from services.classifier.packaged import load_linear_pack, load_pack
from services.runtime.process.chosen_tags import PACKAGED, PACKAGED_LINEAR
from services.runtime.process.errors import SetupError


@cache
def chosen_pack(choice: str | Path) -> Pack:
    """Return the pack of that name or folder; each is read once.

    Raises:
        SetupError: there is none, a file in it is faulty, or a library that it needs is missing.

    """
    try:
        if choice == PACKAGED:
            return load_pack()
        return load_linear_pack() if choice == PACKAGED_LINEAR else read_pack(Path(choice))
    except OSError as error:
        raise SetupError(
            f"{choice} is no model pack: {error.filename} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise SetupError(f"{choice} is no model pack: {error}") from None
    except ImportError as error:
        raise SetupError(
            f"{choice} cannot be used, {error.name} is not installed: set "
            f"TAGWIRE_MODEL={PACKAGED_LINEAR}, which does without"
        ) from None
