from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.taxonomy import DEFINITIONS
from services.classifier.subjects import load_subjects, read_subjects

# Codes and names as IPTC publishes them, of the topics that are not retired.
MEDIA_TOPICS = json.loads((Path(__file__).parent / "media-topics.json").read_text(encoding="utf-8"))
SURE = dict.fromkeys(DEFINITIONS, 100)


def names(headline: str, *paragraphs: str, tag: str) -> set[str]:
    return {subject.name for subject in read_subjects(headline, paragraphs, SURE)[tag]}


@pytest.mark.parametrize(
    ("tag", "headline", "name"),
    [
        ("conflict", "Army and rebels fight for the border town", "armed conflict"),
        ("conflict", "Suicide bomber kills twenty at a market", "act of terror"),
        ("conflict", "Rioters clash with police for a third night", "civil unrest"),
        ("conflict", "Soldiers seize power in a coup", "coup d'etat"),
        ("conflict", "Militia massacre villagers in the hills", "massacre"),
        ("conflict", "Peace talks open in the lake city", "peace process"),
        ("disaster", "Earthquake shakes the capital", "earthquake"),
        ("disaster", "Floods cut off a dozen villages", "flood"),
        ("disaster", "Hurricane makes landfall on the coast", "hurricane"),
        ("disaster", "Wildfire burns through the hills", "wildfire"),
        ("disaster", "Volcano erupts above the harbour", "volcanic eruption"),
        ("disaster", "Drought empties the reservoirs", "drought"),
        ("disaster", "Bridge collapses during rush hour", "structural failure"),
        ("crime", "Man charged with murder of his neighbour", "homicide"),
        ("crime", "Two wounded in shooting outside a bar", "shootings"),
        ("crime", "Girl kidnapped on her way to school", "kidnapping"),
        ("crime", "Banker jailed for fraud", "fraud"),
        ("crime", "Minister took bribes, court finds", "corruption"),
        ("crime", "Ransomware hackers steal hospital records", "cyber crime"),
        ("crime", "Arsonist sets fire to a barn", "arson"),
        ("crime", "Police arrest a suspect in the raid", "arrest"),
    ],
)
def test_a_headline_names_its_subject(tag: str, headline: str, name: str) -> None:
    assert name in names(headline, tag=tag)


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Bank collapse shakes the market"),
        ("disaster", "Team wins by a landslide victory"),
        ("crime", "Clinical trial of a new vaccine begins"),
        ("crime", "Forty killed as the coach plunges into a ravine"),
        ("conflict", "Bidding war for the old theatre"),
    ],
)
def test_figures_of_speech_and_general_words_name_none(tag: str, headline: str) -> None:
    assert names(headline, tag=tag) == set()


def test_only_given_tags_have_subjects_and_none_is_surer_than_its_tag() -> None:
    found = read_subjects("Earthquake kills dozens", (), {"disaster": 61, "crime": 70})
    assert set(found) == {"disaster", "crime"}
    assert [subject.confidence for subject in found["disaster"]] == [61]
    assert read_subjects("Earthquake", (), {}) == {}


def test_the_background_names_no_subject() -> None:
    calm = "The council met on Monday to talk about the budget of the coming year. " * 3
    assert names("Council meets", calm, "A flood. Floods, flooding.", tag="disaster") == set()


def test_every_topic_stands_in_the_media_topics_with_its_name() -> None:
    topics = load_subjects().topics
    assert {
        code: {"name": topic.name, "tag": topic.tag} for code, topic in topics.items()
    } == MEDIA_TOPICS
    assert all(parent in topics for topic in topics.values() for parent in topic.implies)


@given(st.none() | st.text(), st.lists(st.text()))
def test_any_text_is_taken(headline: str | None, paragraphs: list[str]) -> None:
    found = read_subjects(headline, paragraphs, SURE)
    for subjects in found.values():
        ranks = [subject.confidence for subject in subjects]
        assert ranks == sorted(ranks, reverse=True)
