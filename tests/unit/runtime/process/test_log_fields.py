from __future__ import annotations

import json
import logging
import re
from typing import Literal

import pytest
import structlog

from services.runtime.process.logging import configure_logging
from services.runtime.process.settings import Settings

STEERING = "\x1b]52;c;cHduZWQ=\x07\x9b31m\u202e\u200b\rforged"
LONG = "9" * 8_000_000
COLOURS = re.compile(r"\x1b\[\d+m")

Form = Literal["json", "console"]
forms = pytest.mark.parametrize("form", ["json", "console"])


pytestmark = pytest.mark.usefixtures("logging_as_before")


def fail(text: str) -> None:
    raise ValueError(text)


def log_everywhere(form: Form, text: str) -> None:
    """Log the text as an event, as fields, in exceptions, and from a library."""
    configure_logging(Settings(log_format=form), "test")
    library, log = logging.getLogger("library"), structlog.get_logger("test")
    log.info(text, text=text, inner={"deep": [text]}, thing=ValueError(text))
    library.warning("it said %s", text)
    try:
        fail(text)
    except ValueError:
        log.exception("failed")
        library.exception("it said %s", text)


@forms
def test_nothing_in_a_log_steers_the_terminal(
    form: Form, capsys: pytest.CaptureFixture[str]
) -> None:
    log_everywhere(form, STEERING)
    shown = COLOURS.sub("", capsys.readouterr().err)
    assert shown.count("cHduZWQ=") >= 6
    assert not set("\x1b\x07\x9b\u202e\u200b\r") & set(shown)


@forms
@pytest.mark.parametrize("text", [LONG, "9\n" * 1_000_000])
def test_no_log_line_is_long(form: Form, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    log_everywhere(form, text)
    log = capsys.readouterr().err
    assert f"of {len(text):,} characters" in log
    assert len(log) < 25_000


def test_a_log_of_json_keeps_its_numbers_and_its_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(Settings(log_format="json"), "test")
    try:
        fail("topic")
    except ValueError:
        structlog.get_logger("test").exception("failed", count=3, share=0.5, none=None, on=True)
    line = json.loads(capsys.readouterr().err)
    assert (line["count"], line["share"], line["none"], line["on"]) == (3, 0.5, None, True)
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert line["exception"][0]["frames"][0]["filename"] == __file__
