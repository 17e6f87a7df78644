"""Program code among a page's text: scripts and style sheets that a renderer left in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

_SIGNS = re.compile(
    r"\bfunction\b\s*\w*\s*\(|=>\s*[{(]"
    r"|\b(?:var|let|const)\s+[\w$]+\s*="
    r"|\b(?:window|document|googletag|jQuery|\$)\s*[.([]\s*[\w\"'#$]+"
    r"|\.[a-zA-Z]\w*\s*\("
    r"|[)}\]\"']\s*;"
    r"|\|\|\s*[\[{]|[!=]==|&&"
    r"|(?<![\w-])[\"'\w-]{1,40}\s*:\s*[^\s;{}][^;{}]{0,80};\s*\}?|[{,]\s*\"[\w@-]+\"\s*:"
    r"|(?<![\w-])[\w-]{1,40}\s*\{\s*[\w-]+\s*:"
)
_MIN_SIGNS = 3
"""One or two stand in an article about programs. Set by hand."""
_PUNCTUATION = str.maketrans("", "", "{}()[];=<>|&_$\"':")
_MIN_PUNCTUATION_SHARE = 0.08
"""Of code, a tenth and more is such characters; of prose with quotes and brackets, a twentieth."""

_SAMPLE_CHARS = 1_000


def code_blocks(texts: Iterable[str]) -> frozenset[int]:
    """Return the numbers of the blocks that are code."""
    return frozenset(index for index, text in enumerate(texts) if is_code(text))


def is_code(text: str) -> bool:
    """Tell whether the text is a script, a style sheet or data for one, not words for readers."""
    sample = text[:_SAMPLE_CHARS]
    if "{" not in sample and ");" not in sample:  # most text: the cheapest answer first
        return False
    marks = len(sample) - len(sample.translate(_PUNCTUATION))
    if marks < _MIN_PUNCTUATION_SHARE * len(sample):
        return False
    return len(list(islice(_SIGNS.finditer(sample), _MIN_SIGNS))) == _MIN_SIGNS
