"""The truth about pages: pages beside their gold, and blocks labelled by the gold body."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

_GRAM_WORDS = 4
"""As the public benchmark of extractors (scrapinghub/article-extraction-benchmark) has it."""
_MIN_SHARED_GRAMS = 0.5

Entry = dict[str, Any]


def read_pages(pages: str, golds: str) -> Iterator[tuple[Entry, Entry]]:
    """Yield each page of a gzipped JSON lines file with what GOLD has under its id."""
    lines = Path(golds).read_text(encoding="utf-8").splitlines()
    gold = {entry["id"]: entry for entry in map(json.loads, lines)}
    with gzip.open(pages, "rt", encoding="utf-8") as entries:
        for page in map(json.loads, entries):
            yield page, gold[page["id"]]


def body_labels(texts: Iterable[str], body: str) -> list[bool]:
    """Tell of each text whether most of its word 4-grams stand in the body."""
    known = set(_grams(words(body)))
    short = {tuple(words(line)) for line in body.split("\n")}
    return [_is_body(tuple(words(text)), known, short) for text in texts]


def words(text: str) -> list[str]:
    """Return the words of a text, as the public benchmark of extractors cuts them."""
    return re.findall(r"\w+", text)


def _is_body(
    own: tuple[str, ...], known: set[tuple[str, ...]], short: set[tuple[str, ...]]
) -> bool:
    if len(own) < _GRAM_WORDS:
        return bool(own) and own in short
    grams = list(_grams(own))
    return sum(gram in known for gram in grams) >= _MIN_SHARED_GRAMS * len(grams)


def _grams(own: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(own[i : i + _GRAM_WORDS]) for i in range(len(own) - _GRAM_WORDS + 1))
