"""Running services set every metric that is declared."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from deploy.brokers.ports import free_ports
from services.runtime.metrics.definitions import DEFINITIONS, Definition
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    DEADLINE_SECONDS,
    own_interpreter,
    process,
    publish,
    tagwire,
    tagwire_command,
)

FLOOD = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
FOREIGN = (
    "Stadtrat beschließt neuen Haushalt\nDer Stadtrat hat am Dienstag mit großer Mehrheit einen "
    "neuen Haushalt beschlossen. Die Ausgaben für Schulen und Straßen sollen deutlich steigen.\n"
)

MOVED_BY_FAULTS = {
    "tagwire_records_skipped_total",
    "tagwire_audit_failures_total",
    "tagwire_service_restarts_total",
}
"""What moves only when something goes wrong: tests of that look at it."""

MAY_BE_NOTHING = {
    "tagwire_consumer_lag_records",
    "kafka_consumergroup_lag",
    "tagwire_ingest_in_flight_bytes",
}
"""What has a sample that may be 0, as it is where all is done."""


async def test_every_metric_that_is_declared_is_set(settings: Settings) -> None:
    http, port, audit_port = free_ports(3)
    audit = tagwire("audit", "--follow", "--every", "1s", "--metrics-port", str(audit_port))
    up = own_interpreter(tagwire_command("up"), settings, http_port=http, health_port=port)
    with up:
        await load(f"http://127.0.0.1:{http}")
        await publish(settings, [b" "])  # a dead letter
        with process(audit, settings):
            urls = [f"http://127.0.0.1:{one}/metrics" for one in (port, audit_port)]
            deadline = time.monotonic() + DEADLINE_SECONDS
            while missing := [one.name for one in unset(await scraped(urls))]:
                assert time.monotonic() < deadline, missing
                await asyncio.sleep(0.2)


async def load(url: str) -> None:
    """Post dumps of several kinds once ingest serves."""
    async with aiohttp.ClientSession(url) as session:
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not await serves(session):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)
        for text in (FLOOD, FOREIGN):
            lines = [json.dumps({"id": f"{text[:5]}{n}", "text": text}) for n in range(20)]
            batch = "\n".join([*lines, "{"])
            async with session.post("/v1/dumps:batch?source=Wire", data=batch) as answer:
                assert answer.status == 207
        async with session.post("/v1/dumps", data=" ") as answer:
            assert answer.status == 400


async def serves(session: aiohttp.ClientSession) -> bool:
    try:
        async with session.get("/readyz") as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


async def scraped(urls: list[str]) -> dict[str, float]:
    """Return the largest value of each name of samples."""
    found: dict[str, float] = {}
    async with aiohttp.ClientSession() as session:
        for url in urls:
            try:
                async with session.get(url) as answer:
                    text = await answer.text()
            except aiohttp.ClientError:  # it has only just started
                continue
            for family in text_string_to_metric_families(text):
                for one in family.samples:
                    found[one.name] = max(one.value, found.get(one.name, one.value))
    return found


def unset(found: dict[str, float]) -> Iterator[Definition]:
    for metric in DEFINITIONS:
        name = f"{metric.name}_count" if metric.kind == "histogram" else metric.name
        if metric.name in MAY_BE_NOTHING:
            if name not in found:
                yield metric
        elif metric.name not in MOVED_BY_FAULTS and not found.get(name):
            yield metric


def test_what_is_excepted_is_declared() -> None:
    assert {*MOVED_BY_FAULTS, *MAY_BE_NOTHING} <= {one.name for one in DEFINITIONS}
