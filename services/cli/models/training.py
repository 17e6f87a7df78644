"""`tagwire models train`: makes a pack's linear model or its encoder from labelled items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from schemas.taxonomy import DEFINITIONS
from services.runtime.process.errors import SetupError
from services.taxonomies import FILE, read_taxonomy

_EXTRA = "pip install 'tagwire[train]'"

_MINILM_LAYERS = 6


class EncoderOptions(NamedTuple):
    """How an encoder is made: files that are only measured on or read for their words, and more.

    `layers` is how many of MiniLM's six are kept; `start` an encoder's folder to go on from.
    """

    measured: Sequence[Path]
    texts: Sequence[Path]
    passes: int
    layers: int
    seed: int
    start: Path | None


def train_linear(pack: Path, items: Sequence[Path], report: Path | None) -> Mapping[str, Any]:
    """Write the pack's `model.json` and perhaps a report for people; return its figures.

    Raises:
        SetupError: what training needs is not installed, the items don't do, or the pack's
            tags are not the packaged ones, for which the words are known.

    """
    if (tags := _tags(pack)) != tuple(DEFINITIONS):
        raise SetupError(
            f"the linear model learns {', '.join(DEFINITIONS)} only, {pack} has "
            f"{', '.join(tags)}: train an encoder with --encoder"
        )
    try:
        from services.classifier.train import train  # noqa: PLC0415  needs scikit-learn
    except ImportError as error:
        raise _not_installed(error) from None
    from services.classifier.training.items import read_items  # noqa: PLC0415
    from services.classifier.training.writing import as_json  # noqa: PLC0415

    try:
        file, told = train(read_items(map(str, items)))
    except ValueError as error:
        raise SetupError(str(error)) from None
    (pack / "model.json").write_text(as_json(file), encoding="utf-8")
    if report:
        report.write_text(told, encoding="utf-8")
    return file.report


def train_encoder(
    pack: Path, items: Sequence[Path], options: EncoderOptions, tell: Callable[[str], None]
) -> Mapping[str, Any]:
    """Write the pack's folder `encoder`; return its report.

    Raises:
        SetupError: what training needs is not installed, the items don't do, or the pack's
            taxonomy cannot be read.

    """
    tags = _tags(pack)
    from services.classifier.training.encoder.items import (  # noqa: PLC0415
        read_items,
        read_texts,
    )

    try:
        from services.classifier.training.encoder.training import (  # noqa: PLC0415  needs torch
            Plan,
            Sets,
            train,
        )
    except ImportError as error:
        raise _not_installed(error) from None

    layers = tuple(range(min(options.layers, _MINILM_LAYERS)))
    plan = Plan(tags, layers, options.passes, options.seed, options.start)
    try:
        measured = {path.stem: read_items([path], tags) for path in options.measured}
        sets = Sets(read_items(items, tags), read_texts(options.texts), measured)
    except ValueError as error:
        raise SetupError(str(error)) from None
    return train(sets, plan, pack / "encoder", tell)


def _tags(pack: Path) -> tuple[str, ...]:
    """Return the tags of the pack's taxonomy, without one the packaged ones."""
    path = pack / FILE
    if not path.exists():
        return tuple(DEFINITIONS)
    try:
        return tuple(one.tag for one in read_taxonomy(path.read_bytes()))
    except ValueError as error:
        raise SetupError(f"{path}: {error}") from None


def _not_installed(error: ImportError) -> SetupError:
    return SetupError(f"training needs {error.name}, of the extra `train`: {_EXTRA}")
