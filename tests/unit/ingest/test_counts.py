"""Ingest counts requests and dumps."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from services.ingest import publishing
from services.ingest.app import make_app
from services.runtime.metrics.source_names import NAMED_AFTER
from services.runtime.process.http_server import served
from services.runtime.process.settings import Settings
from tests.metric_values import moved
from tests.unit.ingest.test_app import Shelf

DUMP = b"Flood forces hundreds from their homes"


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    app = make_app(Settings(http_max_body_bytes=1000), Shelf())
    async with served(app, "127.0.0.1", 0, setting="") as url, ClientSession(url) as session:
        yield session


async def test_a_dump_that_is_taken(client: ClientSession) -> None:
    with moved("ingest") as found:
        for _ in range(NAMED_AFTER):
            assert (await client.post("/v1/dumps?source=Courier", data=DUMP)).status == 202
    assert found["tagwire_ingest_requests_total", "taken", "dumps"] == NAMED_AFTER
    assert found["tagwire_ingest_request_seconds_count", "dumps"] == NAMED_AFTER
    assert found["tagwire_ingest_published_total", "other"] == NAMED_AFTER - 1
    assert found["tagwire_ingest_published_total", "Courier"] == 1


async def test_a_dump_that_is_refused(client: ClientSession) -> None:
    with moved("ingest") as found:
        assert (await client.post("/v1/dumps", data=b" ")).status == 400
        assert (await client.post("/v1/dumps", data=b"x" * 2000)).status == 413
    assert found["tagwire_ingest_requests_total", "empty-dump", "dumps"] == 1
    assert found["tagwire_ingest_refused_total", "empty-dump"] == 1
    assert found["tagwire_ingest_refused_total", "too-large"] == 1


async def test_a_batch_of_which_some_are_taken(client: ClientSession) -> None:
    with moved("ingest") as found:
        lines = b'{"text": "Flood forces hundreds"}\n{"broken\n'
        assert (await client.post("/v1/dumps:batch", data=lines)).status == 207
    assert found["tagwire_ingest_requests_total", "partly", "batch"] == 1
    assert found["tagwire_ingest_refused_total", "invalid-json"] == 1
    assert found["tagwire_ingest_published_total", "none"] == 1


async def test_paths_are_no_labels(client: ClientSession) -> None:
    with moved("ingest") as found:
        for number in range(3):
            assert (await client.get(f"/anything/{number}")).status == 404
    assert found["tagwire_ingest_requests_total", "not-found", "other"] == 3


async def test_what_is_in_flight_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "CONFIRM_SECONDS", 0.05)
    shelf = Shelf()
    shelf.shut = True
    app = make_app(Settings(), shelf)
    async with served(app, "127.0.0.1", 0, setting="") as url, ClientSession(url) as session:
        with moved("ingest") as found:
            assert (await session.post("/v1/dumps", data=DUMP)).status == 503
    assert found["tagwire_ingest_in_flight_bytes",] >= len(DUMP)
    assert found["tagwire_ingest_refused_total", "broker-unavailable"] == 1
    assert not any(name.startswith("tagwire_ingest_published") for name, *_ in found)
