"""Makes `lines.json`: `python -m services.parser.train_lines PAGES.jsonl.gz GOLD.jsonl`.

PAGES has a page a line with `id`, `source` and `dumps` (rendering -> text), GOLD its `id`,
`body` and `headline`. Needs scikit-learn, a development dependency.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from services.parser.blocks import join_lines
from services.parser.features import BODY_FEATURES, HEAD_FEATURES
from services.parser.header import read_header_line
from services.parser.labels import Page, body_range, body_values, head_values, read_page
from services.parser.lines import read_lines

_GRAM = 4
_LEAST_SHARE = 0.5
_MOST_WEIGHT = 60
_STRENGTH = {"body": 0.3, "headline": 0.3}

Rows = list[tuple[tuple[int, ...], bool, float]]
"""Features, label and weight of a block."""


def main() -> None:
    """Train both models and write them beside this script."""
    pages, golds = sys.argv[1:3]
    rows: dict[str, Rows] = {"body": [], "headline": []}
    for text, gold in _dumps(pages, golds):
        page = read_page(join_lines(read_lines(text)))
        rows["body"] += body_rows(page, gold["body"])
        rows["headline"] += head_rows(page, gold["body"], gold["headline"])
    names = {"body": BODY_FEATURES, "headline": HEAD_FEATURES}
    model = {part: fit(rows[part], names[part], _STRENGTH[part]) for part in rows}
    target = Path(__file__).with_name("lines.json")
    target.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")


def fit(rows: Rows, names: Sequence[str], strength: float) -> dict[str, object]:
    """Return the logistic model of the rows: bias, and a weight for each value seen."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  for training only
    from sklearn.preprocessing import OneHotEncoder  # noqa: PLC0415

    encoder: Any = OneHotEncoder()
    encoded = encoder.fit_transform([values for values, _, _ in rows])
    model: Any = LogisticRegression(C=strength, max_iter=500)
    model.fit(encoded, [label for _, label, _ in rows], sample_weight=[w for _, _, w in rows])
    weights = iter(model.coef_[0])
    tables = {
        name: {str(value): round(float(next(weights)), 3) for value in seen}
        for name, seen in zip(names, encoder.categories_, strict=True)
    }
    return {"bias": round(float(model.intercept_[0]), 3), "weights": tables}


def body_rows(page: Page, body: str) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    labels = body_labels(page, body)
    if not body_range(page):
        return []
    sizes = {i: min(len(_words(page.lines[i].text)), _MOST_WEIGHT) + 3 for i in body_range(page)}
    total = sum(sizes.values())
    return [(body_values(page, i), labels[i], 50 * sizes[i] / total) for i in body_range(page)]


def body_labels(page: Page, body: str) -> list[bool]:
    """Tell of each block whether it stands in the body."""
    known = set(_grams(_words(body)))
    short = {tuple(_words(line)) for line in body.split("\n")}
    return [_is_body(tuple(_words(line.text)), known, short) for line in page.lines]


def head_rows(page: Page, body: str, headline: str) -> Rows:
    """Return the blocks before the body, labelled by the headline, each page weighing as much."""
    labels = body_labels(page, body)
    start = next((i for i in body_range(page) if labels[i]), None)
    if start is None:
        return []
    wanted = _words(headline.casefold())
    values = head_values(page, start, dated(page, start))
    found = {i: _words(page.lines[i].text.casefold()) == wanted for i in values}
    return [(values[i], found[i], 1.0) for i in values] if any(found.values()) else []


def dated(page: Page, start: int) -> frozenset[int]:
    """Return the blocks around the body's start that are bylines or dates."""
    around = range(max(0, start - 30), min(len(page.lines), start + 6))
    return frozenset(i for i in around if read_header_line(page.lines[i]))


def _dumps(pages: str, golds: str) -> Iterator[tuple[str, dict[str, str]]]:
    gold = {
        entry["id"]: entry
        for entry in map(json.loads, Path(golds).read_text(encoding="utf-8").splitlines())
    }
    with gzip.open(pages, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            for text in page["dumps"].values():
                if text.strip():
                    yield text, gold[page["id"]]


def _is_body(
    words: tuple[str, ...], known: set[tuple[str, ...]], short: set[tuple[str, ...]]
) -> bool:
    if len(words) < _GRAM:
        return bool(words) and words in short
    grams = list(_grams(words))
    return sum(gram in known for gram in grams) >= _LEAST_SHARE * len(grams)


def _grams(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


if __name__ == "__main__":
    main()
