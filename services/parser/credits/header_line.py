"""Header lines, which stand between headline and body: dump header, byline, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from services.parser.credits.byline import may_be_unmarked, read_byline
from services.parser.credits.words import SHORT_BY_WORDS
from services.parser.page.extract import Stamp
from services.parser.page.lines import Line, is_finished
from services.parser.times.dates import find_date

# Set by hand on the development pages.
_MAX_LINE_CHARS, _MAX_SHORT_LINE_CHARS = 160, 80
"""Of a header line, and of one that may say more than what a header says."""
_MAX_LABEL_CHARS = 24
"""Of the words around a date that are none of the known labels."""
_MAX_DATES = 4
_BY_WORD_CHARS = 9
"""How much of a line its by-word takes."""
_DUMP_HEADER = re.compile(r"date (\d{4}-\d\d-\d\d)(?:\s+(\S.{0,59}))?", re.ASCII)
_DIGITS = re.compile(r"\d\d")
_FIRST_WORDS = SHORT_BY_WORDS | {"written"}
_SEGMENTS = re.compile(r"\s*[|•·]\s*")
_ABBREVIATED = re.compile(r"(?:\bmin|\bstd|\bhrs?|\d\s?h|[ap]\.m|uhr)\.$", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|aktualisiert|update|actualizado|actualizada|aggiornato|"
    r"atualizado|bijgewerkt|uppdaterad|oppdatert|opdateret|aktualizacja|aktualizace|diperbarui|"
    r"оновлено|обновлено|lastupdate|last update)(?![^\W\d_])|"
    r"mis à jour|modifié|modifica|güncelle|更新|수정",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:{'|'.join(sorted(SHORT_BY_WORDS))})\s+[^\W\d_]", re.IGNORECASE)
_AROUND_DATE = re.compile(
    r"\b(?:first|last|originally|published|posted|updated|modified|edited|created|on|at|date|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs)?|fri|sat|sun|"
    r"time|[ap]\.?m|utc|gmt|bst|cet|cest|[ecmp][sd]?t|\d+ min(?:ute)? read)\b|[\W\d_]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArticleHeader:
    """What the lines around the headline say; all of it may be missing."""

    published: Stamp | None = None
    updated: Stamp | None = None
    section: str | None = None
    byline: tuple[str, ...] = ()


def read_header_line(line: Line, *, day_first: bool | None = None) -> ArticleHeader | None:
    """Return what a dump header, byline or date line says, None for any other line.

    `day_first` is how the page writes dates in numbers, if known.
    """
    text = line.text
    if len(text) > _MAX_LINE_CHARS or not _may_tell(text):  # most lines: the cheapest answer first
        return None
    dump_header = _DUMP_HEADER.fullmatch(text)
    if dump_header:
        return _dump_header(*dump_header.groups())
    found = [
        _read_segment(segment, day_first=day_first) for segment in _SEGMENTS.split(text) if segment
    ]
    known = [header for header in found if header]
    if not known or (len(known) * 2 < len(found) and len(text) > _MAX_SHORT_LINE_CHARS):
        return None
    return merge(known)


def _may_tell(text: str) -> bool:
    """Tell whether a date or a byline may stand in the line."""
    if _DIGITS.search(text):
        return True
    words = text[:_BY_WORD_CHARS].lower().replace(":", " ").split(None, 1)
    return bool(words and words[0] in _FIRST_WORDS) or "|" in text or may_be_unmarked(text)


def is_update_label(text: str) -> bool:
    """Tell whether the line says no more than that the date after it is that of an update."""
    return len(text) <= _MAX_LABEL_CHARS and is_update(text)


def is_update(text: str) -> bool:
    """Tell whether the text speaks of an update."""
    return _UPDATED.search(text) is not None


def ends_in_update_label(text: str) -> bool:
    """Tell whether what stands before a date says last that it is that of an update."""
    return _UPDATED.search(text[-_MAX_LABEL_CHARS:]) is not None


def merge(headers: Iterable[ArticleHeader]) -> ArticleHeader:
    """Return one header of several: the first of each field wins."""
    merged = ArticleHeader()
    for header in headers:
        merged = ArticleHeader(
            published=merged.published or header.published,
            updated=merged.updated or header.updated,
            section=merged.section or header.section,
            byline=merged.byline or header.byline,
        )
    return merged


def _dump_header(day: str, section: str | None) -> ArticleHeader | None:
    found = find_date(day)
    if found is None:
        return None
    (value, precision), _, _ = found
    return ArticleHeader(published=Stamp(value, precision, "dump-header"), section=section)


def _read_segment(segment: str, *, day_first: bool | None) -> ArticleHeader | None:
    names = read_byline(segment)
    if names:
        return ArticleHeader(byline=names)
    found = find_date(segment, day_first=day_first)
    signed = read_byline(segment[: found[1]].strip(" -,|")) if found else None
    if found and signed:
        dates = _read_dates(segment[found[1] :], day_first=day_first) or ArticleHeader()
        return merge([ArticleHeader(byline=signed), dates])
    return _read_dates(segment, day_first=day_first)


def _read_dates(text: str, *, day_first: bool | None) -> ArticleHeader | None:
    """Read `Published April 27, 2025 Updated 28 April 2025`, and only few words with the dates."""
    headers: list[ArticleHeader] = []
    sentence = is_finished(text) and not _ABBREVIATED.search(text)
    while len(headers) < _MAX_DATES and (found := find_date(text, day_first=day_first)):
        (value, precision), start, end = found
        label = text[:start]
        if not _is_label(label, sentence=sentence):
            return None
        stamp = Stamp(value, precision, "byline")
        headers.append(
            ArticleHeader(updated=stamp) if _UPDATED.search(label) else ArticleHeader(stamp)
        )
        text = text[end:]
    return merge(headers) if headers and _is_label(text, sentence=sentence) else None


def _is_label(text: str, *, sentence: bool) -> bool:
    """Tell whether no more stands there than a label; in a sentence only known words may.

    A handle in brackets signs a post that the page quotes: its date is the post's own.
    """
    if "(@" in text:
        return False
    if _SIGNED.match(text) and not sentence:
        return True
    return len(_AROUND_DATE.sub("", text)) <= (0 if sentence else _MAX_LABEL_CHARS)
