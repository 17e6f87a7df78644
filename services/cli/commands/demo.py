"""`tagwire demo`: dumps go through all of Tagwire on this machine, and are shown."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import aiohttp
import click
from rich.console import Console
from rich.text import Text

from schemas import dead_letters as dead
from schemas import headers as names
from schemas.events import decode
from schemas.tagged import TaggedArticle
from schemas.topics import DEAD_LETTERS, TAGGED
from services.cli.local.running import stoppable, watch
from services.cli.local.stack import Stack, embedded_stack
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.display import show_article
from services.cli.terminal.harmless import harmless
from services.ingest.files import FoundDump, RefusedDump, read_dumps
from services.ingest.folders import find_files
from services.records.record import Record
from services.runtime.kafka.readers.whole_topics import follow
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import configure_logging

_ANSWER_SECONDS = 60
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
    with _samples() as samples, stoppable(_INTERRUPTED):
        dumps = _dumps(paths or samples)
        console.print("starting a broker and three services …", style="dim")
        with embedded_stack(None, 0) as running:
            configure_logging(running.settings, "demo")
            asyncio.run(_demonstrate(running, dumps, console))
    click.echo(_NEXT)


@contextmanager
def _samples() -> Iterator[list[str]]:
    with as_file(files("services.cli") / "samples") as folder:
        yield sorted(str(path) for path in Path(folder).iterdir())


def _dumps(paths: Sequence[str]) -> list[FoundDump]:
    dumps: list[FoundDump] = []
    for found in (dump for file in find_files(paths).files for dump in read_dumps(file)):
        if isinstance(found, RefusedDump):
            raise SetupError(f"{found.place} was refused: {found.why.message}")
        dumps.append(found)
    return dumps


async def _demonstrate(running: Stack, dumps: list[FoundDump], console: Console) -> None:
    await running.ready()
    async with aiohttp.ClientSession() as session:
        places = {await _post(session, running.url, dump): dump.place for dump in dumps}
    watching = asyncio.create_task(watch(running))
    answers = asyncio.create_task(_answers(running, places, console))
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            done, _ = await asyncio.wait([watching, answers], return_when=asyncio.FIRST_COMPLETED)
        done.pop().result()
    except TimeoutError:
        raise SetupError(f"no answer in {_ANSWER_SECONDS} s") from None
    finally:
        watching.cancel()
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
                show_answer(record, place, console)
            if not missing:
                return


def show_answer(record: Record, place: str, console: Console) -> None:
    """Show the article, or the dead letter, that came of the dump from this place."""
    console.print(Text(f"\n{harmless(Path(place).name)}", "dim"))
    if reason := record.header(dead.REASON):
        told = harmless(f"dead letter, {reason}: {record.header(dead.MESSAGE)}")
        console.print(Text(told, "red"))
    else:
        show_article(console, decode(TaggedArticle, record.value or b""), whole=True)
