"""`tagwire demo` and `tagwire up`: all of Tagwire on this machine."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import aiohttp
import click
from rich.console import Console

from schemas import dead_letters as dead
from schemas import headers as names
from schemas.events import decode
from schemas.tagged import TaggedArticle
from schemas.topics import DEAD_LETTERS, TAGGED
from services.cli.consoles import stdout_console
from services.cli.display import show_article
from services.cli.harmless import harmless
from services.cli.stack import Stack, embedded_stack, stack
from services.ingest.files import FoundDump, find_files, read_dumps
from services.runtime.errors import SetupError
from services.runtime.logging import configure_logging
from services.runtime.reading import follow
from services.runtime.records import Record
from services.runtime.settings import is_set, load_settings

_ANSWER_SECONDS = 60
_WATCH_SECONDS = 0.5
_INTERRUPTED = 128 + signal.SIGINT  # as shells count

_NEXT = """\

Each dump went over HTTP to news-raw, through the parser to news-articles,
and through the classifier to news-tagged. To go on:
  tagwire demo FILE...         the same for your own pages (.txt, .html, .jsonl)
  tagwire up                   keep it all running, then in another terminal
  tagwire send FILE            … publish a dump
  tagwire tail --tag disaster  … and read the disasters"""


@click.command()
@click.argument("paths", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True))
def demo(paths: tuple[str, ...]) -> None:
    """Send dumps through all of Tagwire and show what comes out.

    Starts an embedded broker (data in memory, delivery at least once) and the three
    services on free ports, sends the files, or two samples, and stops everything.
    """
    console = stdout_console()
    with _samples() as samples, _stoppable(_INTERRUPTED):
        dumps = [dump for file in find_files(paths or samples) for dump in read_dumps(file)]
        console.print("starting a broker and three services …", style="dim")
        with embedded_stack(None, 0) as running:
            configure_logging(running.settings, "demo")
            asyncio.run(_demonstrate(running, dumps, console))
    click.echo(_NEXT)


@click.command()
@click.option(
    "--kafka-port",
    type=click.IntRange(1, 65535),
    default=9092,
    show_default=True,
    help="Port of the embedded broker.",
)
def up(kafka_port: int) -> None:
    """Keep a broker and the three services running until Ctrl-C.

    Without TAGWIRE_KAFKA_BOOTSTRAP_SERVERS the broker is an embedded one: its data is in
    memory and gone at the end, delivery is at least once.
    """
    with _stoppable(0), _chosen_stack(kafka_port) as running:
        asyncio.run(running.ready())
        click.echo(f"Kafka {running.settings.kafka_bootstrap_servers}  ingest {running.url}")
        click.echo(f"logs {running.logs}  Ctrl-C stops")
        asyncio.run(_watch(running))


def _chosen_stack(kafka_port: int) -> AbstractContextManager[Stack]:
    settings = load_settings()
    configure_logging(settings, "up")
    if is_set("kafka_bootstrap_servers"):
        return stack(settings)
    click.echo("embedded broker: data in memory, delivery at least once", err=True)
    return embedded_stack(kafka_port, settings.http_port)


@contextmanager
def _stoppable(code: int) -> Iterator[None]:
    """Exit with `code` on SIGTERM and Ctrl-C, through every `finally`, without a traceback."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        sys.exit(code)


@contextmanager
def _samples() -> Iterator[list[str]]:
    with as_file(files("services.cli") / "samples") as folder:
        yield sorted(str(path) for path in Path(folder).iterdir())


async def _watch(running: Stack) -> None:
    while True:
        running.services.check()
        await asyncio.sleep(_WATCH_SECONDS)


async def _demonstrate(running: Stack, dumps: list[FoundDump], console: Console) -> None:
    await running.ready()
    async with aiohttp.ClientSession() as session:
        places = {await _post(session, running.url, dump): dump.place for dump in dumps}
    watch = asyncio.create_task(_watch(running))
    answers = asyncio.create_task(_answers(running, places, console))
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            done, _ = await asyncio.wait([watch, answers], return_when=asyncio.FIRST_COMPLETED)
        done.pop().result()
    except TimeoutError:
        raise SetupError(f"no answer in {_ANSWER_SECONDS} s; `tagwire up` keeps logs") from None
    finally:
        watch.cancel()
        answers.cancel()


async def _post(session: aiohttp.ClientSession, url: str, dump: FoundDump) -> str:
    """Publish a dump through ingest, and return its id."""
    headers = {"Content-Type": dump.content_type} if dump.content_type else {}
    skipped = ["Content-Type"]  # aiohttp would add application/octet-stream
    async with session.post(
        f"{url}/v1/dumps", data=dump.body, headers=headers, skip_auto_headers=skipped
    ) as response:
        answer = await response.json(content_type=None)
        if response.status != 202:  # noqa: PLR2004 - HTTP Accepted
            raise SetupError(f"{dump.place} was refused, {answer['reason']}: {answer['detail']}")
        return str(answer["id"])


async def _answers(running: Stack, places: dict[str, str], console: Console) -> None:
    """Show the article, or the dead letter, of each dump as it comes."""
    missing = dict(places)
    records = follow(running.settings, [TAGGED, DEAD_LETTERS], from_beginning=True)
    async with aclosing(records):
        async for record in records:
            place = missing.pop(record.header(names.CE_ID) or "", None)
            if place is not None:
                _show(record, place, console)
            if not missing:
                return


def _show(record: Record, place: str, console: Console) -> None:
    console.print(f"\n{harmless(Path(place).name)}", style="dim")
    if reason := record.header(dead.REASON):
        told = harmless(f"dead letter, {reason}: {record.header(dead.MESSAGE)}")
        console.print(told, style="red")
    else:
        show_article(console, decode(TaggedArticle, record.value or b""), whole=True)
