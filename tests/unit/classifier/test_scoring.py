from __future__ import annotations

import math

import pytest

from schemas.tagged import Evidence
from services.classifier.model import Entry, Model, ModelFile
from services.classifier.scoring import BODY_LIMIT, confidence, findings, mentions

MODEL = Model(
    ModelFile(
        version="test",
        language="en",
        biases={"conflict": -250, "disaster": -250, "crime": -250},
        subjects={},
        exclusions=("trade war",),
        phrases=(
            Entry(forms=("war", "wars"), weights={"conflict": 200}),
            *(
                Entry(forms=(word,), weights={"conflict": 200})
                for word in ("troops", "army", "navy", "rebels", "truce")
            ),
            *(Entry(forms=(word,), weights={"conflict": -300}) for word in ("film", "cup", "vote")),
        ),
    )
)


def evidence(headline: str | None, *paragraphs: str, tag: str = "conflict") -> list[Evidence]:
    return [found.evidence() for found in findings(mentions(MODEL, headline, paragraphs), tag)]


def weights(headline: str | None, *paragraphs: str) -> list[int]:
    return [span.weight for span in evidence(headline, *paragraphs)]


def test_the_headline_counts_in_full_the_rest_for_less() -> None:
    assert weights("war", "troops", "army") == [200, 120, 40]


def test_without_a_headline_the_first_paragraph_takes_its_place() -> None:
    assert weights(None, "war", "troops") == weights("", "war", "troops") == [200, 40]


def test_a_phrase_and_its_other_forms_count_once_at_their_first_place() -> None:
    assert weights("war", "wars and war", "war") == [200]
    assert evidence("calm", "more wars", "war")[0].text == "wars"


def test_all_later_paragraphs_together_are_limited() -> None:
    assert sum(weights(None, "", "war troops", "army navy", "rebels truce")) == BODY_LIMIT
    assert sum(weights(None, "", "film", "cup", "vote")) == -BODY_LIMIT


def test_evidence_says_where_it_stands() -> None:
    assert evidence("The War", "The", "Army") == [
        Evidence(field="headline", index=None, start=4, end=7, text="War", weight=200),
        Evidence(field="paragraphs", index=1, start=0, end=4, text="Army", weight=40),
    ]


def test_exclusions_and_other_tags_give_no_evidence() -> None:
    assert evidence("trade war") == []
    assert evidence("war", tag="crime") == []


@pytest.mark.parametrize("score", [-1000, -270, -2, 0, 1, 110, 1000])
def test_confidence_is_the_logistic(score: int) -> None:
    assert confidence(score) == round(100 / (1 + math.exp(-score / 100)))


def test_confidence_takes_any_score() -> None:
    assert (confidence(-(10**9)), confidence(0), confidence(10**9)) == (0, 50, 100)
