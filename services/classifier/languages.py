"""Tells whether an article is in the language of the model.

What an article declares is often wrong (a page's template says "en" around any text), so
a text that is clearly in another language wins over it; where the text leaves doubt, the
declaration stands, and an article without one is taken as readable.
"""

from __future__ import annotations

import re

from schemas.events import Article
from services.language import is_english, language_of

_BEGINNING = 400
"""So many code points show the share of small words in English news well enough."""

_ENOUGH, _MOST = 1000, 5000
"""Code points that are needed, and read, to say that a text holds no English."""

_LEAST_ENGLISH = 0.02
"""English news has one of these words in eight, a text half in English one in sixteen."""
_ENGLISH = re.compile(r"\b(?:the|of|and|that)\b", re.IGNORECASE)

# BCP 47's subtags for undetermined, several and no languages, and for those without a code.
_NONE = frozenset({"", "und", "mul", "zxx", "mis"})


def is_readable(article: Article, language: str) -> bool:
    """Test whether the article is in `language`, a primary BCP 47 subtag, or may be."""
    text = " ".join(article.paragraphs) or article.headline or ""
    # This costs a sixth of the detector, and settles most English articles.
    if language == "en" and is_english([text[:_BEGINNING]]):
        return True
    if told := _primary(language_of([text])):
        return told == language
    if language == "en" and (_is_in_another_script(text) or _holds_no_english(text)):
        return False
    return _primary(article.language) in {None, language}


def _is_in_another_script(text: str) -> bool:
    """Test for Cyrillic, Arabic, Chinese and so on, also where a headline is all there is."""
    letters = [char for char in text[:_BEGINNING] if char.isalpha()]
    return sum(map(str.isascii, letters)) * 2 < len(letters)


def _holds_no_english(text: str) -> bool:
    """Test for the many languages that the detector does not know, such as isiZulu."""
    read = text[:_MOST]
    return len(read) >= _ENOUGH and (
        len(_ENGLISH.findall(read)) < _LEAST_ENGLISH * len(read.split())
    )


def _primary(language: str | None) -> str | None:
    """Return the language without script and region ("en" of "en-GB", "EN_us"), None if none."""
    subtag = re.split("[-_]", (language or "").strip().lower(), maxsplit=1)[0]
    return None if subtag in _NONE else subtag
