from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.tagged import Temporality
from schemas.taxonomy import DEFINITIONS
from services.classifier.cues import read_cues
from services.classifier.packaged import packaged
from services.classifier.phrases import PhraseFinder
from services.classifier.temporality import temporalities_of
from services.classifier.years import old_years

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
CUE_WORDS = st.lists(
    st.sampled_from(
        ["anniversary", "earthquake", "in 1999", "warns", "kills", "trial", ". ", "İ", "\ud800"]
    )
).map(" ".join)
CUES = read_cues(packaged("temporality.json"), list(DEFINITIONS))
TAGS = st.sampled_from([*DEFINITIONS, "unknown"])


def read(tag: str, headline: str, *paragraphs: str, published: str = "2024-05-06") -> Temporality:
    return temporalities_of(CUES, headline, paragraphs, published, [tag])[tag]


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Strong quake hits southern coast, kills nine"),
        ("disaster", "Ferry capsizes off island with 60 aboard"),
        ("disaster", "Blaze destroys bakery on its 50th anniversary"),
        ("disaster", "Bus overturns on motorway, two dead"),
        ("disaster", "Tsunami warning issued as quake rocks the bay"),
        ("disaster", "Cyclone makes landfall, forecasters warn of floods"),
        ("disaster", "Volcano erupts without warning"),
        ("disaster", "Fire guts factory days after owner marked firm's 20th anniversary"),
        ("conflict", "Missile strikes apartment block, killing six"),
        ("conflict", "Rebels launch assault on provincial capital"),
        ("conflict", "Car bomb explodes outside ministry"),
        ("conflict", "Bomb kills 12 at rally marking anniversary of revolution"),
        ("conflict", "Clashes break out on the anniversary of the coup"),
        ("conflict", "Soldiers fire warning shots and seize airport"),
        ("conflict", "Militants attack army base overnight"),
        ("crime", "Gunman opens fire in shopping centre"),
        ("crime", "Three arrested after jewel robbery"),
        ("crime", "Man arrested 30 years after murder of schoolgirl"),
        ("crime", "Amber alert: boy abducted from playground"),
        ("crime", "Thieves steal anniversary cake and till"),
    ],
)
def test_happening(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "happening"


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Death toll rises to 80 in quake"),
        ("disaster", "Search continues for hikers after avalanche"),
        ("disaster", "Day three: miners still trapped"),
        ("disaster", "Wildfire now 60 percent contained"),
        ("disaster", "Black boxes of crashed jet recovered"),
        ("conflict", "Militants claim responsibility for hotel siege"),
        ("conflict", "Protests enter fifth day"),
        ("crime", "Nurse charged with poisoning patients"),
        ("crime", "Victims of mall shooting identified"),
        ("crime", "Gunman still at large after bar shooting"),
    ],
)
def test_update(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "update"


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Inquiry finds bridge was never inspected"),
        ("disaster", "Town begins rebuilding after tornado"),
        ("disaster", "Mourners bury victims of nightclub fire"),
        ("disaster", "Airline to pay compensation over crash"),
        ("conflict", "Tribunal convicts general of war crimes"),
        ("conflict", "Families return home to ruins, reconstruction begins"),
        ("crime", "Teacher jailed for six years"),
        ("crime", "Jury clears surgeon in murder trial"),
        ("crime", "Accountant pleads guilty to fraud"),
        ("crime", "Robber granted parole after a decade behind bars"),
        ("crime", "Court upholds banker's conviction"),
        ("crime", "Man found guilty of 1998 killing"),
    ],
)
def test_aftermath(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "aftermath"


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Town marks tenth anniversary of the flood"),
        ("disaster", "City remembers victims of ferry disaster"),
        ("disaster", "Silence for tsunami dead, 20 years on"),
        ("disaster", "A decade since the great earthquake"),
        ("disaster", "On this day: the great fire"),
        ("conflict", "Nation commemorates massacre of villagers"),
        ("conflict", "Veterans mark 80 years since the siege"),
        ("conflict", "Wreaths laid for the dead of the 1916 battle"),
        ("crime", "School shooting anniversary: families gather"),
        ("crime", "Vigil? No: a minute's silence for victims of 2005 attack"),
    ],
)
def test_anniversary(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "anniversary"


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Coast braces for hurricane"),
        ("disaster", "Forecasters warn of flooding at the weekend"),
        ("disaster", "Storm expected to hit the north on Friday"),
        ("disaster", "Volcano could erupt within days, scientists say"),
        ("disaster", "Red alert as cyclone approaches"),
        ("conflict", "General warns of war if troops cross river"),
        ("conflict", "Fears of war as army build-up goes on"),
        ("conflict", "President threatens to bomb rebel camps"),
        ("crime", "Police warn shoppers of phone scam"),
        ("crime", "Beware of holiday let fraud"),
    ],
)
def test_warning(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "warning"


@pytest.mark.parametrize(
    ("tag", "headline"),
    [
        ("disaster", "Explainer: what is a rogue wave?"),
        ("disaster", "New film retells the 1952 flood"),
        ("conflict", "Historian's book sheds light on siege of 1941"),
        ("conflict", "A brief history of the border conflict"),
        ("crime", "Podcast revisits the heist of 1976"),
        ("crime", "Study: knife crime rates fell in a decade"),
    ],
)
def test_background(tag: str, headline: str) -> None:
    assert read(tag, headline).value == "background"


def test_nothing_said_is_happening_with_low_confidence() -> None:
    assert read("disaster", "Mud everywhere") == Temporality(value="happening", confidence=40)


@pytest.mark.parametrize(
    "text",
    [
        "The bakery had just celebrated its anniversary.",
        "The fire is out. The anniversary of the firm is on Friday.",
        "The fire, which was put out by dusk, came before an anniversary.",
    ],
)
def test_an_anniversary_of_something_else_says_nothing(text: str) -> None:
    assert "anniversary" not in [e.text for e in read("disaster", "", text).evidence]
    assert read("disaster", "", text).value == "happening"


def test_the_event_must_be_one_of_the_tag() -> None:
    headline = "Anniversary of the earthquake"
    assert read("disaster", headline).value == "anniversary"
    assert read("crime", headline).value != "anniversary"


def test_the_same_words_differ_by_tag() -> None:
    headline = "Driver charged over bus crash"
    assert read("crime", headline).value == "update"
    assert read("disaster", headline).value == "aftermath"


def test_a_cue_counts_once_and_less_behind_the_headline() -> None:
    weights = [
        [e.weight for e in read("disaster", headline, *paragraphs).evidence]
        for headline, *paragraphs in (
            ["Quake kills two", "It kills."],
            ["Two die in quake", "It kills."],
        )
    ]
    assert weights == [[180], [40, 108]]


def test_the_cue_of_the_evidence_is_in_the_text_as_given() -> None:
    (evidence,) = read("disaster", "İ: City REMEMBERS victims").evidence
    assert (evidence.start, evidence.end, evidence.text) == (8, 17, "REMEMBERS")


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("the 2004 tsunami", ["2004"]),
        ("of May 12, 2008, and in March 2011", ["2008", "2011"]),
        ("killed 2000 people", []),
        ("in 2000,000 homes, in 2000.5 and a 2004x", []),
        ("in 2023 and in 2031", []),
        ("India\u2019s 1999 cyclone", ["1999"]),
    ],
)
def test_years_that_lie_back(text: str, years: list[str]) -> None:
    assert [text[start:end] for start, end in old_years(text, "2024-05-06T10:00Z")] == years


@pytest.mark.parametrize("published", [None, "", "May 2024"])
def test_no_year_lies_back_from_an_unknown_date(published: str | None) -> None:
    assert list(old_years("in 1999", published)) == []


def test_every_exclusion_holds_a_cue_to_exclude() -> None:
    cues = CUES
    named = {*cues.by_phrase, *cues.tags_by_event}
    finder = PhraseFinder(named)
    assert [e for e in cues.exclusions if e in named or not finder.find(e)] == []


@given(
    st.none() | ANY_TEXT | CUE_WORDS,
    st.lists(ANY_TEXT | CUE_WORDS, max_size=4),
    st.none() | ANY_TEXT | st.just("2020-01-02"),
    TAGS,
)
def test_evidence_points_into_any_text_and_speaks_for_the_value(
    headline: str | None, paragraphs: list[str], published_at: str | None, tag: str
) -> None:
    read = temporalities_of(CUES, headline, paragraphs, published_at, [tag])[tag]
    for span in read.evidence:
        text = headline if span.index is None else paragraphs[span.index]
        assert (text or "")[span.start : span.end] == span.text
        assert span.weight > 0
    assert read == temporalities_of(CUES, headline, paragraphs, published_at, [tag])[tag]
