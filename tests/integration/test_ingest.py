"""Ingest over HTTP, against a real broker."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
from aiohttp import ClientSession
from yarl import URL

from deploy.brokers import apache_kafka
from schemas import headers as names
from schemas.topics import MAX_DUMP_BYTES, RAW
from services.ingest.app import make_app
from services.ingest.publishing import Publisher
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.http_server import served
from services.runtime.process.settings import Settings
from tests.integration.harness import contents

DUMP = b"Flood forces hundreds from their homes"


@asynccontextmanager
async def ingest(settings: Settings) -> AsyncIterator[ClientSession]:
    async with clients.producer(settings) as producer:
        app = make_app(settings, Publisher(producer, settings))
        async with served(app, "127.0.0.1", 0, setting="") as url, ClientSession(url) as session:
            yield session


def _address(client: ClientSession) -> tuple[str | None, int | None]:
    base: URL | None = client._base_url  # noqa: SLF001 - aiohttp does not tell it
    assert base
    return base.host, base.port


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[ClientSession]:
    async with ingest(settings) as session:
        yield session


async def test_a_dump_is_on_the_topic_when_it_is_answered(
    client: ClientSession, settings: Settings
) -> None:
    answer = await client.post(
        "/v1/dumps?source=Wire&url=https://wire.example/1",
        data=DUMP,
        headers={
            "Content-Type": "text/plain; charset=utf-8",
            "ce-id": "wire-1",
            "ce-time": "2026-03-12T09:15:00Z",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        },
    )
    assert answer.status == 202
    assert await answer.json() == {"id": "wire-1"}
    (record,) = await contents(settings, RAW)
    assert record.value == DUMP
    assert record.key == b"https://wire.example/1"
    assert dict(record.headers) == {
        names.CONTENT_TYPE: b"text/plain; charset=utf-8",
        names.CE_SPECVERSION: b"1.0",
        names.CE_TYPE: b"tagwire.dump.v1",
        names.CE_ID: b"wire-1",
        names.CE_SOURCE: b"Wire",
        names.CE_SUBJECT: b"https://wire.example/1",
        names.CE_TIME: b"2026-03-12T09:15:00Z",
        names.TRACEPARENT: b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }


async def test_the_same_dump_gets_the_same_id(client: ClientSession) -> None:
    first, second = [await (await client.post("/v1/dumps", data=DUMP)).json() for _ in range(2)]
    assert first == second


@pytest.mark.parametrize(
    ("body", "content_type", "query", "status", "reason"),
    [
        (b"  \n", "text/plain", "", 400, "empty-dump"),
        (b'{"text": "Flo', "application/json", "", 400, "invalid-json"),
        (b'{"title": "Flood"}', "application/json", "", 422, "invalid-dump"),
        (DUMP, "text/plain", "?time=yesterday", 422, "invalid-dump"),
        (bytes(MAX_DUMP_BYTES + 1), "text/plain", "", 413, "too-large"),
        (b"a" * 20 * 1024 * 1024, "text/plain", "", 413, "too-large"),
        (DUMP, "image/png", "", 415, "unsupported-content-type"),
        (DUMP, "text/plain; charset=klingon", "", 415, "unsupported-content-type"),
    ],
)
async def test_refusals_say_what_to_do(
    client: ClientSession,
    settings: Settings,
    *,
    body: bytes,
    content_type: str,
    query: str,
    status: int,
    reason: str,
) -> None:
    answer = await client.post(
        f"/v1/dumps{query}", data=io.BytesIO(body), headers={"Content-Type": content_type}
    )
    problem = await answer.json(content_type="application/problem+json")
    assert (answer.status, problem["status"], problem["reason"]) == (status, status, reason)
    assert problem["detail"]
    assert await contents(settings, RAW) == []


async def test_a_batch_answers_each_line(client: ClientSession, settings: Settings) -> None:
    lines = [
        orjson.dumps({"id": "1", "text": "Flood in Osk", "url": "https://wire.example/1"}),
        b"",
        b'{"id": "2", "te',
        orjson.dumps({"id": "3", "html": "<p>Fire</p>"}),
    ]
    answer = await client.post("/v1/dumps:batch", data=b"\n".join(lines))
    answers = [orjson.loads(line) for line in (await answer.read()).splitlines()]
    assert answer.status == 207
    assert [(a["line"], a["status"], a.get("id")) for a in answers] == [
        (1, 202, "1"),
        (3, 400, None),
        (4, 202, "3"),
    ]
    records = await contents(settings, RAW)
    assert {record.value for record in records} == {lines[0], lines[3]}
    assert {record.header(names.CONTENT_TYPE) for record in records} == {"application/json"}


async def test_headers_that_are_not_utf_8_are_no_fault_of_ours(client: ClientSession) -> None:
    reader, writer = await asyncio.open_connection(*_address(client))
    writer.write(
        b"POST /v1/dumps HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n"
        b"ce-id: \xff\r\ntraceparent: \xff\r\n\r\nFlood"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 202")
    assert answer.endswith('{"id":"\ufffd"}'.encode())


async def test_an_empty_batch_is_refused(client: ClientSession) -> None:
    assert (await client.post("/v1/dumps:batch", data=b"\n\n")).status == 400


async def test_health(client: ClientSession) -> None:
    assert (await client.get("/livez")).status == 200
    assert (await client.get("/readyz")).status == 200


async def test_wrong_paths_and_methods_are_problems(client: ClientSession) -> None:
    missing, wrong = await client.get("/nowhere"), await client.get("/v1/dumps")
    assert (missing.status, wrong.status) == (404, 405)
    assert wrong.headers["Allow"] == "POST"
    for answer in (missing, wrong):
        assert answer.content_type == "application/problem+json"


async def test_without_a_broker_nothing_is_accepted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The producer starts, then its broker goes: 503, and not ready."""
    monkeypatch.setitem(clients._PRODUCER, "request_timeout_ms", 5000)  # noqa: SLF001
    with apache_kafka() as broker:
        own = settings.model_copy(update={"kafka_bootstrap_servers": broker.bootstrap_servers})
        await create_topics(own)
        async with ingest(own) as client:
            assert (await client.post("/v1/dumps", data=DUMP)).status == 202
            broker.kill()
            answer = await client.post("/v1/dumps", data=DUMP)
            assert answer.status == 503
            assert answer.headers["Retry-After"]
            assert (await client.get("/readyz")).status == 503
            assert (await client.get("/livez")).status == 200
