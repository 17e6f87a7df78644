"""Parts of a list of stories: a line is a headline, or one of the kinds around it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from services.parser.credits.byline import read_byline
from services.parser.page.boilerplate_words import CREDITS, MACHINERY, is_machinery
from services.parser.page.lines import Line, is_noise, is_prose
from services.parser.sidebars.titles import kind_of_title
from services.parser.times.ages import split_age

PartKind = Literal[
    "title", "mark", "symbol", "noise", "age", "prose", "notice", "headline", "subtitle", "name"
]

# Set by hand on the lists of the development pages. Widths count a wide character twice.
_MIN_HEADLINE_WORDS, _MIN_HEADLINE_WIDTH = 4, 15
_MIN_SHORT_HEADLINE_WORDS, _MIN_SHORT_HEADLINE_WIDTH = 3, 28
"""Three words are a headline where they are long ones."""
_MAX_HEADLINE_CHARS = 220
"""Of 1,358 headlines the longest has 193."""
_MAX_EXCLAMATION_CHARS = 110
"""A longer line that ends in an exclamation or a question is a sentence, no headline."""
_MAX_SECTION_CHARS, _MAX_CAPTION_CHARS, _MAX_BYLINE_CHARS = 40, 60, 60
_GLUED, _MAX_GLUED = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]"), 2  # names of tags, put in one line
_MAX_DIGITS = 8  # more are a telephone number
_NUMBER = re.compile(r"\d{1,2}[.)]?")
_LETTER = re.compile(r"[^\W\d_]")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_UNFINISHED = (",", ";", ":", "\uff1a", "\u3001", "(")
_OPEN = ("...", "\u2026", "!", "!\u201c", "!\u201d", '!"', "!\u00bb", "?", "?\u201c", "?\u201d")
_NEVER = re.compile(r"https?:|www\.|\w@\w|©|[{}]")
_LABEL = re.compile(
    r"(?:published|updated|posted|veröffentlicht|aktualisiert|erstellt|publi|mis à jour|actuali|"
    r"pubblicat|aggiornat|atualiz|oppdatert|opdateret|uppdatera|gepubliceerd|bijgewerkt|opubliko|"
    r"опублик|обновлен|оновлен|güncelle|diperbarui|dipublikasikan|公開|更新|입력|수정|am|on|le|el|den|"
    r"vom|date|datum|fecha|data)\b",
    re.IGNORECASE,
)
_SEPARATORS = " \u00a0-|·•,/:()[]\u2013\u2014"


class Part(NamedTuple):
    """A line of a list; age and section are those on the line itself."""

    kind: PartKind
    text: str
    section: str | None = None
    age: str | None = None


def part_of(line: Line) -> Part:
    """Return what the line is to a list of stories."""
    text = line.text
    if not text or _NUMBER.fullmatch(text):
        return Part("mark", text)
    if kind_of_title(text):
        return Part("title", text)
    if is_noise(line) or _NEVER.search(text) or _is_machinery(text) or _is_caption(text):
        return Part("noise", text)
    if _is_sentence(line):
        notice = len(text) <= _MAX_EXCLAMATION_CHARS and is_machinery(text)
        return Part("notice" if notice else "prose", text)
    return _aged(text) or _ageless(text)


def is_headline(line: Line) -> bool:
    """Tell whether the line could be another story's headline."""
    return part_of(line).kind == "headline"


def width(text: str) -> int:
    """Return the length of the text, with characters that stand for a syllable counted twice."""
    return len(text) + len(_WIDE.findall(text))


def _aged(text: str) -> Part | None:
    found = split_age(text)
    if found is None:
        return None
    beside, age = found[0].strip(_SEPARATORS), found[1]
    if _could_be_headline(beside):
        return Part("headline", beside, age=age)
    section = beside if len(beside) <= _MAX_SECTION_CHARS and not _LABEL.match(beside) else ""
    return Part("age", text, section or None, age)


def _ageless(text: str) -> Part:
    if _LETTER.search(text) is None:
        return Part("symbol", text)
    if len(text) <= _MAX_BYLINE_CHARS and read_byline(text):
        return Part("noise", text)
    bare = text.strip(_SEPARATORS)
    return (
        Part("headline", _without_pointer(text)) if _could_be_headline(bare) else Part("name", bare)
    )


def _without_pointer(text: str) -> str:
    """Return the headline without the "| more" after it."""
    head, mark, last = text.rpartition("|")
    return head.rstrip() if mark and last.strip().lower() in MACHINERY else text


def _could_be_headline(text: str) -> bool:
    if (
        not text
        or len(text) > _MAX_HEADLINE_CHARS
        or (text[0].islower() and not text[1:2].isupper())
    ):
        return False
    if text.endswith(_UNFINISHED) or sum(map(str.isdigit, text)) > _MAX_DIGITS:
        return False
    if len(_GLUED.findall(text)) > _MAX_GLUED:
        return False
    words, wide = len(text.split()), width(text)
    enough = words >= _MIN_HEADLINE_WORDS or (
        words >= _MIN_SHORT_HEADLINE_WORDS and wide >= _MIN_SHORT_HEADLINE_WIDTH
    )
    spaceless = len(_WIDE.findall(text)) >= _MIN_HEADLINE_WIDTH
    return (enough or spaceless) and wide >= _MIN_HEADLINE_WIDTH


def _is_sentence(line: Line) -> bool:
    """Tell whether the line is running text; a headline may end in an exclamation."""
    text = line.text
    if len(text) > _MAX_HEADLINE_CHARS:
        return True
    return is_prose(line) and not (len(text) <= _MAX_EXCLAMATION_CHARS and text.endswith(_OPEN))


def _is_machinery(text: str) -> bool:
    words = text.lower().split(None, 20)[:20]
    return 2 * sum(word.strip(".,:;!?()") in MACHINERY for word in words) > len(words)


def _is_caption(text: str) -> bool:
    words = text[:_MAX_CAPTION_CHARS].lower().replace(":", " : ").split()[:3]
    begins = bool(words) and words[0].strip("([") in CREDITS
    return (
        begins
        and (":" in words or len(text.split()) <= _MIN_SHORT_HEADLINE_WORDS)
        and len(text) <= _MAX_CAPTION_CHARS
    )
