"""The ingest service: dumps come in by HTTP and are on news-raw when they are answered."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import orjson
from aiohttp import web
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import is_timestamp
from schemas.topics import RAW
from services.ingest.core import Accepted, Origin, accept
from services.ingest.problems import Unavailable, describe, problem, problems, response
from services.runtime import clients
from services.runtime.http import livez, served
from services.runtime.logging import get_logger
from services.runtime.records import Rejected
from services.runtime.settings import Settings, variable
from services.runtime.signals import stop_signal
from services.runtime.topics import require_topics

log = get_logger(__name__)

CONFIRM_SECONDS = 15
"""How long a request waits for the brokers to confirm its dump."""

_PROBE_SECONDS = 3
_LINES_AT_ONCE = 500  # each in flight costs a task

_SETTINGS = web.AppKey("settings", Settings)
_PRODUCER = web.AppKey("producer", AIOKafkaProducer)


async def run(settings: Settings) -> None:
    """Serve until SIGTERM.

    Raises:
        SetupError: the brokers or the topic are not there, or the port is taken.

    """
    stop = stop_signal()
    await require_topics(settings, [RAW])
    async with clients.producer(settings) as producer:
        app = make_app(settings, producer)
        served_at = served(
            app, settings.http_host, settings.http_port, setting=variable("http_port")
        )
        async with served_at as url:
            log.info("started", url=url)
            await stop.wait()
    log.info("stopped")


def make_app(settings: Settings, producer: AIOKafkaProducer) -> web.Application:
    """Return the HTTP application."""
    app = web.Application(middlewares=[problems])
    app[_SETTINGS] = settings
    app[_PRODUCER] = producer
    app.add_routes(
        [
            web.post("/v1/dumps", post_dump),
            web.post("/v1/dumps:batch", post_batch),
            web.get("/livez", livez),
            web.get("/readyz", readyz),
        ]
    )
    return app


async def post_dump(request: web.Request) -> web.Response:
    """Take one dump: 202 with its id once the brokers have it."""
    settings = request.app[_SETTINGS]
    limit = settings.http_max_body_bytes
    body = await _read(request, limit)
    dump = accept(body, request.headers.get("Content-Type"), _origin(request), limit=limit)
    await _publish(request, dump)
    return web.Response(
        status=HTTPStatus.ACCEPTED, body=orjson.dumps({"id": dump.id}), content_type=names.JSON
    )


async def post_batch(request: web.Request) -> web.Response:
    """Take JSON lines of `RawDump`: a line of answer for each, in order.

    202 if all were taken, else 207: each answer carries its own `status`.
    """
    body = await _read(request, request.app[_SETTINGS].http_max_batch_bytes)
    lines = [(n, line) for n, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise Rejected(Reason.EMPTY_DUMP, "the batch is empty: send a RawDump in JSON on each line")
    answers: list[dict[str, object]] = []
    for start in range(0, len(lines), _LINES_AT_ONCE):
        batch = lines[start : start + _LINES_AT_ONCE]
        answers += await asyncio.gather(*(_take_line(request, n, line) for n, line in batch))
    taken = all(answer["status"] == HTTPStatus.ACCEPTED for answer in answers)
    return web.Response(
        status=HTTPStatus.ACCEPTED if taken else HTTPStatus.MULTI_STATUS,
        body=b"".join(orjson.dumps(answer) + b"\n" for answer in answers),
        content_type="application/x-ndjson",
    )


async def readyz(request: web.Request) -> web.Response:
    """Say whether the brokers answer: without them no dump can be taken."""
    try:
        async with asyncio.timeout(_PROBE_SECONDS):
            await request.app[_PRODUCER].client.fetch_all_metadata()
    except (TimeoutError, KafkaError) as error:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        detail = f"the Kafka brokers do not answer: {error!r}"
        return response(problem(status, "broker-unavailable", detail))
    return web.json_response({"status": "ready"})


async def _read(request: web.Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise Rejected(
                Reason.TOO_LARGE, f"the body is over the limit of {limit} bytes: send less at once"
            )
    return bytes(body)


def _origin(request: web.Request) -> Origin:
    """Return what CloudEvents headers (HTTP binding), else the query, say of the dump."""
    time = _given(request, "ce-time", "time")
    if time and not is_timestamp(time):
        raise Rejected(
            Reason.INVALID_DUMP, f"the time {time!r} is not ISO 8601: write 2025-04-27T10:30:00Z"
        )
    traceparent = request.headers.get(names.TRACEPARENT)
    return Origin(
        id=_given(request, "ce-id", "id"),
        source=_given(request, "ce-source", "source"),
        url=_given(request, "ce-subject", "url"),
        time=time,
        passed_on=((names.TRACEPARENT, _plain(traceparent).encode()),) if traceparent else (),
    )


def _given(request: web.Request, header: str, parameter: str) -> str | None:
    given = request.headers.get(header) or request.query.get(parameter)
    return _plain(given) if given else None


def _plain(text: str) -> str:
    """Return text that can be written as UTF-8: aiohttp keeps other bytes as surrogates."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


async def _take_line(request: web.Request, number: int, line: bytes) -> dict[str, object]:
    try:
        limit = request.app[_SETTINGS].http_max_body_bytes
        dump = accept(line, names.JSON, Origin(), limit=limit)
        await _publish(request, dump)
    except (Rejected, Unavailable) as error:
        return {"line": number, **describe(error)}
    return {"line": number, "status": HTTPStatus.ACCEPTED.value, "id": dump.id}


async def _publish(request: web.Request, dump: Accepted) -> None:
    """Return once the brokers have the dump."""
    app = request.app
    try:
        async with asyncio.timeout(CONFIRM_SECONDS):
            await (await clients.send(app[_PRODUCER], dump.message, app[_SETTINGS]))
    except MessageSizeTooLargeError:
        raise Rejected(
            Reason.TOO_LARGE, "the brokers refuse a record of this size: send a smaller dump"
        ) from None
    except (TimeoutError, KafkaError) as error:
        log.warning("not-confirmed", dump_id=dump.id, error=repr(error))
        raise Unavailable(
            f"the Kafka brokers did not confirm the dump: send it again (its id is {dump.id}, "
            "a second copy does no harm)"
        ) from None
