"""The tags of the model pack that the settings choose, and their topics."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from schemas.taxonomy import TAXONOMY, TagDefinition
from schemas.topics import Topic, topics_of
from services.runtime.process.errors import SetupError
from services.taxonomies import FILE, read_taxonomy

PACKAGED = "packaged"
"""Names the model pack that comes with Tagwire."""

PACKAGED_LINEAR = "packaged-linear"
"""Names the same with its linear model in place of the encoder."""


@cache
def chosen_taxonomy(model: str | Path) -> tuple[TagDefinition, ...]:
    """Return the tags of the pack that the setting `model` chooses.

    Raises:
        SetupError: its taxonomy cannot be read.

    """
    if model in {PACKAGED, PACKAGED_LINEAR}:
        return TAXONOMY
    path = Path(model) / FILE
    try:
        return read_taxonomy(path.read_bytes())
    except OSError as error:
        raise SetupError(
            f"{model} is no model pack: {path} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise SetupError(f"{model} is no model pack: {FILE}: {error}") from None


def chosen_topics(model: str | Path) -> tuple[Topic, ...]:
    """Return all topics of the contract, with those of the pack's tags. Raises as above."""
    return topics_of(one.tag for one in chosen_taxonomy(model))
