from __future__ import annotations

import pytest

from services.classifier.training.features import features, telegraphic
from services.classifier.training.forms import forms_of, root_of
from services.classifier.training.lexicon import Lexicon

LEXICON = Lexicon()


@pytest.mark.parametrize(
    ("phrase", "forms"),
    [
        ("army", ["army"]),
        ("army/n", ["army", "armies"]),
        ("clash/n", ["clash", "clashes"]),
        ("bomb/v", ["bomb", "bombs", "bombed", "bombing"]),
        ("raze/v", ["raze", "razes", "razed", "razing"]),
        ("rob/v", ["rob", "robs", "robbed", "robbing"]),
        ("bury/v", ["bury", "buries", "buried", "burying"]),
        ("strike/v", ["strike", "strikes", "struck", "striking"]),
        ("open/v fire", ["open fire", "opens fire", "opened fire", "opening fire"]),
    ],
)
def test_the_forms_of_a_phrase(phrase: str, forms: list[str]) -> None:
    assert forms_of(phrase) == forms
    assert root_of(phrase) == forms[0]


def test_words_pairs_members_and_classes() -> None:
    found = features("Soldiers shelled the town.", LEXICON)
    assert {"stem:soldier", "stem:shell", "pair:the town", "member:soldier"} <= found
    assert any(feature.startswith("class:") for feature in found)
    assert any(feature.startswith("with:") for feature in found)


def test_words_that_say_nothing_are_no_features() -> None:
    assert features("It was not the one of them that", LEXICON) == {
        "stem:one",
        "pair:the one",
        "pair:one of",
    }


def test_no_pair_reaches_over_punctuation() -> None:
    found = features("Calm, war", LEXICON)
    assert "stem:war" in found
    assert not any(feature.startswith("pair:") for feature in found)


def test_a_figure_of_speech_is_one_feature() -> None:
    found = features("Airline strikes a deal", LEXICON)
    assert "exclusion:strike a deal" in found
    assert not {"stem:strike", "stem:deal"} & found


def test_every_exclusion_is_found() -> None:
    missed = [
        phrase
        for phrase in LEXICON.exclusions
        if not any(feature.startswith("exclusion:") for feature in features(phrase, LEXICON))
    ]
    assert missed == []


def test_a_text_cut_to_a_headline() -> None:
    text = "The army has shelled a town in the north of the country for days now. More later."
    assert telegraphic(text) == "army shelled town in north of country for days now."
