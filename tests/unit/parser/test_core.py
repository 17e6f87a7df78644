from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.dead_letters import Reason
from schemas.events import Article, Basis, BlockKind, Precision, decode, encode
from schemas.identity import content_hash
from services.parser.core import PARSER, parse
from services.parser.decoding.dump import Dump
from services.parser.decoding.dump_of_record import read_dump
from services.parser.formats import READERS
from services.parser.page.extract import Extract, Stamp
from services.records.record import Record, Rejected

SAMPLES = Path(__file__).parent / "samples"
HARBOUR = (SAMPLES / "harbour-fire.txt").read_text(encoding="utf-8")
COURT = (SAMPLES / "court-ruling.html").read_text(encoding="utf-8")
GUIDE = (SAMPLES / "ferry-guide.html").read_text(encoding="utf-8")
STORY = (
    "Fire destroys ferry terminal in Port Ellery\n{}\n"
    "A fire destroyed the passenger terminal of Port Ellery on Sunday.\n"
    "The blaze broke out shortly before dawn in a kitchen on the ground floor.\n"
)
LIST = "Most Viewed\nWorld20 hours ago\nGovernor signs bill on coastal defences\n"


def dump(text: str, fetched_at: str | None = None, received_at: datetime | None = None) -> Dump:
    return Dump("d-1", text, "text", fetched_at=fetched_at, received_at=received_at)


def outcome(value: bytes, *headers: tuple[str, bytes]) -> Article | Reason:
    try:
        return parse(read_dump(Record("news-raw", 0, 0, value, headers=headers)))
    except Rejected as rejected:
        return rejected.reason


def no_article(text: str) -> bool:
    return outcome(text.encode()) is Reason.NO_ARTICLE


def test_a_text_dump_becomes_an_article() -> None:
    article = parse(dump(HARBOUR))
    assert (article.dump_id, article.format, article.parser) == ("d-1", "text", PARSER)
    assert article.dateline == "PORT ELLERY"
    assert article.paragraphs[0].startswith("A fire destroyed")
    assert [related.same_article for related in article.related] == [False, True, False]
    assert [
        (entry.rank, entry.section, entry.age, entry.published_at, entry.published_precision)
        for entry in article.most_viewed
    ] == [
        (1, "Europe", "20 hours ago", "2024-09-14", "day"),
        (2, "US News", "3 days ago", "2024-09-12", "day"),
        (3, "Health", "1 week ago", "2024-09-08", "week"),
    ]


def test_an_html_dump_becomes_an_article() -> None:
    article = parse(Dump("d-2", COURT, "html", source="Courier feed"))
    assert (article.format, article.source) == ("html", "Courier feed")
    assert article.published_at == "2024-09-15T10:30:05+02:00"
    assert article.published_basis == "structured-data"


def test_paragraphs_and_their_kinds_stay_in_step() -> None:
    article = parse(
        Dump(
            "d-1", GUIDE.replace("<p>The ferry", "<p>ELLERY, October 2 (Wire) - The ferry"), "html"
        )
    )
    assert (article.dateline, article.paragraphs[0][:9]) == ("ELLERY", "The ferry")
    kinds = list(zip(article.blocks, article.paragraphs, strict=True))
    assert kinds[1] == ("heading", "What is new")
    assert kinds[-2][0] == "embed"
    assert article.content_hash == content_hash(article.headline, article.paragraphs)


@pytest.mark.parametrize(
    ("bullet", "blocks"), [("- ", (None, None, "list-item", None)), ("", ())], ids=["some", "none"]
)
def test_of_text_only_bullets_are_known(bullet: str, blocks: tuple[BlockKind | None, ...]) -> None:
    last = (
        f"{bullet}The ferries leave from the northern pier until spring.\nNobody was hurt there.\n"
    )
    article = parse(dump(STORY.format("By Jane Doe") + last))
    assert (len(article.paragraphs), article.blocks) == (4, blocks)


def test_the_same_dump_gives_the_same_article() -> None:
    again = parse(dump(HARBOUR + "\nImprint"))
    assert parse(dump(HARBOUR)).article_id == again.article_id
    assert encode(parse(dump(HARBOUR))) == encode(parse(dump(HARBOUR)))


def test_the_producers_url_goes_before_the_pages() -> None:
    article = parse(Dump("d-2", COURT, "html", url="https://courier.example/amp/old-mint"))
    assert article.url == "https://courier.example/amp/old-mint"


def test_headless_stories_do_not_share_an_id() -> None:
    first, second = (parse(dump(f"Port {name}: " + "a ferry burnt. " * 30)) for name in "AB")
    assert first.headline is None
    assert first.article_id != second.article_id


@pytest.mark.parametrize("line", ["Published April 27, 2031", "2031-04-27T10:30Z", "9999-12-31"])
def test_a_date_in_the_future_is_unknown(line: str) -> None:
    received = datetime(2025, 4, 27, tzinfo=UTC)
    assert parse(dump(STORY.format(line), received_at=received)).published_at is None
    assert parse(dump(STORY.format(line), fetched_at="2025-04-27T10:30Z")).published_at is None


def test_an_updated_time_in_the_future_is_unknown_too() -> None:
    text = STORY.format("Published 2025-04-26 Updated 2031-01-01")
    article = parse(dump(text, fetched_at="2025-04-27"))
    assert (article.published_at, article.updated_at) == ("2025-04-26", None)


def test_tomorrow_may_be_another_time_zone() -> None:
    text = STORY.format("Published April 28, 2025")
    assert parse(dump(text, fetched_at="2025-04-27T22:00Z")).published_at == "2025-04-28"


def test_no_date_is_no_date() -> None:
    article = parse(dump(STORY.format(""), "2025-04-27", datetime(2025, 4, 27, tzinfo=UTC)))
    assert (article.published_at, article.published_precision) == (None, None)
    assert article.published_basis is None


def test_the_url_may_date_the_article() -> None:
    undated = Dump("d", STORY.format(""), "text", url="https://news.example/2025/04/27/fire")
    article = parse(undated)
    assert (article.published_at, article.published_basis) == ("2025-04-27", "url")


def test_ages_count_from_the_fetch_where_the_page_has_no_date() -> None:
    viewed = parse(dump(STORY.format("") + LIST, fetched_at="2025-04-27T12:30:00Z")).most_viewed
    assert viewed[0].published_at == "2025-04-26T16:00+00:00"
    assert viewed[0].published_precision == "hour"


def test_ages_count_from_nothing_else() -> None:
    received = datetime(2025, 4, 27, tzinfo=UTC)
    text = STORY.format("") + LIST
    assert parse(dump(text, received_at=received)).most_viewed[0].published_at is None
    future = parse(dump(text, fetched_at="2031-01-01T00:00Z", received_at=received))
    assert future.most_viewed[0].published_at is None


def published(
    monkeypatch: pytest.MonkeyPatch,
    extract: Extract,
    fetched_at: str | None,
    url: str | None = None,
) -> tuple[str | None, Precision | None, Basis | None]:
    monkeypatch.setitem(READERS, "text", lambda _: extract)
    article = parse(Dump("d-1", "a page", "text", url=url, fetched_at=fetched_at))
    return article.published_at, article.published_precision, article.published_basis


@pytest.mark.parametrize(
    ("age", "fetched_at", "value", "precision"),
    [
        ("2 hours ago", "2025-04-27T12:30Z", "2025-04-27T10:00+00:00", "hour"),
        ("2 hours ago", "2025-04-27", "2025-04-27", "day"),
        ("vor 3 Wochen", "2025-04-27T12:30Z", "2025-04-06", "week"),
        ("gestern", "2025-04-27T12:30Z", "2025-04-26", "day"),
    ],
)
def test_an_articles_age_counts_from_the_fetch(
    monkeypatch: pytest.MonkeyPatch, age: str, fetched_at: str, value: str, precision: str
) -> None:
    extract = Extract(headline="Fire destroys ferry terminal", age=age)
    assert published(monkeypatch, extract, fetched_at) == (value, precision, "relative")


def test_an_age_without_a_fetch_dates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = Extract(headline="Fire destroys ferry terminal", age="2 hours ago")
    assert published(monkeypatch, extract, None) == (None, None, None)


def test_every_other_date_goes_before_an_age(monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = Stamp("2025-04-25", "day", "byline")
    dated = Extract(headline="Fire destroys ferry terminal", published=stamp, age="2 hours ago")
    assert published(monkeypatch, dated, "2025-04-27") == ("2025-04-25", "day", "byline")
    aged = Extract(headline="Fire destroys ferry terminal", age="2 hours ago")
    url = "https://news.example/2025/04/26/fire"
    assert published(monkeypatch, aged, "2025-04-27", url) == ("2025-04-26", "day", "url")


def test_an_entry_dated_in_the_future_is_undated() -> None:
    text = STORY.format("") + LIST.replace("20 hours ago", " 28 May 2031")
    viewed = parse(dump(text, fetched_at="2025-04-27T12:30:00Z")).most_viewed
    assert (viewed[0].age, viewed[0].published_at) == ("28 May 2031", None)


def test_a_dump_that_holds_only_a_headline() -> None:
    article = outcome(b"Fire destroys ferry terminal in Port Ellery")
    assert isinstance(article, Article)
    assert article.headline == "Fire destroys ferry terminal in Port Ellery"
    assert article.paragraphs == ()


@pytest.mark.parametrize(
    "text",
    [
        "Home\nWorld\nSport\nSign in",
        "\u2605 \u2605 \u2605\n---",
        "a" * 10_000,
        "a\n" * 10_000,
        "a\nb\n" * 10_000,
        "<html><body><nav>Home</nav></body></html>",
        "<html><body><script>let words = 1;</script></body></html>",
        "<html><body>" + "<div>" * 5_000 + "words" + "</div>" * 5_000,
    ],
    ids=["menu", "symbols", "line", "lines", "two lines", "no text", "script", "nesting"],
)
def test_no_article_is_found_where_there_is_none(text: str) -> None:
    assert no_article(text)


@pytest.mark.parametrize("line", ["བོད་ཀྱི་གསར་འགྱུར་འདི་དེ་རིང་བྱུང་།", "ភ្លើងឆេះចំណតសាឡាងនៅកំពង់ផែនៅថ្ងៃអាទិត្យ។"])
def test_scripts_that_it_cannot_read_do_no_harm(line: str) -> None:
    for text in (line, f"{line}\n" * 50, f"<html><body><article><p>{line * 20}</p></article>"):
        found = outcome(text.encode())
        assert found is Reason.NO_ARTICLE or isinstance(found, Article)


def test_headers_that_are_not_utf_8_do_no_harm() -> None:
    names = ("content-type", "ce_id", "ce_source", "ce_subject", "ce_time")
    found = outcome(HARBOUR.encode(), *((name, b"\xff\xfe\x00") for name in names))
    assert isinstance(found, Article)
    assert (found.dump_id, found.source, found.url) == ("news-raw-0-0", None, None)


@pytest.mark.parametrize(
    "value",
    [
        HARBOUR.encode("utf-16"),
        HARBOUR.encode("utf-16-le"),
        HARBOUR.encode("utf-16-be"),
        HARBOUR.encode() + b"\xff",
        HARBOUR.replace("\n", "\0\n").encode(),
        HARBOUR.replace("\n", "\r\n").encode("cp1252"),
    ],
)
def test_every_encoding_gives_the_same_article(value: bytes) -> None:
    article, expected = outcome(value), parse(dump(HARBOUR))
    assert isinstance(article, Article)
    assert (article.article_id, article.content_hash) == (
        expected.article_id,
        expected.content_hash,
    )


CONTENT_TYPES = [b"", b"text/plain", b"text/html", b"application/json", b"text/plain; charset=gbk"]
LINES = st.sampled_from(
    [*HARBOUR.split("\n"), *COURT.split("\n"), "Trending", "\0", "2 hours ago", "By Jane Doe", '{"']
)


def check(value: bytes, content_type: bytes) -> None:
    first = outcome(value, ("content-type", content_type))
    assert first == outcome(value, ("content-type", content_type))
    if isinstance(first, Article):
        assert decode(Article, encode(first)) == first


@settings(deadline=None, max_examples=200)
@given(value=st.binary(max_size=2_000), content_type=st.sampled_from(CONTENT_TYPES))
def test_any_bytes_give_an_article_or_a_reason(value: bytes, content_type: bytes) -> None:
    check(value, content_type)


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=1_000), content_type=st.sampled_from(CONTENT_TYPES))
def test_any_text_gives_an_article_or_a_reason(text: str, content_type: bytes) -> None:
    check(text.encode(), content_type)


@settings(deadline=None, max_examples=200)
@given(lines=st.lists(LINES, max_size=30), content_type=st.sampled_from(CONTENT_TYPES))
def test_any_mix_of_lines_gives_an_article_or_a_reason(
    lines: list[str], content_type: bytes
) -> None:
    check("\n".join(lines).encode(), content_type)
