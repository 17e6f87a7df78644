from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.classifier.phrases import PhraseFinder, fold

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
"""Lone surrogates included."""


def found(text: str, *phrases: str) -> list[str]:
    return [text[match.start : match.end] for match in PhraseFinder(phrases).find(text)]


def test_finds_phrases_without_regard_to_case() -> None:
    assert found("WAR and Peace Talks", "war", "peace talks") == ["WAR", "Peace Talks"]


def test_the_longest_phrase_wins() -> None:
    assert found("a killer app", "killer", "killer app") == ["killer app"]


def test_the_leftmost_of_overlapping_phrases_wins() -> None:
    assert found("box office bomb attack", "box office bomb", "bomb attack") == ["box office bomb"]


def test_a_phrase_inside_a_word_does_not_count() -> None:
    assert found("toward a warning, 2war, war2, décor", "war", "cor") == []


def test_a_combining_mark_belongs_to_the_word() -> None:
    assert found("cafe\u0301 cafe", "cafe") == ["cafe"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("killer apparently", ["killer"]),
        ("serial killer appears", ["killer"]),
        ("the killer apps war", ["killer", "war"]),
    ],
)
def test_a_longer_phrase_cut_by_the_word_boundary_hides_nothing(
    text: str, expected: list[str]
) -> None:
    assert found(text, "killer", "killer app", "war", "al killer app") == expected


def test_typographic_characters_match_plain_ones() -> None:
    text = "sheriff\u2019s cease\u2011fire in\u00a0custody"
    assert found(text, "sheriff's", "cease-fire", "in custody") == text.split(" ")


@pytest.mark.parametrize("before", ["İ", "ß", "ŉ", "e\u0301", "👩‍🚒", "\ud800", "ΑΣ", "ﬁ"])
def test_offsets_hold_behind_characters_that_change_when_folded(before: str) -> None:
    assert found(f"{before} War", "war") == ["War"]


def test_no_empty_phrase() -> None:
    with pytest.raises(ValueError, match="empty"):
        PhraseFinder([""])


@given(ANY_TEXT)
def test_folding_keeps_the_length_and_is_stable(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, ANY_TEXT)
def test_a_phrase_is_found_where_it_stands(before: str, after: str) -> None:
    text = f"{before} peace talks {after}"
    matches = PhraseFinder(["peace talks"]).find(text)
    assert len(before) + 1 in [match.start for match in matches]
    assert all(fold(text[match.start : match.end]) == match.phrase for match in matches)


@given(st.lists(st.sampled_from(["war", "star", "star war", "s", "war star", " ", "-"])))
def test_matches_are_ordered_and_do_not_overlap(parts: list[str]) -> None:
    matches = PhraseFinder(["war", "star war", "war star"]).find("".join(parts))
    assert all(a.end <= b.start for a, b in pairwise(matches))
