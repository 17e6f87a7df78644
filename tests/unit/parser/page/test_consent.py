from __future__ import annotations

import pytest

from services.parser.markup.read import read_html
from services.parser.page.consent import notice_blocks
from services.parser.plain.read import read_text

HEADLINE = "Library at Old Quay reopens after the flood"
STORY = [
    "The library at Old Quay opened its doors again on Tuesday, five weeks after the flood.",
    "Readers brought flowers, the head of the library said.",
]
NOTICE = [
    "We may share personal data with our partners so advertising on this website suits you.",
    "Functional cookies make our site remember the settings of your browser.",
    "You can opt out of the sale of your personal information at any time.",
    "Analytics cookies tell us which pages of the website are read, and how often.",
]
TITLES = [
    "Privacy Preference Center",
    "Cookie settings",
    "We value your privacy",
    "Your privacy choices",
    "Manage consent preferences",
    "Datenschutz-Einstellungen",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_notice_goes_from_its_title_to_its_last_paragraph(title: str) -> None:
    blocks = [*STORY, title, NOTICE[0], "Always active", *NOTICE[1:], "Save", STORY[0]]
    assert notice_blocks(blocks) == frozenset(range(2, 8))


@pytest.mark.parametrize(
    "blocks",
    [
        STORY,
        ["Privacy policy", *STORY],
        ["Court fines shop for its cookies", *NOTICE],
        [],
    ],
)
def test_news_is_no_notice(blocks: list[str]) -> None:
    assert not notice_blocks(blocks)


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_page_whose_notice_is_longer_than_its_article() -> None:
    notice = f"<div class=overlay><h2>{TITLES[0]}</h2>{paragraphs(NOTICE)}</div>"
    story = f"<article><h1>{HEADLINE}</h1>{paragraphs(STORY)}</article>"
    for page in (f"<body>{notice}{story}", f"<body>{story}{notice}"):
        found = read_html(page)
        assert (found.headline, list(found.paragraphs)) == (HEADLINE, STORY)


def test_a_text_dump_whose_notice_is_longer_than_its_article() -> None:
    found = read_text("\n".join([HEADLINE, *STORY, TITLES[0], *NOTICE, "Confirm"]))
    assert (found.headline, list(found.paragraphs)) == (HEADLINE, STORY)
