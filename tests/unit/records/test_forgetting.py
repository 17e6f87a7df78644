"""Which articles are meant by an id, an address or a source."""

from __future__ import annotations

import pytest

from schemas.topics import TAGGED
from services.records.forgetting import Named, tombstone
from services.records.record import Record

URL = "https://gazette.example/story?id=1"
VALUE = b'{"url": "https://gazette.example/story?id=1", "source": "gazette"}'


def record(value: bytes | None = VALUE, key: bytes = b"a1") -> Record:
    return Record(TAGGED.name, 0, 7, value, key)


@pytest.mark.parametrize(
    "named",
    [
        Named(article_id="a1"),
        Named(url=URL),
        Named(url="HTTPS://Gazette.example/story/?utm_source=x&id=1#top"),
        Named(source="gazette"),
    ],
)
def test_an_article_fits_what_names_it(named: Named) -> None:
    assert named.fits(record())
    assert not named.fits(record(None))


@pytest.mark.parametrize(
    "named",
    [Named(article_id="a2"), Named(url="https://gazette.example/other"), Named(source="gazett")],
)
def test_other_articles_stay(named: Named) -> None:
    assert not named.fits(record())


@pytest.mark.parametrize("value", [b"", b"[]", b"no json", b'{"url": 7, "source": []}'])
def test_what_is_no_article_has_neither_address_nor_source(value: bytes) -> None:
    assert not Named(url=URL).fits(record(value))
    assert not Named(source="gazette").fits(record(value))


def test_a_tombstone_has_the_key_alone() -> None:
    message = tombstone(TAGGED, record())
    assert (message.topic, message.key, message.value) == (TAGGED, b"a1", None)
