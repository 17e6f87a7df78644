from __future__ import annotations

import pytest
from aiohttp import ClientSession, web
from structlog.contextvars import get_contextvars

from services.runtime.process.http_server import served
from services.runtime.process.request_ids import HEADER, request_id


@pytest.mark.parametrize(
    ("given", "kept"),
    [("a-1", "a-1"), ('a\x1b[31m"b', "a31mb"), ("x" * 500, "x" * 128)],
)
def test_a_given_id_is_cleaned_and_cut(given: str, kept: str) -> None:
    assert request_id(given) == kept


def test_a_missing_id_is_made() -> None:
    assert len(request_id("")) == 32
    assert request_id("\x1b") != request_id("\x1b")


async def test_the_answer_and_the_logs_carry_it() -> None:
    logged: list[str] = []

    async def handle(_: web.Request) -> web.Response:
        logged.append(get_contextvars()["request_id"])
        return web.Response()

    app = web.Application()
    app.router.add_get("/", handle)
    async with served(app, "127.0.0.1", 0, setting="") as url, ClientSession(url) as client:
        answer = await client.get("/", headers={HEADER: "a-1"})
        made = (await client.get("/")).headers[HEADER]
        missing = await client.get("/nowhere", headers={HEADER: "a-2"})
    assert answer.headers[HEADER] == "a-1"
    assert logged == ["a-1", made]
    assert (missing.status, missing.headers[HEADER]) == (404, "a-2")
    assert "request_id" not in get_contextvars()
