"""What stands around an article's text in paragraphs of its own: marks, rights, how to reach it.

Wordings are those of agencies and publishers, in the languages of news.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.parser.credits.words import AGENCIES
from services.parser.page.extract import Paragraph

# Set by hand on the development pages.
_BEFORE, _AFTER = 3, 4
"""Paragraphs at the beginning and at the end among which such ones stand."""
_MAX_CHARS = 300
"""Of one. A sentence may speak of such things, too: what is longer is one."""
_MAX_ENDING_CHARS = 200
"""Of a paragraph's end in which a mark is looked for."""

_MARK = r"(?:\((?:END|ENDS|End|Ends|FIN|ENDE|FIM|完|끝|了)\)|-+\s?(?:30|ENDS?|Ends)\s?-+|#\s?#\s?#)"
_MAIL = r"(?:[Ee]-?mail|[Cc]ontact)?\s*:?\s*[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_MARK_AT_END = re.compile(rf"\s+{_MARK}\s*$")
_SIGNED_OFF = re.compile(rf"(?:(?:{_MARK}|{_MAIL}|ENDS?)[\s,;|/]*)+|[-_=*#\s\u2013\u2014]+")

_AGENCY = rf"(?:{'|'.join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))})"
_RIGHTS = re.compile(
    r"(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|by\b|courtesy\b|\d{4})).*|"
    r".{0,200}\b(?:all rights reserved|may not be (?:published|reproduced|broadcast)|"
    r"alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|"
    r"todos os direitos reservados|tutti i diritti riservati)\b.*|"
    rf"\W*(?:(?:with|mit|avec|con|com|met)\s+(?:\w+\s+){{0,2}}?)?(?:(?:from|von|de|di)\s+)?"
    rf"(?:the\s+)?(?:\w{{2,4}}/)?{_AGENCY}(?:(?:\s?[/,;]\s?|\s+(?:and|und|et|y|e)\s+){_AGENCY})*\W*",
    re.IGNORECASE,
)
"""Whose the text is: "© dpa-infocom", "This material may not be published", "(AP)"."""
_SIGN_OFF = re.compile(
    r"\W*(?:.{0,100}\bcan be (?:reached|contacted) (?:at|by|on|via)\b.*[@\d].*|"
    r"contact (?:\w+ ){0,3}(?:writer|reporter|author|columnist|editor)\b.*[@\d].*|"
    r"to contact the (?:writer|reporter|author|editor)s?\b.*)|"
    r"(?:please )?(?:follow|folgen sie|suivez|síguenos|siga|segui\w*|følg|följ|volg)\b.{0,60}"
    r"(?:twitter|facebook|instagram|whatsapp|telegram|linkedin|youtube|@\w+).{0,40}|"
    r"\(?(?:source|quelle|fuente|fonte|kilde|källa|bron|źródło|(?:文章)?来源|稿源|출처)"
    r"\s?[:：]\s?[^.。]{2,60}\)?|"  # noqa: RUF001  as printed
    r"(?:read (?:more|also|next)|also read|see also|related(?: (?:articles|news|stories|content))?|"
    r"more on this|lesen sie (?:auch|mehr|hier)|mehr (?:zum|dazu)(?: thema)?|auch interessant|"
    r"(?:à )?lire aussi|sur le même sujet|l[eé]a también|leia (?:também|mais)|leggi anche|les også|"
    r"läs (?:mer|också)|læs også|lees ook|czytaj (?:też|także))\s?(?:[:：].{0,150}(?<![.!?]))?",  # noqa: RUF001
    re.IGNORECASE,
)
"""Who can be reached how, and what else there is: after an article, never before it."""


def without_ending(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs from the first sentence to the last, one at least.

    Marks such as "(END)", addresses, and lines of rights, sources and further reading alone
    are left out; a mark after the last sentence, too.
    """
    after = max(1, len(paragraphs) - _AFTER)
    kept = [
        one
        for index, one in enumerate(paragraphs)
        if _BEFORE <= index < after or not _is_around(one.text, after=index >= after)
    ]
    if not kept:
        return tuple(paragraphs[:1])
    last = kept[-1].text
    mark = _MARK_AT_END.search(last, max(0, len(last) - _MAX_ENDING_CHARS))
    if mark:
        kept[-1] = kept[-1]._replace(text=last[: mark.start()])
    return tuple(kept)


def _is_around(text: str, *, after: bool) -> bool:
    if len(text) > _MAX_CHARS:
        return False
    if _RIGHTS.fullmatch(text):
        return True
    return after and any(pattern.fullmatch(text) for pattern in (_SIGNED_OFF, _SIGN_OFF))
