from __future__ import annotations

import orjson

from schemas.headers import CE_ID
from schemas.topics import TAGGED
from services.records.record import Record
from tests.chaos.books import carrying, distinct, page


def test_a_topic_with_each_record_once_is_balanced() -> None:
    found = page(TAGGED, ["1", "2"], ["2", "1"])

    assert found.balanced
    assert str(found) == "news-tagged: 2 records, each once"


def test_a_lost_a_double_and_a_strange_record_are_named() -> None:
    found = page(TAGGED, ["1", "2"], ["2", "2", "3"])

    assert not found.balanced
    assert (found.lost, found.double, found.strange) == (("1",), ("2",), ("3",))
    assert str(found) == "news-tagged: 3 records, 1 lost (1); 1 double (2); 1 strange (3)"


def test_only_a_few_names_are_shown() -> None:
    found = page(TAGGED, map(str, range(10)), [])

    assert str(found) == "news-tagged: 0 records, 10 lost (0, 1, 2, 3, 4 …)"


def test_records_of_a_tag_are_those_whose_value_has_it() -> None:
    values = [{"tags": [{"tag": tag} for tag in tags]} for tags in (["crime"], [], ["disaster"])]
    tagged = [Record("t", 0, at, orjson.dumps(value)) for at, value in enumerate(values)]

    assert carrying("disaster", tagged) == [tagged[2]]


def test_what_is_written_again_counts_once_if_it_is_the_same() -> None:
    headers = ((CE_ID, b"1"),)
    first, again = (Record("t", 0, at, b"value", headers=headers, timestamp=at) for at in range(2))
    other = Record("t", 0, 2, b"other value", headers=headers)

    assert distinct([first, again, other]) == [again, other]
