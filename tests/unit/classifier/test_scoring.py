from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tagged import Evidence
from services.classifier import evidence as published
from services.classifier.evidence import Passage, Reading, confidence
from services.classifier.scoring import contributions, headline_scores
from tests.unit.classifier.models import model

MODEL = model()


def evidence(headline: str | None, *paragraphs: str, tag: int = 0) -> list[Evidence]:
    return list(published.evidence(contributions(MODEL, headline, paragraphs), tag))


def weights(headline: str | None, *paragraphs: str) -> dict[str, int]:
    return {span.text: span.weight for span in evidence(headline, *paragraphs)}


def test_what_stands_at_the_head_counts_most() -> None:
    assert weights("war", "troops", "shelled") == {"war": 200, "troops": 55, "shelled": 6}


def test_without_a_headline_the_first_paragraph_takes_its_place() -> None:
    assert weights(None, "war", "army") == weights("", "war", "army") == {"war": 200, "army": 50}


def test_the_standfirst_counts_before_the_first_paragraph() -> None:
    found = contributions(MODEL, "calm", ("army", "war"), "war")
    assert [(one.passage.field, one.points[0]) for one in found] == [
        ("standfirst", 100),
        ("paragraphs", 10),
    ]
    alone = contributions(MODEL, None, (), "war")
    assert [(one.passage, one.points[0]) for one in alone] == [
        (Passage("standfirst", None, "war"), 200)
    ]


def test_later_paragraphs_do_not_count() -> None:
    assert weights("calm", "calm", "calm", "war") == {}
    assert weights("calm", "x" * 101, "war") == {}


def test_forms_and_classes_count_once_at_their_first_place() -> None:
    assert weights("wars", "war", "war") == {"wars": 200}
    assert weights("army", "troops") == {"army": 100, "troops": 5}


def test_a_pair_stands_in_one_sentence_and_is_split_over_its_spans() -> None:
    assert weights("Army shelled town") == {"Army": 100 + 16, "shelled": 60 + 15}
    assert weights("Army left. Town shelled") == {"Army": 100, "shelled": 60}


def test_a_figure_of_speech_hides_what_is_in_it() -> None:
    assert weights("Trade war") == {"Trade war": -70}
    assert weights("Army of fans") == {}
    assert weights("War film") == {"War": 200}


def test_case_digits_and_punctuation_do_not_matter() -> None:
    assert weights("\u201cWAR\u201d, again") == {"WAR": 200}
    assert weights("trade-war") == {"trade-war": -70}
    assert weights("trade, war") == {"trade": -40, "war": 200}
    assert weights("warlike wartime postwar") == {}


def test_evidence_says_where_it_stands() -> None:
    assert evidence("The War", "The Army") == [
        Evidence(field="headline", index=None, start=4, end=7, text="War", weight=200),
        Evidence(field="paragraphs", index=0, start=4, end=8, text="Army", weight=50),
    ]
    assert [span.weight for span in evidence("shelled", tag=2)] == [-20]


@given(st.lists(st.sampled_from([*MODEL.matcher.phrases, "calm", ". "])).map(" ".join))
def test_a_headline_scores_as_its_evidence_adds_up(headline: str) -> None:
    found = contributions(MODEL, headline, ())
    scores = Reading(MODEL.biases, found).scores
    assert headline_scores(MODEL, headline) == scores
    for tag, score in enumerate(scores):
        spans = published.evidence(found, tag)
        assert score == MODEL.biases[tag] + sum(span.weight for span in spans)


def test_a_passage_is_read_as_far_as_a_lead_goes() -> None:
    assert weights("calm " * 100_000 + "war") == {}
    assert weights("army shelled trade war " * 50_000)["trade war"] == -70


@pytest.mark.parametrize("score", [-1000, -270, -2, 0, 1, 110, 1000])
def test_confidence_is_the_logistic(score: int) -> None:
    assert confidence(score) == round(100 / (1 + math.exp(-score / 100)))


def test_confidence_takes_any_score() -> None:
    assert (confidence(-(10**9)), confidence(0), confidence(10**9)) == (0, 50, 100)
