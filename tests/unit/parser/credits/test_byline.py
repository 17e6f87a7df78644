from __future__ import annotations

import pytest

from services.parser.credits.byline import read_byline, split_dateline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("BY JANE DOE", ("JANE DOE",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("By Jane Doe, John O'Roe & Ana de la Cruz", ("Jane Doe", "John O'Roe", "Ana de la Cruz")),
        ("By Jane Doe, Reuters", ("Jane Doe",)),
        ("By Jane Doe in Port Ellery, senior reporter", ("Jane Doe",)),
        ("By Reuters", ("Reuters",)),
        ("Jane Doe, Reuters", ("Jane Doe",)),
        ("Von Jürgen Müller", ("Jürgen Müller",)),
    ],
)
def test_bylines_give_names(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By",
        "By 2030, half of all ferries will be electric",
        "By the time they arrived the roof was gone",
        "By Jane Doe.",
        "Jane Doe",
        "Paris, London, Rome",
        "Bypass road closed for repairs",
        "By " + "Jane Doe and " * 40,
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("VANCOUVER, April 27 (Reuters) \u2013 Nine died.", "VANCOUVER"),
        ("PORT ELLERY, Sept. 15, 2024 \u2014 Nine died.", "PORT ELLERY"),
        ("KYIV, Ukraine (AP) -- Nine died.", "KYIV, Ukraine"),
        ("ST. JOHN'S (NWA) - Nine died.", "ST. JOHN'S"),
    ],
)
def test_the_dateline_leaves_the_paragraph(paragraph: str, place: str) -> None:
    assert split_dateline(paragraph) == (place, "Nine died.")


@pytest.mark.parametrize(
    "paragraph", ["NATO \u2013 the alliance \u2013 met.", "Nine died (AP) \u2013 said police.", ""]
)
def test_other_beginnings_stay(paragraph: str) -> None:
    assert split_dateline(paragraph) == (None, paragraph)
