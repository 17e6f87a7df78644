"""Reader comments among the blocks of a text dump: what heads them, and what signs one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

COMMENTED = 4
"""How many values `Comments.after` has."""

# Set by hand on the development pages; the body's model is trained with these.
_MAX_TITLE_CHARS, _MAX_SIGNATURE_CHARS = 45, 90
_NEAR_BLOCKS = 10
_TITLE = re.compile(
    r"\b(?:comments?|commented|repl(?:y|ies)|responses?|discuss(?:ion)?|kommentare?n?|kommentarer|"
    r"commentaires?|comentarios?|coment[áa]rios?|commenti|reacties|komentarz[ey]|komment[^\W\d_]*|"
    r"комментари[^\W\d_]*|коментар[^\W\d_]*|yorum(?:lar)?)\b|评论|評論|网友|コメント|댓글",
    re.IGNORECASE,
)
_STEMS = (
    *(
        "comm",
        "komm",
        "coment",
        "koment",
        "repl",
        "respons",
        "discuss",
        "reacties",
        "yorum",
        "мент",
    ),
    *("评论", "評論", "网友", "コメント", "댓글"),
)
"""One of them is part of every word of `_TITLE`: looking for them is the cheaper."""
_SIGNATURE = re.compile(
    r"(?:says|said|wrote|writes|sagt|schreibt|meint|a dit|dice|dijo|disse|skrev|:)\s*"
    r"(?:\.\.\.|…|:)$|\d[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|uhr)?$",
    re.IGNORECASE,
)
_ENDS, _END_CHARS = frozenset(":….0123456789mMrR"), 24
"""The last characters of what `_SIGNATURE` finds, and how many are looked at."""
_BUTTON = re.compile(
    r"\W*(?:reply|antworten|répondre|responder|rispondi|permalink|report abuse|#\d+)\W*$",
    re.IGNORECASE,
)


class Comments(NamedTuple):
    """Where the blocks of a page stand to reader comments."""

    after: Sequence[int]
    """By block: no title of comments before it (0), one just before (1), near (2), or far (3)."""
    signed: Sequence[int]
    """By block: whether the one before (1), the one after (2) or both (3) sign a comment."""


def read_comments(texts: Sequence[str], start: int) -> Comments:
    """Return where the blocks stand; before `start` no title of comments counts."""
    after = [0] * len(texts)
    signs = [0] * (len(texts) + 2)
    last = None
    for index, text in enumerate(texts):
        if index >= start:
            if last is not None:
                gap = index - last
                after[index] = 1 if gap == 1 else 2 if gap <= _NEAR_BLOCKS else 3
            if len(text) <= _MAX_TITLE_CHARS and _is_title(text):
                last = index
        if len(text) <= _MAX_SIGNATURE_CHARS and _is_signature(text):
            signs[index + 1] = 1
    return Comments(after, [signs[i] + 2 * signs[i + 2] for i in range(len(texts))])


def _is_title(text: str) -> bool:
    lower = text.lower()
    return any(stem in lower for stem in _STEMS) and _TITLE.search(text) is not None


def _is_signature(text: str) -> bool:
    end = text[-1:] in _ENDS and _SIGNATURE.search(text[-_END_CHARS:]) is not None
    return end or _BUTTON.match(text) is not None
