"""Public extractors of articles, measured beside ours: ``python -m tests.bench.extractors NAME``.

Reads a page's markup as JSON on each line, and writes what the extractor finds and the CPU
seconds that it took. Each runs in a process of its own, with a Python that has it: beside our
pins some cannot be installed. Nothing of Tagwire but this folder is needed there.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from tests.bench.page_measures import Answer

Extract = Callable[[ModuleType, str], Answer]
"""What asks a library for the article of a page."""


class Extractor(NamedTuple):
    """A library by the name of its module, and how it is asked."""

    module: str
    extract: Extract


def trafilatura(library: ModuleType, html: str) -> Answer:
    found = library.bare_extraction(html, with_metadata=True, include_comments=False)
    if found is None:
        return Answer()
    authors = tuple(filter(None, (found.author or "").split("; ")))
    return Answer(found.text or "", found.title, found.date, authors)


def resiliparse(library: ModuleType, html: str) -> Answer:
    return Answer(library.extract_plain_text(html, main_content=True, alt_texts=False))


def rs_trafilatura(library: ModuleType, html: str) -> Answer:
    found = library.extract(html, include_comments=False)
    authors = tuple(filter(None, (found.author or "").split("; ")))
    return Answer(found.main_content or "", found.title, found.date, authors)


def readability(library: ModuleType, html: str) -> Answer:
    document = library.Document(html)
    body = import_module("lxml.html").fromstring(document.summary())
    return Answer(body.text_content(), document.short_title())


def newspaper(library: ModuleType, html: str) -> Answer:
    article = library.Article("http://localhost/", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    published = article.publish_date.isoformat() if article.publish_date else None
    return Answer(article.text, article.title, published, tuple(article.authors))


EXTRACTORS = {
    "trafilatura": Extractor("trafilatura", trafilatura),
    "resiliparse": Extractor("resiliparse.extract.html2text", resiliparse),
    "rs-trafilatura": Extractor("rs_trafilatura", rs_trafilatura),
    "readability-lxml": Extractor("readability", readability),
    "newspaper4k": Extractor("newspaper", newspaper),
}


def python_with(extractor: Extractor, pythons: Iterable[str]) -> str | None:
    """Return the first Python that has the extractor."""
    trial = ["-c", f"import {extractor.module}"]
    return next((one for one in pythons if _succeeds([one, *trial])), None)


def answers_of(
    name: str, python: str, markup: Mapping[str, str]
) -> tuple[dict[str, Answer], list[float]]:
    """Return what the extractor says of each page, and the CPU seconds that each took."""
    pages = "".join(json.dumps(html) + "\n" for html in markup.values())
    command = [python, "-m", __name__, name]
    done = subprocess.run(command, input=pages, text=True, stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [Answer(**one["answer"]) for one in found]
    return dict(zip(markup, answers, strict=True)), [one["seconds"] for one in found]


def main() -> None:
    module, extract = EXTRACTORS[sys.argv[1]]
    library = import_module(module)
    for line in sys.stdin:
        html = json.loads(line)
        start = time.process_time()
        answer = _or_nothing(extract, library, html)
        taken = time.process_time() - start
        print(json.dumps({"answer": asdict(answer), "seconds": taken}))


def _or_nothing(extract: Extract, library: ModuleType, html: str) -> Answer:
    try:
        return extract(library, html)
    except Exception as error:  # noqa: BLE001  whatever a library raises: it finds nothing
        print(f"{library.__name__}: {error!r:.200}", file=sys.stderr)
        return Answer()


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
