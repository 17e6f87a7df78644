"""Last-resort dead letters: what fits of an original that does not. Pure.

An original may be larger than any dead letter: a compressed batch hides its size from the
brokers, and a topic may take less than the contract says. A dead letter that nobody takes
would hold the partition for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from schemas import dead_letters as names
from schemas import headers as known
from schemas.dead_letters import CUT_HEADERS, ERROR_HEADERS
from services.records.record import CutValue, Header, Message, header_size

SMALLER_LIMITS = (1_000_000, 100_000, 16_000, 4_000)
"""Tried one after the other, in bytes, where brokers take less than the contract says.

By default they take 1,048,588 (`message.max.bytes`).
"""

_ERROR_SHARE = 0.5
"""Of a limit; error headers that need more are shortened."""

_KEY_SHARE = 0.25
"""Of the room that error headers leave; a larger key is left out."""

_HEADERS_SHARE = 0.5
"""Of the room that error headers and key leave."""

_CUT_ERROR_BYTES = 200
"""What is left of a long error header, in bytes."""

_MARKS_SIZE = 200
"""Room for the headers that say what was cut, in bytes."""

_FIRST = frozenset(
    {
        known.ORIGIN_TIME,
        known.ORIGIN,  # the ledger finds a dead article by it
        known.CONTENT_TYPE,
        known.CE_ID,
        known.CE_SOURCE,
        known.CE_SUBJECT,
        known.CE_TIME,
        known.CE_TYPE,
        known.CE_SPECVERSION,
        known.TRACEPARENT,
    }
)
"""Headers that have a meaning here are kept before others."""


def fitted(letter: Message, limit: int) -> Message:
    """Return a dead letter that fits `limit`, in bytes: as it is, or cut, with headers that say so.

    Error headers are kept, the longest shortened if need be; then the key, if it does not need
    too much, the original's headers, small ones first, and the first bytes of its value.
    """
    if letter.size <= limit and not isinstance(letter.value, CutValue):
        return letter
    errors = _errors(letter.headers, limit)
    room = limit - replace(letter, key=None, value=None, headers=errors).size - _MARKS_SIZE
    key = letter.key if len(letter.key or b"") <= room * _KEY_SHARE else None
    room -= len(key or b"")
    originals = [one for one in letter.headers if one[0] not in ERROR_HEADERS | CUT_HEADERS]
    headers = _within(originals, room * _HEADERS_SHARE)
    room -= sum(map(header_size, headers))
    value = letter.value and bytes(memoryview(letter.value)[: max(0, room)])
    lacks = {
        "value": len(value or b"") < len(letter.value or b""),
        "key": key is None and letter.key is not None,
        "headers": len(headers) < len(originals),
    }
    marks = _marks(letter, frozenset(name for name, lacking in lacks.items() if lacking))
    return replace(letter, key=key, value=value, headers=(*headers, *errors, *marks))


def smaller(letter: Message) -> Message | None:
    """Return the next smaller form of a dead letter that brokers don't take, None for the last."""
    limit = next((limit for limit in SMALLER_LIMITS if limit < letter.size), None)
    return None if limit is None else fitted(letter, limit)


def _errors(headers: Iterable[Header], limit: int) -> tuple[Header, ...]:
    errors = tuple(one for one in headers if one[0] in ERROR_HEADERS)
    if sum(map(header_size, errors)) <= limit * _ERROR_SHARE:
        return errors
    return tuple((name, _start(value or b"")) for name, value in errors)


def _start(text: bytes) -> bytes:
    return text[:_CUT_ERROR_BYTES].decode(errors="ignore").encode()


def _within(headers: Sequence[Header], room: float) -> tuple[Header, ...]:
    """Return the headers that fit, in their order: those known here first, then the smallest."""
    chosen = set()
    order = sorted(
        range(len(headers)),
        key=lambda index: (headers[index][0].lower() not in _FIRST, header_size(headers[index])),
    )
    for index in order:
        room -= header_size(headers[index])
        if room < 0:
            break
        chosen.add(index)
    return tuple(one for index, one in enumerate(headers) if index in chosen)


def _marks(letter: Message, lacks: frozenset[str]) -> tuple[Header, ...]:
    """Return the headers that say what was cut, now or before."""
    given = {name: value or b"" for name, value in letter.headers if name in CUT_HEADERS}
    before = set(given.get(names.CUT, b"").decode().split(",")) - {""}
    length, digest = given.get(names.VALUE_LENGTH), given.get(names.VALUE_SHA256)
    if isinstance(letter.value, CutValue):
        before.update(letter.value.lacks)
        length, digest = str(letter.value.length).encode(), letter.value.sha256.encode()
    if length is None or digest is None:
        length = str(len(letter.value or b"")).encode()
        digest = sha256(letter.value or b"").hexdigest().encode()
    cut = ",".join(part for part in ("value", "key", "headers") if part in before | lacks)
    return (names.CUT, cut.encode()), (names.VALUE_LENGTH, length), (names.VALUE_SHA256, digest)
