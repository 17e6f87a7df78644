"""The forms of a full date as patterns; `dates` reads what they match."""

from __future__ import annotations

import re

from services.parser.times.calendars import ERAS
from services.parser.times.clocks import AFTER, TIME, ZONE

_DAY = r"(?<![\d.,/])(?P<day>\d{1,2})(?P<dot>\.)?(?:st|nd|rd|th|er|º)?(?!\d)"
_YEARS = r"(?:1[349]|2[05])\d\d"
"""Those of our calendar, of Iran's and of Thailand's, which `calendars` tells apart."""
_OF = r"(?:de |of |d['\u2019])?"
_THAI_ERA = r"(?:[พค]\.ศ\.\s?)?"


def _forms(month: str, year: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the forms of a date with the name of its month, each after what it needs.

    What it needs is a text, so that rare forms cost nothing elsewhere.
    """
    month = rf"(?P<month>{month})\.?(?:\s?/\s?[\u0600-\u06ff]{{3,12}})?"  # both names: نيسان/أبريل
    whole = rf"(?P<year>{year})(?!\d)"
    # Renderers glue what stands next to a date to it: `Jane DoeMay 3, 20242:30 pm`.
    glued = rf"(?P<year>{year})"
    forms = {
        rf"(?<!\w){month}\s+{_DAY},?\s+{glued}{AFTER}": " ",
        rf"{_DAY}\s*{_OF}\s*{month},?\s+(?:de |del )?{_THAI_ERA}{glued}{AFTER}": " ",
        rf"(?<!\d){whole}\.?\s+(?:m\.\s)?{month}\s+(?P<day>\d{{1,2}})(?:\.| d\b\.?){AFTER}": ".",
        rf"(?<!\d){whole}\.?\s+gada\s+(?P<day>\d{{1,2}})\.\s+{month}{AFTER}": "gada",
        rf"{_DAY}-{month}-{whole}{AFTER}": "-",
        rf"(?<!\w){month}\s+{_DAY}\s+{TIME}{ZONE}\s+{whole}": ":",
    }
    return [(needed, re.compile(form, re.IGNORECASE)) for form, needed in forms.items()]


WRITTEN = _forms(r"[^\W\d_]{2,24}+", _YEARS)
_MARKS = "\u0900-\u0dff\u0e01-\u0e7f"
"""Scripts whose vowels are no letters to `re`: those of India, and Thai."""
WRITTEN_WITH_MARKS = _forms(
    rf"[\u0e01-\u0e7f]{{1,3}}\.[\u0e01-\u0e7f]{{1,2}}(?=\.)|(?:[^\W\d_]|[{_MARKS}]){{2,24}}+",
    rf"{_YEARS}|[5-9]\d(?!\d)",
)
MARKED = re.compile(f"[{_MARKS}]")
ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)"
    r"(?:([T ])(\d\d?):(\d\d)(?::(\d\d?))?(?:\.\d+)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?(?!\d)"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>{_YEARS})(?:\s?[./]\s?|-|年\s?|년\s?)(?P<month>\d{{1,2}})"
    rf"(?:\s?[./]\s?|-|月\s?|월\s?)(?P<day>\d{{1,2}})(?![\d/])[日일.]?{AFTER}",
    re.IGNORECASE,
)
DAY_FIRST = re.compile(
    r"(?<![\d./])(?P<day>\d{1,2})(?P<mark>\.\s?|/|-)(?P<month>\d{1,2})(?P=mark)"
    r"(?P<year>(?:19|20)\d\d(?=\d{1,2}\.\s[^\W\d])|(?:(?:19|2[05])\d\d|\d\d(?=$|[\s,]))(?![\d./]\d|\d))"
    rf"{AFTER}",
    re.IGNORECASE,
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2}),?\s+(?:năm\s+)?(?P<year>20\d\d)(?!\d)"
    rf"{AFTER}",
    re.IGNORECASE,
)
_OF_AN_ERA = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})\s?(?P<year>元|\d{{1,3}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日"
    rf"{AFTER}",
    re.IGNORECASE,
)
NUMBERED = [("", _YEAR_FIRST), ("tháng", _VIETNAMESE), ("年", _OF_AN_ERA)]
"""The forms with year, month and day in numbers, each after a text that it needs."""

# Every full date has a year of four digits, or a mark between two numbers.
MAYBE = re.compile(r"\d(?:\d{3}|(?:\.\s?|[/-])\d|年\d|\s?[\u0e01-\u0e7f])")
