"""How good and how fast the classifier is: ``python -m tests.bench.tags FILE…``.

FILE has an item a line: tags, and headline and paragraphs, or title and text; items that are
marked `ambiguous` are left out. Prints for each file F1 by tag, the expected calibration
error, and CPU milliseconds (median) to classify an item cut to 3,000 characters.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

from schemas.events import Article, Software
from schemas.taxonomy import TAXONOMY
from services.classifier.core import classify
from services.classifier.evidence import confidence
from services.classifier.packaged import load_pack

MOST = 3_000
BINS = 10
SOFTWARE = Software(name="bench", version="0")


def main() -> None:
    names = [entry.tag for entry in TAXONOMY]
    print("| file | items |", " | ".join(names), "| macro F1 | calibration error | ms |")
    print("|", " | ".join(["---"] * (len(names) + 5)), "|")
    for name in sys.argv[1:]:
        measure(Path(name))


def measure(path: Path) -> None:
    items = [item for item in map(json.loads, path.open()) if not item.get("ambiguous")]
    articles = [article(item) for item in items]
    took = [timed(one) for one in articles]
    chances = [list(confidences(one)) for one in articles]
    wanted = [[entry.tag in item["tags"] for entry in TAXONOMY] for item in items]
    scores, errors = [], []
    for tag in range(len(TAXONOMY)):
        pairs = [(w[tag], c[tag]) for w, c in zip(wanted, chances, strict=True)]
        scores.append(f1(pairs))
        errors.append(calibration_error(pairs))
    cells = [*map(figure, scores), figure(mean(scores)), figure(max(errors)), figure(median(took))]
    print(f"| {path.name} | {len(items)} |", " | ".join(cells), "|")


def article(item: dict[str, Any]) -> Article:
    text = item.get("text")
    paragraphs, size = [], 0
    for paragraph in item.get("paragraphs") or ([text] if text else []):
        if size < MOST:
            paragraphs.append(paragraph)
        size += len(paragraph)
    return Article(
        article_id="0" * 32,
        dump_id=item["id"],
        content_hash="0" * 32,
        format="text",
        parser=SOFTWARE,
        headline=item.get("headline") or item.get("title") or None,
        paragraphs=tuple(paragraphs),
        language="en",
    )


def timed(one: Article) -> float:
    start = time.process_time()
    classify(one)
    return (time.process_time() - start) * 1000


def confidences(one: Article) -> Iterator[int]:
    yield from map(confidence, load_pack().scorer.read(one).scores)


def f1(pairs: list[tuple[bool, int]]) -> float:
    right = sum(wanted and given >= 50 for wanted, given in pairs)
    counted = sum(wanted for wanted, _ in pairs) + sum(given >= 50 for _, given in pairs)
    return 2 * right / counted if counted else 1.0


def calibration_error(pairs: list[tuple[bool, int]]) -> float:
    """Return the mean distance of confidence and share, over ten bins, each by its items."""
    bins: dict[int, list[tuple[bool, int]]] = {}
    for wanted, given in pairs:
        bins.setdefault(min(given * BINS // 100, BINS - 1), []).append((wanted, given))
    apart = (
        len(own) * abs(mean(given for _, given in own) / 100 - mean(wanted for wanted, _ in own))
        for own in bins.values()
    )
    return sum(apart) / len(pairs)


def figure(value: float) -> str:
    return f"{value:.3f}"


if __name__ == "__main__":
    main()
