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
from pathlib import Path
from typing import Any, NamedTuple

from schemas.taxonomy import TAXONOMY
from services.classifier.training.features import words_of

_GROUPS = {
    "conflict": "conflict", "attack": "conflict", "disaster": "disaster", "law": "law",
    "crime": "law", "politic": "politics", "election": "politics",
    "international": "international", "sport": "sport", "business": "business",
}  # fmt: skip
_BEFORE_START = frozenset('.!?"“:')


class Item(NamedTuple):
    """A text with the tags that it carries, if they are known, and its group of sections."""

    text: str
    tags: tuple[bool, ...] | None
    group: str


class Items(NamedTuple):
    """The labelled items, and those of which only the section is known."""

    labelled: list[Item]
    unlabelled: list[Item]


def read_items(files: Iterable[str]) -> Items:
    """Return the items of the files, each text once."""
    lines = [line for file in files for line in _lines(Path(file))]
    groups = {_text(line): _group(line["section"]) for line in lines if "section" in line}
    known: dict[str, Item] = {}
    for line in lines:
        if "section" not in line:
            tags = tuple(entry.tag in line["tags"] for entry in TAXONOMY)
            known[_text(line)] = Item(_text(line), tags, groups.get(_text(line), "none"))
    rest = [Item(text, None, group) for text, group in groups.items() if text not in known]
    return Items(list(known.values()), rest)


def name_shares(items: Iterable[Item]) -> dict[str, float]:
    """Return how often each word has a capital where it begins no sentence, as names have."""
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
