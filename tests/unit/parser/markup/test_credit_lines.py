from __future__ import annotations

import pytest

from services.parser.markup.credit_lines import without_credits
from services.parser.page.extract import Paragraph

STORY = tuple(
    Paragraph(text, "paragraph")
    for text in (
        "The ferry company published its winter timetable on Monday.",
        "The first boat leaves the northern pier at six in the morning.",
        "Cyclists travel without a surcharge outside the summer season.",
    )
)


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "By JANE DOE \u2013 3 days ago",
        "By JANE DOE, Associated Press Writer 1 hour, 44 minutes ago",
        "3 days ago",
        "Von Jana Doe",
        "Par Jeanne Doe",
        "Por Juana Doe",
        "Published October 2, 2024",
        "Stand: 02.10.2024, 10:30 Uhr",
        "Publié le 2 octobre 2024 à 10h30",
        "Advertisement",
        "Share this article",
        "Related: What the new timetable costs",
    ],
)
@pytest.mark.parametrize("place", [0, len(STORY)], ids=["above", "below"])
def test_credits_and_machinery_are_no_paragraphs(line: str, place: int) -> None:
    given = (*STORY[:place], Paragraph(line, "paragraph"), *STORY[place:])
    assert without_credits(given) == (STORY, ())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The council met 3 days ago", "paragraph"),
        ("Related to this, the council closed the pier.", "paragraph"),
        ("Comment", "heading"),
        ("Share this", "preformatted"),
        ("-- twelve boats", "paragraph"),
    ],
)
def test_other_lines_are(text: str, kind: str) -> None:
    given = (*STORY, Paragraph(text, kind))  # type: ignore[arg-type]
    assert without_credits(given) == (given, ())


@pytest.mark.parametrize("dash", ["-- ", "\u2014 ", "\u2013"])
def test_who_signs_the_article_is_its_author(dash: str) -> None:
    signature = Paragraph(f"{dash}Jane Doe", "paragraph")
    assert without_credits((*STORY, signature)) == (STORY, ("Jane Doe",))
    quote = Paragraph("We have waited for an early boat for ten years.", "quote")
    assert without_credits((*STORY, quote, signature)) == ((*STORY, quote, signature), ())


def test_something_is_left() -> None:
    only = (Paragraph("By Jane Doe"),)
    assert without_credits(only) == (only, ())
