"""The lexicon: phrases of news English by class, and figures of speech to be ruled out.

`lexicon.json` was written by hand for this project, from general knowledge of British and
American news; no phrase was taken from the items that the model is measured on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from services.classifier.matching import Matcher
from services.classifier.spelling import spelled_phrase
from services.classifier.training.forms import forms_of, root_of

_PLACES = "zone_"
"""Classes of places: their members get no weight of their own, so that no country decides."""


class Lexicon:
    """The phrases in the spelling of `spelled_phrase`, with their classes and roots."""

    def __init__(self) -> None:
        """Read `lexicon.json`."""
        data = json.loads(Path(__file__).with_name("lexicon.json").read_text(encoding="utf-8"))
        self.classes: dict[str, list[str]] = defaultdict(list)
        self.roots: dict[str, str | None] = {}
        for name, members in data["classes"].items():
            for member in members:
                self._add(name, member)
        self.exclusions = {
            spelled_phrase(form): spelled_phrase(root_of(phrase))
            for phrase in data["exclusions"]
            for form in forms_of(phrase)
        }
        self.phrases = sorted({*self.classes, *self.exclusions})
        excluded = [n for n, phrase in enumerate(self.phrases) if phrase in self.exclusions]
        self.matcher = Matcher(self.phrases, range(len(self.phrases)), excluded)

    def _add(self, name: str, member: str) -> None:
        root = None if name.startswith(_PLACES) else spelled_phrase(root_of(member))
        for form in map(spelled_phrase, forms_of(member)):
            self.roots.setdefault(form, root)
            if name not in self.classes[form]:
                self.classes[form].append(name)
