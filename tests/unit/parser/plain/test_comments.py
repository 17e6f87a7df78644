from __future__ import annotations

import pytest

from services.parser.plain.comments import read_comments

COMMENT = "I was on that ferry two days before and nothing smelled of smoke then."


@pytest.mark.parametrize("title", ["3 Comments", "Kommentare", "Leave a Reply", "Reacties (4)"])
def test_what_follows_a_title_of_comments(title: str) -> None:
    texts = ["The ferry burnt out.", title, *[COMMENT] * 12]
    after = read_comments(texts, 0).after
    assert list(after[:4]) == [0, 0, 1, 2]
    assert after[-1] == 3


def test_a_title_before_the_body_says_nothing() -> None:
    texts = ["3 Comments", "The ferry burnt out.", COMMENT]
    assert list(read_comments(texts, 1).after) == [0, 0, 0]


def test_a_sentence_about_comments_is_no_title() -> None:
    texts = ["The minister made no comment when reporters asked for the cause.", COMMENT]
    assert list(read_comments(texts, 0).after) == [0, 0]


@pytest.mark.parametrize(
    "signature", ["Jane Doe says:", "roe said...", "April 27, 2025 at 3:04 pm"]
)
def test_signatures_beside_a_comment(signature: str) -> None:
    assert list(read_comments([signature, COMMENT], 0).signed) == [0, 1]
    assert list(read_comments([COMMENT, signature], 0).signed) == [2, 0]
    assert list(read_comments([signature, COMMENT, signature], 0).signed) == [0, 3, 0]
