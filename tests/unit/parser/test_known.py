"""What an operator knows of a source completes what a page leaves open."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.events import Article
from services.parser.core import parse
from services.parser.decoding.dump import Dump
from services.parser.known import UNKNOWN, Known, completed, known_of
from services.parser.sources_file import read_sources
from services.runtime.process.errors import SetupError

BERLIN = Known(time_zone="Europe/Berlin")
BODY = "".join(
    f"<p>The ferry went aground near the northern cape in {when} fog, the harbour office said on"
    " Monday, and its passengers were brought ashore by the lifeboats of the district.</p>"
    for when in ("thick", "early", "sudden", "evening")
)


def page(date: str, known: Known = UNKNOWN, language: str = "") -> Article:
    markup = f"<html lang='{language}'><h1>Ferry runs aground off the cape</h1><p>{date}</p>{BODY}"
    return parse(Dump("1", markup, "html"), known)


@pytest.mark.parametrize(
    ("date", "wanted", "filled"),
    [
        ("27 April 2025, 15:04", "2025-04-27T15:04+02:00", ("time-zone",)),
        ("27 January 2025, 15:04", "2025-01-27T15:04+01:00", ("time-zone",)),
        ("27 April 2025, 15:04 BST", "2025-04-27T15:04+01:00", ()),
        ("26 October 2025, 02:30", "2025-10-26T02:30", ()),
        ("27 April 2025", "2025-04-27", ()),
    ],
)
def test_a_time_without_a_zone_gets_that_of_its_source(
    date: str, wanted: str, filled: tuple[str, ...]
) -> None:
    article = page(date, BERLIN)
    assert (article.published_at, article.completed) == (wanted, filled)
    assert article.published_basis == "byline"


@pytest.mark.parametrize(("day_first", "wanted"), [(True, "2025-05-04"), (False, "2025-04-05")])
def test_an_ambiguous_date_is_read_in_the_order_of_its_source(
    *, day_first: bool, wanted: str
) -> None:
    article = page("04/05/2025", Known(day_first=day_first))
    assert (article.published_at, article.completed) == (wanted, ("day-order",))
    assert page("04/05/2025").published_at is None
    assert page("04/05/2025", Known(day_first=day_first), "en-GB").published_at == "2025-05-04"


def test_a_text_dump_is_read_in_the_order_of_its_source() -> None:
    lines = BODY.replace("<p>", "").replace("</p>", "\n\n")
    text = f"Ferry runs aground off the cape\n\n04/05/2025\n\n{lines}"
    article = parse(Dump("1", text, "text"), Known(day_first=True))
    assert (article.published_at, article.completed) == ("2025-05-04", ("day-order",))


def test_name_and_language_fill_what_is_unknown() -> None:
    known = Known(language="fo", name="Cape Courier")
    bare = page("").model_copy(update={"language": None})
    filled = completed(bare, known, lambda: None)
    assert (filled.language, filled.source) == ("fo", "Cape Courier")
    assert filled.completed == ("language", "name")
    told = page("", known, language="en")
    assert (told.language, told.completed) == ("en", ("name",))


def test_ids_do_not_depend_on_what_is_known() -> None:
    known = Known("Europe/Berlin", day_first=True, language="en", name="Cape Courier")
    plain, filled = page("04/05/2025 15:04"), page("04/05/2025 15:04", known)
    assert filled.published_at == "2025-05-04T15:04+02:00"
    assert filled.completed[:2] == ("day-order", "time-zone")
    assert filled.article_id == plain.article_id
    assert filled.content_hash == plain.content_hash


def test_a_source_is_found_by_its_name_then_by_host_and_the_domains_above() -> None:
    wire, courier, sport = Known(name="wire"), Known(name="courier"), Known(name="sport")
    sources = {"elden-wire": wire, "courier.example": courier, "sport.courier.example": sport}
    url = "https://www.Courier.example/local/ferry"
    assert known_of(sources, "elden-wire", url) is wire
    assert known_of(sources, "another", url) is courier
    assert known_of(sources, None, "https://live.sport.courier.example/") is sport
    assert known_of(sources, None, "https://othercourier.example/") is UNKNOWN
    assert known_of(sources, None, None) is UNKNOWN


def test_a_file_is_read_into_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        '[elden-wire]\nday_order = "day-first"\n'
        '["Courier.example"]\ntime_zone = "Europe/Berlin"\nlanguage = "de-AT"\nname = "Courier"\n'
    )
    sources = read_sources(path)
    assert sources["elden-wire"] == Known(day_first=True)
    assert sources["courier.example"] == Known("Europe/Berlin", None, "de-AT", "Courier")
    assert read_sources(None) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[wire]\ntime_zone = 'Mars/North'", "wire.time_zone = 'Mars/North'"),
        ("[wire]\ntime_zone = 'Mars/North'", 'such as "Europe/Berlin"'),
        ("[wire]\nday_order = 'dmy'", "'day-first' or 'month-first'"),
        ("[wire]\nlanguage = 'Deutsch'", 'such as "de"'),
        ("[wire]\nzone = 'UTC'", "may hold time_zone, day_order"),
        ("[courier.example]\nname = 'Courier'", 'is quoted: ["courier.example"]'),
        ("wire = 'UTC'", "a table for each source"),
        ("wire", "is no TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_remedy(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(SetupError) as raised:
        read_sources(path)
    assert told in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read: Is a directory"):
        read_sources(tmp_path)
