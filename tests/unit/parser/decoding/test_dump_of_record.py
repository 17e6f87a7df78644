from __future__ import annotations

import gzip
import random
from datetime import UTC, datetime

import pytest

from schemas.dead_letters import Reason
from schemas.events import RawDump, encode
from schemas.topics import MAX_DUMP_BYTES
from services.parser.decoding.dump import Dump
from services.parser.decoding.dump_of_record import read_dump
from services.records.record import Header, Record, Rejected

GERMAN = "Der Präsident erklärte: „Wir müssen größer werden“ \u2013 über alle Maßen.\n"
RUSSIAN = "Москва: президент сообщил о новых мерах, которые вступят в силу завтра.\n"  # noqa: RUF001
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"  # its joiner is a part of the word


def record(value: bytes | None, *headers: Header, timestamp: int | None = None) -> Record:
    return Record("news-raw", 3, 7, value, headers=headers, timestamp=timestamp)


def content_type(value: str) -> Header:
    return ("content-type", value.encode())


def read(value: bytes | None, *headers: Header) -> Dump:
    return read_dump(record(value, *headers))


def reason(value: bytes | None, *headers: Header) -> Reason:
    with pytest.raises(Rejected) as raised:
        read(value, *headers)
    return raised.value.reason


def message(value: bytes, *headers: Header) -> str:
    with pytest.raises(Rejected) as raised:
        read(value, *headers)
    return raised.value.message


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b" \r\n\t ",
        b"\0\0\0\0",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        "\ufeff \u200b\u200d".encode(),
        "\ufeff \n ".encode("utf-16-le"),
        b'{"text": "  "}',
        b'{"html": ""}',
    ],
)
def test_what_shows_nothing_is_empty(value: bytes | None) -> None:
    assert reason(value) is Reason.EMPTY_DUMP


def test_blank_json_is_empty() -> None:
    assert reason(b"  \n", content_type("application/json")) is Reason.EMPTY_DUMP


def test_a_dump_over_the_limit_is_too_large() -> None:
    assert reason(b"a" * 20_000_000) is Reason.TOO_LARGE
    assert reason(b"a" * (MAX_DUMP_BYTES + 1)) is Reason.TOO_LARGE
    assert read(b"a b c d" * (MAX_DUMP_BYTES // 7)).format == "text"


@pytest.mark.parametrize("name", ["image/png", "application/pdf", "text/csv; charset=utf-8"])
def test_other_content_types_are_not_supported(name: str) -> None:
    assert reason(b"words", content_type(name)) is Reason.UNSUPPORTED_CONTENT_TYPE
    raw = encode(RawDump(text="words", content_type=name))
    assert reason(raw) is Reason.UNSUPPORTED_CONTENT_TYPE


@pytest.mark.parametrize("header", [b"", b"nonsense", b"\xff\xfe", b"application/octet-stream"])
def test_without_a_usable_content_type_it_sniffs(header: bytes) -> None:
    assert read(b"<p>words</p>", ("content-type", header)).format == "html"
    assert read(b"words", ("content-type", header)).format == "text"


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("<!DOCTYPE html><html>", "html"),
        ("\ufeff\n <!-- saved\n page --> <HTML lang=en>", "html"),
        ('<?xml version="1.0"?><html>', "html"),
        ("<article><p>words", "html"),
        ("<div class=a>words", "html"),
        ("words <p>and markup</p>", "text"),
        ("<pre-school closes>", "text"),
        ("{curly} words", "text"),
        ("[1, 2]", "text"),
    ],
)
def test_sniffing_tells_html_from_text(text: str, format_: str) -> None:
    assert read(text.encode()).format == format_


def test_a_declared_content_type_is_believed() -> None:
    assert read(b"<p>words</p>", content_type("text/plain")).format == "text"
    assert read(b"words", content_type("Text/HTML; Charset=UTF-8")).format == "html"


def test_headers_say_where_the_dump_came_from() -> None:
    headers = (
        ("ce_id", b"d-1"),
        ("ce_source", b"Courier"),
        ("ce_subject", b"https://courier.example/a"),
        ("ce_time", b"2024-09-15T10:30:00Z"),
    )
    dump = read_dump(record(b"words", *headers, timestamp=1_726_396_200_000))
    assert (dump.dump_id, dump.source, dump.url) == ("d-1", "Courier", "https://courier.example/a")
    assert dump.fetched_at == "2024-09-15T10:30:00Z"
    assert dump.received_at == datetime(2024, 9, 15, 10, 30, tzinfo=UTC)


def test_without_headers_the_position_names_the_dump() -> None:
    dump = read(b"words")
    assert dump.dump_id == "news-raw-3-7"
    assert (dump.source, dump.url, dump.fetched_at, dump.received_at) == (None, None, None, None)


def test_invalid_headers_are_ignored() -> None:
    headers = (
        ("ce_id", b"\xff"),
        ("ce_source", b"\xc3"),
        ("ce_subject", b"not a url"),
        ("ce_time", b"2024-13-45T99:99Z"),
    )
    dump = read_dump(record(b"words", *headers, timestamp=-1))
    assert dump == Dump(dump_id="news-raw-3-7", text="words", format="text")
    assert read_dump(record(b"words", timestamp=2**62)).received_at is None


def test_a_raw_dump_goes_before_the_headers() -> None:
    value = b'{"id": "own", "source": "Own", "text": "words", "added_later": 1}'
    headers = (("ce_id", b"d-1"), ("ce_source", b"Courier"), ("ce_subject", b"https://c.example/a"))
    dump = read(value, *headers)
    assert (dump.dump_id, dump.source, dump.url) == ("own", "Own", "https://c.example/a")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_json_is_sniffed_in_any_unicode_form(charset: str) -> None:
    value = '{"html": "<p>größer</p>"}'.encode(charset)
    assert read(value) == Dump("news-raw-3-7", "<p>größer</p>", "html")


def test_raw_dump_says_what_its_text_is() -> None:
    html = RawDump(text="words", content_type="text/html; charset=utf-8")
    text = RawDump(text="<p>words</p>", content_type="text/plain")
    assert read(encode(html)).format == "html"
    assert read(encode(text)).format == "text"
    assert read(encode(RawDump(html="words"))).format == "html"


@pytest.mark.parametrize("value", [b'{"text": "wor', b'{ "text": 1,}', b'{"a":' * 5000])
def test_cut_off_json_is_invalid(value: bytes) -> None:
    assert reason(value) is Reason.INVALID_JSON
    assert reason(value, content_type("application/json")) is Reason.INVALID_JSON


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (b'{"text": 1}', "text"),
        (b'{"text": "words", "fetched_at": "yesterday"}', "fetched_at"),
        (b'{"title": "words"}', "'text' and 'html'"),
        (b"{}", "'text' and 'html'"),
        (b'{"text": "words", "html": "words"}', "'text' and 'html'"),
        (b'["words"]', "object"),
        (b'"words"', "object"),
    ],
)
def test_json_of_another_shape_names_what_is_wrong(value: bytes, named: str) -> None:
    json_type = content_type("application/json")
    assert reason(value, json_type) is Reason.INVALID_DUMP
    assert named in message(value, json_type)


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("text", [GERMAN * 3, RUSSIAN * 3, "Plain words only.\n"])
def test_unicode_is_read_with_and_without_mark(charset: str, text: str) -> None:
    assert read(text.encode(charset)).text == text


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        ("iso-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ('"windows-1252"', "cp1252"),
        ("us-ascii", "cp1252"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_a_declared_charset_is_read_as_the_web_reads_it(declared: str, charset: str) -> None:
    header = content_type(f"text/plain; charset={declared}")
    assert read(GERMAN.encode(charset), header).text == GERMAN


def test_declared_latin_1_decodes_bytes_that_windows_1252_leaves_open() -> None:
    header = content_type("text/plain; charset=iso-8859-1")
    assert read(b"caf\xe9 \x81\x93ok\x94", header).text == "café “ok”"


@pytest.mark.parametrize("declared", ["no-such-charset", "base64", "undefined", "utf-8\0"])
def test_an_unknown_charset_is_ignored(declared: str) -> None:
    header = content_type(f"text/plain; charset={declared}")
    assert read(GERMAN.encode(), header).text == GERMAN


def test_a_wrongly_declared_charset_is_passed_over() -> None:
    header = content_type("text/plain; charset=utf-8")
    assert "müssen größer" in read((GERMAN * 4).encode("cp1252"), header).text


def test_html_may_name_its_charset() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body>{RUSSIAN}</body></html>'
    assert RUSSIAN in read(page.encode("cp1251")).text


def test_statistics_find_the_charset_where_nothing_else_does() -> None:
    assert read((RUSSIAN * 5).encode("cp1251")).text == RUSSIAN * 5


def test_damaged_utf_8_stays_readable() -> None:
    assert "über alle" in read((GERMAN * 2).encode() + b"\xff\xfe").text
    assert read((GERMAN * 2).encode()[:-3] + b"\xe2\x80").text.startswith(GERMAN)


def test_control_characters_go_and_line_ends_agree() -> None:
    assert (
        read(b"A\0 word\x07\r\nand\ranother\tone\x0cmore").text == "A word\nand\nanother\tone\nmore"
    )
    assert read(f"Zero\u200bwidth, {PERSIAN}".encode()).text == f"Zerowidth, {PERSIAN}"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("prefix", [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"\xff\xfe"])
def test_binary_garbage_is_undecodable(prefix: bytes, seed: int) -> None:
    noise = random.Random(seed).randbytes(20_000)
    assert reason(prefix + noise) is Reason.UNDECODABLE


def test_compressed_pages_are_undecodable() -> None:
    assert reason(gzip.compress((GERMAN * 100).encode())) is Reason.UNDECODABLE


def test_messages_say_what_to_do() -> None:
    assert "send" in message(b"")
    assert "text/html" in message(b"words", content_type("image/png"))
