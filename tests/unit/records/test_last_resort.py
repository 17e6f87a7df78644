"""Last-resort dead letters: whatever is too large, what fits is kept, and it says so."""

from __future__ import annotations

from hashlib import sha256

import pytest

from schemas import dead_letters as names
from schemas.dead_letters import CUT_HEADERS, ERROR_HEADERS, Reason
from schemas.headers import CE_ID, ORIGIN
from schemas.topics import DEAD_LETTERS
from services.records.dead_letters import dead_letter, without_error
from services.records.last_resort import SMALLER_LIMITS, fitted, smaller
from services.records.record import CutValue, Header, Message, Record, Rejected
from services.runtime.delivery.outcomes import outcome

LIMIT = DEAD_LETTERS.max_message_bytes
ERROR = Rejected(Reason.TOO_LARGE, "send a smaller dump")
OWN: tuple[Header, ...] = ((CE_ID, b"7"), ("h", b"\xff"), (ORIGIN, b"news-raw-3-1"))


def letter_of(
    value: bytes | None = b"value",
    key: bytes | None = b"key",
    headers: tuple[Header, ...] = OWN,
    error: Exception = ERROR,
) -> Message:
    record = Record("news-raw", 3, 17, value, key, headers, 1_773_500_400_000)
    return dead_letter(record, error, stage="parser")


def given(letter: Message) -> dict[str, str]:
    return {name: (value or b"").decode(errors="replace") for name, value in letter.headers}


def test_what_fits_is_untouched() -> None:
    letter = letter_of()
    assert fitted(letter, LIMIT) is letter
    assert not CUT_HEADERS & given(letter).keys()


def test_a_value_that_does_not_fit_is_cut() -> None:
    value = b"x " * LIMIT
    letter = letter_of(value)
    found = given(letter)
    assert found[names.CUT] == "value"
    assert found[names.VALUE_LENGTH] == str(len(value))
    assert found[names.VALUE_SHA256] == sha256(value).hexdigest()
    assert found[names.REASON] == "too-large"
    assert letter.size <= LIMIT
    assert letter.value == value[: len(letter.value or b"")]
    assert len(letter.value or b"") > LIMIT * 0.99, "as much is kept as fits"
    assert (letter.key, letter.timestamp) == (b"key", 1_773_500_400_000)
    assert letter.headers[: len(OWN)] == OWN


@pytest.mark.parametrize(
    ("letter", "cut"),
    [
        (letter_of(key=bytes(LIMIT)), "key"),
        (letter_of(None, key=bytes(LIMIT)), "key"),
        (letter_of(headers=(*OWN, ("h", bytes(LIMIT)))), "headers"),
        (letter_of(headers=(*((f"h{n}", bytes(1000)) for n in range(30_000)), *OWN)), "headers"),
        (letter_of(headers=(*OWN, ("n" * LIMIT, None)), value=bytes(LIMIT)), "value,headers"),
        (letter_of(bytes(LIMIT), bytes(LIMIT), (*OWN, ("h", bytes(LIMIT)))), "value,key,headers"),
    ],
)
def test_so_are_key_and_headers(letter: Message, cut: str) -> None:
    found = given(letter)
    assert found[names.CUT] == cut
    assert letter.size <= LIMIT
    assert set(OWN) <= set(letter.headers), "what has a meaning here is kept"
    assert found.keys() >= ERROR_HEADERS
    if "value" not in cut:
        assert letter.value in {b"value", None}
    if "key" not in cut:
        assert letter.key == b"key"


def test_brokers_that_take_less_get_less_to_the_last() -> None:
    letter: Message | None = letter_of(b"x" * 200_000, error=ValueError("\u20ac" * 5000))
    sizes, whole = [], letter
    while letter := smaller(letter) if letter else None:
        sizes.append(letter.size)
        found = given(letter)
        assert found[names.VALUE_LENGTH] == "200000"
        assert found[names.VALUE_SHA256] == sha256(b"x" * 200_000).hexdigest()
        assert found[names.CUT] == "value"
        assert found.keys() >= ERROR_HEADERS
        last = letter
    assert sizes == sorted(sizes, reverse=True)
    assert all(size <= limit for size, limit in zip(sizes, SMALLER_LIMITS[1:], strict=True))
    assert whole is not None
    assert without_error(last.headers) == without_error(whole.headers) == OWN


def test_a_value_that_was_too_large_to_be_held_is_known_by_its_length() -> None:
    value = CutValue.of(b"the first bytes", 10**10, "f00d", ("value", "headers"))
    (letter,) = outcome(Record("news-raw", 0, 0, value), pytest.fail, stage="parser")  # type: ignore[arg-type]
    found = given(letter)
    assert letter.value == b"the first bytes"
    assert found[names.REASON] == "too-large"
    assert (found[names.VALUE_LENGTH], found[names.VALUE_SHA256]) == ("10000000000", "f00d")
    assert found[names.CUT] == "value,headers"


def test_a_last_resort_that_dies_again_has_one_set_of_headers() -> None:
    first = letter_of(bytes(LIMIT))
    again = letter_of(first.value, headers=first.headers)
    assert len(again.headers) == len({name for name, _ in again.headers})
