"""Tells whether an article is in the language of the model.

What an article declares is often wrong (a page's template says "en" around any text), so
a text that is clearly in another language wins over it; where the text leaves doubt, the
declaration stands, and an article without one is taken as readable.
"""

from __future__ import annotations

import re

from schemas.events import Article
from services.language import is_english, language_of

_SAMPLE_CHARS = 400
"""So many code points show the share of small words in English news well enough."""

_MIN_CHARS_TO_TELL = 1000
"""A shorter text may lack the words of `_ENGLISH_WORD` by chance."""

_MAX_CHARS_TO_TELL = 5000
"""So many code points are read to say that a text holds no English; more would change nothing."""

_MIN_ENGLISH_WORD_SHARE = 0.02
"""English news has one of these words in eight, a text half in English one in sixteen."""
_ENGLISH_WORD = re.compile(r"\b(?:the|of|and|that)\b", re.IGNORECASE)

# BCP 47's subtags for undetermined, several and no languages, and for those without a code.
_NO_LANGUAGE = frozenset({"", "und", "mul", "zxx", "mis"})


def is_readable(article: Article, language: str) -> bool:
    """Whether the article is, or may be, in `language`, a primary BCP 47 subtag."""
    text = " ".join(article.paragraphs) or article.headline or ""
    # This costs a sixth of the detector, and settles most English articles.
    if language == "en" and is_english([text[:_SAMPLE_CHARS]]):
        return True
    if told := _primary(language_of([text])):
        return told == language
    if language == "en" and (_is_in_another_script(text) or _holds_no_english(text)):
        return False
    return _primary(article.language) in {None, language}


def _is_in_another_script(text: str) -> bool:
    """Whether most letters are Cyrillic, Arabic, Chinese and so on; a headline will do."""
    letters = [char for char in text[:_SAMPLE_CHARS] if char.isalpha()]
    return sum(map(str.isascii, letters)) * 2 < len(letters)


def _holds_no_english(text: str) -> bool:
    """Whether a long text is in a language that the detector does not know, such as isiZulu."""
    read = text[:_MAX_CHARS_TO_TELL]
    return len(read) >= _MIN_CHARS_TO_TELL and (
        len(_ENGLISH_WORD.findall(read)) < _MIN_ENGLISH_WORD_SHARE * len(read.split())
    )


def _primary(language: str | None) -> str | None:
    """The language without script and region: "en" of "en-GB" or "EN_us"; None if none is named."""
    subtag = re.split("[-_]", (language or "").strip().lower(), maxsplit=1)[0]
    return None if subtag in _NO_LANGUAGE else subtag
