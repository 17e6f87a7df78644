from __future__ import annotations

import pytest

from services.parser.credits.ending import without_ending
from services.parser.page.extract import Paragraph

STORY = ("A ferry burnt on Monday.", "Nobody was hurt, the harbour office said.")


def kept(*texts: str) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in without_ending([*map(Paragraph, texts)]))


@pytest.mark.parametrize(
    "ending",
    [
        "(END)",
        "- 30 -",
        "###",
        "ENDS",
        "jroe@news.example",
        "E-mail: jane.roe@news.example",
        "jroe@news.example (END)",
        "___",
        "(AP)",
        "(jdo/dpa)",
        "(avec AFP)",
        "Con información de EFE",
        "\u00a9 dpa-infocom, dpa:241002-99-12345/2",
        "Copyright 2024 The Ellery Courier",
        "Distributed by News Broadcasting. This material may not be published or broadcast.",
        "Source: Elden Wire",
        "来源：新闻晨报",  # noqa: RUF001  as printed
        "Jane Doe can be reached at jdoe@news.example",
        "\u2014 Contact staff writer Jane Doe at 555-123-4567.",
        "Follow us on Facebook",
        "Folgen Sie uns auf Facebook",
        "Read more: Ferry fares rise again",
        "Lesen Sie auch: Fährpreise steigen wieder",
        "Lire aussi : Les tarifs des ferries augmentent",
        "Lea también: Suben las tarifas",
    ],
)
def test_what_follows_the_last_sentence_is_left_out(ending: str) -> None:
    assert kept(*STORY, ending) == STORY


@pytest.mark.parametrize("line", ["(AP)", "Copyright 2024 by Elden Wire. All rights reserved."])
def test_whose_the_text_is_may_stand_before_it(line: str) -> None:
    assert kept(line, *STORY) == STORY


@pytest.mark.parametrize("line", ["Source: Elden Wire", "Follow us on Facebook"])
def test_what_follows_an_article_never_stands_before_it(line: str) -> None:
    assert kept(line, *STORY * 2) == (line, *STORY * 2)


def test_a_mark_in_the_last_line_is_left_out() -> None:
    assert kept(STORY[0], f"{STORY[1]} (END)") == STORY


@pytest.mark.parametrize(
    "last",
    [
        "The race has come to its end.",
        "Write to the office at port@news.example by Friday.",
        "\u201cThis is the END\u201d",
        "Copyright law is to change, the council said.",
        "Follow the line of the coast, and you will find the pier.",
        "Read more about the ferries in the council\u2019s report.",
        "Related: The council has closed the pier, and it will not say why.",
        "(Additional reporting by Jane Doe in Elden; editing by John Roe)",
        "Sources:",
    ],
)
def test_sentences_stay(last: str) -> None:
    assert kept(*STORY, last) == (*STORY, last)


@pytest.mark.parametrize("texts", [(), ("(END)",)])
def test_what_has_no_sentence_stays(texts: tuple[str, ...]) -> None:
    assert kept(*texts) == texts
