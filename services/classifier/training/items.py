"""The items that the model is learned from: JSON lines, plain or gzipped.

A line has `text` and perhaps `title`, and `tags`, the tags that it carries. One with a
`section` too is known by its source's section only, and its tags are not believed: what a
section says is learned from the texts that stand in both kinds of lines.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from schemas.taxonomy import TAXONOMY
from services.classifier.training.features import words_of

SECTIONS_OF_TAGS: dict[str, tuple[str, ...]] = {
    "conflict": ("conflict", "attack"),
    "disaster": ("disaster",),
    "crime": ("law", "crime"),
}
"""For each tag, words in the names of the sections in which sources put what carries it."""

_OTHER_SECTIONS = {
    "politics": ("politic", "election"),
    "international": ("international",),
    "sport": ("sport",),
    "business": ("business",),
}
_GROUPS = {
    word: group for group, words in (SECTIONS_OF_TAGS | _OTHER_SECTIONS).items() for word in words
}
"""The group of a section by a word in its name; the first word that fits decides."""

_BEFORE_START = frozenset('.!?"“:')


class TrainingItem(NamedTuple):
    """A text with the tags that it carries, if they are known, and its group of sections."""

    text: str
    tags: tuple[bool, ...] | None
    group: str


class TrainingItems(NamedTuple):
    """The labelled items, and those of which only the section is known."""

    labelled: list[TrainingItem]
    unlabelled: list[TrainingItem]


def read_items(files: Iterable[str]) -> TrainingItems:
    """Return the items of the files, each text once.

    Raises:
        ValueError: no item is labelled with one of the tags.

    """
    lines = [line for file in files for line in _lines(Path(file))]
    groups = {_text(line): _group(line["section"]) for line in lines if "section" in line}
    known: dict[str, TrainingItem] = {}
    for line in lines:
        if "section" not in line:
            tags = tuple(entry.tag in line["tags"] for entry in TAXONOMY)
            known[_text(line)] = TrainingItem(_text(line), tags, groups.get(_text(line), "none"))
    rest = [TrainingItem(text, None, group) for text, group in groups.items() if text not in known]
    _require_every_tag(known.values())
    return TrainingItems(list(known.values()), rest)


def _require_every_tag(labelled: Iterable[TrainingItem]) -> None:
    carried = [any(having) for having in zip(*(item.tags or () for item in labelled), strict=True)]
    missing = [entry.tag for entry, found in zip_longest(TAXONOMY, carried) if not found]
    if missing:
        raise ValueError(
            f"no item carries the tag {missing[0]!r}: label some with it, in lines without a "
            "section (see services/classifier/training/items.py)"
        )


def name_shares(items: Iterable[TrainingItem]) -> dict[str, float]:
    """The share of a word's places inside a sentence at which it has a capital: high for names."""
    capital, total = Counter[str](), Counter[str]()
    for item in items:
        for word in words_of(item.text):
            before = item.text[word.start - 2 : word.start - 1]
            if word.start > 1 and before not in _BEFORE_START:
                total[word.what] += 1
                capital[word.what] += item.text[word.start].isupper()
    return {word: capital[word] / count for word, count in total.items()}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _text(line: dict[str, Any]) -> str:
    return f"{line.get('title') or ''}. {line.get('text') or ''}".strip(" .")


def _group(section: object) -> str:
    name = str(section).lower()
    return next((group for word, group in _GROUPS.items() if word in name), "other")
