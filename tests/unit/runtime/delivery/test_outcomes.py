"""Outcomes and dead letters: every record ends as outputs or as one dead letter."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import ARTICLES, DEAD_LETTERS
from services.records.dead_letters import dead_letter, without_error
from services.records.record import Message, Record, Rejected
from services.runtime.delivery.outcomes import outcome

RECORD = Record("news-raw", 3, 17, b"value", b"key", (("h", b"\xff"),), 1_773_500_400_000)
GOOD = Message(ARTICLES, b"id", b"{}")


def raising(error: BaseException) -> object:
    def handler(_: Record) -> list[Message]:
        raise error

    return handler


def headers(message: Message) -> dict[str, str]:
    return {name: (value or b"").decode(errors="replace") for name, value in message.headers}


def test_outputs_are_passed_on() -> None:
    assert outcome(RECORD, lambda _: [GOOD], stage="parser") == [GOOD]


def test_a_rejected_record_becomes_a_dead_letter() -> None:
    handler = raising(Rejected(Reason.NO_ARTICLE, "send the page of one article"))
    (letter,) = outcome(RECORD, handler, stage="parser")  # type: ignore[arg-type]
    assert (letter.topic, letter.key, letter.value) == (DEAD_LETTERS, b"key", b"value")
    assert letter.timestamp == RECORD.timestamp
    assert letter.headers[0] == ("h", b"\xff")
    found = headers(letter)
    assert found[names.REASON] == "no-article"
    assert found[names.MESSAGE] == "send the page of one article"
    assert found[names.STAGE] == "parser"
    position = (found[names.TOPIC], found[names.PARTITION], found[names.OFFSET])
    assert position == ("news-raw", "3", "17")


def test_an_unforeseen_error_is_a_dead_letter_with_its_traceback() -> None:
    (letter,) = outcome(RECORD, raising(KeyError("x")), stage="parser")  # type: ignore[arg-type]
    found = headers(letter)
    assert found[names.REASON] == "internal-error"
    assert found[names.EXCEPTION] == "builtins.KeyError"
    assert "in handler" in found[names.STACKTRACE]


def test_the_log_names_record_dump_and_trace_and_nothing_of_the_page() -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = (("ce_id", b"d-7"), ("traceparent", f"00-{trace}-00f067aa0ba902b7-01".encode()))
    record = Record("news-raw", 3, 17, b"value", None, headers)
    error = ValueError("a sentence of the page")
    with capture_logs() as lines:
        outcome(record, raising(error), stage="parser")  # type: ignore[arg-type]
    (line,) = lines
    assert (line["record"], line["dump"], line["trace_id"]) == ("news-raw-3-17", "d-7", trace)
    assert line["error"] == "ValueError"
    assert line["frames"][-1].endswith("handler")
    assert "sentence" not in str(line)


def test_a_trace_that_is_none_is_not_logged() -> None:
    record = Record("news-raw", 3, 17, b"value", None, (("traceparent", b"\x1b[31m"),))
    with capture_logs() as lines:
        outcome(record, raising(KeyError("x")), stage="parser")  # type: ignore[arg-type]
    assert "trace_id" not in lines[0]
    assert "dump" not in lines[0]


@pytest.mark.parametrize("error", [MemoryError(), KeyboardInterrupt(), SystemExit()])
def test_trouble_of_the_machine_is_not_the_records(error: BaseException) -> None:
    with pytest.raises(type(error)):
        outcome(RECORD, raising(error), stage="parser")  # type: ignore[arg-type]


def test_a_result_over_the_topics_limit_is_a_dead_letter() -> None:
    huge = Message(ARTICLES, b"id", bytes(ARTICLES.max_message_bytes))
    (letter,) = outcome(RECORD, lambda _: [GOOD, huge], stage="parser")
    assert headers(letter)[names.REASON] == "too-large"


def test_a_message_may_quote_any_text() -> None:
    with capture_logs():  # reports of tests take no surrogates
        (letter,) = outcome(RECORD, raising(ValueError("\ud800" * 5000)), stage="parser")  # type: ignore[arg-type]
    assert len(headers(letter)[names.MESSAGE]) == 2000


def test_a_dead_letter_that_dies_again_keeps_only_the_last_error() -> None:
    first = dead_letter(RECORD, Rejected(Reason.NO_ARTICLE, "first"), stage="parser")
    again = Record("news-raw", 0, 1, first.value, first.key, first.headers)
    second = dead_letter(again, Rejected(Reason.EMPTY_DUMP, "second"), stage="parser")
    assert len(second.headers) == len(first.headers)
    assert headers(second)[names.MESSAGE] == "second"
    assert without_error(second.headers) == RECORD.headers
