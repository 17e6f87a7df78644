"""Makes `lines.json`: `python -m services.parser.training.lines PAGES.jsonl.gz GOLD.jsonl …`.

PAGES has a page a line with `id` and `dumps` (rendering -> text), GOLD its `id` and what is
known of `body`, `headline` and `authors`, and the `set` it is from. Several such pairs may be
given. Needs scikit-learn, a development dependency.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import sqrt
from typing import Any, NamedTuple

from services.parser.credits.author_features import AuthorFeatures
from services.parser.credits.authors import author_values
from services.parser.models.tables import Table, as_table, sizes_of
from services.parser.page.lines import read_lines
from services.parser.plain.body import BodyFeatures, body_range, body_values, find_body
from services.parser.plain.dates import DateFeatures, date_values, stamps_of
from services.parser.plain.header import (
    article_place,
    body_start,
    date_place,
    find_headline,
    read_headers,
)
from services.parser.plain.headline import HeadlineFeatures, headline_values
from services.parser.plain.page import TextPage, read_text_page
from services.parser.training.fitting import Rows, fit, fit_choice, write
from services.parser.training.truth import body_labels, read_pages, words

_MAX_WEIGHED_WORDS = 60
"""A block of more words weighs no more."""

Gold = dict[str, Any]


class Sample(NamedTuple):
    """A page, and the truth about it."""

    page: TextPage
    gold: Gold
    weight: float = 1.0
    """Of its headline: a page of a large set weighs less, so that none outvotes the others."""


def main() -> None:
    """Train the models and write them."""
    files = sys.argv[1:]
    pairs = zip(files[::2], files[1::2], strict=True)
    write("lines.json", train(weighed([one for pair in pairs for one in _samples(*pair)])))


def weighed(samples: Sequence[Sample]) -> list[Sample]:
    """Return the pages with weights: of sets the larger weighs more, but not by all its size."""
    sets = [sample.gold.get("set") for sample in samples]
    sizes = Counter(sets)
    total = sum(sqrt(size) for size in sizes.values())
    unit = len(samples) / total
    return [
        sample._replace(weight=unit / sqrt(sizes[of]))
        for sample, of in zip(samples, sets, strict=True)
    ]


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    """Return the three models; headlines and authors are learned where bodies will be found."""
    body = fit([row for one in samples for row in body_rows(one)], sizes_of(BodyFeatures), 0.3)
    table = as_table("'body' in training", body, BodyFeatures)
    starts = [(one, found) for one in samples for found in _bodies(one, table)]
    heads = [rows for pair in starts if (rows := headline_rows(*pair))]
    headline = fit_choice(heads, sizes_of(HeadlineFeatures), 0.3)
    titles = as_table("'headline' in training", headline, HeadlineFeatures)
    dates = [row for pair in starts for row in date_rows(*pair, titles)]
    authors = [row for pair in starts for row in author_rows(*pair)]
    return {
        "body": body,
        "headline": headline,
        "date": fit(dates, sizes_of(DateFeatures), 0.3),
        "author": fit(authors, sizes_of(AuthorFeatures), 0.15),
    }


def body_rows(sample: Sample) -> Rows:
    """Return a page's blocks labelled by the body's word 4-grams, long blocks weighing more."""
    page, gold, _ = sample
    if not body_range(page) or not gold.get("body"):
        return []
    labels = body_labels(_texts(page), gold["body"])
    sizes = {
        i: min(len(words(page.blocks[i].text)), _MAX_WEIGHED_WORDS) + 3 for i in body_range(page)
    }
    total = sum(sizes.values())
    return [(body_values(page, i), labels[i], 50 * size / total) for i, size in sizes.items()]


def headline_rows(sample: Sample, body: Sequence[int]) -> Rows:
    """Return the lines around the body's start, labelled by the headline."""
    around = body_start(sample.page, body, read_headers(sample.page, body))
    wanted = _folded(sample.gold.get("headline"))
    values = headline_values(around)
    found = {i: _folded(around.lines[i].text) == wanted for i in values}
    return [(values[i], found[i], sample.weight) for i in values] if any(found.values()) else []


def date_rows(sample: Sample, body: Sequence[int], headlines: Table[HeadlineFeatures]) -> Rows:
    """Return the dates around headline and body, labelled by the day of publication.

    Where the truth has a time, it may be another zone's: then the days beside it are right, too.
    """
    page, published = sample.page, sample.gold.get("published")
    if not published:
        return []
    headers = read_headers(page, body)
    around = body_start(page, body, headers)
    head = find_headline(page, around, headlines)
    line = None if head is None else around.first + head
    place = date_place(page, around, body, headers, line)
    stamps = stamps_of(place)
    days = _days(published)
    return [(seen, stamps[i].value[:10] in days, 1.0) for i, seen in date_values(place).items()]


def author_rows(sample: Sample, body: Sequence[int]) -> Rows:
    """Return the names around headline and body, labelled by the authors."""
    page, gold, _ = sample
    if not gold.get("authors"):
        return []
    around = body_start(page, body, read_headers(page, body))
    wanted = _folded(gold.get("headline"))
    same = [i for i, line in enumerate(around.lines) if _folded(line.text) == wanted]
    place = article_place(page, around, body, around.first + same[-1] if same else None)
    authors = set(map(_folded, gold["authors"]))
    return [
        (values, _folded(one.name.text) in authors, 1.0) for one, values in author_values(place)
    ]


def _texts(page: TextPage) -> list[str]:
    return [block.text for block in page.blocks]


def _bodies(sample: Sample, table: Table[BodyFeatures]) -> Iterator[list[int]]:
    """Return the body as it is and, where it begins elsewhere, as the model finds it."""
    page, gold, _ = sample
    labels = body_labels(_texts(page), gold.get("body") or "")
    known = [i for i in body_range(page) if labels[i]]
    found = find_body(page, table)
    if known:
        yield known
    if found and found[:1] != known[:1]:
        yield found


def _samples(pages: str, golds: str) -> Iterator[Sample]:
    for page, gold in read_pages(pages, golds):
        texts = (text for text in page["dumps"].values() if text.strip())
        yield from (Sample(read_text_page(read_lines(text)), gold) for text in texts)


def _days(published: str) -> set[str]:
    """Return the days that a date of the truth may stand for."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:  # day and month were taken for each other
        return set()
    reach = (-1, 0, 1) if len(published) > len("2025-04-27") else (0,)
    return {(day + timedelta(days=days)).isoformat() for days in reach}


def _folded(text: str | None) -> tuple[str, ...]:
    return tuple(words((text or "").casefold()))


if __name__ == "__main__":
    main()
