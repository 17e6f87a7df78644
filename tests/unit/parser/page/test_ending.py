from __future__ import annotations

import pytest

from services.parser.page.ending import without_ending
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
    ],
)
def test_what_follows_the_last_sentence_is_left_out(ending: str) -> None:
    assert kept(*STORY, ending) == STORY


def test_a_mark_in_the_last_line_is_left_out() -> None:
    assert kept(STORY[0], f"{STORY[1]} (END)") == STORY


@pytest.mark.parametrize(
    "last",
    [
        "The race has come to its end.",
        "Write to the office at port@news.example by Friday.",
        "\u201cThis is the END\u201d",
    ],
)
def test_sentences_stay(last: str) -> None:
    assert kept(*STORY, last) == (*STORY, last)


@pytest.mark.parametrize("texts", [(), ("(END)",)])
def test_what_has_no_sentence_stays(texts: tuple[str, ...]) -> None:
    assert kept(*texts) == texts
