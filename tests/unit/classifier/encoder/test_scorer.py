"""The encoder's evidence adds up to its scores, on any text, and stands where it says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from schemas.events import Article
from services.classifier.encoder.folder import read_encoder
from services.classifier.encoder.scorer import (
    MAX_HEADLINE_TOKENS,
    MAX_READ_HEADLINES,
    SURE_POINTS,
    EncoderScorer,
)
from services.classifier.evidence import Points, Reading, Scorer
from tests.unit.classifier.encoder.tiny import TAGS, WORDS, encoder, write
from tests.unit.classifier.test_core import article

CONFLICT = 0
_FIELDS = ("headline", "standfirst", "paragraphs")


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> EncoderScorer:
    return encoder(tmp_path_factory.mktemp("encoder"))


def spans(reading: Reading, tag: int = CONFLICT) -> list[tuple[str, int | None, str, int]]:
    return [
        (passage.field, passage.paragraph, passage.text[start:end], points[tag])
        for passage, start, end, points in reading.contributions
        if points[tag]
    ]


def test_a_word_counts_with_all_its_pieces_and_the_marks_after_it(scorer: EncoderScorer) -> None:
    # Four tokens: the word's two pieces, the full stop, and the last word.
    reading = scorer.read(article("Wars. X"))
    assert spans(reading) == [("headline", None, "Wars", 75)]
    assert reading.scores[CONFLICT] == -100 + 75


def test_every_field_counts_and_is_named(scorer: EncoderScorer) -> None:
    # Tokens: war . war war: the separator's full stop is one.
    told = article("War", "", "war", standfirst="war")
    assert spans(scorer.read(told)) == [
        ("headline", None, "War", 75),
        ("standfirst", None, "war", 75),
        ("paragraphs", 1, "war", 75),
    ]


def test_the_rounding_goes_to_the_largest_remainders(scorer: EncoderScorer) -> None:
    # 300 points, seven tokens: 42.86 each, 85.71 together.
    reading = scorer.read(article("war a a war a a a"))
    assert spans(reading) == [("headline", None, "war", 43), ("headline", None, "war", 43)]


def test_what_lies_beyond_the_limits_does_not_count(scorer: EncoderScorer) -> None:
    assert spans(scorer.read(article("x", "x " * 9 + "war"))) != []
    assert spans(scorer.read(article("x", "x" * 59 + "war"))) == []
    assert spans(scorer.read(article("x " * 22 + "war"))) == []
    assert spans(scorer.read(article("x " * 21 + "war"))) != []


def test_the_name_of_the_site_behind_a_headline_is_not_read(scorer: EncoderScorer) -> None:
    told = article("a war - War News").model_copy(update={"source": "war-news.example"})
    assert [word for _, _, word, _ in spans(scorer.read(told))] == ["war"]


def test_each_kind_of_input_has_its_calibration(tmp_path: Path) -> None:
    def lines(slope: float, offset: float) -> list[dict[str, float]]:
        return [{"slope": slope, "offset": offset}] * len(read.biases)

    read = encoder(tmp_path / "plain").read(article("war"))
    calibration = {"headline": lines(1, 0), "lead": lines(2, 0.5), "article": lines(0.5, -1)}
    scorer = encoder(tmp_path / "calibrated", calibration=calibration)
    body = "war " * 5
    assert scorer.read(article("war")).scores[CONFLICT] == -100 + 300
    assert scorer.read(article(None, body[:19])).scores[CONFLICT] == -150 + 600
    assert scorer.read(article(None, body + "war")).scores[CONFLICT] == -150 + 150


def test_a_headline_around_the_article_scores_as_one_alone(scorer: EncoderScorer) -> None:
    texts = ["War and flood", "", "theft", "War and flood", "\ud800 war"]
    alone = [scorer.read(article(text)).scores for text in texts]
    assert scorer.headline_scores(texts) == alone


def test_a_headline_around_the_article_is_read_as_far_as_headlines_go(tmp_path: Path) -> None:
    text = {"separator": ". ", "body_characters": 600, "paragraph_separator": " "}
    scorer = encoder(tmp_path, max_tokens=112, text=text)
    marks = 2
    before = "x " * (MAX_HEADLINE_TOKENS - marks)
    assert scorer.headline_scores([before + "war"]) == scorer.headline_scores(["x"])
    assert spans(scorer.read(article(before + "war"))) != []


class Student(Scorer):
    """Is sure that there is nothing in a text without "maybe"; counts nothing else."""

    version, language = "student", "en"

    @override
    def read(self, article: Article) -> Reading:
        raise NotImplementedError

    @override
    def headline_scores(self, headlines: Sequence[str]) -> list[Points]:
        return [(SURE_POINTS + ("maybe" in text), -300, -300) for text in headlines]


def test_a_student_says_no_where_it_is_sure(tmp_path: Path) -> None:
    plain = read_encoder(write(tmp_path), TAGS)
    scorer = read_encoder(tmp_path, TAGS, Student())
    assert scorer.headline_scores(["war", "maybe war"]) == [
        (SURE_POINTS, -300, -300),
        *plain.headline_scores(["maybe war"]),
    ]


def test_of_many_headlines_the_first_are_read(scorer: EncoderScorer) -> None:
    texts = [f"war {number}" for number in range(MAX_READ_HEADLINES + 2)]
    twice = [text for text in texts for _ in range(2)]
    scores = scorer.headline_scores(twice)
    assert {points[CONFLICT] > 0 for points in scores[: 2 * MAX_READ_HEADLINES]} == {True}
    assert {max(points) for points in scores[2 * MAX_READ_HEADLINES :]} == {-1000}


PIECES = st.sampled_from(
    [*WORDS, "Wars", "U.S.", "don\u2019t", " ", ". ", "\n", "\x00", "\ud83d", "大"]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join)


@given(st.none() | TEXTS, st.none() | TEXTS, st.lists(TEXTS, max_size=4))
def test_any_text_adds_up(
    scorer: EncoderScorer, headline: str | None, standfirst: str | None, paragraphs: list[str]
) -> None:
    told = article(headline, *paragraphs, standfirst=standfirst)
    reading = scorer.read(told)
    assert reading == scorer.read(told)
    for tag, score in enumerate(reading.scores):
        assert score == reading.biases[tag] + sum(weight for *_, weight in spans(reading, tag))
    found = reading.contributions
    places = [
        (_FIELDS.index(one.passage.field), one.passage.paragraph or 0, one.start) for one in found
    ]
    assert places == sorted(set(places))
    for passage, start, end, _ in found:
        held = getattr(told, passage.field)
        assert passage.text == (held if passage.paragraph is None else held[passage.paragraph])
        assert 0 <= start < end <= len(passage.text)
