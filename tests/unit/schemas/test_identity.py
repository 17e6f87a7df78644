from __future__ import annotations

import pytest

from schemas.identity import article_id, canonical_url, content_hash

PINNED_URL = "7c292f30936dfea281e32843eceea88b"
PINNED_STORY = "3f72a214ed5d03bb01fb5135029a4c87"
PINNED_CONTENT = "44de7084fea8ff1ce4822cc4b42b6ddb"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example/A/b", "https://news.example/A/b"),
        (" https://news.example:443/a/ ", "https://news.example/a"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("https://news.example/a#top", "https://news.example/a"),
        ("https://news.example/a?utm_source=x&fbclid=y&GCLID=z", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1&utm_id=3", "https://news.example/a?a=1&b=2"),
        ("https://news.example/a?empty=&a=1", "https://news.example/a?a=1&empty="),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("https://news.example/größer", "https://news.example/gr%C3%B6%C3%9Fer"),
        ("https://news.example/gr%C3%B6%C3%9Fer", "https://news.example/gr%C3%B6%C3%9Fer"),
    ],
)
def test_one_page_has_one_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "news.example/a",
        "/a",
        "ftp://news.example/a",
        "javascript:alert(1)",
        "https://",
        "https://[half/a",
        "https://news.example:port/a",
        "https://news.example:99999/a",
        "https://news.example/" + "a" * 10_000,
    ],
)
def test_what_is_no_web_address_has_none(url: str | None) -> None:
    assert canonical_url(url) is None


def test_ids_are_pinned() -> None:
    assert article_id("https://news.example/a", None, None, None) == PINNED_URL
    assert article_id(None, "Courier", "Fire in harbour", "2024-09-15") == PINNED_STORY
    assert content_hash("Fire in harbour", ["A fire.", "Größer."]) == PINNED_CONTENT


def test_the_url_alone_identifies_a_page() -> None:
    first = article_id("https://news.example/a?utm_id=1", "A", "Old headline", "2024-09-15")
    second = article_id("https://NEWS.example/a/", "B", "New headline", None)
    assert first == second


def test_without_url_the_story_does_whatever_its_rendering() -> None:
    first = article_id(None, "Courier", "Fire in  Harbour ", "2024-09-15")
    second = article_id("no url", " courier", "FIRE IN\nHARBOUR", "2024-09-15T10:30+02:00")
    assert first == second
    assert first != article_id(None, "Courier", "Fire in harbour", "2024-09-16")
    assert first != article_id(None, "Herald", "Fire in harbour", "2024-09-15")


def test_the_content_hash_tells_edits_from_renderings() -> None:
    assert content_hash("A  b", ["c\nd"]) == content_hash("A b", ["c d"])
    assert content_hash("Cafe\u0301", []) == content_hash("Caf\u00e9", [])
    assert content_hash("A b", ["c d"]) != content_hash("A b", ["c", "d"])
    assert content_hash("A b", ["c d"]) != content_hash("A b", ["c d!"])
