"""How good and how fast the classifier is: ``python -m tests.bench.tags [--model PACK] FILE…``.

FILE has an item a line: tags, and headline and paragraphs, or title and text; items that are
marked `ambiguous` are left out. Prints for each file F1 by tag, the expected calibration
error, and CPU milliseconds (median) to classify an item cut to 3,000 characters. Where items
have a `kind`, the share of each kind that gets exactly its tags follows; headlines with
``{place}`` are asked in several places, and the shares that are right and the same everywhere
are printed instead.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from schemas.events import Article, Software
from schemas.taxonomy import TAXONOMY
from services.classifier.chosen import chosen_pack
from services.classifier.core import classify
from services.classifier.evidence import confidence
from services.classifier.pack import Pack
from services.classifier.training.encoder.fairness import PLACES
from services.classifier.training.encoder.places import PLACE
from services.runtime.process.chosen_tags import PACKAGED

MOST = 3_000
BINS = 10
SOFTWARE = Software(name="bench", version="0")


class Found(NamedTuple):
    """What an item carries, with what confidence each tag was found, and how long it took."""

    kind: str | None
    wanted: list[bool]
    confidences: list[int]
    took_ms: float

    @property
    def is_exact(self) -> bool:
        return self.wanted == [given >= 50 for given in self.confidences]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default=PACKAGED)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    pack = chosen_pack(options.model)
    by_file = {path: read(path) for path in options.files}
    row(
        ("file", "items", *(entry.tag for entry in TAXONOMY), "macro F1", "calibration error", "ms")
    )
    row(["---"] * (5 + len(TAXONOMY)))
    for path, items in by_file.items():
        found = [measured(item, pack) for item in items if PLACE not in headline(item)]
        if found:
            row((path.name, len(found), *figures(found)))
            kinds(found)
        places([item for item in items if PLACE in headline(item)], pack)


def read(path: Path) -> list[dict[str, Any]]:
    return [item for item in map(json.loads, path.open()) if not item.get("ambiguous")]


def measured(item: dict[str, Any], pack: Pack) -> Found:
    one = article(item)
    start = time.process_time()
    classify(one, pack)
    took = (time.process_time() - start) * 1000
    return Found(item.get("kind"), wanted(item), confidences(one, pack), took)


def figures(found: Sequence[Found]) -> list[str]:
    scores, errors = [], []
    for tag in range(len(TAXONOMY)):
        pairs = [(one.wanted[tag], one.confidences[tag]) for one in found]
        scores.append(f1(pairs))
        errors.append(calibration_error(pairs))
    return [*map(figure, [*scores, mean(scores), max(errors), median(o.took_ms for o in found)])]


def kinds(found: Sequence[Found]) -> None:
    exact: dict[str, list[bool]] = defaultdict(list)
    for one in found:
        if one.kind:
            exact[one.kind].append(one.is_exact)
    for kind, own in sorted(exact.items()):
        print(f"  {kind}: {sum(own)} of {len(own)} exactly right")


def places(items: Sequence[dict[str, Any]], pack: Pack) -> None:
    if not items:
        return
    right: dict[str, list[bool]] = defaultdict(list)
    same = []
    for item in items:
        given = {place: tags_in(item, place, pack) for place in PLACES}
        same.append(len(set(map(tuple, given.values()))) == 1)
        for place, tags in given.items():
            right[place].append(tags == wanted(item))
    print(f"  {len(items)} headlines the same in all places: {mean(same):.3f}")
    print("  right:", ", ".join(f"{place} {mean(own):.2f}" for place, own in right.items()))


def tags_in(item: dict[str, Any], place: str, pack: Pack) -> list[bool]:
    there = article(item | {"headline": headline(item).replace(PLACE, place)})
    return [given >= 50 for given in confidences(there, pack)]


def headline(item: dict[str, Any]) -> str:
    return item.get("headline") or item.get("title") or ""


def wanted(item: dict[str, Any]) -> list[bool]:
    return [entry.tag in item["tags"] for entry in TAXONOMY]


def article(item: dict[str, Any]) -> Article:
    text = item.get("text")
    paragraphs, size = [], 0
    for paragraph in item.get("paragraphs") or ([text] if text else []):
        if size < MOST:
            paragraphs.append(paragraph)
        size += len(paragraph)
    return Article(
        article_id="0" * 32,
        dump_id=item.get("id", ""),
        content_hash="0" * 32,
        format="text",
        parser=SOFTWARE,
        headline=headline(item) or None,
        paragraphs=tuple(paragraphs),
        language="en",
    )


def confidences(one: Article, pack: Pack) -> list[int]:
    return [*map(confidence, pack.scorer.read(one).scores)]


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


def row(cells: Sequence[object]) -> None:
    print("|", " | ".join(map(str, cells)), "|")


def figure(value: float) -> str:
    return f"{value:.3f}"


if __name__ == "__main__":
    main()
