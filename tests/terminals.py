"""Commands run in a terminal, and text that tries to steer it."""

from __future__ import annotations

import contextlib
import logging
import os
import pty
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from unittest import mock

from schemas.events import RankedHeadline, Software
from schemas.tagged import (
    Classifier,
    Evidence,
    HeadlineTag,
    Subject,
    Tag,
    TaggedArticle,
    TaggedHeadline,
    TaggedRankedHeadline,
    Temporality,
)
from services.cli import main

STEERING = (
    "\x1b]52;c;cHduZWQ=\x07"  # writes to the clipboard
    "\x1b]0;title\x07\x1b[2J\x9b31m\x9d0;title\x9c"  # window title, erased screen, the same in C1
    "\x1b]8;;http://evil.example\x1b\\"  # a link
    "\u202e\u2066\u200b\U000e0041\x7f\b\r"
)
MARKUP = "[/bold] [link=http://evil.example]x[/link] :smile:"
HOSTILE = f"Evil{STEERING}{MARKUP}"

_SPAN = Evidence(field="headline", start=0, end=len(HOSTILE), text=HOSTILE, weight=5)
_SUBJECT = Subject(code=HOSTILE, name=HOSTILE, confidence=50)
HOSTILE_TAG = Tag(
    tag="crime",
    code=HOSTILE,
    name=HOSTILE,
    confidence=50,
    score=5,
    bias=0,
    subjects=(_SUBJECT,),
    temporality=Temporality(value="happening", confidence=50, evidence=(_SPAN,)),
    evidence=(_SPAN,),
)
_AROUND = RankedHeadline(rank=1, headline=HOSTILE, section=HOSTILE, age=HOSTILE, url=HOSTILE)
HOSTILE_ARTICLE = TaggedArticle(
    article_id="a" * 32,
    dump_id=HOSTILE,
    content_hash="b" * 32,
    format="text",
    parser=Software(name=HOSTILE, version=HOSTILE),
    url=HOSTILE,
    source=HOSTILE,
    headline=HOSTILE,
    section=HOSTILE,
    dateline=HOSTILE,
    byline=(HOSTILE,),
    language=HOSTILE,
    paragraphs=(HOSTILE, HOSTILE),
    related=(TaggedHeadline(headline=HOSTILE, tags=(HeadlineTag(tag="crime", confidence=1),)),),
    most_viewed=(TaggedRankedHeadline(**dict(_AROUND)),),
    tags=(HOSTILE_TAG,),
    classifier=Classifier(name=HOSTILE, version=HOSTILE, reason="unsupported-language"),
)


_STEERING_CHARACTERS = {character for character in STEERING if not character.isprintable()}
_OUR_OWN = re.compile(
    r"\x1b\[[\d;]*m"  # rich's colours
    r"|\x1b\[\?25[lh]|\x1b\[\d*[AK]|\r"  # and the moves of its progress bars
)
_TERMINAL = {"TERM": "xterm-256color", "COLUMNS": "1000"}


class Shown(NamedTuple):
    """What a command showed, stdout and stderr together, and the code it ended with."""

    code: int
    text: str

    @property
    def steering(self) -> set[str]:
        """Return the characters that could have steered the terminal, but for our own colours."""
        return _STEERING_CHARACTERS & set(_OUR_OWN.sub("", self.text))


def in_terminal(*arguments: str, environment: Mapping[str, str] | None = None) -> Shown:
    """Run `tagwire` in this process, in a terminal."""
    variables = {**(environment or os.environ), **_TERMINAL}

    def run(terminal: int) -> int:
        with (
            os.fdopen(terminal, "w", encoding="utf-8") as stream,
            contextlib.redirect_stdout(stream),
            contextlib.redirect_stderr(stream),
            mock.patch.dict(os.environ, variables),
            mock.patch.object(sys, "argv", ["tagwire", *arguments]),
            _logging_as_before(),
        ):
            try:
                main()
            except SystemExit as end:
                return int(end.code or 0)
            return 0

    return _watched(run)


@contextlib.contextmanager
def _logging_as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    try:
        yield
    finally:
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)


def _watched(run: Callable[[int], int]) -> Shown:
    """Return what is written to a terminal that `run` closes, and the code that it returns."""
    ours, its = pty.openpty()
    output = bytearray()
    reader = threading.Thread(target=_read_all, args=(ours, output))
    reader.start()
    try:
        code = run(its)
    finally:
        reader.join()
        os.close(ours)
    return Shown(code, output.decode(errors="surrogateescape"))


def _read_all(terminal: int, output: bytearray) -> None:
    # An error is how a terminal says that its last user has gone.
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            output += chunk
