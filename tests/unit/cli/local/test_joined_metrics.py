"""One address for the metrics of several services."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from services.cli.local.joined_metrics import JoinedMetrics
from services.runtime.metrics.server import metrics_of, metrics_served
from services.runtime.process.settings import Settings

REQUEST = make_mocked_request("GET", "/metrics")
NOBODY = "http://127.0.0.1:1"


async def ready(_: web.Request) -> web.Response:
    return web.json_response({})


@pytest.fixture
async def parser() -> AsyncIterator[str]:
    async with metrics_served(metrics_of("parser", "workers"), ready, Settings(), 0) as url:
        yield url


async def test_services_that_answer_are_joined_and_those_that_do_not_are_told(parser: str) -> None:
    of_all = JoinedMetrics(lambda: {"parser": parser, "classifier": NOBODY})
    lines = (await of_all.metrics(REQUEST)).body.decode().splitlines()  # type: ignore[union-attr]
    assert 'tagwire_service_up{service="parser"} 1.0' in lines
    assert 'tagwire_service_up{service="classifier"} 0.0' in lines
    assert any(line.startswith('tagwire_batch_records_count{service="parser"}') for line in lines)
    assert len({line for line in lines if line.startswith("# TYPE")}) == len(
        [line for line in lines if line.startswith("# TYPE")]
    )


async def test_all_are_ready_or_it_is_said_which_is_not(parser: str) -> None:
    assert (await JoinedMetrics(lambda: {"parser": parser}).readyz(REQUEST)).status == 200
    answer = await JoinedMetrics(lambda: {"parser": parser, "ingest": NOBODY}).readyz(REQUEST)
    assert answer.status == 503
    assert "ingest" in json.loads(answer.body)["detail"]  # type: ignore[arg-type]
