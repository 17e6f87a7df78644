from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.taxonomy import DEFINITIONS
from services.classifier.temporality import read_temporality


def value(headline: str, *paragraphs: str, tag: str, published: str | None = "2026-03-12") -> str:
    return read_temporality(headline, paragraphs, published, tag).value


@pytest.mark.parametrize(
    ("tag", "headline", "expected"),
    [
        ("disaster", "Earthquake kills twelve in the hills", "happening"),
        ("disaster", "Death toll rises to forty as search continues", "update"),
        ("disaster", "Inquiry blames the owner for the ferry disaster", "aftermath"),
        ("disaster", "Town marks ten years since the flood", "anniversary"),
        ("disaster", "Forecasters warn of a hurricane later this week", "warning"),
        ("conflict", "Rebels shell the port", "happening"),
        (
            "conflict",
            "Hundreds mark the anniversary of the massacre",
            "anniversary",
        ),
        ("crime", "Police arrest two after a robbery", "happening"),
        ("crime", "Man sentenced to nine years for robbery", "aftermath"),
    ],
)
def test_a_headline_tells(tag: str, headline: str, expected: str) -> None:
    assert value(headline, tag=tag) == expected


def test_the_anniversary_of_something_else_is_no_cue() -> None:
    headline = "Fire destroys bakery"
    lead = "The bakery was about to celebrate its fiftieth anniversary. Nobody was hurt."
    assert value(headline, lead, tag="disaster") == "happening"


def test_an_old_year_near_the_event_tells_and_a_recent_one_does_not() -> None:
    headline = "A look at the earthquake of 1906"
    assert value(headline, tag="disaster") in {"background", "anniversary"}
    assert value("The earthquake of 2026", tag="disaster") == "happening"
    assert value(headline, tag="disaster", published=None) == "happening"


def test_where_nothing_speaks_it_is_happening_with_little_confidence() -> None:
    found = read_temporality("Calm", (), None, "crime")
    assert (found.value, found.evidence) == ("happening", ())
    assert found.confidence < 50


@given(
    st.none() | st.text(),
    st.lists(st.text() | st.sampled_from(["warns of flood", "death toll rises", "in 1990 war"])),
    st.sampled_from([None, "2026-03-12", "2026-03-12T10:00:00Z", "", "x"]),
    st.sampled_from(sorted(DEFINITIONS)),
)
def test_evidence_is_exact(
    headline: str | None, paragraphs: list[str], published: str | None, tag: str
) -> None:
    found = read_temporality(headline, paragraphs, published, tag)
    for span in found.evidence:
        text = headline if span.index is None else paragraphs[span.index]
        assert text is not None
        assert span.text == text[span.start : span.end] != ""
