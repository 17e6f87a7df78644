"""`tagwire parse`, `classify` and `tag`: the pure functions as filters, without a broker."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import click
import orjson

from schemas import headers as names
from schemas.dead_letters import Reason
from schemas.events import Article, Event, encode
from services.cli.drafts import read_draft
from services.ingest.files import STDIN, FoundDump, find_files, read_dumps
from services.runtime.errors import SetupError
from services.runtime.records import Record, Rejected

_paths = click.argument("paths", nargs=-1, metavar="[FILE|DIR|-]...")


@click.command()
@_paths
def parse(paths: tuple[str, ...]) -> None:
    """Cut articles out of dumps: files, or JSON lines of RawDump on stdin.

    Writes an Article in JSON on each line, in the order of the input. What cannot be
    parsed is a JSON line on stderr (dump_id, reason, message), and the exit code is 1.
    """
    _filter(paths, _parse)


@click.command()
@_paths
def classify(paths: tuple[str, ...]) -> None:
    """Tag articles: JSON lines of Article, from files or stdin.

    Writes a TaggedArticle in JSON on each line. An article needs no more than a headline
    or paragraphs, and an id; what cannot be read is a JSON line on stderr.
    """
    _filter(paths, _classify)


@click.command()
@_paths
def tag(paths: tuple[str, ...]) -> None:
    """Parse and classify in one go: dumps in, tagged articles out."""
    _filter(paths, _tag)


Work = Callable[[Record], Event]


def _parse(record: Record) -> Article:
    from services.parser.core import parse  # noqa: PLC0415 - quick start of the other filters
    from services.parser.decode import read_dump  # noqa: PLC0415

    return parse(read_dump(record))


def _classify(record: Record) -> Event:
    from services.classifier.core import classify  # noqa: PLC0415

    return classify(read_draft(record))


def _tag(record: Record) -> Event:
    from services.classifier.core import classify  # noqa: PLC0415

    return classify(_parse(record))


def _filter(paths: tuple[str, ...], work: Work) -> None:
    """Write the work's result for each dump; exit 1 if any was rejected."""
    failed = False
    for found in _read(paths):
        try:
            line = _attempt(work, _record(found))
        except Rejected as error:
            failed = True
            _complain(found, error)
        else:
            sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
    if failed:
        sys.exit(1)


def _read(paths: tuple[str, ...]) -> Iterator[FoundDump]:
    for file in find_files(paths or (STDIN,)):
        try:
            yield from read_dumps(file)
        except OSError as error:
            raise SetupError(f"{file} cannot be read: {error.strerror}") from None


def _record(found: FoundDump) -> Record:
    """Return the record that a producer would have made of the dump, just now."""
    headers = {names.CONTENT_TYPE: found.content_type, names.CE_ID: found.place}
    return Record(
        topic=found.place,
        partition=0,
        offset=0,
        value=found.body,
        headers=tuple((key, text.encode()) for key, text in headers.items() if text),
        timestamp=int(datetime.now(UTC).timestamp() * 1000),
    )


def _attempt(work: Work, record: Record) -> bytes:
    try:
        return encode(work(record))
    except Rejected:
        raise
    except Exception as error:
        raise Rejected(Reason.INTERNAL_ERROR, f"{type(error).__name__}: {error}") from error


def _complain(found: FoundDump, error: Rejected) -> None:
    line = {"dump_id": _id(found), "reason": error.reason, "message": error.message}
    click.echo(orjson.dumps(line), err=True)


def _id(found: FoundDump) -> str:
    """Return the dump's own id where it can be read, else its place."""
    try:
        own = orjson.loads(found.body)
    except orjson.JSONDecodeError:
        return found.place
    named = own.get("id") or own.get("dump_id") if isinstance(own, dict) else None
    return str(named or found.place)
