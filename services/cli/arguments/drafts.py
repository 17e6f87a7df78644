"""Reads articles that people write by hand: an id and a headline or paragraphs will do."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import ValidationError

from schemas.dead_letters import Reason
from schemas.events import Article
from schemas.identity import article_id, content_hash
from services.records.raw_dumps import complaint
from services.records.record import Record, Rejected

_PLACEHOLDERS = {
    "article_id": "0" * 32,
    "dump_id": "",
    "content_hash": "0" * 32,
    "format": "text",
    "parser": {"name": "none", "version": "0"},
}

_ADVICE = (
    "Write an Article in JSON on each line, as `tagwire parse` does; pages and RawDumps "
    "are for `tagwire tag`"
)


def read_draft(record: Record) -> Article:
    """Return the article of a JSON line, what it lacks of identity and origin filled in.

    Raises:
        Rejected: ``invalid-json`` or ``invalid-article``.

    """
    try:
        given = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError as error:
        raise Rejected(Reason.INVALID_JSON, f"no JSON ({error}). {_ADVICE}") from None
    if not isinstance(given, dict):
        raise _invalid("the JSON is no object")
    try:
        article = Article.model_validate(_PLACEHOLDERS | given, extra="ignore")
    except ValidationError as error:
        raise _invalid(complaint("an Article", error)) from None
    if not (article.headline or any(article.paragraphs)):
        raise _invalid("the JSON is not an Article: it has neither headline nor paragraphs")
    return article.model_copy(update=_identity(article, given, record))


def _invalid(fault: str) -> Rejected:
    return Rejected(Reason.INVALID_ARTICLE, f"{fault}. {_ADVICE}")


def _identity(article: Article, given: dict[str, Any], record: Record) -> dict[str, str]:
    """Return what identifies the article, as far as the draft does not give it."""
    identity = {
        "article_id": article_id(
            article.url, article.source, article.headline, article.published_at
        ),
        "dump_id": str(given.get("id") or record.topic),
        "content_hash": content_hash(article.headline, article.paragraphs),
    }
    return {name: value for name, value in identity.items() if name not in given}
