"""A reader of JSON as pages write it by hand: with comments, odd commas, and bare quotes.

What JSON's own parsers take is taken from them. Else the text is cut into tokens, put together
anew as JSON, and read value by value, as some scripts hold several without a list around them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import orjson

_MAX_MENDED_CHARS = 500_000
"""Characters of a text that is put together anew."""

_MAX_VALUES = 100
_BARE = r'"(?!\s*+(?:[,:}\]]|\Z))'
_FORMS = [
    re.compile(
        rf'(?P<string>"(?:[^"\\]++|\\.{inner})*+(?:"|\Z))|(?P<open>[{{\[])|(?P<close>[}}\]])|(?P<mark>[,:])'
        r"|(?P<word>[\w.+-]++)|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+|.",
        re.DOTALL,
    )
    for inner in ("", f"|{_BARE}")
]
"""A string ends at the first quote, or, where that makes no sense, at one that a mark follows."""

_ESCAPE = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))|"', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_BETWEEN = re.compile(r"[\s,;]*")
_DECODER = json.JSONDecoder(strict=False)


def read_json(text: str) -> list[object]:
    """Return the values of the text, as many as can be read; none where it is no JSON at all."""
    try:
        return [orjson.loads(text)]
    except ValueError:
        pass
    if len(text) > _MAX_MENDED_CHARS:
        return []
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    readings = [text, *("".join(_mended(text, form)) for form in _FORMS)]
    found = [_values(one) for one in readings]
    whole = (values for values, is_whole in found if is_whole)
    return next(whole, None) or next((values for values, _ in found if values), [])


def _values(text: str) -> tuple[list[object], bool]:
    """Return the values that stand one after another, and whether they are all of the text."""
    found: list[object] = []
    at = _next(text, 0)
    while at < len(text) and len(found) < _MAX_VALUES:
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found, False
        found.append(value)
        at = _next(text, at)
    return found, True


def _next(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _mended(text: str, form: re.Pattern[str]) -> Iterator[str]:
    """Yield the text's tokens, with commas and brackets where JSON wants them."""
    waiting, ended = "", False  # a comma that may be too many; whether a value just came to its end
    opened: list[str] = []
    for token in form.finditer(text):
        kind, piece = token.lastgroup, token[0]
        if kind is None or not (opened or kind == "open"):
            continue
        if waiting == ":" and (kind == "close" or piece == ","):
            yield ":null"
            waiting, ended = "", True
        if kind == "mark":
            waiting, ended = (piece if piece == ":" or ended else ""), False
            continue
        if kind == "close":
            if not opened or _CLOSING[opened.pop()] != piece:
                return
            yield piece
        else:
            yield waiting or ("," if ended and opened else " ")
            yield _escaped(piece) if kind == "string" else piece
        if kind == "open":
            opened.append(piece)
        waiting, ended = "", kind != "open"
    yield from (_CLOSING[mark] for mark in reversed(opened))


def _escaped(string: str) -> str:
    """Return a string without escapes that JSON has not, and with its inner quotes escaped."""
    inner = _ESCAPE.sub(
        lambda found: '\\"' if found[0] == '"' else f"\\{found[1]}" if found[1] else found[2],
        string[1:-1],
    )
    return f'"{inner}"'
