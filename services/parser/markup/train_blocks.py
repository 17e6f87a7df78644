"""Makes `blocks.json`: `python -m services.parser.markup.train_blocks PAGES.jsonl.gz GOLD.jsonl`.

PAGES has a page a line with `id` and `html`, GOLD its `id` and `body`. Needs scikit-learn,
a development dependency.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from services.parser.characters import clean
from services.parser.markup.features import FEATURES, reader
from services.parser.markup.head import read_head
from services.parser.markup.page import Page, candidates, look_at
from services.parser.markup.read import hints_of
from services.parser.markup.surroundings import PLACES, places, unfold
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks
from services.parser.mojibake import repaired
from services.parser.train_lines import Rows, as_json, fit

_GRAM = 4
_LEAST_SHARE = 0.5
_MOST_WEIGHT = 60
_STRENGTH = 0.05


def main() -> None:
    """Train the model and write it beside this script."""
    rows = [row for page, body in _pages(*sys.argv[1:3]) for row in body_rows(page, body)]
    model = fit(rows, FEATURES | dict.fromkeys(PLACES, 2), _STRENGTH)
    weights = model["weights"]
    parts = {
        "features": {"bias": model["bias"], "weights": {name: weights[name] for name in FEATURES}},
        "places": {"bias": 0.0, "weights": {name: weights[name] for name in PLACES}},
    }
    Path(__file__).with_name("blocks.json").write_text(as_json(parts), encoding="utf-8")


def body_rows(page: Page, body: str) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    known = set(_grams(_words(body)))
    short = {tuple(_words(line)) for line in body.split("\n")}
    values, around = reader(page), places(page.elements)
    total = len(_words(body)) + 100
    rows: Rows = []
    for index in candidates(page):
        block = page.blocks[index]
        words = tuple(_words(block.text))
        weight = 100 * (min(len(words), _MOST_WEIGHT) + 3) / total
        rows.append(
            (values(index) + unfold(around[block.element]), _is_body(words, known, short), weight)
        )
    return rows


def _pages(pages: str, golds: str) -> Iterator[tuple[Page, str]]:
    lines = Path(golds).read_text(encoding="utf-8").splitlines()
    gold = {entry["id"]: entry["body"] for entry in map(json.loads, lines)}
    with gzip.open(pages, "rt", encoding="utf-8") as lines_of_pages:
        for entry in map(json.loads, lines_of_pages):
            tree = read_tree(clean(repaired(entry["html"])))
            if tree.body is not None:
                yield look_at(read_blocks(tree.body), hints_of(read_head(tree))), gold[entry["id"]]


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
