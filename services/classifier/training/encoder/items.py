"""The labelled items that an encoder is learned from and measured on.

A line has `headline` (or `title`) and `paragraphs` (or `text`), and `tags`; perhaps `source`,
`date` and `kind`. `why: random` says that it was drawn at random: such items have the shares
of tags that the world has, so the encoder is calibrated on them and never learns from them.
Ambiguous items and those of which only a section is known are left out. In a headline,
``{place}`` stands for any place: the item is learned with many.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from services.classifier.encoder.site_name import without_site
from services.classifier.training.encoder.texts import input_kind, input_text

_HELD_BACK_OF = 20
"""One publisher in so many is held back whole: what is measured on it is of an unknown one."""

_HELD_BACK_NUMBER = 3
"""Which one of them, by its digest: set by hand, any other would do."""

_MAX_HELD_BACK_SHARE = 0.05
"""A publisher of a greater share of all items is not held back."""


class Item(NamedTuple):
    """A labelled item; `chances` are 0 or 1 by tag, or what a teacher gives."""

    headline: str
    body: str
    chances: tuple[float, ...]
    source: str | None = None
    date: str | None = None
    kind: str | None = None
    is_random: bool = False

    @property
    def text(self) -> str:
        """The text that the encoder reads."""
        return input_text(self.headline, self.body)

    @property
    def input_kind(self) -> str:
        """The kind of its input: `headline`, `lead` or `article`."""
        return input_kind(self.body)


class Split(NamedTuple):
    """The items that are learned from, and those held back."""

    learned: list[Item]
    held_back: list[Item]


def read_items(files: Iterable[Path], tags: Sequence[str]) -> list[Item]:
    """Return the items of the files.

    Raises:
        ValueError: no item carries one of the tags.

    """
    lines = (line for file in files for line in _lines(file))
    items = [_item(line, tags) for line in lines if _is_labelled(line)]
    for tag, carried in zip(tags, zip(*(item.chances for item in items), strict=True), strict=True):
        if not any(carried):
            raise ValueError(f"no item carries the tag {tag!r}: label some with it")
    return items


def read_texts(files: Iterable[Path]) -> list[str]:
    """Return the texts of the files' items, labelled or not: they show which words there are."""
    return [" ".join(_headline_and_body(line)) for file in files for line in _lines(file)]


def split(items: Sequence[Item]) -> Split:
    """Return the items drawn at random and those of some publishers apart from the others."""
    counts = Counter(item.source for item in items)
    most = len(items) * _MAX_HELD_BACK_SHARE
    held_sources = {s for s in counts if s and counts[s] <= most and _is_held_source(s)}
    held = [item.is_random or item.source in held_sources for item in items]
    return Split(
        [item for item, is_held in zip(items, held, strict=True) if not is_held],
        [item for item, is_held in zip(items, held, strict=True) if is_held],
    )


def _is_held_source(source: str) -> bool:
    digest = hashlib.md5(source.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % _HELD_BACK_OF == _HELD_BACK_NUMBER


def _is_labelled(line: dict[str, Any]) -> bool:
    return "section" not in line and not line.get("ambiguous")


def _item(line: dict[str, Any], tags: Sequence[str]) -> Item:
    headline, body = _headline_and_body(line)
    chances = line.get("chances") or dict.fromkeys(line["tags"], 1.0)
    return Item(
        headline,
        body,
        tuple(float(chances.get(tag, 0)) for tag in tags),
        line.get("source"),
        line.get("date"),
        line.get("kind"),
        line.get("why") == "random",
    )


def _headline_and_body(line: dict[str, Any]) -> tuple[str, str]:
    headline = (line.get("headline") or line.get("title") or "").strip()
    paragraphs = line.get("paragraphs") or [line.get("text") or ""]
    return without_site(headline, line.get("source")), " ".join(paragraphs).strip()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
