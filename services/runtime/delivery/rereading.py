"""Whether what a group would read again has its outcome already. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from schemas import dead_letters as names
from schemas.headers import ORIGIN
from services.records.record import Record

_CLOCK_SKEW_MS = 1_000
"""So far the clocks of a worker and a broker may be apart: a record's time is that of one."""


class Inputs:
    """Records that a group would read first, by the names that their outcomes give them."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._times: dict[str, int] = {}
        for record in records:
            time = record.timestamp or 0
            self._times[record.position] = time
            self._times[record.header(ORIGIN) or record.position] = time

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._times)

    @property
    def since(self) -> int:
        """Return from which time on their outcomes were written, in milliseconds since 1970."""
        return max(0, min(self._times.values()) - _CLOCK_SKEW_MS)

    def input_of(self, outcome: Record) -> str | None:
        """Return the position of the record that an outcome was made of, None if it is another's.

        An outcome that is older than the record is of a topic of the same name before: a topic
        that was recreated counts its offsets from 0 again.
        """
        name = _named(outcome)
        time = self._times.get(name or "")
        if time is None or (outcome.timestamp or 0) + _CLOCK_SKEW_MS < time:
            return None
        return name


def _named(outcome: Record) -> str | None:
    """Return the position that an outcome gives of its input, or of the raw record behind it."""
    if topic := outcome.header(names.TOPIC):
        return f"{topic}-{outcome.header(names.PARTITION)}-{outcome.header(names.OFFSET)}"
    return outcome.header(ORIGIN)
