"""The ending of an article: an agency's mark or an address after its last sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.parser.page.extract import Paragraph

_MARK = r"(?:\((?:END|ENDS|End|Ends|FIN|ENDE|FIM|完|끝|了)\)|-+\s?(?:30|ENDS?|Ends)\s?-+|#\s?#\s?#)"
_MAIL = r"(?:[Ee]-?mail|[Cc]ontact)?\s*:?\s*[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_SIGNED_OFF = re.compile(rf"(?:(?:{_MARK}|{_MAIL}|ENDS?)[\s,;|/]*)+")
_MARK_AT_END = re.compile(rf"\s+{_MARK}\s*$")
_MAX_ENDING_CHARS = 200
"""A sentence may end in an address, too: what is longer is one. Set by hand."""


def without_ending(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs up to the last sentence: without "(END)" and addresses alone."""
    kept = list(paragraphs)
    while len(kept) > 1 and _is_ending(kept[-1].text):
        kept.pop()
    if not kept:
        return ()
    last = kept[-1].text
    mark = _MARK_AT_END.search(last, max(0, len(last) - _MAX_ENDING_CHARS))
    if mark:
        kept[-1] = kept[-1]._replace(text=last[: mark.start()])
    return tuple(kept)


def _is_ending(text: str) -> bool:
    return len(text) <= _MAX_ENDING_CHARS and _SIGNED_OFF.fullmatch(text) is not None
