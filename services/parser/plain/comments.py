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
_SIGNATURE = re.compile(
    r"(?:says|said|wrote|writes|sagt|schreibt|meint|a dit|dice|dijo|disse|skrev|:)\s*"
    r"(?:\.\.\.|…|:)$|"
    r"\d[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|uhr)?$|^\W*(?:reply|antworten|répondre|responder|"
    r"rispondi|permalink|report abuse|#\d+)\W*$",
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
            if len(text) <= _MAX_TITLE_CHARS and _TITLE.search(text):
                last = index
        if len(text) <= _MAX_SIGNATURE_CHARS and _SIGNATURE.search(text):
            signs[index + 1] = 1
    return Comments(after, [signs[i] + 2 * signs[i + 2] for i in range(len(texts))])
