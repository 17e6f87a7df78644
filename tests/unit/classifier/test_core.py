from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import Article, Headline, RankedHeadline, Software, decode, encode
from schemas.tagged import Classifier, HeadlineTag, TaggedArticle
from schemas.taxonomy import DEFINITIONS
from services.classifier.core import MIN_TAG_CONFIDENCE, SOFTWARE, classify
from services.classifier.model import read_model
from services.classifier.packaged import load_pack, packaged

PHRASES = st.sampled_from(read_model(packaged("model.json")).matcher.phrases)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
TEXT = st.lists(PHRASES | PHRASES.map(str.upper) | ANY_TEXT, max_size=8).map(" ".join)
READABLE = TEXT.map(lambda text: text.encode(errors="replace").decode())


def article(
    headline: str | None = None,
    *paragraphs: str,
    standfirst: str | None = None,
    language: str | None = None,
    related: tuple[Headline, ...] = (),
    most_viewed: tuple[RankedHeadline, ...] = (),
) -> Article:
    return Article(
        article_id="a" * 32,
        dump_id="news-raw-0-1",
        content_hash="b" * 32,
        url="https://example.org/story",
        format="text",
        parser=Software(name="tagwire", version="test"),
        headline=headline,
        standfirst=standfirst,
        paragraphs=paragraphs,
        language=language,
        published_at="2025-04-27",
        related=related,
        most_viewed=most_viewed,
    )


articles = st.builds(
    lambda headline, paragraphs: article(headline, *paragraphs),
    st.none() | TEXT,
    st.lists(TEXT, max_size=4),
)


def tags(headline: str | None, *paragraphs: str) -> list[str]:
    return [tag.tag for tag in classify(article(headline, *paragraphs)).tags]


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        (
            "Shooting in Myrtle Beach, South Carolina leaves 11 injured; suspect killed by police",
            ["crime"],
        ),
        ("Magnitude 5.1 earthquake strikes Australia; shaking felt in Sydney", ["disaster"]),
        ("Queen Sonja of Norway hospitalized with breathing difficulties", []),
        (
            "North Korea confirms soldiers were sent to Russia to fight Ukrainian forces",
            ["conflict"],
        ),
        ("Aerobatic pilot Rob Holland killed in plane crash at Langley AFB", ["disaster"]),
        ("Texas Amber Alert: Ivanna Gonzalez missing", ["crime"]),
        ("Inmate dies following altercation at USP Pollock in Louisiana", ["crime"]),
        ("Mexico H5N1 bird flu death linked to D1.1 genotype", []),
        ("Wildfire forces thousands to flee their homes", ["disaster"]),
        ("Suicide bomber kills 20 at market", ["crime", "conflict"]),
    ],
)
def test_headlines(headline: str, expected: list[str]) -> None:
    assert tags(headline) == expected


@pytest.mark.parametrize(
    "headline",
    [
        "Airline strikes a deal with its pilots",
        "Is this the killer app of virtual reality?",
        "Trade war: what the new tariffs mean for shoppers",
        "An explosion of interest in women\u2019s football",
        "Remake of \u201cBattle of the Sexes\u201d is a box office bomb",
        "Striker signs after landslide victory in player vote",
    ],
)
def test_figures_of_speech_are_not_tagged(headline: str) -> None:
    assert tags(headline) == []


def test_a_ramming_is_a_crime_and_no_accident() -> None:
    headline = "Man drives car into crowd at street festival; suspect in custody"
    assert tags(headline, "Police said the driver was arrested on suspicion of murder.") == [
        "crime"
    ]


def test_the_body_decides_where_the_headline_is_vague() -> None:
    lead = "Soldiers and rebels fought for the town on Sunday, and shelling went on all night."
    assert tags("What we know so far", lead) == ["conflict"]
    assert tags(None, lead) == ["conflict"]


def test_a_passing_mention_is_no_tag() -> None:
    body = (
        "The bakery on Mill Street turns seventy-five this week, and its ovens never went cold.",
        "Customers queue from six in the morning for the rye bread and the cinnamon buns.",
        "Its founder, who had fled the war, opened the shop in 1950 with one oven.",
        "Her granddaughter now bakes there with a staff of nine and a recipe book in four hands.",
    )
    assert tags("A bakery turns seventy-five", *body) == []


def test_an_article_without_text() -> None:
    assert tags(None) == tags("") == []


def test_a_tag_explains_itself() -> None:
    (tag,) = classify(article("Powerful earthquake kills dozens")).tags
    assert (tag.code, tag.name) == ("medtop:03000000", DEFINITIONS["disaster"].name)
    assert tag.score == tag.bias + sum(span.weight for span in tag.evidence)
    (earthquake,) = (span for span in tag.evidence if span.text == "earthquake")
    assert (earthquake.start, earthquake.end) == (9, 19)
    assert earthquake.weight > 0


def test_the_headlines_around_the_article_are_tagged_by_themselves() -> None:
    tagged = classify(
        article(
            "A quiet day",
            related=(Headline(headline="Tornado destroys school", section="US"),),
            most_viewed=(RankedHeadline(headline="Recipes for spring", rank=1, age="2 hours ago"),),
        )
    )
    assert [tag.tag for tag in tagged.related[0].tags] == ["disaster"]
    assert isinstance(tagged.related[0].tags[0], HeadlineTag)
    assert tagged.related[0].section == "US"
    assert tagged.most_viewed[0].tags == ()
    assert tagged.most_viewed[0].age == "2 hours ago"
    assert tagged.tags == ()


def test_it_signs_with_the_version_of_the_model() -> None:
    pack = load_pack()
    assert pack.version.startswith(f"{pack.scorer.version}.")
    assert classify(article()).classifier == Classifier(name=SOFTWARE, version=pack.version)


@given(articles)
def test_evidence_is_exact_and_in_reading_order(given_article: Article) -> None:
    for tag in classify(given_article).tags:
        assert tag.score == tag.bias + sum(span.weight for span in tag.evidence)
        places = [(-1 if s.index is None else s.index, s.start) for s in tag.evidence]
        assert places == sorted(places)
        for span in tag.evidence:
            text = (
                given_article.headline
                if span.index is None
                else given_article.paragraphs[span.index]
            )
            assert text is not None
            assert span.text == text[span.start : span.end] != ""


@given(articles)
def test_tags_and_subjects_are_ordered_and_above_the_threshold(given_article: Article) -> None:
    found = classify(given_article).tags
    order = list(DEFINITIONS)
    ranks = [(-tag.confidence, order.index(tag.tag)) for tag in found]
    assert ranks == sorted(ranks)
    for tag in found:
        confidences = [subject.confidence for subject in tag.subjects]
        assert confidences == sorted(confidences, reverse=True)
        assert all(MIN_TAG_CONFIDENCE <= value <= tag.confidence for value in confidences)


@given(articles)
def test_the_same_article_gives_the_same_tags(given_article: Article) -> None:
    assert classify(given_article) == classify(given_article.model_copy(deep=True))


@given(READABLE, st.lists(READABLE, max_size=3))
def test_the_article_is_unchanged_and_survives_the_wire(
    headline: str, paragraphs: list[str]
) -> None:
    before = article(headline, *paragraphs, related=(Headline(headline=headline),))
    tagged = classify(before)
    assert decode(Article, encode(tagged)) == before
    assert decode(TaggedArticle, encode(tagged)) == tagged
