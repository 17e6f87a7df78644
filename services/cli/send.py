"""`tagwire send`: publishes files, folders, JSON lines and standard input."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from rich.progress import Progress

from schemas.events import is_timestamp
from schemas.topics import RAW
from services.cli.consoles import stderr_console
from services.cli.harmless import harmless
from services.ingest.core import Origin, accept
from services.ingest.files import FoundDump, find_files, read_dumps
from services.runtime import clients
from services.runtime.logging import configure_logging
from services.runtime.records import Message, Rejected
from services.runtime.settings import Settings, load_settings
from services.runtime.topics import require_topics

_IN_FLIGHT = 500


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--source", help="Publisher or feed of the dumps.")
@click.option("--url", help="Address of the page (for a single dump).")
@click.option("--time", "fetched", help="When the dumps were fetched, in ISO 8601.")
@click.option("--content-type", help="What the dumps are, where a file's name does not say it.")
def send(
    paths: tuple[str, ...],
    source: str | None,
    url: str | None,
    fetched: str | None,
    content_type: str | None,
) -> None:
    """Publish dumps to news-raw.

    A .txt, .html or .json (RawDump) file is one dump, a .jsonl file holds a RawDump on
    each line, a folder is all its files, and - is standard input. Exits 1 if a dump
    was refused.
    """
    if fetched and not is_timestamp(fetched):
        raise click.BadParameter(f"{fetched!r} is not ISO 8601: write 2025-04-27T10:30:00Z")
    files = find_files(paths)
    if url and len(files) != 1:
        raise click.UsageError("--url goes with a single dump")
    origin = Origin(source=source, url=url, time=fetched)
    settings = load_settings()
    configure_logging(settings, "send")
    sender = _Sender(settings, origin, content_type)
    asyncio.run(sender.send_all(files))
    sender.summary()
    if sender.refused:
        sys.exit(1)


@dataclass(slots=True)
class _Sent:
    place: str
    confirmation: asyncio.Future[object]


class _Sender:
    """Sends dumps, and counts what was sent and what was refused."""

    def __init__(self, settings: Settings, origin: Origin, content_type: str | None) -> None:
        self.sent = 0
        self.refused = 0
        self._settings = settings
        self._origin = origin
        self._content_type = content_type
        self._in_flight: deque[_Sent] = deque()
        self._console = stderr_console()

    async def send_all(self, files: Sequence[str]) -> None:
        await require_topics(self._settings, [RAW])
        async with clients.producer(self._settings) as producer:
            with Progress(console=self._console, transient=True) as progress:
                for file in progress.track(files, description="sending"):
                    for dump in self._dumps(file):
                        await self._send(dump, producer)
                while self._in_flight:
                    await self._confirm()

    def summary(self) -> None:
        self._console.print(f"{self.sent} sent, {self.refused} refused")

    def _dumps(self, file: str) -> Iterator[FoundDump]:
        try:
            yield from read_dumps(file)
        except OSError as error:
            self._refuse(file, f"cannot be read: {error.strerror}")

    async def _send(self, dump: FoundDump, producer: AIOKafkaProducer) -> None:
        message = self._message(dump)
        if message is None:
            return
        confirmation = await clients.send(producer, message, self._settings)
        self._in_flight.append(_Sent(dump.place, confirmation))
        if len(self._in_flight) > _IN_FLIGHT:
            await self._confirm()

    def _message(self, dump: FoundDump) -> Message | None:
        content_type = self._content_type or dump.content_type
        try:
            return accept(dump.body, content_type, self._origin).message
        except Rejected as error:
            self._refuse(dump.place, f"{error.reason}: {error.message}")
        return None

    async def _confirm(self) -> None:
        oldest = self._in_flight.popleft()
        try:
            await oldest.confirmation
        except KafkaError as error:
            self._refuse(oldest.place, f"the brokers did not take it: {error!r}")
        else:
            self.sent += 1

    def _refuse(self, place: str, why: str) -> None:
        self.refused += 1
        self._console.print(harmless(f"refused {place}: {why}"), soft_wrap=True)
