"""Names in a line as bylines give them: parts between separators, without roles and places."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.parser.page.boilerplate_words import MACHINERY
from services.parser.times.dates import find_date
from services.parser.times.months import MONTHS

LONGEST = 160
"""Characters of the longest line that is looked at."""

BY_WORDS = frozenset(
    """
    by von par por di door av af autor autorin autore auteur author authors autores yazan de od from
    text tekst texte texto testo текст автор автори автора quelle source bron fonte kilde
    penulis oleh författare skrevet teksti opracowanie
    """.split()  # noqa: SIM905
)
"""Lower-case words that stand before an author's name."""

ROLES = frozenset(
    """
    staff reporter reporters editor editors correspondent correspondents writer writers columnist
    contributor contributors senior chief deputy news desk bureau journalist journalists director
    producer analyst author political politics business sports lifestyle content hub features
    redakteur redakteurin redaktion redaktor redaktorin autor autorin reporterin journalistin
    volontär volontärin korrespondent korrespondentin chefredakteur chefredakteurin gastautor
    kolumnist kolumnistin
    journaliste rédaction rédacteur rédactrice envoyé envoyée correspondante
    redactor redactora periodista corresponsal enviado enviada editor editora
    giornalista redazione inviato inviata corrispondente
    jornalista repórter redação redacteur verslaggever correspondente
    journalister redaktør reporterin redaktör korrespondentti toimittaja
    dziennikarz dziennikarka redaktor muhabir muhabiri editör yazar gazeteci
    журналист корреспондент редактор обозреватель кореспондент журналіст редакторка
    wartawan jurnalis reporter
    """.split()  # noqa: SIM905
)
"""Lower-case words that say what an author does."""

_GENRES = frozenset(
    """
    written story report words text texte kolumne kommentar gastkommentar gastbeitrag interview
    analyse analysis essay reportage porträt ein eine un une una opinion column review kommentti
    posts post
    """.split()  # noqa: SIM905
)
_PARTICLES = frozenset(
    "al bin ben da de del della den der di dos du el la le ten ter van von zu zur af y e".split()  # noqa: SIM905
)
_SEPARATOR = re.compile(
    r"\s*[,;&/、]\s*|\s+(?=The\s)|\s+[-–—]\s+|"  # noqa: RUF001  as printed
    r"\s+(?:and|und|et|e|y|og|och|en|dan|ve|i|и|і|та|ja|with|mit)\s+"  # noqa: RUF001  Ukrainian
)
_PLACE_AFTER = re.compile(r"(?:^|\s+)(?:[Ii]n|[Ff]or|at|for|of|from|aus|für|à|en|på|i|w|z)\s.*")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*(?:[-'’.][^\W\d_]*)*")  # noqa: RUF001  as printed
_GLUED = re.compile(r"([^\W\d_]*[a-zß-ÿ])([A-Z][a-z]+)")
_KOREAN = re.compile(r"([가-힣]{2,4})\s?(?:기자|특파원|논설위원|선임기자|인턴기자|앵커)(?![가-힣])")
_HAN = re.compile(r"[\u3400-\u9fff々]{2,4}[ \u3000]?[\u3040-\u30ff\u3400-\u9fff々]{1,4}")
_LONGEST_LABEL = 25
_SIGN = re.compile(r"[a-z][a-z.-]{2,14}")
_MOST_WORDS = 5
_MOST_SMALL = 4
_INTRO_WORDS = 4
_PIECES = re.compile(r"\s*[|•·]\s*")
_DATE_WORDS = frozenset(MONTHS) | frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi
    vendredi samedi dimanche published posted updated on am publié le publicado el erstellt
    aktualisiert publisert publicerad oppdatert uppdaterad
    """.split()  # noqa: SIM905
)
"""Lower-case words between a name and the date after it."""
_DIGIT = re.compile(r"\d")
_EDGES = " \t,;:|•·-–—()[]…."  # noqa: RUF001  as printed


class Name(NamedTuple):
    """A name in a line."""

    text: str
    marked: int
    """0: no by-word in the line, 1: the line begins with one, 2: one stands within it."""
    whole: bool
    """The line holds nothing else but names, roles and a date."""


def read_names(text: str) -> list[Name]:
    """Return the names of a line; empty where it can't be a byline."""
    if len(text) > LONGEST or is_by_word(text) or _is_sentence(text):
        return []
    korean = [] if text.isascii() else _KOREAN.findall(text)
    if korean:
        return [Name(name, 1, whole=True) for name in korean]
    pieces = [text] if text.isalpha() else _PIECES.split(text)
    return [name for piece in pieces if piece for name in _read_piece(_after_date(piece))]


def _after_date(text: str) -> str:
    """Return what follows a full date at the line's start, if that begins with a by-word."""
    found = find_date(text)
    if found is None or found[1]:
        return text
    rest = text[found[2] :].lstrip(_EDGES)
    first = rest.split(None, 1)[:1]
    return rest if first and first[0].rstrip(":").lower() in BY_WORDS else text


def _is_sentence(text: str) -> bool:
    """Tell whether most words are in small letters: sooner than all that follows would."""
    words = text.split()
    small = len([word for word in words if word[0].islower()])
    return small > _MOST_SMALL and small * 2 > len(words)


def _read_piece(text: str) -> list[Name]:
    marked, rest = _after_mark(text)
    digit = _DIGIT.search(rest)
    words = (rest[: digit.start()] if digit else rest).split()
    if digit and words and (glued := _GLUED.fullmatch(words[-1])) is not None:
        words[-1:] = [glued[1], glued[2]] if glued[2].lower() in MONTHS else words[-1:]
    while digit and words and words[-1].strip(_EDGES).lower() in _DATE_WORDS:
        words.pop()
    rest = " ".join(words).strip(_EDGES)
    if not rest or rest[-1] in "!?":
        return []
    parts = [part for part in _SEPARATOR.split(rest) if part]
    read = [_read_part(part, signed=marked == 1) for part in parts]
    whole = all(name or role for name, role in read)
    return [Name(name, marked, whole) for name, _ in read if name]


def is_by_word(text: str) -> bool:
    """Tell whether the line is nothing but what stands before an author's name."""
    if len(text) > _LONGEST_LABEL:
        return False
    words = text.rstrip(": ").lower().split()
    if not words:
        return False
    return words[-1] in BY_WORDS or (text[-1] == ":" and not BY_WORDS.isdisjoint(words))


def _after_mark(text: str) -> tuple[int, str]:
    """Return how the line is marked as a byline, and what follows the by-word."""
    words = text.split(None, _INTRO_WORDS + 1)
    for number, word in enumerate(words[:-1]):
        bare = word.rstrip(":").lower().rpartition("/")[2]
        if bare in BY_WORDS and (number == 0 or word[-1] == ":" or _introduces(words[:number])):
            return (1 if number == 0 else 2), text.split(None, number + 1)[number + 1]
    return 0, text


def _introduces(words: list[str]) -> bool:
    return any(word.lower() in _GENRES for word in words)


def _read_part(part: str, *, signed: bool) -> tuple[str, bool]:
    """Return the name in the part, if any, and whether a role stands there.

    After a by-word an abbreviation or a site may sign, in small letters.
    """
    words = _PLACE_AFTER.sub("", part).split()
    words, role = _without_role(words)
    words = _once(words)
    while len(words) > 1 and words[-1].strip(_EDGES).lower() in MACHINERY:
        words = words[:-1]
    name = " ".join(words).strip(_EDGES)
    short = signed and len(words) == 1 and _SIGN.fullmatch(name)
    return (name if short or _is_name(words) or _HAN.fullmatch(name) else ""), role


def _without_role(words: list[str]) -> tuple[list[str], bool]:
    roles = [number for number, word in enumerate(words) if word.strip("().,").lower() in ROLES]
    if not roles:
        return words, False
    kept = words[: roles[0]]
    if kept:
        glued = _GLUED.fullmatch(kept[-1])
        if glued:
            kept = [*kept[:-1], glued[1]]
    elif (glued := _GLUED.fullmatch(words[0])) is not None:
        kept = [glued[1]]
    return kept, True


def _once(words: list[str]) -> list[str]:
    """Undo a name given twice, as renderers do of a link and its label."""
    half = len(words) // 2
    return words[:half] if half and words[:half] == words[half:] else words


def _is_name(words: list[str]) -> bool:
    if not 1 <= len(words) <= _MOST_WORDS:
        return False
    proper = [word for word in words if word[0].isupper()]
    if not proper:
        return False
    return all(
        (word[0].isupper() or word in _PARTICLES) and _WORD.fullmatch(word) is not None
        for word in words
    )
