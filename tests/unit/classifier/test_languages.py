from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import Article, Headline, RankedHeadline, Software
from services.classifier.core import classify
from services.classifier.languages import is_readable

ENGLISH = (
    "Soldiers and rebels fought for the town on Sunday, and shelling went on all night.",
    "The army said that the road to the north had been cut, and that the bridge was gone.",
)
GERMAN = (
    "Soldaten und Rebellen kämpften am Sonntag um die Stadt, der Beschuss dauerte an.",
    "Die Straße nach Norden sei abgeschnitten, teilte die Armee am Abend mit. War on terror.",
)
SPANISH = ("Los soldados y los rebeldes lucharon el domingo por la ciudad durante la noche.",)


def article(
    language: str | None, *paragraphs: str, headline: str | None = "War: rebels bomb town"
) -> Article:
    return Article(
        article_id="a" * 32,
        dump_id="1",
        content_hash="b" * 32,
        format="html",
        parser=Software(name="tagwire", version="test"),
        headline=headline,
        language=language,
        paragraphs=paragraphs,
        related=(Headline(headline="Rebels, troops, war"),),
        most_viewed=(RankedHeadline(headline="Tornado destroys school", rank=1),),
    )


@pytest.mark.parametrize("language", ["de", "de-AT", "pt_BR", "zh-Hant", "eng-not", "x"])
def test_another_language_gives_no_tags_anywhere(language: str) -> None:
    given_article = article(language)
    tagged = classify(given_article)
    assert tagged.classifier.reason == "unsupported-language"
    assert (tagged.tags, tagged.related[0].tags, tagged.most_viewed[0].tags) == ((), (), ())
    untouched = Article.model_fields.keys() - {"related", "most_viewed"}
    assert tagged.model_dump(include=untouched) == given_article.model_dump(include=untouched)


@pytest.mark.parametrize(
    "language", [None, "", "en", "EN", "en-GB", "en_ZA", "en-Latn-US", "und", "mul"]
)
def test_english_and_the_unknown_are_tagged(language: str | None) -> None:
    tagged = classify(article(language))
    assert tagged.classifier.reason is None
    assert tagged.tags
    assert tagged.related[0].tags


@pytest.mark.parametrize("declared", [None, "en", "en-GB", "de", "fr", "und"])
def test_a_clear_text_wins_over_what_is_declared(declared: str | None) -> None:
    assert is_readable(article(declared, *ENGLISH), "en")
    assert not is_readable(article(declared, *GERMAN), "en")
    assert not is_readable(article(declared, *SPANISH), "en")


def test_the_headline_tells_where_there_is_no_more() -> None:
    headline = "Erdbeben erschüttert Küste: Rettungskräfte suchen nach Verschütteten"
    assert not is_readable(article("en", headline=headline), "en")
    assert is_readable(article("en", *ENGLISH, headline=headline), "en")


@pytest.mark.parametrize("headline", ["港で火災", "Пожар в порту", "حريق في الميناء"])
def test_a_headline_in_another_script_is_not_english(headline: str) -> None:
    assert not is_readable(article(None, headline=headline), "en")


def test_a_headline_may_hold_a_foreign_word() -> None:
    assert is_readable(article(None, headline="Fire near Пожар club leaves two dead"), "en")


def test_a_doubtful_text_is_what_it_declares() -> None:
    doubtful = "Ferry fares 2026: 3.50"
    assert is_readable(article("en", doubtful), "en")
    assert is_readable(article(None, doubtful), "en")
    assert not is_readable(article("fi", doubtful), "en")


def test_a_language_that_no_detector_knows_is_not_english() -> None:
    made_up = "Nokuthula abantu bakithi bavakashele idolobha elisha ngeSonto ekuseni kakhulu. "
    assert is_readable(article("en", "Tula, mani, sebo, karu."), "en")
    assert not is_readable(article("en", made_up * 20), "en")
    assert is_readable(article(None, made_up * 10 + " ".join(ENGLISH * 5)), "en")


def test_nothing_to_read_is_readable() -> None:
    assert is_readable(article(None, headline=None), "en")


def test_a_model_of_another_language_reads_that_one() -> None:
    assert is_readable(article("en", *GERMAN), "de")
    assert not is_readable(article("de", *ENGLISH), "de")


@given(st.none() | st.text(), st.none() | st.text(), st.lists(st.text(st.characters())))
def test_no_article_raises(
    language: str | None, headline: str | None, paragraphs: list[str]
) -> None:
    given_article = article(language, *paragraphs, headline=headline)
    assert is_readable(given_article, "en") is is_readable(given_article, "en")
