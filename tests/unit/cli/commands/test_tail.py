from __future__ import annotations

import json
from pathlib import Path

import pytest

import schemas
from services.cli.commands.tail import Wanted
from services.records.record import Record

EXAMPLE = Path(schemas.__file__).parent / "examples" / "news-tagged" / "conflict-and-crime.json"


def record(*temporalities: str) -> Record:
    """Return an article with two tags, of these temporalities."""
    article = json.loads(EXAMPLE.read_text(encoding="utf-8"))["value"]
    for tag, value in zip(article["tags"], temporalities, strict=True):
        tag["temporality"]["value"] = value
    return Record("news-tagged", 0, 0, json.dumps(article).encode(), b"key", (), 0)


FRESH, OLD = record("happening", "aftermath"), record("anniversary", "aftermath")


@pytest.mark.parametrize(
    ("wanted", "fresh", "old"),
    [
        (Wanted(), True, True),
        (Wanted(temporalities=["happening"]), True, False),
        (Wanted(temporalities=["happening", "anniversary"]), True, True),
        (Wanted(["crime"], temporalities=["happening"]), False, False),
        (Wanted(["disaster"]), False, False),
        (Wanted(min_confidence=101), False, False),
    ],
)
def test_one_tag_must_be_all_that_was_asked_for(wanted: Wanted, fresh: bool, old: bool) -> None:  # noqa: FBT001
    assert (wanted.matches(FRESH), wanted.matches(OLD)) == (fresh, old)


def test_what_is_no_article_is_not_wanted() -> None:
    bare = Record("news-tagged", 0, 0, None, b"key", (), 0)
    broken = Record("news-tagged", 0, 0, b"{", b"key", (), 0)
    assert not Wanted().matches(bare)
    assert not Wanted(["crime"]).matches(broken)
