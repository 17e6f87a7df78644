"""How good and how fast the parser is: ``python -m tests.bench.pages [PAGES GOLD] [--help]``.

PAGES (JSON lines, may be gzipped) has id, source, fetched_at, html and dumps (the page as
text, by rendering); GOLD has id and any of body, headline, published, authors. With them
prints the measures of `page_measures` for our parser and for public extractors, and the
share of pages that give the same article from any two inputs. Always prints what a page
costs by its size, and what hostile pages cost. CPU time, one core; compare figures of
one run only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from schemas.events import Article
from schemas.topics import RAW
from services.parser.core import parse
from services.parser.decoding.dump_of_record import read_dump
from services.records.record import Record, Rejected
from tests.bench.extractors import EXTRACTORS, answers_of, python_with
from tests.bench.made_pages import hostile_pages, html_page, text_page
from tests.bench.page_measures import Answer, score

SIZES = [64 * 1024 * 2**power for power in range(8)]
MIB = 1024 * 1024

Page = Mapping[str, Any]
In = TypeVar("In")
Out = TypeVar("Out")


def main() -> None:
    options = arguments()
    if options.files:
        pages, gold = (list(json_lines(path)) for path in options.files)
        quality(pages, gold, [sys.executable, *options.others])
    sizes()
    hostile()


def json_lines(path: Path) -> Iterator[Any]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def quality(pages: Sequence[Page], gold: Sequence[Page], pythons: Sequence[str]) -> None:
    inputs = ["html", *pages[0]["dumps"]]
    ours: dict[str, dict[str, Article]] = {}
    table = []
    for name in inputs:
        dumps = {page["id"]: dump_of(page, name) for page in pages}
        found, taken = timed(our_article, dumps)
        ours[name] = {key: article for key, article in found.items() if article}
        table.append(row(f"tagwire, {name}", gold, answers(ours[name]), taken))
    markup = {page["id"]: page["html"] for page in pages}
    for name, extractor in EXTRACTORS.items():
        python = python_with(extractor, pythons)
        if python is None:
            print(f"{name} is left out: --others names a Python that has it\n")
            continue
        theirs, seconds = answers_of(name, python, markup)
        table.append(row(f"{name}, html", gold, theirs, median(seconds)))
    print_table(["", "body F1", "headline", "date", "wrong", "byline F1", "ms"], table)
    same = [
        [f"{one}, {other}", *agreement(ours[one], ours[other], len(pages))]
        for one, other in combinations(inputs, 2)
    ]
    print_table(
        ["share of pages with the same", "id", "words", "paragraphs", "id and paragraphs"], same
    )


def sizes() -> None:
    table = [
        [
            str(size // 1024),
            cost(text_page(size), "text/plain", mib=size / MIB),
            cost(html_page(size), "text/html", mib=size / MIB),
        ]
        for size in SIZES
    ]
    print_table(["KiB", "text, ms per MiB", "HTML, ms per MiB"], table)


def hostile() -> None:
    table = [[name, cost(text, kind)] for name, kind, text in hostile_pages()]
    print_table(["hostile page", "ms"], table)


def dump_of(page: Page, name: str) -> Record:
    """Return the page as a producer sends it, as HTML or as text of one rendering."""
    kind = {"html": page["html"]} if name == "html" else {"text": page["dumps"][name]}
    about = {key: page[key] for key in ("id", "source", "fetched_at") if page.get(key)}
    return raw(json.dumps(about | kind), "application/json")


def raw(text: str, content_type: str) -> Record:
    return Record(RAW.name, 0, 0, text.encode(), headers=(("content-type", content_type.encode()),))


def our_article(record: Record) -> Article | None:
    try:
        return parse(read_dump(record))
    except Rejected:
        return None


def answers(articles: Mapping[str, Article]) -> dict[str, Answer]:
    return {
        key: Answer("\n".join(one.paragraphs), one.headline, one.published_at, one.byline)
        for key, one in articles.items()
    }


def timed(function: Callable[[In], Out], inputs: Mapping[str, In]) -> tuple[dict[str, Out], float]:
    """Return what the function finds, by key, and the median CPU time in seconds."""
    found, times = {}, []
    for key, value in inputs.items():
        start = time.process_time()
        found[key] = function(value)
        times.append(time.process_time() - start)
    return found, median(times)


def cost(text: str, content_type: str, mib: float = 1.0) -> str:
    """Return the CPU time of one page per `mib`, in milliseconds, and whether it is refused."""
    record = raw(text, content_type)
    start = time.process_time()
    article = our_article(record)
    taken = (time.process_time() - start) * 1000 / mib
    return f"{taken:.0f}" + ("" if article else " (refused)")


def row(name: str, gold: Sequence[Page], found: Mapping[str, Answer], taken: float) -> list[str]:
    only_body = not any(one.headline for one in found.values())
    body, *fields = (f"{value:.4f}" for value in score(gold, found))
    return [name, body, *(["-"] * len(fields) if only_body else fields), f"{taken * 1000:.2f}"]


def agreement(one: Mapping[str, Article], other: Mapping[str, Article], pages: int) -> list[str]:
    shared = [(one[key], other[key]) for key in one.keys() & other.keys()]
    ids = [a.article_id == b.article_id for a, b in shared]
    texts = [split(a) == split(b) for a, b in shared]
    words = [" ".join(a.paragraphs).split() == " ".join(b.paragraphs).split() for a, b in shared]
    both = [a and b for a, b in zip(ids, texts, strict=True)]
    return [f"{sum(same) / pages:.3f}" for same in (ids, words, texts, both)]


def split(article: Article) -> list[list[str]]:
    return [paragraph.split() for paragraph in article.paragraphs]


def print_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for cells in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(cells) + " |", flush=True)
    print()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="PAGES GOLD")
    parser.add_argument(
        "--others",
        metavar="PYTHON",
        action="append",
        default=[],
        help="a Python with further extractors: in a new virtual environment `pip install "
        "rs-trafilatura==0.1.1 readability-lxml newspaper4k`",
    )
    options = parser.parse_args()
    if len(options.files) not in (0, 2):
        parser.error("PAGES and GOLD belong together")
    return options


if __name__ == "__main__":
    main()
