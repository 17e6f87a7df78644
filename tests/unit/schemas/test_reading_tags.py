"""Tags of any model pack are read; what is no tag is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import schemas
from schemas.events import decode, encode
from schemas.tagged import TaggedArticle

EXAMPLE = Path(schemas.__file__).parent / "examples" / "news-tagged" / "disaster.json"


@pytest.fixture
def value() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))["value"]
    return found


def read(value: dict[str, Any]) -> TaggedArticle:
    return decode(TaggedArticle, json.dumps(value).encode())


def test_tags_of_another_pack_are_read_in_their_order_and_written_again(
    value: dict[str, Any],
) -> None:
    (disaster,) = value["tags"]
    value["tags"] = [disaster | {"tag": "strike-action", "a-newer-field": 1}, disaster]
    value["related"][0]["tags"] = [{"tag": "strike-action", "confidence": 90}]
    article = read(value)
    assert [tag.tag for tag in article.tags] == ["strike-action", "disaster"]
    assert [tag.tag for tag in article.related[0].tags] == ["strike-action"]
    assert decode(TaggedArticle, encode(article)) == article


@pytest.mark.parametrize("name", ["", "Strike", "strike action", "-strike", "9-lives", "x" * 61])
def test_what_cannot_end_the_name_of_a_topic_is_no_tag(value: dict[str, Any], name: str) -> None:
    value["tags"][0]["tag"] = name
    with pytest.raises(ValidationError, match="tag"):
        read(value)


@pytest.mark.parametrize("tag", [{}, {"tag": None}, {"tag": "disaster"}, "disaster", 1])
def test_a_faulty_tag_is_not_left_out(value: dict[str, Any], tag: object) -> None:
    with pytest.raises(ValidationError):
        read(value | {"tags": [tag]})
