"""Ingest over HTTP, with a publisher that writes nowhere."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import cast

import orjson
import pytest
from aiohttp import ClientSession
from aiokafka import AIOKafkaProducer
from typing_extensions import override
from yarl import URL

from services.ingest import bodies
from services.ingest.app import make_app
from services.ingest.publishing import Publisher
from services.records.record import Message
from services.runtime.process import http_connections
from services.runtime.process.http_server import served
from services.runtime.process.settings import Settings

DUMP = b"Flood forces hundreds from their homes"
HEAD = b"POST /v1/dumps HTTP/1.1\r\nHost: x\r\n"


class Shelf(Publisher):
    """Keeps what is published; unconfirmed while it is shut."""

    def __init__(self) -> None:
        super().__init__(cast("AIOKafkaProducer", None), Settings())
        self.messages: list[Message] = []
        self.shut = False

    @override
    async def send(self, message: Message) -> asyncio.Future[object]:
        self.messages.append(message)
        confirmation: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if not self.shut:
            confirmation.set_result(None)
        return confirmation


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture(autouse=True)
def _without_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connections, "LINGER_SECONDS", 0.05)


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[ClientSession]:
    settings = Settings(
        http_max_body_bytes=100_000, http_max_batch_bytes=1_000_000, http_max_batch_lines=100
    )
    async with (
        served(make_app(settings, shelf), "127.0.0.1", 0, setting="", connections=3) as url,
        ClientSession(url) as session,
    ):
        yield session


class Raw:
    """A connection for bytes as they are."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def exchange(self, request: bytes) -> bytes:
        """Send bytes, and return all that comes until the server closes."""
        self.writer.write(request)
        return await self.rest()

    async def rest(self) -> bytes:
        answer = await self.reader.read()
        self.writer.close()
        return answer


async def raw(client: ClientSession) -> Raw:
    base: URL | None = client._base_url  # noqa: SLF001 - aiohttp does not tell it
    assert base
    return Raw(*await asyncio.open_connection(base.host, base.port))


def problem(answer: bytes) -> tuple[int, str]:
    head, body = answer.split(b"\r\n\r\n", 1)
    assert b"application/problem+json" in head
    assert b"aiohttp" not in head
    found = orjson.loads(body)
    assert found["detail"]
    assert int(head.split()[1]) == found["status"]
    return found["status"], found["reason"]


async def test_a_batch_is_answered_line_by_line_up_to_its_limit(
    client: ClientSession, shelf: Shelf
) -> None:
    lines = [b'{"text": "Flood"}', b"a"] * 60
    answer = await client.post("/v1/dumps:batch", data=b"\n".join(lines))
    answers = [orjson.loads(line) for line in (await answer.read()).splitlines()]
    assert answer.status == 207
    assert [one["line"] for one in answers] == list(range(1, 102))
    assert [one["status"] for one in answers] == [202, 400] * 50 + [413]
    assert len(shelf.messages) == 50


async def test_a_long_line_costs_itself_alone(client: ClientSession) -> None:
    long = b'{"text": "' + b"a" * 200_000 + b'"}'
    answer = await client.post("/v1/dumps:batch", data=long + b'\n{"text": "Flood"}')
    answers = [orjson.loads(line) for line in (await answer.read()).splitlines()]
    assert [one["status"] for one in answers] == [413, 202]


async def test_after_a_dump_without_confirmation_no_more_are_tried(
    client: ClientSession, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.ingest.publishing.CONFIRM_SECONDS", 0.0)
    monkeypatch.setattr("services.ingest.batch._MAX_UNCONFIRMED_DUMPS", 1)
    shelf.shut = True
    answer = await client.post("/v1/dumps:batch", data=b'{"text": "Flood"}\n' * 50)
    answers = [orjson.loads(line) for line in (await answer.read()).splitlines()]
    assert answer.status == 207
    assert [one["status"] for one in answers] == [503] * 50
    assert len(shelf.messages) <= 3


async def test_gzip_is_undone_and_must_be_whole(client: ClientSession, shelf: Shelf) -> None:
    encoded = {"Content-Encoding": "gzip", "Content-Type": "text/plain"}
    whole = gzip.compress(DUMP, mtime=0)
    assert (await client.post("/v1/dumps", data=whole, headers=encoded)).status == 202
    assert (await client.post("/v1/dumps", data=whole[:-4], headers=encoded)).status == 400
    assert [message.value for message in shelf.messages] == [DUMP]


@pytest.mark.parametrize("path", ["/v1/dumps", "/v1/dumps:batch"])
async def test_a_gzip_bomb_is_too_large(client: ClientSession, path: str) -> None:
    bomb = gzip.compress(bytes(2_000_000), mtime=0)
    answer = await client.post(path, data=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.status in {207, 413}
    assert b'"status":413' in await answer.read()


@pytest.mark.parametrize(
    ("request_", "status", "reason"),
    [
        (b"NOTHING\r\n\r\n", 400, "bad-request"),
        (HEAD.replace(b" HTTP", "?source=Zürich HTTP".encode()) + b"\r\n", 400, "bad-request"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhelloX", 400, "bad-request"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n", 400, "bad-request"),
        (HEAD + b"X: " + b"a" * 10_000 + b"\r\n\r\n", 431, "head-too-large"),
        (HEAD + b"Connection: close\r\nExpect: 999\r\n\r\n", 417, "expectation-failed"),
        (
            HEAD + b"Connection: close\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
            415,
            "unsupported-content-encoding",
        ),
        (HEAD + b"Connection: close\r\n\r\n", 400, "empty-dump"),
        (HEAD.replace(b"POST", b"GET") + b"Connection: close\r\n\r\n", 405, "method-not-allowed"),
        (HEAD.replace(b"/v1", b"/v2") + b"Connection: close\r\n\r\n", 404, "not-found"),
    ],
)
async def test_every_error_is_a_problem(
    client: ClientSession, request_: bytes, status: int, reason: str
) -> None:
    assert problem(await (await raw(client)).exchange(request_)) == (status, reason)


async def test_a_chunk_that_breaks_in_the_middle_ends_the_request(client: ClientSession) -> None:
    connection = await raw(client)
    connection.writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    await connection.writer.drain()
    await asyncio.sleep(0)
    assert problem(await connection.exchange(b"-5\r\nhello\r\n"))[0] == 400


async def test_a_head_that_does_not_end_is_closed(
    client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connections, "HEAD_SECONDS", 0.05)
    assert problem(await (await raw(client)).exchange(HEAD)) == (408, "timeout")
    assert await (await raw(client)).rest() == b""


async def test_a_head_that_grows_and_grows_is_closed(client: ClientSession) -> None:
    fields = b"".join(b"X%d: %s\r\n" % (n, b"a" * 8000) for n in range(5))
    assert problem(await (await raw(client)).exchange(HEAD + fields))[0] == 431


async def test_a_body_that_stalls_is_given_up(
    client: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.05)
    request = HEAD + b"Connection: close\r\nContent-Length: 10\r\n\r\nhello"
    assert problem(await (await raw(client)).exchange(request)) == (408, "timeout")


def test_a_client_must_keep_up_a_rate() -> None:
    assert bodies.patience(0, 0) == bodies.SILENCE_SECONDS
    assert bodies.patience(10**9, 10) == bodies.SILENCE_SECONDS
    assert bodies.patience(20, 20) < 1
    assert bodies.patience(0, 100) == 0


async def test_whoever_keeps_us_waiting_longest_gives_way(client: ClientSession) -> None:
    waiting = [await raw(client) for _ in range(3)]
    for one in waiting:
        one.writer.write(HEAD)
    assert (await client.post("/v1/dumps", data=DUMP)).status == 202
    assert await waiting[0].rest() == b""
    for one in waiting[1:]:
        one.writer.close()


async def test_a_crowd_at_work_is_not_disturbed(client: ClientSession, shelf: Shelf) -> None:
    shelf.shut = True
    busy = [asyncio.create_task(client.post("/v1/dumps", data=DUMP)) for _ in range(3)]
    while len(shelf.messages) < 3:
        await asyncio.sleep(0.01)
    assert problem(await (await raw(client)).rest()) == (503, "overloaded")
    for task in busy:
        task.cancel()


async def test_the_handler_stops_with_its_client(client: ClientSession, shelf: Shelf) -> None:
    connection = await raw(client)
    lines = b'{"text": "Flood"}\n'
    connection.writer.write(
        HEAD.replace(b"dumps", b"dumps:batch") + b"Content-Length: 1000\r\n\r\n" + lines
    )
    while not shelf.messages:
        await asyncio.sleep(0.01)
    connection.writer.close()
    while [task for task in asyncio.all_tasks() if "_handle_request" in repr(task.get_coro())]:
        await asyncio.sleep(0.01)


async def test_requests_sent_ahead_are_answered_in_turn(client: ClientSession) -> None:
    one = HEAD + b"Content-Length: 5\r\n\r\nhello"
    closing = HEAD + b"Connection: close\r\nContent-Length: 5\r\n\r\nhello"
    answer = await (await raw(client)).exchange(one * 9 + closing)
    assert answer.count(b"202 Accepted") == 10


async def test_events_and_arrays_are_taken(client: ClientSession, shelf: Shelf) -> None:
    event = {"specversion": "1.0", "id": "7", "source": "Wire", "type": "page", "data": "Flood"}
    kind = {"Content-Type": "application/cloudevents+json"}
    answer = await client.post("/v1/dumps", data=orjson.dumps(event), headers=kind)
    assert await answer.json() == {"id": "7"}
    kind = {"Content-Type": "application/cloudevents-batch+json"}
    events = orjson.dumps([event, {**event, "id": "8"}, {}])
    answer = await client.post("/v1/dumps:batch", data=events, headers=kind)
    answers = [orjson.loads(line) for line in (await answer.read()).splitlines()]
    assert [(one["line"], one.get("id")) for one in answers] == [(1, "7"), (2, "8"), (3, None)]
    dumps = b'[{"id": "9", "text": "Flood"},\n {"id": "10", "text": "Fire"}]'
    answer = await client.post("/v1/dumps:batch", data=dumps)
    assert (answer.status, (await answer.read()).count(b"\n")) == (202, 2)
    assert [dict(message.headers)["ce_id"] for message in shelf.messages] == [
        b"7",
        b"7",
        b"8",
        b"9",
        b"10",
    ]


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status", "remedy"),
    [
        ("/v1/dumps", b'[{"text": "Flood"}]', "application/json", 422, "/v1/dumps:batch"),
        ("/v1/dumps:batch", b'{\n"text": "Flood"\n}', "", 207, "jq -c"),
        ("/v1/dumps:batch", b"<p>Flood</p>", "text/html", 415, "JSON lines"),
        ("/v1/dumps:batch?id=7", b'{"text": "Flood"}', "", 400, "in each line"),
        ("/v1/dumps?sorce=Wire", DUMP, "text/plain", 400, "did you mean source?"),
        ("/v1/dumps?url=osk", DUMP, "text/plain", 422, "absolute"),
    ],
)
async def test_refusals_tell_the_remedy(
    client: ClientSession, *, path: str, body: bytes, content_type: str, status: int, remedy: str
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = await client.post(path, data=body, headers=headers)
    assert answer.status == status
    assert remedy in await answer.text()


async def test_a_batch_adds_what_its_lines_do_not_say(client: ClientSession, shelf: Shelf) -> None:
    lines = b'{"text": "Flood"}\n{"text": "Fire", "source": "Post"}'
    assert (await client.post("/v1/dumps:batch?source=Wire", data=lines)).status == 202
    sources = [dict(message.headers)["ce_source"] for message in shelf.messages]
    assert sources == [b"Wire", b"Post"]
