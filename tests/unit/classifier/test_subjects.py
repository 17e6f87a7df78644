from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.taxonomy import DEFINITIONS
from services.classifier.head import HEAD_CHARS
from services.classifier.packaged import packaged
from services.classifier.phrases import PhraseFinder
from services.classifier.subjects import read_subjects, subjects_of

SUBJECTS = read_subjects(packaged("subjects.json"), list(DEFINITIONS))
MEDIA_TOPICS: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("media-topics.json").read_bytes()
)
"""The needed rows of IPTC Media Topics (CC BY 4.0), none retired: name and top topic's tag."""

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
CUE_WORDS = st.lists(
    st.sampled_from(["war", "flood", "fire", "shot", "trial", ". ", "bus", "İ", "\ud800"])
).map(" ".join)


def names(tag: str, headline: str, *paragraphs: str) -> set[str]:
    return {s.name for s in subjects_of(SUBJECTS, headline, paragraphs, {tag: 100})[tag]}


def test_codes_and_names_are_those_of_iptc() -> None:
    ours = {c: {"name": t.name, "tag": t.tag} for c, t in SUBJECTS.entries.items()}
    assert ours == MEDIA_TOPICS, "copy the rows that are missing here from IPTC Media Topics"


def test_an_implied_topic_exists_under_the_same_tag() -> None:
    topics = SUBJECTS.entries
    implied = [(topic, parent) for topic in topics.values() for parent in topic.implies]
    assert [parent for topic, parent in implied if topics[parent].tag != topic.tag] == []


def test_a_phrase_is_either_strong_or_weak() -> None:
    topics = SUBJECTS.entries.items()
    assert [code for code, topic in topics if set(topic.strong) & set(topic.weak)] == []


def test_every_exclusion_holds_a_phrase_to_exclude() -> None:
    subjects = SUBJECTS
    finder = PhraseFinder(subjects.points)
    assert [e for e in subjects.exclusions if e in subjects.points or not finder.find(e)] == []


@pytest.mark.parametrize(
    ("tag", "headline", "expected"),
    [
        ("conflict", "Shelling kills 12 in border town", "armed conflict"),
        ("conflict", "Troops and tanks cross the river at dawn", "armed conflict"),
        ("conflict", "War enters its third year", "war"),
        ("conflict", "Civil war drives farmers from the valley", "civil war"),
        ("conflict", "Insurgents ambush convoy near the pass", "guerrilla activity"),
        ("conflict", "Terror attack on market leaves nine dead", "act of terror"),
        ("conflict", "Suicide bomber strikes wedding hall", "terrorist bombings"),
        ("conflict", "Police fire tear gas as unrest spreads", "civil unrest"),
        ("conflict", "Rioters burn shops in the old quarter", "riot"),
        ("conflict", "Soldiers announce coup on state radio", "coup d'etat"),
        ("conflict", "Villagers found massacred after raid", "massacre"),
        ("conflict", "Court hears of genocide in the highlands", "genocide"),
        ("conflict", "Both sides agree to cease\u2011fire", "peace process"),
        ("conflict", "Peace talks open in Geneva", "peace talks"),
        ("conflict", "Peacekeepers pull out of the north", "peacekeeping force"),
        ("conflict", "Prisoner swap brings 40 men home", "prisoners of war"),
        ("conflict", "Landmines still haunt the fields", "ordnance clearance"),
        ("disaster", "Quake of magnitude 6 shakes the coast", "earthquake"),
        ("disaster", "Floodwaters reach the second floor", "flood"),
        ("disaster", "Storm leaves thousands in the dark", "meteorological disaster"),
        ("disaster", "Hurricane makes landfall at night", "hurricane"),
        ("disaster", "Tornado flattens a school", "windstorms"),
        ("disaster", "Blaze guts a furniture store", "fire"),
        ("disaster", "Bushfire closes in on suburbs", "wildfire"),
        ("disaster", "Volcano erupts, island evacuated", "volcanic eruption"),
        ("disaster", "Drought empties the reservoirs", "drought"),
        ("disaster", "Tsunami sweeps fishing village", "tsunami"),
        ("disaster", "Landslide buries a hamlet", "landslide"),
        ("disaster", "Plane crash kills four", "air and space accident and incident"),
        ("disaster", "Train derails outside the capital", "railway accident and incident"),
        ("disaster", "Ferry capsizes in rough seas", "maritime accident and incident"),
        ("disaster", "Bus plunges into ravine", "road accident and incident"),
        ("disaster", "Gas leak at chemical plant sickens 30", "industrial accident and incident"),
        ("disaster", "Bridge collapses during rush hour", "structural failure"),
        ("disaster", "Rescuers dig through the night", "emergency response"),
        ("crime", "Man held over murder of his neighbour", "homicide"),
        ("crime", "Teenager stabbed at bus stop", "assault"),
        ("crime", "Gunman opens fire in bar", "shootings"),
        ("crime", "Girl kidnapped on way to school", "kidnapping"),
        ("crime", "Coach accused of rape", "sex crime"),
        ("crime", "Thieves take paintings in night burglary", "robbery and theft"),
        ("crime", "Pensioners lose savings in phone scam", "fraud"),
        ("crime", "Minister questioned over kickbacks", "corruption"),
        ("crime", "Judge took bribes, police say", "bribery"),
        ("crime", "Officers seize heroin in harbour", "drug related crimes"),
        ("crime", "Drug smugglers caught at sea", "drug trafficking"),
        ("crime", "Twelve freed from human trafficking ring", "human smuggling and trafficking"),
        ("crime", "Ransomware gang locks hospital files", "cyber crime"),
        ("crime", "Barn fire was arson, say police", "arson"),
        ("crime", "Three arrested in dawn raids", "arrest"),
        ("crime", "Jury retires in surgeon's trial", "trial (court)"),
        ("crime", "Banker sentenced to six years", "sentencing (criminal)"),
        ("crime", "Killer sent to death row", "capital punishment"),
        ("crime", "Swiss agree to extradite trader", "extradition"),
        ("crime", "Detectives widen manhunt", "investigation (criminal)"),
        ("crime", "Mother of missing girl pleads for news", "missing person"),
    ],
)
def test_names_the_subject(tag: str, headline: str, expected: str) -> None:
    assert expected in names(tag, headline)


@pytest.mark.parametrize(
    ("tag", "headline", "unwanted"),
    [
        ("conflict", "Army units clash as price war hits fuel", "war"),
        ("conflict", "Peace Prize for reporter who fled shelling", "peace process"),
        ("conflict", "Marketing coup for exiled rebels' radio", "coup d'etat"),
        ("conflict", "Pussy Riot singer flees after clashes", "riot"),
        (
            "disaster",
            "Market crash deepens after the floods",
            "transportation accident and incident",
        ),
        ("disaster", "Landslide victory for mayor who led flood relief", "landslide"),
        ("disaster", "Minister under fire over slow quake aid", "fire"),
        ("disaster", "Troops open fire on looters after quake", "fire"),
        ("disaster", "Champions League fire row as stadium floods", "fire"),
        ("disaster", "Rescue package for drought-hit farms", "emergency response"),
        ("disaster", "Striker ends goal drought, then storm hits", "drought"),
        ("disaster", "Flood of complaints after train derails", "flood"),
        ("disaster", "Bank collapse feared in quake zone", "structural failure"),
        ("crime", "Clinical trial chief arrested for fraud", "trial (court)"),
        ("crime", "Thief left one sentence on a note", "sentencing (criminal)"),
        ("crime", "Robber dies of cardiac arrest", "arrest"),
        ("crime", "Photo shoot thief stole the show", "shootings"),
        ("crime", "Identity theft ring broken up", "robbery and theft"),
        ("crime", "Murder mystery dinner guests robbed", "homicide"),
        ("crime", "Killed by a neighbour, say police", "homicide"),
        ("crime", "Fraudster left in charge of charity", "prosecution and prosecutors"),
    ],
)
def test_a_figure_of_speech_names_none(tag: str, headline: str, unwanted: str) -> None:
    assert unwanted not in names(tag, headline)


@pytest.mark.parametrize("tag", list(DEFINITIONS))
def test_a_generic_word_names_none(tag: str) -> None:
    assert names(tag, "Nine killed, dozens dead, many injured") == set()


def test_only_given_tags_have_subjects() -> None:
    given_tags = subjects_of(SUBJECTS, "Arson fire kills two", (), {"disaster": 80})
    assert set(given_tags) == {"disaster"}
    assert subjects_of(SUBJECTS, "Arson fire kills two", (), {}) == {}


def test_a_subject_is_never_surer_than_its_tag() -> None:
    (tsunami,) = subjects_of(SUBJECTS, "Tsunami", (), {"disaster": 61})["disaster"]
    assert tsunami.confidence == 61


def test_a_subject_implies_its_parent_at_least_as_surely() -> None:
    found = {
        s.name: s.confidence
        for s in subjects_of(SUBJECTS, "Tornado", (), {"disaster": 99})["disaster"]
    }
    assert found["meteorological disaster"] == found["windstorms"]


def test_the_lead_counts_less_than_the_headline_and_the_rest_not_enough() -> None:
    def confidence(headline: str, *paragraphs: str) -> int:
        found = subjects_of(SUBJECTS, headline, paragraphs, {"disaster": 99})["disaster"]
        return max((subject.confidence for subject in found), default=0)

    lead = "So " * 60
    assert confidence("Earthquake") > confidence("News", "Earthquake") > 0
    assert confidence("News", lead, "Earthquake. Quake. Aftershocks. Seismic.") == 0


def test_background_is_not_read() -> None:
    assert names("disaster", "", "so " * HEAD_CHARS + "earthquake") == set()


@given(st.none() | ANY_TEXT | CUE_WORDS, st.lists(ANY_TEXT | CUE_WORDS, max_size=4))
def test_any_text_gives_known_subjects_in_order(
    headline: str | None, paragraphs: list[str]
) -> None:
    limits = {"conflict": 97, "disaster": 60, "crime": 50}
    for tag, subjects in subjects_of(SUBJECTS, headline, paragraphs, limits).items():
        assert all(MEDIA_TOPICS[s.code] == {"name": s.name, "tag": tag} for s in subjects)
        assert all(s.confidence <= limits[tag] for s in subjects)
        assert all(a.confidence >= b.confidence for a, b in pairwise(subjects))
