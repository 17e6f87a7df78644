from __future__ import annotations

import pytest

from services.cli.arguments.offsets import start_at
from services.runtime.kafka.readers.selection import EARLIEST, LATEST, Start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("earliest", EARLIEST),
        ("Beginning", EARLIEST),
        ("start", EARLIEST),
        ("latest", LATEST),
        ("end", LATEST),
        ("0", Start("at", 0)),
        ("42", Start("at", 42)),
        ("9223372036854775807", Start("at", 2**63 - 1)),
        ("-10", Start("last", 10)),
        ("-0", LATEST),
    ],
)
def test_an_offset_is_a_word_or_a_number(text: str, start: Start) -> None:
    assert start_at(text) == start


@pytest.mark.parametrize("text", ["", "-", "1.5", "1_0", "٣", "9223372036854775808", "first", "+1"])
def test_anything_else_is_no_offset(text: str) -> None:
    assert start_at(text) is None
