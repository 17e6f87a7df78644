"""Clock times as pages write them beside a date, with their zones."""

from __future__ import annotations

import re

from schemas.events import Precision
from services.parser.times.zones import OFFSETS, REGIONAL, regional_zone, with_offset

_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|(?:星期|周|週)[一二三四五六日天]|[日月火水木金土]曜日?|[월화수목금토일]요일"
)
_HALF = r"[ap]\.?\s?m\b\.?|[πμ]\.?μ\b\.?|صباحًا|صباحا|مساءً|مساء|[صم](?!\w)"
TIME = (
    r"(?:(?P<early>오전|上午|午前|凌晨|早上)|(?P<late>오후|下午|午後|晚上(?!\s?12)))?\s?"
    r"(?P<hour>\d{1,2})"
    r"(?:\s?[:.h時时点點시]\s?(?P<minute>\d\d(?!\d)|\d(?=\s?[分분]))(?::\d\d)?\s?[分분]?(?!\s?min)"
    rf"|(?=\s?(?:uhr\b|hs?\b(?!\s?\w)|[時时点點](?!間)|시(?!간)|[ap]\.?m\b(?!\.?\s?\d))))\s*(?P<half>{_HALF})?"
)
"""A time of day: to the minute, or of the hour alone ("15 Uhr", "3 pm")."""

_LONGEST_FIRST = "|".join(sorted(OFFSETS, key=len, reverse=True))
ZONE = (
    rf"(?:(?:\s?(?:uhr|hrs|hs?)\b\.?)?\s*[(\[]?(?:(?P<zone>{_LONGEST_FIRST})\b"
    rf"(?:\s?(?P<shift>[+-]\d\d?(?::?[0-5]\d)?)(?!\d))?|(?P<region>{REGIONAL})\b)[)\]]?"
    r"|\s?(?P<offset>[+-][01]\d[0-5]\d|\+[01]\d:[0-5]\d)(?!\d))?"
)
"""What may follow a time: a zone's name, or an offset that is not the end of a range."""

_BETWEEN = (
    r"(?:,|/|at\b|um\b|à|a las?\b|às|ore\b|alle\b|kl\b\.?|klo\b|kello\b|godz\b\.?|[ovu]\b|в\b|"
    rf"о\b|г\.|года\b|r\.|року?\b|р\.|ساعت|เวลา|-|\u2013|\||[(（]\w[)）]|{_WEEKDAY})"  # noqa: RUF001  Cyrillic
)
AFTER = rf"(?:\.?\s*(?:{_BETWEEN}\s*){{0,3}}{TIME}{ZONE})?"
"""The time after a date."""

TIME_AFTER = re.compile(rf"\.?\s*(?:{_BETWEEN}\s*){{0,3}}{TIME}", re.IGNORECASE)
TIME_BEFORE = re.compile(
    rf"{TIME}{ZONE}(?:\s*[,|\u2013-])?\s*(?:on\s+)?(?:(?:{_WEEKDAY}),?)?\s*$", re.IGNORECASE
)
ZONE_AFTER = re.compile(ZONE, re.IGNORECASE)
_LATE_MARKS = frozenset("pμم")
_NOON = 12
_MAX_HOUR, _MAX_MINUTE = 23, 59
_MAX_SHIFT_HOURS = 14
"""The easternmost zone is UTC+14."""


def read_clock(day: str, time: re.Match[str]) -> tuple[str, Precision] | None:
    """Return the moment of a day (ISO 8601) at the time of a match of `TIME` and `ZONE`."""
    hour, minute = int(time["hour"]), int(time["minute"] or 0)
    half = (time["half"] or "")[:1].lower()
    if half or ((time["early"] or time["late"]) and hour <= _NOON):
        hour = hour % _NOON + (_NOON if half in _LATE_MARKS or time["late"] else 0)
    if hour > _MAX_HOUR or minute > _MAX_MINUTE:
        return None
    value = in_zone(f"{day}T{hour:02}:{minute:02}", time)
    return value, "minute" if time["minute"] else "hour"


def in_zone(value: str, zone: re.Match[str]) -> str:
    """Return a time (ISO 8601) with the offset of a match of `ZONE`, if it says one."""
    if zone["offset"]:
        return value + with_colon(zone["offset"])
    if zone["shift"]:  # GMT+2
        return value + _shifted(zone["shift"])
    if zone["region"]:
        short = len(zone["region"]) == len("ET")
        known = not short or zone.re is ZONE_AFTER or zone["half"]  # CT is more than a zone
        return with_offset(value, regional_zone(zone["region"])) if known else value
    return value + OFFSETS.get((zone["zone"] or "").lower(), "")


def with_colon(offset: str) -> str:
    """Return an offset such as +0200 as ISO 8601's long form has it."""
    return f"{offset[:3]}:{offset[3:] or '00'}" if ":" not in offset and offset != "Z" else offset


def _shifted(shift: str) -> str:
    digits = shift[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > len("14") else (digits, "00")
    return f"{shift[0]}{int(hours):02}:{minutes}" if int(hours) <= _MAX_SHIFT_HOURS else ""
