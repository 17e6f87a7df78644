from __future__ import annotations

from random import Random

from services.classifier.training.encoder.items import Item
from services.classifier.training.encoder.places import Gazetteer, gazetteer
from services.classifier.training.encoder.samples import samples

NAMES = {
    "country": ["Norland", "Surland", "Ostland"],
    "abbreviation": ["N.L."],
    "demonym": ["Norlander", "Surlander"],
    "person": ["Grubb"],
    "surname": ["Vale", "Moss"],
    "troubled": {"country": ["Warland"], "city": ["Warton"], "demonym": ["Warlander"]},
}
CITIES = [
    {"name": "Bigtown", "population": 900_000},
    {"name": "Reading", "population": 900_000},
    {"name": "Hamlet", "population": 900},
]


def made() -> Gazetteer:
    return gazetteer(NAMES, CITIES, {"reading"})


def test_a_place_becomes_another_and_the_same_one_each_time() -> None:
    random, places = Random(1), made()
    for _ in range(30):
        found = places.swapped("Norland sues Norland; Norlander troops in Bigtown", random)
        first, second = found.split(" sues ")[0], found.split(" sues ")[1].split(";")[0]
        assert first == second
        assert first in {*NAMES["country"], "Warland"}
        assert found.split("; ")[1].split(" ")[0] in {*NAMES["demonym"], "Warlander"}
        assert found.split(" in ")[1] in {"Bigtown", "Warton"}


def test_troubled_places_come_often_but_not_always() -> None:
    random, places = Random(2), made()
    drawn = [places.swapped("N.L.", random) for _ in range(400)]
    assert 100 < drawn.count("Warland") < 220


def test_words_and_small_towns_are_no_places() -> None:
    text = "Reading Hamlet, Norlandia"
    assert made().swapped(text, Random(1)) == text


def test_a_headline_with_a_gap_for_a_place_is_seen_in_several() -> None:
    item = Item("Choir sings in {place}", "", (0.0,))
    seen = [sample.text for sample in samples([item], made(), Random(3))]
    assert len(seen) == 4
    assert all("{place}" not in text for text in seen)


def test_an_article_is_seen_whole_and_now_and_then_as_its_headline_which_counts_less() -> None:
    items = [Item("Roof falls", "It fell on Monday. " * 40, (1.0,))] * 300
    seen = list(samples(items, made(), Random(4)))
    short = [sample for sample in seen if sample.weight < 1]
    assert len(seen) - len(short) == 300
    assert 50 < len(short) < 130
    assert {sample.chances for sample in seen} == {(1.0,)}
    assert {"Roof falls"} < {sample.text for sample in short}
