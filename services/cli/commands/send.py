"""`tagwire send`: publishes files, folders, JSON lines and standard input."""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from rich.progress import Progress

from schemas.events import is_timestamp
from schemas.topics import RAW
from services.cli.arguments.options import brokers, command_settings
from services.cli.terminal.consoles import stderr_console
from services.cli.terminal.harmless import harmless, write_json
from services.ingest.core import Accepted, Origin, accept
from services.ingest.files import FoundDump, RefusedDump, read_dumps
from services.ingest.folders import FoundFiles, as_text, find_files
from services.records.record import Rejected
from services.runtime.kafka import clients
from services.runtime.kafka.topic_admin import require_topics
from services.runtime.process.settings import Settings

_IN_FLIGHT = 500
_SHOWN_LEFT_OUT = 5


@click.command()
@brokers
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--source", help="Publisher or feed of the dumps.")
@click.option("--url", help="Address of the page (for a single dump).")
@click.option("--time", "fetched", help="When the dumps were fetched, in ISO 8601.")
@click.option("--content-type", help="What the dumps are, where a file's name does not say it.")
@click.option("--follow-links", is_flag=True, help="Follow links out of a folder, too.")
@click.option(
    "--receipts",
    is_flag=True,
    help="A JSON line on stdout for each dump that the brokers have: id, place, topic, "
    "partition, offset.",
)
def send(  # noqa: PLR0913  an argument for each option
    *,
    paths: tuple[str, ...],
    source: str | None,
    url: str | None,
    fetched: str | None,
    content_type: str | None,
    follow_links: bool,
    receipts: bool,
) -> None:
    """Publish dumps to news-raw.

    A .txt, .html or .json (RawDump) file is one dump, a .jsonl file holds a RawDump on
    each line, and - is standard input. Of a folder all files are sent that can be pages,
    by their names and first bytes; what is left out is named. Exits 1 if a dump was
    refused.

    \b
      tagwire send page.html --url https://example.org/page --source Wire
      tagwire send pages/ dumps.jsonl
      curl https://example.org/page | tagwire send -
      tagwire send pages/ --receipts | jq -c '[.place, .partition, .offset]'
    """  # noqa: D301  click looks for the backspace character itself
    if fetched and not is_timestamp(fetched):
        raise click.BadParameter(f"{fetched!r} is not ISO 8601: write 2025-04-27T10:30:00Z")
    found = find_files(paths, follow_links=follow_links)
    if url and len(found.files) != 1:
        raise click.UsageError("--url goes with a single dump")
    origin = Origin(source=source, url=url, time=fetched)
    sender = _Sender(command_settings("send"), origin, content_type, receipts=receipts)
    asyncio.run(sender.send_all(found))
    sender.summary(found)
    if sender.refused:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Sent:
    place: str
    id: str
    confirmation: asyncio.Future[Any]


class _Sender:
    """Sends dumps, and counts what was sent and what was refused."""

    def __init__(
        self, settings: Settings, origin: Origin, content_type: str | None, *, receipts: bool
    ) -> None:
        self.sent = 0
        self.refused = 0
        self._settings = settings
        self._origin = origin
        self._content_type = content_type
        self._receipts = receipts
        self._in_flight: deque[_Sent] = deque()
        self._console = stderr_console()

    async def send_all(self, found: FoundFiles) -> None:
        for path, why in found.unreadable:
            self._refuse(path, why)
        await require_topics(self._settings, [RAW])
        async with clients.producer(self._settings) as producer:
            # Receipts show how far it is; beside them a bar would take stdout for itself.
            bar = Progress(console=self._console, transient=True, disable=self._receipts)
            with bar as progress:
                for file in progress.track(found.files, description="sending"):
                    for dump in self._dumps(file):
                        await self._send(dump, producer)
                while self._in_flight:
                    await self._confirm()

    def summary(self, found: FoundFiles) -> None:
        for path, why in found.left_out[:_SHOWN_LEFT_OUT]:
            self._say(f"left out {path}: {why}")
        if (more := len(found.left_out) - _SHOWN_LEFT_OUT) > 0:
            self._say(f"left out {more} more")
        left_out = f", {len(found.left_out)} left out" if found.left_out else ""
        self._say(f"{self.sent} sent, {self.refused} refused{left_out}")

    def _dumps(self, file: str) -> Iterator[FoundDump]:
        try:
            for dump in read_dumps(file):
                if isinstance(dump, RefusedDump):
                    self._reject(dump.place, dump.why)
                else:
                    yield dump
        except OSError as error:
            self._refuse(as_text(file), f"cannot be read: {error.strerror}")

    async def _send(self, dump: FoundDump, producer: AIOKafkaProducer) -> None:
        accepted = self._accepted(dump)
        if accepted is None:
            return
        confirmation = await clients.send(producer, accepted.message, self._settings)
        self._in_flight.append(_Sent(dump.place, accepted.id, confirmation))
        if len(self._in_flight) > _IN_FLIGHT:
            await self._confirm()

    def _accepted(self, dump: FoundDump) -> Accepted | None:
        content_type = self._content_type or dump.content_type
        try:
            return accept(dump.body, content_type, self._origin)
        except Rejected as error:
            self._reject(dump.place, error)
        return None

    async def _confirm(self) -> None:
        oldest = self._in_flight.popleft()
        try:
            written = await oldest.confirmation
        except KafkaError as error:
            self._refuse(oldest.place, f"the brokers did not take it: {error!r}")
        else:
            self.sent += 1
            if self._receipts:
                write_json(_receipt(oldest, written))

    def _reject(self, place: str, error: Rejected) -> None:
        self._refuse(place, f"{error.reason}: {error.message}")

    def _refuse(self, place: str, why: str) -> None:
        self.refused += 1
        self._say(f"refused {place}: {why}")

    def _say(self, line: str) -> None:
        self._console.print(harmless(line), soft_wrap=True)


def _receipt(sent: _Sent, written: Any) -> dict[str, object]:  # noqa: ANN401 - aiokafka's
    return {
        "id": sent.id,
        "place": sent.place,
        "topic": written.topic,
        "partition": written.partition,
        "offset": written.offset,
    }
