"""Outcomes of records that a group without offsets would read again are recognised."""

from __future__ import annotations

import pytest

from schemas import dead_letters as names
from schemas.headers import ORIGIN
from services.records.record import Header, Record
from services.runtime.delivery.rereading import Inputs

NOON = 1_800_000_000_000
RAW = Record("news-raw", 2, 7, b"page", timestamp=NOON)
ARTICLE = Record("news-articles", 1, 5, b"{}", headers=((ORIGIN, b"news-raw-2-7"),), timestamp=NOON)


def outcome(*headers: Header, late: int = 5) -> Record:
    return Record("news-tagged", 0, 0, b"", headers=headers, timestamp=NOON + late)


def letter_of(position: str, late: int = 0) -> Record:
    found = zip((names.TOPIC, names.PARTITION, names.OFFSET), position.rsplit("-", 2), strict=True)
    return outcome(*((name, value.encode()) for name, value in found), late=late)


@pytest.mark.parametrize(
    ("read", "written", "found"),
    [
        (RAW, outcome((ORIGIN, b"news-raw-2-7")), "news-raw-2-7"),
        (RAW, letter_of("news-raw-2-7"), "news-raw-2-7"),
        (ARTICLE, outcome((ORIGIN, b"news-raw-2-7")), "news-raw-2-7"),
        (ARTICLE, letter_of("news-articles-1-5"), "news-articles-1-5"),
        (RAW, outcome((ORIGIN, b"news-raw-2-8")), None),
        (RAW, letter_of("news-raw-3-7"), None),
        (RAW, outcome(), None),
    ],
)
def test_an_outcome_names_its_input(read: Record, written: Record, found: str | None) -> None:
    assert Inputs([read]).input_of(written) == found


@pytest.mark.parametrize(
    "written", [outcome((ORIGIN, b"news-raw-2-7"), late=-2000), letter_of("news-raw-2-7", -2000)]
)
def test_what_was_written_before_a_record_was_made_of_another_topics(written: Record) -> None:
    inputs = Inputs([RAW])
    assert inputs.input_of(written) is None
    assert inputs.since > NOON - 2000


def test_no_records_have_no_outcomes() -> None:
    assert not Inputs([])
    assert Inputs([]).input_of(outcome((ORIGIN, b"news-raw-2-7"))) is None
