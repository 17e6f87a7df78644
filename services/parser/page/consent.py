"""Notices about privacy and cookies, which may be longer than the article.

It begins with a title that such notices have, and goes on as long as it speaks to the reader
about cookies, data and choices. News about privacy has another title, and speaks of others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Set by hand on the development pages.
_MAX_TITLE_CHARS = 80
_MAX_LABEL_CHARS = 60
"""A longer block is a paragraph."""
_MAX_GAP_BLOCKS = 12
"""Labels and buttons in a row within a notice."""
_MIN_PARAGRAPHS = 2
_TITLE = re.compile(
    r"(?:your |our |about |manage |this )*(?:"
    r"(?:privacy|cookies?|consent|data protection|gdpr)(?: (?:&|and) (?:privacy|cookies?))?"
    r"(?: (?:preferences?|settings?|consent|choices|options))? "
    r"(?:preferences?|cent(?:er|re)|settings?|choices|options|manager|consent|notice|policy|banner)"
    r"|privacy preference cent(?:er|re)"
    r"|(?:site|website) uses cookies"
    r"|privacy choices"
    r")|(?:we|this (?:site|website)) (?:values?|respects?|cares? about|uses?) "
    r"(?:your )?(?:privacy|cookies)|your privacy (?:matters|is important to us)"
    r"|(?:datenschutz|cookie|privatsphäre)-?\s?(?:einstellungen|hinweise?|präferenzen)"
    r"|(?:paramètres|préférences|gestion) (?:des|de vos|de) cookies"
    r"|(?:configuración|preferencias|política) de (?:cookies|privacidad)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"(?P<cookie>\bcookies?\b)|(?P<consent>\bconsent|\bopt(?:ed|ing)?[ -](?:out|in)\b|zustimm|"
    r"consentement|consentimiento|einwillig)"
    r"|(?P<data>\bpersonal (?:data|information)\b|personenbezogen|données|datos personales)"
    r"|(?P<privacy>\bprivacy\b|datenschutz|privacidad)|(?P<ads>\badvert|\bpersonali[sz]ed? ad|"
    r"\btargeted\b|\banaly(?:tics|s[ei])|werbung|publicit)"
    r"|(?P<site>\b(?:web)?site\b|\bbrowser\b|\bdevice\b|\bpartners?\b|\bthird part)"
    r"|(?P<reader>\byour?\b|\bour\b|\bwe\b|\bihre?\b|\bwir\b|\bvos\b|\bnous\b|\bsus\b)",
    re.IGNORECASE,
)
_MIN_SUBJECTS = 2
_SAMPLE_CHARS = 1_000


def notice_blocks(texts: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the blocks that are a notice about privacy and cookies."""
    found: set[int] = set()
    for index, text in enumerate(texts):
        if index not in found and _is_title(text):
            found.update(range(index, _end(texts, index)))
    return frozenset(found)


def _is_title(text: str) -> bool:
    return len(text) <= _MAX_TITLE_CHARS and _TITLE.fullmatch(text.strip(" .!:")) is not None


def _end(texts: Sequence[str], start: int) -> int:
    """Return where the notice ends: after its last paragraph; with too few, where it begins."""
    end, paragraphs = start, 0
    for index in range(start + 1, len(texts)):
        if _speaks(texts[index]):
            end, paragraphs = index + 1, paragraphs + 1
        elif len(texts[index]) > _MAX_LABEL_CHARS or index - end > _MAX_GAP_BLOCKS:
            break
    return end if paragraphs >= _MIN_PARAGRAPHS else start


def _speaks(text: str) -> bool:
    """Tell whether the text speaks to the reader of cookies, data and choices."""
    if len(text) <= _MAX_LABEL_CHARS:
        return False
    said = {match.lastgroup for match in _SPEAKS.finditer(text[:_SAMPLE_CHARS])}
    return len(said - {"reader"}) >= _MIN_SUBJECTS
