"""Credits in Chinese and Japanese: names after a label, beside an office, or in closing brackets.

As in "记者 王小明 李丽" and "本报记者王小明发自北京": words have no spaces between them there, so
what ends a name is a mark, a space or a known word.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = r"[\u3400-\u9fff々·]{2,5}?"
_JOINT = r"[ \u3000、\uff0c,/\uff0f&\uff06]{1,2}"
_NAMES = rf"{_NAME}(?:{_JOINT}{_NAME}){{0,7}}?"
_END = (
    r"(?=\s*(?:$|[\uff09)\u3015\]】|\uff5c。\uff1b;]|发自|發自|报道|報道|報導|摄|攝|综合|時間|时间|来源|來源"
    r"|[ \u3000\uff0f/][^ \u3000]{2,8}(?:报道|報道|報導|电|電)|[\u3400-\u9fff]{2}\d{1,2}日[电電]"
    r"|[ \u3000]\d|[ \u3000]*[(\uff08A-Za-z]))"
)
"""What may follow a name: a mark, how or when it was reported, or words in other letters."""

_LEAD = r"(?:^|[\s\uff08(\u3014\[【|\uff5c])"
_NO_SURNAMES = "近从在了今昨日获采发会们的说问就对對是和将將也还为向到看注"
"""What goes on after "reporter" in a sentence: 记者近日获悉."""

_AUTHORS = r"作者|文|文字|撰文|撰稿|撰稿人|执笔|执笔人|執筆|取材"
_EDITORS = r"责任编辑|責任編輯|责编|責編|编辑|編輯|校对|責任编辑"
_LABELLED = re.compile(
    rf"{_LEAD}(?P<label>{_AUTHORS}|{_EDITORS})\s*[:\uff1a]\s*(?P<names>{_NAMES}){_END}"
)
_OFFICE = re.compile(
    rf"{_LEAD}[\u3400-\u9fff]{{0,8}}?(?:记者|記者|通讯员)(?:\s|(?![{_NO_SURNAMES}]))"
    rf"(?P<names>{_NAMES}){_END}"
)
_IN_BRACKETS = re.compile(
    rf"[\uff08(\u3014](?P<names>{_NAMES})[ \u3000][\u3400-\u9fff]{{2,8}}"
    r"(?:报道|報道|報導)[\uff09)\u3015]$"
)
_SPLIT = re.compile(_JOINT)
_HAN = re.compile("[\u3400-\u9fff]")
_MAX_LINE_CHARS = 60
"""Of a line that is a credit and no more. Set by hand on the development pages."""
_EDGE_CHARS = 60
"""Of a paragraph's beginning and end, where a credit in brackets may stand."""


class HanCredit(NamedTuple):
    """Whom a line names, and whether only as its editors."""

    names: tuple[str, ...]
    edited: bool
    alone: bool
    """The line says no more."""


def read_han_credit(text: str) -> HanCredit | None:
    """Return whom a line, or the edges of a paragraph, credits; None for any other text."""
    if text.isascii() or not _HAN.search(text[:_EDGE_CHARS]):
        return None
    if len(text) <= _MAX_LINE_CHARS:
        return _in_line(text)
    for edge in (text[:_EDGE_CHARS], text[-_EDGE_CHARS:]):
        found = _OFFICE.search(edge)
        if found and edge[found.start()] in "\uff08(\u3014":
            return HanCredit(_each(found["names"]), edited=False, alone=False)
    return None


def _in_line(text: str) -> HanCredit | None:
    labelled = _LABELLED.search(text)
    if labelled:
        edited = re.fullmatch(_EDITORS, labelled["label"]) is not None
        return HanCredit(_each(labelled["names"]), edited=edited, alone=True)
    found = _OFFICE.search(text)
    if found:
        bracketed = text[found.start()] in "\uff08(\u3014" and found.start() > 0
        return HanCredit(_each(found["names"]), edited=False, alone=not bracketed)
    closing = _IN_BRACKETS.search(text)
    return HanCredit(_each(closing["names"]), edited=False, alone=False) if closing else None


def _each(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SPLIT.split(names)))
