"""Times and durations, as people write them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from typing_extensions import override

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
"""Seconds of each unit."""

_DURATION = re.compile(r"(?:[0-9]{1,9}[smhdw])+")


def seconds(text: str) -> int | None:
    """Return the seconds of a duration such as 90m, 24h or 1h30m, None if it is none."""
    if not _DURATION.fullmatch(text):
        return None
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)(\w)", text))


def span(duration: float) -> str:
    """Return a duration, given in seconds, by its two largest units: 3 h 5 min."""
    left = int(duration)
    parts: list[str] = []
    for name, unit in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        number, left = divmod(left, unit)
        if number or parts or name == "s":
            parts.append(f"{number} {name}")
    return " ".join(part for part in parts[:2] if not part.startswith("0 ") or len(parts) == 1)


def moment(text: str, now: datetime) -> datetime | None:
    """Return a time in ISO 8601, or so long before now; None if it is neither.

    Without an offset it is in UTC. What lies before 1970 is 1970.
    """
    if (span := seconds(text)) is not None:
        epoch = datetime.fromtimestamp(0, UTC)
        return max(epoch, now - timedelta(seconds=min(span, (now - epoch).total_seconds())))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Duration(click.ParamType):
    """A duration, converted to seconds."""

    name = "duration"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the duration in seconds."""
        if (found := seconds(str(value))) is None:
            self.fail(f"{value!r} is not a duration such as 90m, 24h or 7d", param, ctx)
        return float(found)


class Moment(click.ParamType):
    """A time, converted to milliseconds since 1970."""

    name = "time"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return the time in milliseconds since 1970."""
        if (found := moment(str(value), datetime.now(UTC))) is None:
            self.fail(
                f"{value!r} is no time: write one in ISO 8601, such as 2025-04-27T10:30:00Z, "
                "or how long ago, such as 2h",
                param,
                ctx,
            )
        return max(0, round(found.timestamp() * 1000))
