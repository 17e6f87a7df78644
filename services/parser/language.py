"""Whether a text is English, told only where there is no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_LEAST_WORDS = 20
_LEAST_SHARE = 0.15
_MOST_WORDS = 2000


def is_english(paragraphs: Iterable[str]) -> bool:
    """Test the share of English stop words; short texts are never told."""
    words = re.findall(r"[^\W\d_]+", " ".join(paragraphs).lower()[: _MOST_WORDS * 10])[:_MOST_WORDS]
    known = [word for word in words if word in _ENGLISH]
    return len(words) >= _LEAST_WORDS and "the" in known and len(known) >= _LEAST_SHARE * len(words)
