"""Tells whether an article is in the language of the model.

What an article declares is often wrong (a page's template says "en" around any text), so
a text that is clearly in another language wins over it; where the text leaves doubt, the
declaration stands, and an article without one is taken as readable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.events import Article
from services.runtime.language import is_english, language_of

_BEGINNING = 400
"""So many code points show the share of small words in English news well enough."""

# BCP 47's subtags for undetermined, several and no languages, and for those without a code.
_NONE = frozenset({"", "und", "mul", "zxx", "mis"})


def is_readable(article: Article, language: str) -> bool:
    """Test whether the article is in `language`, a primary BCP 47 subtag, or may be."""
    texts = article.paragraphs or tuple(filter(None, [article.headline]))
    if language == "en" and _begins_in_english(texts):
        return True
    told = _primary(language_of(texts)) or _primary(article.language)
    return told is None or told == language


def _begins_in_english(texts: Sequence[str]) -> bool:
    # Costs a sixth of the detector, and settles most English articles.
    return is_english([" ".join(texts)[:_BEGINNING]])


def _primary(language: str | None) -> str | None:
    """Return the language without script and region ("en" of "en-GB", "EN_us"), None if none."""
    subtag = re.split("[-_]", (language or "").strip().lower(), maxsplit=1)[0]
    return None if subtag in _NONE else subtag
