"""The ingest service: dumps come in by HTTP and are on news-raw when they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

import orjson
from aiohttp import web
from aiokafka.errors import KafkaError

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.topics import RAW
from services.ingest.batch import DUMP_BYTES, Batch
from services.ingest.bodies import SILENCE_SECONDS, read
from services.ingest.core import accept
from services.ingest.counts import counted
from services.ingest.events import BATCHED, STRUCTURED, unwrapped
from services.ingest.guard import guard, permit_of, senders
from services.ingest.in_flight import InFlight, Overloaded, Share
from services.ingest.items import items, refuse_no_batch
from services.ingest.parameters import origin_of, origin_of_batch
from services.ingest.problems import problems
from services.ingest.publishing import Publisher, Sent, publish
from services.ingest.refused import Refused
from services.ingest.token_file import TokenFile
from services.records.media_types import bare_name
from services.records.record import Rejected
from services.registry import INGEST
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.metrics import definitions as metrics
from services.runtime.metrics.server import Answer, metrics_of, metrics_served
from services.runtime.process.http_problems import problem, response
from services.runtime.process.http_server import expect, livez, served
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import Settings, variable
from services.runtime.process.signals import stop_signal

log = get_logger(__name__)

_WRITE_BYTES = 64 * 1024  # of an answer at once


class Door(NamedTuple):
    """What requests share."""

    settings: Settings
    publisher: Publisher
    in_flight: InFlight
    turn: asyncio.Lock


_DOOR = web.AppKey("door", Door)


async def run(settings: Settings) -> None:
    """Serve until SIGTERM.

    Raises:
        SetupError: the brokers or the topic are not there, or the port is taken.

    """
    stop = stop_signal()
    who = senders(settings)
    await require_topics(settings, [RAW])
    async with clients.producer(settings) as producer:
        publisher = Publisher(producer, settings)
        app = make_app(settings, publisher)
        metrics_at = metrics_served(
            metrics_of(INGEST.name, "ingest"), readiness(publisher), settings, INGEST.port
        )
        served_at = served(
            app,
            settings.http_host,
            settings.http_port,
            setting=variable("http_port"),
            connections=settings.http_max_connections,
        )
        async with served_at as url, metrics_at as own:
            log.info("health", url=f"{own}/readyz", metrics=f"{own}/metrics")
            log.info("started", url=url, senders=who)
            await stop.wait()
    log.info("stopped")


def make_app(settings: Settings, publisher: Publisher) -> web.Application:
    """Return the HTTP application."""
    app = web.Application(middlewares=[counted, problems])
    if settings.http_tokens is not None:
        app.middlewares.append(guard(TokenFile(settings.http_tokens)))
    in_flight = InFlight(settings.http_max_in_flight_bytes)
    app[_DOOR] = Door(settings, publisher, in_flight, asyncio.Lock())
    metrics.INGEST_IN_FLIGHT.set_function(lambda: in_flight.used)
    app.add_routes(
        [
            web.post("/v1/dumps", post_dump, expect_handler=expect),
            web.post("/v1/dumps:batch", post_batch, expect_handler=expect),
            web.get("/livez", livez),
            web.get("/readyz", readiness(publisher)),
        ]
    )
    return app


async def post_dump(request: web.Request) -> web.Response:
    """Take one dump: 202 with its id once the brokers have it."""
    with request.app[_DOOR].in_flight.share() as share:
        sent = await _hand_over(request, share)
        await sent.confirmed()
    return web.Response(
        status=HTTPStatus.ACCEPTED, body=orjson.dumps({"id": sent.dump_id}), content_type=names.JSON
    )


async def _hand_over(request: web.Request, share: Share) -> Sent:
    settings, publisher, *_ = request.app[_DOOR]
    limit = settings.http_max_body_bytes
    origin = origin_of(request.rel_url.raw_query_string, request.headers)
    content_type = request.headers.get("Content-Type")
    await share.hold(DUMP_BYTES)
    body = await read(request, share, limit)
    if bare_name(content_type) == STRUCTURED:
        body, content_type, origin = unwrapped(body, origin)
    elif bare_name(content_type) == BATCHED or _is_array(body, content_type):
        raise Rejected(Reason.INVALID_DUMP, "these are many dumps: post them to /v1/dumps:batch")
    dump = permit_of(request).check(accept(body, content_type, origin, limit=limit))
    sent = await publish(publisher, dump)
    share.hand_over(share.held, sent.confirmation)
    return sent


def _is_array(body: bytes, content_type: str | None) -> bool:
    return bare_name(content_type) == names.JSON and body.lstrip()[:1] == b"["


async def post_batch(request: web.Request) -> web.StreamResponse:
    """Take JSON lines of `RawDump`, or an array of them: a line of answer for each, in order.

    202 if all were taken, else 207: each answer carries its own `status`. What ends a batch
    before its end is the answer of the line that it comes to, and of all after that.
    """
    settings, publisher, in_flight, turn = request.app[_DOOR]
    origin = origin_of_batch(request.rel_url.raw_query_string, request.headers)
    refuse_no_batch(request.headers.get("Content-Type"))
    with in_flight.share() as share:
        batch = Batch(publisher, share, turn, permit_of(request))
        last = 0
        try:
            async for number, check in items(request, share, settings, origin):
                await batch.take(number, check)
                last = number
        except (Rejected, Refused, Overloaded) as error:
            if not last:
                raise
            await batch.finish(last + 1, error)
        else:
            if not last:
                raise Rejected(
                    Reason.EMPTY_DUMP, "the batch is empty: send a RawDump in JSON on each line"
                )
            await batch.finish(last)
        return await _written(request, share, batch)


async def _written(request: web.Request, share: Share, batch: Batch) -> web.StreamResponse:
    """Write the answers, as long as the client takes them."""
    answer = web.StreamResponse(
        status=HTTPStatus.ACCEPTED if batch.all_taken else HTTPStatus.MULTI_STATUS
    )
    answer.content_type = "application/x-ndjson"
    answer.content_length = len(batch.answers)
    await answer.prepare(request)
    try:
        for part in _parts(batch.answers):
            await share.wait(answer.write(part), SILENCE_SECONDS)
    except (TimeoutError, Overloaded):
        if request.transport is not None:
            request.transport.abort()
        raise ConnectionResetError("the client does not take its answer") from None
    return answer


def _parts(data: bytearray) -> Iterator[bytes]:
    for start in range(0, len(data), _WRITE_BYTES):
        yield bytes(data[start : start + _WRITE_BYTES])


def readiness(publisher: Publisher) -> Answer:
    """Return what says whether the brokers answer: without them no dump can be taken."""

    async def readyz(_: web.Request) -> web.Response:
        try:
            await publisher.probe()
        except (TimeoutError, KafkaError) as error:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            detail = f"the Kafka brokers do not answer: {error!r}"
            return response(problem(status, "broker-unavailable", detail))
        return web.json_response({"status": "ready"})

    return readyz
