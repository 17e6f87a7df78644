"""`tagwire audit` on a real broker: balanced books, and what breaks them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import orjson
import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from schemas.headers import CE_SOURCE, ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.ledger import books
from services.ledger.audit import audit
from services.ledger.books import Books
from services.records.record import Message, Record
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import ranges_of
from services.runtime.kafka.readers.offset_ranges import read
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    DEADLINE_SECONDS,
    commit_offsets,
    contents,
    process,
    publish,
    run,
    tagwire,
    tagwire_command,
    variables,
    wait_for,
)

FLOOD = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
ARREST = b"Two arrested after murder in Osk\nPolice arrested two men on suspicion of murder.\n"
DISASTER = TAG_TOPICS["disaster"]
FATES = tuple(fate.replace(" ", "_") for fate in books.FATES)
HOUR = 3600


def run_audit(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return run(settings, "audit", *arguments)


def counts(result: subprocess.CompletedProcess[bytes], settings: Settings) -> dict[str, Any]:
    """Return the counts that are not 0, by "topic < source"."""
    lines = map(orjson.loads, result.stdout.splitlines())
    return {
        f"{line['to'].removeprefix(settings.topic_prefix)} < {line['source']}": {
            fate: line[fate] for fate in FATES if line[fate]
        }
        for line in lines
    }


def findings(books: list[Books]) -> set[tuple[str, str]]:
    return {finding for stage in books for finding in stage.findings}


async def classified(settings: Settings, window: float | None = None) -> set[tuple[str, str]]:
    """Return what is found behind the parser: these articles have no raw records."""
    return findings((await books_of(settings, window))[1:])


async def delete_all(settings: Settings, topic: Topic) -> None:
    """Delete what a topic has, as retention does."""
    parts = await ranges_of(settings, [topic], None)
    async with clients.admin(settings) as admin:
        await admin.delete_records({one: RecordsToDelete(part.end) for one, part in parts.items()})


async def books_of(settings: Settings, window: float | None = None) -> list[Books]:
    return await audit(settings, window, lambda _done, _total: None)


async def through_the_services(settings: Settings, tagged: int, letters: int) -> None:
    """Let the services process what there is, and stop them: all is committed then."""
    parser, classifier = (process(tagwire(name), settings) for name in ("parser", "classifier"))
    with parser as first, classifier as second:
        await wait_for(settings, [TAGGED], lambda found: len(found) == tagged)
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == letters)
        for worker in (first, second):
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0


async def commit_all(settings: Settings, service: str, topic: Topic) -> None:
    """Commit all records of a topic as if the service had processed them."""
    parts = await ranges_of(settings, [topic], None)
    await commit_offsets(settings, service, {one: part.end for one, part in parts.items()})


async def write(settings: Settings, *messages: Message) -> None:
    async with clients.producer(settings) as producer:
        for message in messages:
            await (await clients.send(producer, message, settings))


def article(name: str, *, age: int = 0, origin: str | None = None) -> Message:
    """Return an article that is `age` seconds old."""
    value = orjson.dumps({"article_id": name, "source": "Wire"})
    headers = ((ORIGIN, origin.encode()),) if origin else ()
    return Message(ARTICLES, name.encode(), value, headers, int((time.time() - age) * 1000))


def tagged_from(record: Record, *tags: str) -> Message:
    """Return the tagged record of an article."""
    value = orjson.loads(record.value or b"") | {"tags": [{"tag": tag} for tag in tags]}
    headers = ((ORIGIN, (record.header(ORIGIN) or record.position).encode()),)
    return Message(TAGGED, record.key, orjson.dumps(value), headers)


async def test_what_the_services_did_is_balanced(settings: Settings) -> None:
    await publish(settings, [FLOOD, b" "], headers=[(CE_SOURCE, b"Wire")])
    await publish(settings, [ARREST])
    await publish(settings, [b"{}"], topic=ARTICLES)
    before = run_audit(settings)
    assert before.returncode == 0, before.stderr
    assert counts(before, settings)["news-articles < total"] == {"in_flight": 3}
    await through_the_services(settings, tagged=2, letters=2)
    after = run_audit(settings)
    assert (after.returncode, after.stderr) == (0, b"")
    assert counts(after, settings) == {
        "news-articles < (none)": {"results": 1},
        "news-articles < Wire": {"results": 1, "dead_letters": 1},
        "news-articles < total": {"results": 2, "dead_letters": 1},
        "news-tagged < (none)": {"results": 1, "dead_letters": 1},
        "news-tagged < Wire": {"results": 1},
        "news-tagged < total": {"results": 2, "dead_letters": 1},
        **{f"{topic.name} < total": {} for topic in TAG_TOPICS.values()},
        "news-tagged-disaster < Wire": {"results": 1},
        "news-tagged-disaster < total": {"results": 1},
        "news-tagged-crime < (none)": {"results": 1},
        "news-tagged-crime < total": {"results": 1},
    }
    (flood,) = await contents(settings, DISASTER)
    for topic in (TAGGED, *TAG_TOPICS.values()):
        await publish(settings, [None], topic=topic, key=flood.key)
    without = run_audit(settings)
    assert (without.returncode, without.stderr) == (0, b"")
    assert counts(without, settings)["news-tagged < Wire"] == {"deleted": 1}


async def test_what_was_forgotten_is_deleted_and_the_books_balance(settings: Settings) -> None:
    await publish(settings, [FLOOD], headers=[(CE_SOURCE, b"Wire")])
    await publish(settings, [ARREST], headers=[(CE_SOURCE, b"Post")])
    await through_the_services(settings, tagged=2, letters=0)
    (flood,) = await contents(settings, DISASTER)
    key, prefix = (flood.key or b"").decode(), settings.topic_prefix
    planned = run(settings, "forget", "--source", "Wire", "--dry-run")
    assert planned.stdout.decode().splitlines()[:2] == [
        f"{prefix}news-tagged: {key} would be deleted",
        f"{prefix}news-tagged-disaster: {key} would be deleted",
    ]
    assert len(await contents(settings, TAGGED)) == 2
    done = run(settings, "forget", "--id", key)
    assert done.returncode == 0, done.stderr
    deleted, copy, article, dump = done.stdout.decode().splitlines()
    assert deleted.endswith(" deleted")
    assert copy.endswith(" deleted")
    assert article.startswith(f"{prefix}news-articles-")
    assert dump.startswith(f"{prefix}news-raw-")
    assert " stays until " in dump
    last = {one.key: one.value for one in await contents(settings, TAGGED)}
    assert [one for one, value in last.items() if value is None] == [flood.key]
    audited = run_audit(settings)
    assert (audited.returncode, audited.stderr) == (0, b"")
    # What is in news-articles still is all that is found a second time.
    again = run(settings, "forget", "--source", "Wire")
    assert " deleted" not in again.stdout.decode()
    nothing = run(settings, "forget", "--url", "https://gazette.example/none")
    assert (nothing.returncode, nothing.stdout) == (1, b"")


async def test_of_what_was_sent_again_the_last_decides_and_each_copy_is_named(
    settings: Settings,
) -> None:
    wire, post = (
        orjson.dumps({"article_id": "a", "source": source, "tags": []})
        for source in ("Wire", "Post")
    )
    await publish(settings, [wire, post], topic=TAGGED, key=b"a")
    await publish(settings, [wire, wire, post], topic=ARTICLES, key=b"a")
    told = run(settings, "forget", "--source", "Wire").stdout.decode().splitlines()
    assert [line.split(": ")[1].split(" until ")[0] for line in told] == ["stays", "stays"]
    assert [one.value for one in await contents(settings, TAGGED)] == [wire, post]


async def test_what_was_deleted_unread_is_named_before_and_after_a_worker_finds_it(
    settings: Settings,
) -> None:
    await publish(settings, [FLOOD] * 3)
    await delete_all(settings, RAW)
    await publish(settings, [ARREST])
    gaps = skipped(settings)
    with process(tagwire("parser"), settings) as parser:
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == len(gaps))
        parser.send_signal(signal.SIGTERM)
        assert parser.wait(30) == 0
    assert skipped(settings) == gaps


def skipped(settings: Settings) -> list[str]:
    """Return the lines of an audit that finds three dumps deleted unread, and nothing else."""
    result = run_audit(settings)
    assert result.returncode == 1
    assert counts(result, settings)["news-articles < (unknown)"] == {"skipped": 3}
    assert run_audit(settings, "--allow-skipped").returncode == 0
    lines = result.stderr.decode().splitlines()
    assert all(line.startswith(f"{settings.topic_prefix}news-raw-") for line in lines)
    assert all("deleted unread, offsets 0 to" in line for line in lines)
    return lines


async def test_what_breaks_the_books_is_named(settings: Settings) -> None:
    await publish(settings, [FLOOD, ARREST])
    await through_the_services(settings, tagged=2, letters=0)
    (flood,) = await contents(settings, DISASTER)
    (doubled,) = [one for one in await contents(settings, ARTICLES) if one.key != flood.key]
    await publish(
        settings, [doubled.value], topic=ARTICLES, key=doubled.key, headers=doubled.headers
    )
    await publish(settings, [b"nobody's"], key=b"lost")
    lost = next(record for record in await contents(settings, RAW) if record.key == b"lost")
    await commit_all(settings, "parser", RAW)
    await publish(settings, [b'{"tags": [{"tag": "disaster"}]}'], topic=TAGGED, key=b"k")
    bare = next(record for record in await contents(settings, TAGGED) if record.key == b"k")
    await publish(settings, [b"{}"], topic=DISASTER, key=b"other")
    odd = next(record for record in await contents(settings, DISASTER) if record.key == b"other")
    await publish(settings, [doubled.value], topic=ARTICLES, key=b"forged")
    (forged,) = [one for one in await contents(settings, ARTICLES) if one.key == b"forged"]
    changed = (flood.value or b"")[:-1] + b" }"
    await publish(settings, [changed], topic=DISASTER, key=flood.key, headers=flood.headers)
    (extra,) = [one for one in await contents(settings, DISASTER) if one.value == changed]
    result = run_audit(settings)
    assert result.returncode == 1
    prefix = settings.topic_prefix
    dump_to = f"{prefix}news-articles or {prefix}news-dead-letters"
    assert set(result.stderr.decode().splitlines()) == {
        f"{doubled.header(ORIGIN)}: more than one on {dump_to}",
        f"{lost.position}: nothing on {dump_to}",
        f"{bare.position}: nothing on {prefix}news-tagged-disaster",
        f"{odd.position}: no such record with this tag on {prefix}news-tagged",
        f"{extra.position}: no such record with this tag on {prefix}news-tagged",
        f"{forged.position}: no such record on {prefix}news-raw",
    }
    first = counts(result, settings)["news-articles < total"]
    assert first == {"results": 1, "missing": 1, "double": 1, "stray": 1}


async def test_following_it_says_what_changes_until_it_is_stopped(settings: Settings) -> None:
    await publish(settings, [FLOOD])
    (flood,) = await contents(settings, RAW)
    raw, articles = (settings.topic_prefix + topic.name for topic in (RAW, ARTICLES))
    with following(settings) as child:
        assert await said(child) == f"{raw} → {articles}: in flight 0 → 1"
        await commit_all(settings, "parser", RAW)  # as one that wrote nothing
        assert await said(child) == f"{raw} → {articles}: in flight 1 → 0, missing 0 → 1"
        assert (await said(child)).startswith(f"new: {flood.position}: nothing on {articles}")
        child.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(child.wait, DEADLINE_SECONDS) == 1


@contextmanager
def following(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Run an audit that follows, and kill it at the end if it still runs."""
    command = tagwire_command("audit", "--follow", "--every", "1s")
    with subprocess.Popen(command, env=variables(settings), stdout=subprocess.PIPE) as child:
        try:
            yield child
        finally:
            child.kill()


async def said(child: subprocess.Popen[bytes]) -> str:
    """Return the next line that a process writes. Fails after the deadline."""
    assert child.stdout
    async with asyncio.timeout(DEADLINE_SECONDS):
        return (await asyncio.to_thread(child.stdout.readline)).decode().rstrip()


async def test_a_window_leaves_older_inputs_out_and_reads_from_there(settings: Settings) -> None:
    await write(settings, article("a", age=2 * HOUR), article("b", age=2 * HOUR), article("a"))
    await commit_all(settings, "classifier", ARTICLES)
    old, older, new = sorted(await contents(settings, ARTICLES), key=lambda one: one.timestamp or 0)
    everything = {("missing", one.position) for one in (old, older, new)}
    assert await classified(settings) == everything
    assert await classified(settings, window=HOUR) == {("missing", new.position)}
    since = new.timestamp or 0
    recent = read(settings, await ranges_of(settings, [ARTICLES], since))
    assert [record async for record in recent] == [new]


async def test_what_may_be_gone_by_retention_is_not_missed(settings: Settings) -> None:
    await write(settings, article("a", age=2 * HOUR), article("b"))
    await commit_all(settings, "classifier", ARTICLES)
    old, new = sorted(await contents(settings, ARTICLES), key=lambda one: one.timestamp or 0)
    lost = {("missing", old.position), ("missing", new.position)}
    assert await classified(settings) == lost
    name = settings.topic_prefix + TAGGED.name
    shorter = ConfigResource(ConfigResourceType.TOPIC, name, {"retention.ms": str(HOUR * 1000)})
    async with clients.admin(settings) as admin:
        await admin.alter_configs([shorter])
    assert await classified(settings) == {("missing", new.position)}


async def test_the_embedded_broker_is_audited_too(embedded: str) -> None:
    settings = Settings(kafka_bootstrap_servers=embedded, topic_prefix="audited-")
    await create_topics(settings)
    await publish(settings, [FLOOD])
    result = run_audit(settings)
    assert (result.returncode, result.stderr) == (0, b"")
    assert counts(result, settings)["news-articles < total"] == {"in_flight": 1}


async def test_a_window_knows_an_article_that_has_waited_longer(settings: Settings) -> None:
    await write(settings, article("a", age=2 * HOUR))
    (waiting,) = await contents(settings, ARTICLES)
    # Not committed: its copy may still come.
    await write(settings, tagged_from(waiting, "disaster"))
    assert await classified(settings, window=HOUR) == set()
    await commit_all(settings, "classifier", ARTICLES)
    (bare,) = await contents(settings, TAGGED)
    assert await classified(settings, window=HOUR) == {("missing", bare.position)}


async def test_an_open_transaction_does_not_hide_what_was_committed_behind_it(
    settings: Settings,
) -> None:
    await publish(settings, [FLOOD])
    (raw,) = await contents(settings, RAW)
    await commit_all(settings, "parser", RAW)
    async with AsyncExitStack() as stack:
        name = f"{settings.topic_prefix}held-up"
        # The brokers end it after half of this.
        slow = settings.model_copy(update={"kafka_session_timeout_seconds": 60})
        held_up = await stack.enter_async_context(clients.transactional_producer(slow, name))
        await held_up.begin_transaction()
        await (await clients.send(held_up, article("k"), settings))
        await write(settings, article("k", origin=raw.position))
        parts = await ranges_of(settings, [ARTICLES], None)
        with pytest.raises(SetupError, match="a transaction is left open"):
            [record async for record in read(settings, parts, patience=1)]
        reading = asyncio.Event()
        auditing = asyncio.create_task(audit(settings, None, lambda _done, _all: reading.set()))
        # The record of news-raw is read: all ends are known, and the transaction is among them.
        await reading.wait()
        await held_up.abort_transaction()
        books = await auditing
    assert books[0].total == {"results": 1}
    assert findings(books) == set()


def test_trouble_is_one_line_and_code_2(settings: Settings) -> None:
    unreachable = {"kafka_bootstrap_servers": "127.0.0.1:1", "kafka_startup_seconds": 1}
    for more, message in (
        (unreachable, "no Kafka broker answers at 127.0.0.1:1"),
        ({"topic_prefix": "missing-"}, "tagwire topics create"),
    ):
        result = run_audit(settings.model_copy(update=more))
        assert result.returncode == 2
        assert b"Traceback" not in result.stderr
        last = result.stderr.decode().splitlines()[-1]
        assert last.startswith("tagwire: ")
        assert message in last
    assert run_audit(settings, "--window", "1 week").returncode == 2
