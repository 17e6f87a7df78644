"""Facts of articles, and who they come from."""

from __future__ import annotations

import pytest

from schemas.headers import ORIGIN, ORIGIN_TIME
from services.classifier.handler import handle as classify
from services.parser.handler import handle as parse
from services.records.facts import publisher
from services.records.record import Message, Record

FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"


def read(message: Message, timestamp: int | None = 1) -> Record:
    return Record(
        "news-articles", 0, 7, message.value, message.key, message.headers, timestamp=timestamp
    )


def test_they_travel_with_the_record_and_are_no_part_of_it() -> None:
    raw = Record("news-raw", 2, 5, FLOOD, timestamp=1_800_000_000_000)
    (article,) = parse(raw)
    assert article.facts
    assert article.facts.lacking == ("date", "byline")
    tagged, *copies = classify(read(article))
    assert tagged.facts
    assert dict(tagged.facts.tags).keys() == {one.topic.name[12:] for one in copies} != set()
    assert tagged == Message(tagged.topic, tagged.key, tagged.value, tagged.headers)


def test_the_time_of_the_raw_record_is_passed_on() -> None:
    (article,) = parse(Record("news-raw", 2, 5, FLOOD, timestamp=1_800_000_000_000))
    tagged, *_ = classify(read(article, timestamp=9))
    for message in (article, tagged):
        assert dict(message.headers)[ORIGIN] == b"news-raw-2-5"
        assert dict(message.headers)[ORIGIN_TIME] == b"1800000000000"


def test_an_article_from_elsewhere_is_its_own_origin() -> None:
    (article,) = parse(Record("news-raw", 2, 5, FLOOD))
    assert ORIGIN_TIME not in dict(article.headers)
    bare = Record("news-articles", 0, 7, article.value, timestamp=9)
    tagged, *_ = classify(bare)
    assert dict(tagged.headers)[ORIGIN] == b"news-articles-0-7"
    assert dict(tagged.headers)[ORIGIN_TIME] == b"9"


@pytest.mark.parametrize(
    ("source", "url", "found"),
    [
        ("Wire", "https://wire.example/1", "Wire"),
        (None, "https://wire.example/1", "wire.example"),
        (None, "https://[broken", None),
        (None, None, None),
    ],
)
def test_the_publisher_is_named_else_the_host(
    source: str | None, url: str | None, found: str | None
) -> None:
    assert publisher(source, url) == found
