"""The local time of a moment that a page tells in UTC and, elsewhere, in its own zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from services.parser.page.extract import Stamp

_IN_UTC = ("Z", "+00:00")
_HALF_HOUR = timedelta(minutes=30)
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""Zones lie so far from UTC; news has none with quarters of an hour but Nepal."""
_TO_MINUTE = len("2025-04-27T15:04")


def in_local_time(told: Stamp, others: Iterable[Stamp]) -> Stamp:
    """Return the stamp with the offset of another that means the same moment.

    A time without offset gives it, too: 18:09 is 01:09Z where it is seven hours earlier.
    """
    if not told.value.endswith(_IN_UTC) or "T" not in told.value:
        return told
    moment = datetime.fromisoformat(told.value)
    offsets = (_offset(moment, other.value) for other in others if "T" in other.value)
    offset = next(filter(None, offsets), None)
    if offset is None:
        return told
    local = (moment + offset).replace(tzinfo=None)
    sign, minutes = ("-" if offset < timedelta() else "+"), abs(offset) // timedelta(minutes=1)
    written = local.isoformat(timespec="seconds" if told.precision == "second" else "minutes")
    return replace(told, value=f"{written}{sign}{minutes // 60:02}:{minutes % 60:02}")


def _offset(moment: datetime, text: str) -> timedelta | None:
    """Return how far from UTC the text is, if it means the moment and is not in UTC itself."""
    other = datetime.fromisoformat(text)
    given = other.utcoffset()
    if len(text) == _TO_MINUTE or text[_TO_MINUTE : _TO_MINUTE + 1] != ":":
        moment = moment.replace(second=0)
    if given is not None:
        return given if other == moment else None
    apart = other - moment.replace(tzinfo=None)
    return apart if not apart % _HALF_HOUR and _WEST <= apart <= _EAST else None
