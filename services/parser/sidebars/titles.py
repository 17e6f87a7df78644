"""The titles of lists of other stories, in the languages of news; data in `titles.json`."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Literal

from services.parser.page.folding import fold_title

ListKind = Literal["most_viewed", "related", "latest"]

_KINDS: tuple[ListKind, ...] = ("most_viewed", "related", "latest")
_MAX_TITLE_CHARS, _MAX_TOPIC_WORDS = 60, 4
"""Of the title of a list, and of the topic in it ("Most read in Politics"). Set by hand."""
_BREAK = re.compile(r"\s*[:|·/\u2013\u2014]\s*|\s(?:-|in|on|i|en|im|w|v|da|do|sur)\s")


def _read() -> dict[ListKind, dict[str, list[str]]]:
    text = (files("services.parser.sidebars") / "titles.json").read_text(encoding="utf-8")
    table: dict[ListKind, dict[str, list[str]]] = json.loads(text)
    return table


def _table() -> dict[str, ListKind]:
    table = _read()
    return {
        fold_title(title) if "*" not in title else title: kind
        for kind in _KINDS
        for titles in table[kind].values()
        for title in titles
    }


_TITLES = _table()
_BEGINNINGS = {title[:-1]: kind for title, kind in _TITLES.items() if title.endswith(" *")}
_ENDINGS = {title[2:]: kind for title, kind in _TITLES.items() if title.startswith("* ")}
_STARTS, _ENDS = tuple(_BEGINNINGS), tuple(_ENDINGS)
_FIRST_WORDS = frozenset(re.split(r"[ :]", title)[0] for title in _TITLES if title[0] != "*")


def kind_of_title(text: str) -> ListKind | None:
    """Return what kind of list the line heads, None if it is no title of a list.

    A title may name a topic: "Most read in Politics", "More from the region".
    """
    if len(text) > _MAX_TITLE_CHARS or not _may_be_title(text):
        return None
    title = fold_title(text)
    return _TITLES.get(title) or _with_topic(title)


def _may_be_title(text: str) -> bool:
    """Tell by one word, at little cost: nearly all lines of a page are no titles."""
    words = text.split(None, 1)
    if not words:
        return False
    first = words[0].lower()
    if first in _FIRST_WORDS or text.endswith(_ENDS):
        return True
    return not first.isalnum() and _bare(text[:_MAX_TITLE_CHARS]) in _FIRST_WORDS


def _bare(text: str) -> str:
    first = fold_title(text).split(None, 1)[:1]
    return first[0].split(":")[0] if first else ""


def _with_topic(title: str) -> ListKind | None:
    if title.count(" ") > _MAX_TOPIC_WORDS + 2:
        return None
    if title.startswith(_STARTS):
        start = next(start for start in _STARTS if title.startswith(start))
        topic = title[len(start) :]
        return _BEGINNINGS[start] if topic.count(" ") < _MAX_TOPIC_WORDS else None
    if title.endswith(_ENDS):
        return next(kind for end, kind in _ENDINGS.items() if title.endswith(end))
    head = _BREAK.split(title, maxsplit=1)[0]
    return _TITLES.get(head) if " " in head and head != title else None
