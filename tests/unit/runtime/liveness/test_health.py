"""Readiness follows progress."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from aiohttp.test_utils import make_mocked_request

from services.runtime.liveness.health import Readiness
from services.runtime.liveness.progress import Progress
from services.runtime.liveness.watch import READY_SECONDS, now
from services.runtime.source import Standing

PARTITION = ("news-raw", 3)


async def answered(progress: Progress) -> tuple[int, dict[str, Any]]:
    response = await Readiness(progress).readyz(make_mocked_request("GET", "/readyz"))
    body = response.body
    assert isinstance(body, bytes)
    return response.status, json.loads(body)


async def test_a_worker_that_is_in_no_group_yet_is_not_ready() -> None:
    status, body = await answered(Progress(now()))
    assert (status, body["status"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "joining")


async def test_a_worker_that_gets_on_is_ready() -> None:
    progress = Progress(now())
    progress.see({PARTITION: Standing(0, 9)}, now())
    assert await answered(progress) == (HTTPStatus.OK, {"status": "ready"})
    progress.skipped[PARTITION] += 10
    assert await answered(progress) == (HTTPStatus.OK, {"status": "ready", "skipped": 10})


async def test_a_worker_that_stands_still_before_records_is_not_ready() -> None:
    before = now() - READY_SECONDS - 1
    progress = Progress(before)
    progress.see({PARTITION: Standing(0, 9)}, before)
    progress.see({PARTITION: Standing(0, 9)}, now())
    status, body = await answered(progress)
    assert (status, body["status"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "stalled")
    assert "news-raw-3" in body["detail"]


async def test_a_worker_whose_brokers_say_nothing_is_not_ready() -> None:
    before = now() - READY_SECONDS - 1
    progress = Progress(before)
    progress.see({PARTITION: Standing(9, 9)}, before)
    progress.trouble = "NodeNotReadyError()"
    status, body = await answered(progress)
    assert (status, body["status"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "stalled")
    assert "NodeNotReadyError" in body["detail"]
