"""Reads articles that people write by hand: an id and a headline or paragraphs will do."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import ValidationError

from schemas.dead_letters import Reason
from schemas.events import Article
from schemas.identity import article_id, content_hash
from services.runtime.raw_dumps import complaint
from services.runtime.records import Record, Rejected


def read_draft(record: Record) -> Article:
    """Return the article of a JSON line, what it lacks of identity and origin filled in.

    Raises:
        Rejected: ``invalid-json`` or ``invalid-article``.

    """
    try:
        given = orjson.loads(record.value or b"")
    except orjson.JSONDecodeError as error:
        raise Rejected(Reason.INVALID_JSON, f"the line is no JSON: {error}") from None
    if not isinstance(given, dict):
        raise Rejected(Reason.INVALID_ARTICLE, "the line is no JSON object: write an Article")
    try:
        return Article.model_validate(_filled(given, record), extra="ignore")
    except (ValidationError, TypeError) as error:
        raise _rejected(error) from None


def _filled(given: dict[str, Any], record: Record) -> dict[str, Any]:
    headline, paragraphs = given.get("headline"), given.get("paragraphs") or ()
    defaults = {
        "article_id": article_id(
            given.get("url"), given.get("source"), headline, given.get("published_at")
        ),
        "dump_id": given.get("id") or record.topic,
        "content_hash": content_hash(headline, paragraphs),
        "format": "text",
        "parser": {"name": "none", "version": "0"},
    }
    return defaults | given


def _rejected(error: ValidationError | TypeError) -> Rejected:
    detail = complaint("an Article", error) if isinstance(error, ValidationError) else str(error)
    return Rejected(Reason.INVALID_ARTICLE, detail)
