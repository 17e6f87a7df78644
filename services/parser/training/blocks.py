"""Makes `blocks.json`: `python -m services.parser.training.blocks PAGES.jsonl.gz GOLD.jsonl …`.

PAGES has a page a line with `id`, `html`, and `url` or `source` and `set` where they are known,
GOLD its `id`, `body` and `captions`. Several such pairs may be given. Needs scikit-learn, a
development dependency.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from services.parser.decoding.characters import clean, repaired
from services.parser.markup.ancestors import Ancestors, ancestors_of, as_ancestors
from services.parser.markup.block_features import BlockFeatures, block_reader
from services.parser.markup.html_head import read_head
from services.parser.markup.names import Names, names_around
from services.parser.markup.page import HtmlPage, candidates, read_html_page
from services.parser.markup.read import hints_of
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import HtmlBlocks, read_blocks
from services.parser.models.tables import sizes_of
from services.parser.training.fitting import Rows, fit_with_words, write
from services.parser.training.truth import body_labels, read_pages, words

_MAX_WEIGHED_WORDS = 60
"""A block of more words weighs no more."""
_INVERSE_REGULARISATION = 0.05
"""The C of scikit-learn's logistic regression."""
_MIN_SITES = 12
"""Sites on which a word names elements before it is learned: a site's own words are left out."""
_OUR_WAY, _OUR_WAY_WEIGHT = frozenset(["dev", "fundus2"]), 3.0
"""Sets whose truth is what we call body, and what their pages weigh; others differ in details."""


class Sample(NamedTuple):
    """A page, and the truth about it."""

    page: HtmlPage
    body: str
    captions: str
    set: str
    site: str


def main() -> None:
    """Train the model and write it, with the sets that it was made from."""
    files = sys.argv[1:]
    pairs = zip(files[::2], files[1::2], strict=True)
    samples = [sample for pair in pairs for sample in _samples(*pair)]
    sets = Counter(sample.set for sample in samples)
    write("blocks.json", {"pages": dict(sorted(sets.items()))} | train(samples))


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the three tables: of blocks, of the elements around them, of those elements' names."""
    rows = [row for sample in samples for row in block_rows(sample)]
    names = [own for sample in samples for own in block_names(sample.page)]
    features = sizes_of(BlockFeatures) | sizes_of(Ancestors)
    known = known_names(samples)
    model, learned = fit_with_words(rows, features, _INVERSE_REGULARISATION, names, known)
    weights = model["weights"]
    return {
        "blocks": {"bias": model["bias"], "weights": _some(weights, BlockFeatures._fields)},
        "ancestors": {"bias": 0.0, "weights": _some(weights, Ancestors._fields)},
        "names": learned,
    }


def block_rows(sample: Sample) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    page, body = sample.page, sample.body
    values, ancestors = block_reader(page), ancestors_of(page.elements)
    indexes = list(candidates(page))
    texts = [page.blocks[index].text for index in indexes]
    share = 100 * (_OUR_WAY_WEIGHT if sample.set in _OUR_WAY else 1) / (len(words(body)) + 100)
    labels, captions = body_labels(texts, body), body_labels(texts, sample.captions)
    rows: Rows = []
    for index, text, label, caption in zip(indexes, texts, labels, captions, strict=True):
        around = as_ancestors(ancestors[page.blocks[index].element])
        # Truths differ about captions: those that count them as body teach nothing with them.
        silent = _is_caption(page, index, around) if label else caption
        size = 0 if silent else min(len(words(text)), _MAX_WEIGHED_WORDS) + 3
        rows.append((values(index) + around, label, size * share))
    return rows


def block_names(page: HtmlPage) -> list[Names]:
    """Return for each block that may be body the words that name the elements around it."""
    names = names_around(page.elements, page.names, frozenset().union(*page.names))
    return [names[page.blocks[index].element] for index in candidates(page)]


def known_names(samples: Iterable[Sample]) -> list[str]:
    """Return the words that name a part, but not all, of the pages of enough sites."""
    sites: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        names = block_names(sample.page)
        counts = Counter(word for own in names for word in own)
        for word, count in counts.items():
            if count < len(names):
                sites[word].add(sample.site)
    return sorted(word for word, found in sites.items() if len(found) >= _MIN_SITES)


def _is_caption(page: HtmlPage, index: int, around: Ancestors) -> bool:
    element = page.blocks[index].element
    names = page.names[element] | page.names[page.elements[element].parent]
    return bool(around.figure) or page.elements[element].tag == "figcaption" or "caption" in names


def _some(weights: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: weights[name] for name in names}


def _samples(pages: str, golds: str) -> Iterator[Sample]:
    name = Path(pages).name.partition(".")[0]
    for entry, gold in read_pages(pages, golds):
        tree = read_tree(clean(repaired(entry["html"])))
        if tree.body is not None:
            blocks, elements = read_blocks(tree.body)
            # links would keep the trees of all pages
            found = HtmlBlocks([block._replace(anchors=()) for block in blocks], elements)
            page = read_html_page(found, hints_of(read_head(tree)))
            captions = "\n".join(gold.get("captions") or [])
            yield Sample(page, gold["body"], captions, entry.get("set") or name, _site(entry))


def _site(entry: Mapping[str, Any]) -> str:
    return urlsplit(entry.get("url") or "").hostname or entry.get("source") or entry["id"]


if __name__ == "__main__":
    main()
