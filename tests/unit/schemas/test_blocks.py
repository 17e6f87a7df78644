"""The kinds of an article's paragraphs, from parser to consumer."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas.events import Article, Software, decode, encode
from services.classifier.core import classify

ARTICLE = Article(
    article_id="0" * 32,
    dump_id="d-1",
    content_hash="0" * 32,
    format="html",
    parser=Software(name="tagwire", version="1"),
    paragraphs=("What is new", "The ferries leave sooner."),
    blocks=("heading", None),
)


@pytest.mark.parametrize("blocks", [["heading"], ["heading", None, None], ["title", None]])
def test_blocks_that_do_not_fit_the_paragraphs_are_refused(blocks: list[str | None]) -> None:
    with pytest.raises(ValidationError, match="blocks"):
        Article.model_validate(dict(ARTICLE) | {"blocks": blocks})


def test_blocks_may_be_missing() -> None:
    old = ARTICLE.model_dump_json(exclude={"blocks"}).encode()
    assert decode(Article, old).blocks == ()


def test_tagging_leaves_them_as_they_are() -> None:
    assert decode(Article, encode(classify(ARTICLE))).blocks == ARTICLE.blocks
