from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.language import is_english, language_of

TEXTS = {
    "en": "The ferry left the harbour at dawn, although the crew had been warned of the storm.",
    "de": "Die Fähre verließ den Hafen am Morgen, obwohl die Mannschaft vor dem Sturm gewarnt war.",
    "no": "Ferja forlot havnen om morgenen, selv om mannskapet var blitt advart mot stormen.",
    "fr": "Le ferry a quitté le port à l'aube, alors que l'équipage avait été averti.",
    "pl": "Prom opuścił port o świcie, chociaż załoga została ostrzeżona przed burzą na morzu.",
    "ja": "フェリーは、乗組員が嵐の警告を受けていたにもかかわらず、夜明けに港を出た。",
    "ko": "승무원들이 폭풍 경고를 받았음에도 여객선은 새벽에 항구를 떠났다.",
    "cs": "Trajekt opustil přístav za úsvitu, přestože posádka byla varována před bouří.",
    "fi": "Lautta lähti satamasta aamunkoitteessa, vaikka miehistöä oli varoitettu myrskystä.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_languages_of_news(language: str, text: str) -> None:
    assert language_of([text] * 3) == language


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_capitals_are_no_language_of_their_own(language: str) -> None:
    capitals = TEXTS[language].upper()
    assert language_of([capitals] * 3) == language
    assert language_of([f"{capitals} (Foto: dpa)"] * 3) == language


def test_short_and_mixed_texts_have_no_language() -> None:
    assert language_of([]) is None
    assert language_of(["Ferry fares rise"]) is None
    assert language_of([TEXTS["de"] * 5, TEXTS["fr"] * 5]) is None
    assert language_of(["1,200 3.5% 17:30 " * 20]) is None


def test_english_is_told_by_its_small_words() -> None:
    assert is_english([TEXTS["en"], TEXTS["en"]])
    assert not is_english([TEXTS["de"], TEXTS["de"]])


@given(st.lists(st.text(st.characters(), min_size=20)))
def test_no_text_raises(paragraphs: list[str]) -> None:
    language_of([*paragraphs, "\ud800 \0 \n" * 20])
