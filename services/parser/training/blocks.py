"""Makes `blocks.json`: `python -m services.parser.training.blocks PAGES.jsonl.gz GOLD.jsonl`.

PAGES has a page a line with `id` and `html`, GOLD its `id` and `body`. Needs scikit-learn,
a development dependency.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from services.parser.decoding.characters import clean, repaired
from services.parser.markup.ancestors import Ancestors, ancestors_of, as_ancestors
from services.parser.markup.body import BlockFeatures, block_reader
from services.parser.markup.html_head import read_head
from services.parser.markup.page import HtmlPage, candidates, read_html_page
from services.parser.markup.read import hints_of
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks
from services.parser.models.tables import sizes_of
from services.parser.training.fitting import Rows, fit, write
from services.parser.training.truth import body_labels, read_pages, words

_MAX_WEIGHED_WORDS = 60
"""A block of more words weighs no more."""
_INVERSE_REGULARISATION = 0.05
"""The C of scikit-learn's logistic regression."""


def main() -> None:
    """Train the model and write it."""
    rows = [row for page, body in _pages(*sys.argv[1:3]) for row in block_rows(page, body)]
    model = fit(rows, sizes_of(BlockFeatures) | sizes_of(Ancestors), _INVERSE_REGULARISATION)
    weights = model["weights"]
    parts = {
        "blocks": {"bias": model["bias"], "weights": _some(weights, BlockFeatures._fields)},
        "ancestors": {"bias": 0.0, "weights": _some(weights, Ancestors._fields)},
    }
    write("blocks.json", parts)


def block_rows(page: HtmlPage, body: str) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    values, ancestors = block_reader(page), ancestors_of(page.elements)
    indexes = list(candidates(page))
    texts = [page.blocks[index].text for index in indexes]
    total = len(words(body)) + 100
    return [
        (
            values(index) + as_ancestors(ancestors[page.blocks[index].element]),
            label,
            100 * (min(len(words(text)), _MAX_WEIGHED_WORDS) + 3) / total,
        )
        for index, text, label in zip(indexes, texts, body_labels(texts, body), strict=True)
    ]


def _some(weights: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: weights[name] for name in names}


def _pages(pages: str, golds: str) -> Iterator[tuple[HtmlPage, str]]:
    for entry, gold in read_pages(pages, golds):
        tree = read_tree(clean(repaired(entry["html"])))
        if tree.body is not None:
            yield read_html_page(read_blocks(tree.body), hints_of(read_head(tree))), gold["body"]


if __name__ == "__main__":
    main()
