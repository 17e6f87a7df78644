"""Time zones: the abbreviations that pages write, and the rules of a region's clocks.

The rules come from the pinned package tzdata, not from the machine's own files, so that every
machine reads a page alike. Source of the names: the IANA time zone database.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

OFFSETS = {
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "wet": "+00:00", "west": "+01:00",
    "bst": "+01:00", "wat": "+01:00", "cet": "+01:00", "cest": "+02:00", "mez": "+01:00",
    "mesz": "+02:00", "cat": "+02:00", "sast": "+02:00", "eet": "+02:00", "eest": "+03:00",
    "msk": "+03:00", "мск": "+03:00", "eat": "+03:00", "irst": "+03:30", "pkt": "+05:00",
    "npt": "+05:45", "wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "pht": "+08:00",
    "myt": "+08:00", "hkt": "+08:00", "sgt": "+08:00", "awst": "+08:00", "jst": "+09:00",
    "kst": "+09:00", "acst": "+09:30", "acdt": "+10:30", "aest": "+10:00", "aedt": "+11:00",
    "nzst": "+12:00", "nzdt": "+13:00", "ndt": "-02:30", "brt": "-03:00", "art": "-03:00",
    "adt": "-03:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00",
    "akdt": "-08:00", "hst": "-10:00",
}  # fmt: skip
"""Abbreviation -> its offset. One with several meanings in news (IST, AST) is left out."""

_NORTH_AMERICA = {
    "e": "America/New_York",
    "c": "America/Chicago",
    "m": "America/Denver",
    "p": "America/Los_Angeles",
}
REGIONAL = r"(?:us/)?(?:eastern|central|mountain|pacific)(?:\stime)?|[ecmp]t"
"""Names that don't say whether it is summer: "ET", "Pacific Time", "US/Eastern"."""

_NAME = re.compile(r"[A-Z]\w*(?:[/_+-]\w+)*", re.ASCII)
_TO_MINUTE = len("2025-04-27T15:04")


def regional_zone(name: str) -> str:
    """Return the IANA name of a match of `REGIONAL`."""
    return _NORTH_AMERICA[name.lower().removeprefix("us/")[0]]


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, None if there is none of that name."""
    if not _NAME.fullmatch(name):
        return None
    try:
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
            return ZoneInfo.from_file(rules, key=name)
    except (OSError, ValueError):
        return None


def with_offset(value: str, zone: str) -> str:
    """Return a local time (ISO 8601, without offset) with that of the zone at the time.

    A time that the clocks showed twice, or never, as they were changed stays as it is.
    """
    rules = find_zone(zone)
    local = datetime.fromisoformat(value)
    first, second = (local.replace(tzinfo=rules, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset() or rules is None:
        return value
    return value + first.isoformat(timespec="minutes")[_TO_MINUTE:]
