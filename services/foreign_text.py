"""Text from outside, made fit to be shown: in a terminal, in a log, in an error message."""

from __future__ import annotations

import json
import re

MAX_QUOTED = 500
"""Characters of foreign text in one message or log field: more tells nobody more."""

_END = 200
"""Of these, those at the end, where messages say what to do."""

_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
"""Tabs and whatever may begin a line (see `str.splitlines`)."""

_STEERING = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: escape sequences begin with one, backspace is one
    "\xad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # no width; embeddings, overrides, isolates
    "\ufeff\ufff9-\ufffb"  # byte order mark, annotations
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # layout of old scripts
    "\U000e0000-\U000e007f"  # tags: a second text that nobody sees
    "\ud800-\udfff"  # half of a character, which no encoding can write
    "]"
    # Joiners belong to emoji and to scripts from Arabic to Sinhala, and elsewhere only hide.
    "|(?<![\u0600-\u1fff\u2100-\u2bff\ufb50-\uffef\U0001f000-\U0001faff])[\u200c\u200d]"
)


def harmless(text: str) -> str:
    """Return foreign text that cannot steer a terminal; its length in code points is the same.

    What breaks a line becomes a space, other controls and what turns or hides text become
    U+FFFD. What stays may still be read as rich's markup: print it through the consoles of
    `services.cli.terminal.consoles`, which read none.
    """
    return _STEERING.sub("\ufffd", _BREAKS.sub(" ", text))


def harmless_lines(text: str) -> str:
    r"""Return text of several lines, each harmless; lines end at ``\n`` only."""
    return "\n".join(map(harmless, text.split("\n")))


def escaped(json_text: str) -> str:
    r"""Return JSON text that cannot steer a terminal: the same value, with ``\\u`` escapes."""
    return _STEERING.sub(_escape, _BREAKS.sub(_escape, json_text))


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def cut(text: str) -> str:
    """Return the text; of one over `MAX_QUOTED` characters both ends, and how long it was."""
    if len(text) <= MAX_QUOTED:
        return text
    return f"{text[: MAX_QUOTED - _END]} … of {len(text):,} characters … {text[-_END:]}"
