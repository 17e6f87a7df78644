from __future__ import annotations

import logging
from collections.abc import Mapping

from services.runtime.process.logging import Repeats


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def line(message: str | Mapping[str, str], *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("aiokafka", logging.ERROR, __file__, 1, message, arguments, None)


def test_a_library_says_the_same_once_in_a_while() -> None:
    clock = Clock()
    repeats = Repeats(clock)
    assert repeats.filter(line("no broker %s", 1))
    assert not repeats.filter(line("no broker %s", 2))
    assert repeats.filter(line("no topic"))
    clock.now = 29
    assert not repeats.filter(line("no broker %s", 1))
    clock.now = 30
    assert repeats.filter(line("no broker %s", 1))


def test_the_same_from_another_library_is_something_else() -> None:
    repeats = Repeats()
    other = line("no broker")
    other.name = "faust"
    assert repeats.filter(line("no broker"))
    assert repeats.filter(other)


def test_events_of_our_own_all_pass() -> None:
    repeats = Repeats()
    for _ in range(3):
        assert repeats.filter(line({"event": "dead-letter"}))


def test_messages_with_their_arguments_filled_in_are_forgotten_some_time() -> None:
    repeats = Repeats(Clock())
    for number in range(2500):
        assert repeats.filter(line(f"no broker {number}"))
    assert repeats.filter(line("no broker 0"))
