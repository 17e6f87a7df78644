"""Makes `lines.json`: `python -m services.parser.train_lines PAGES.jsonl.gz GOLD.jsonl …`.

PAGES has a page a line with `id` and `dumps` (rendering -> text), GOLD its `id` and what is
known of `body`, `headline` and `authors`. Several such pairs may be given. Needs
scikit-learn, a development dependency.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from services.parser.authors import AUTHOR_FEATURES, author_values
from services.parser.body import BODY_FEATURES, body_range, body_values
from services.parser.front import read_front
from services.parser.head import HEAD_FEATURES, head_values
from services.parser.lines import read_lines
from services.parser.page import Page, read_page
from services.parser.tables import Table, as_table
from services.parser.text import find_body, make_place

_GRAM = 4
_LEAST_SHARE = 0.5
_MOST_WEIGHT = 60

Gold = dict[str, Any]


class Sample(NamedTuple):
    """A page, and the truth about it."""

    page: Page
    gold: Gold


Rows = list[tuple[tuple[int, ...], bool, float]]
"""Features, label and weight of a line or block."""


def main() -> None:
    """Train the models and write them beside this script."""
    files = sys.argv[1:]
    dumps = [dump for pair in zip(files[::2], files[1::2], strict=True) for dump in _dumps(*pair)]
    model = train([Sample(read_page(read_lines(text)), gold) for text, gold in dumps])
    Path(__file__).with_name("lines.json").write_text(as_json(model), encoding="utf-8")


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the three models; headlines and authors are learned where bodies will be found."""
    body = fit([row for one in samples for row in body_rows(one)], BODY_FEATURES, 0.3)
    table = as_table(body, BODY_FEATURES)
    fronts = [(one, found) for one in samples for found in _bodies(one, table)]
    return {
        "body": body,
        "headline": fit([row for pair in fronts for row in head_rows(*pair)], HEAD_FEATURES, 0.15),
        "author": fit([row for pair in fronts for row in author_rows(*pair)], AUTHOR_FEATURES, 0.5),
    }


def fit(rows: Rows, features: Mapping[str, int], strength: float) -> dict[str, Any]:
    """Return the logistic model of the rows: bias, and each feature's weights by value."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  for training only
    from sklearn.preprocessing import OneHotEncoder  # noqa: PLC0415

    encoder: Any = OneHotEncoder(categories=[range(size) for size in features.values()])
    encoded = encoder.fit_transform([values for values, _, _ in rows])
    model: Any = LogisticRegression(C=strength, max_iter=500)
    model.fit(encoded, [label for _, label, _ in rows], sample_weight=[w for _, _, w in rows])
    weights = iter(model.coef_[0])
    tables = {
        name: [round(float(next(weights)), 3) for _ in range(size)]
        for name, size in features.items()
    }
    return {"bias": round(float(model.intercept_[0]), 3), "weights": tables}


def as_json(model: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the models as JSON with a feature a line."""
    return re.sub(r"(?<=[\d.]),\n\s+", ", ", json.dumps(model, indent=1)) + "\n"


def body_rows(sample: Sample) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    page, gold = sample
    if not body_range(page) or not gold.get("body"):
        return []
    labels = body_labels(page, gold["body"])
    sizes = {i: min(len(_words(page.blocks[i].text)), _MOST_WEIGHT) + 3 for i in body_range(page)}
    total = sum(sizes.values())
    return [(body_values(page, i), labels[i], 50 * size / total) for i, size in sizes.items()]


def body_labels(page: Page, body: str) -> list[bool]:
    """Tell of each block whether it stands in the body."""
    known = set(_grams(_words(body)))
    short = {tuple(_words(line)) for line in body.split("\n")}
    return [_is_body(tuple(_words(line.text)), known, short) for line in page.blocks]


def head_rows(sample: Sample, body: Sequence[int]) -> Rows:
    """Return the lines around the body's start, labelled by the headline."""
    front, _ = read_front(sample.page, body[0], None)
    wanted = _folded(sample.gold.get("headline"))
    values = head_values(front)
    found = {i: _folded(front.lines[i].text) == wanted for i in values}
    return [(values[i], found[i], 1.0) for i in values] if any(found.values()) else []


def author_rows(sample: Sample, body: Sequence[int]) -> Rows:
    """Return the names around headline and body, labelled by the authors."""
    page, gold = sample
    if not gold.get("authors"):
        return []
    front, _ = read_front(page, body[0], None)
    same = [
        i for i, line in enumerate(front.lines) if _folded(line.text) == _folded(gold["headline"])
    ]
    place = make_place(page, front, body, same[-1] if same else front.start, gold["headline"])
    authors = set(map(_folded, gold["authors"]))
    return [
        (values, _folded(one.name.text) in authors, 1.0) for one, values in author_values(place)
    ]


def _bodies(sample: Sample, table: Table) -> Iterator[list[int]]:
    """Return the body as it is and, where it begins elsewhere, as the model finds it."""
    page, gold = sample
    labels = body_labels(page, gold.get("body") or "")
    known = [i for i in body_range(page) if labels[i]]
    found = find_body(page, table)
    if known:
        yield known
    if found and found[:1] != known[:1]:
        yield found


def _dumps(pages: str, golds: str) -> Iterator[tuple[str, Gold]]:
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


def _folded(text: str | None) -> tuple[str, ...]:
    return tuple(_words((text or "").casefold()))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


if __name__ == "__main__":
    main()
