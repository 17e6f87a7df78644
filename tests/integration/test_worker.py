"""The worker loop: whatever happens, no record is left behind."""

from __future__ import annotations

import asyncio
import hashlib
import signal

import pytest

from schemas import dead_letters as names
from schemas.topics import ARTICLES, DEAD_LETTERS
from services.runtime.process.errors import EXIT_UNFORESEEN
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    BY_EACH_SOURCE,
    STUB,
    committed,
    configure,
    contents,
    joined,
    numbered,
    process,
    publish,
    publish_compressed,
    run,
    wait_for,
)


@BY_EACH_SOURCE
async def test_copies_every_record(settings: Settings) -> None:
    values = numbered(1000)
    await publish(settings, values)
    with process(STUB, settings):
        records = await wait_for(settings, [ARTICLES], lambda found: len(found) >= 1000)
    assert sorted(record.value or b"" for record in records) == sorted(values)


async def test_rejected_and_crashing_records_become_dead_letters(settings: Settings) -> None:
    await publish(settings, [b"reject 1", b"crash 1", b"copy 1"], headers=[("x", b"\xff")])
    with process(STUB, settings):
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
        letters = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 2)
    by_value = {letter.value: letter for letter in letters}
    rejected, crashed = by_value[b"reject 1"], by_value[b"crash 1"]
    assert rejected.header(names.REASON) == "no-article"
    assert rejected.header(names.MESSAGE) == "as told"
    assert ("x", b"\xff") in rejected.headers
    assert crashed.header(names.REASON) == "internal-error"
    assert "ZeroDivisionError" in (crashed.header(names.STACKTRACE) or "")


async def test_a_result_over_the_limit_becomes_a_dead_letter(settings: Settings) -> None:
    await publish(settings, [b"huge 1", b"copy 1"])
    with process(STUB, settings):
        (letter,) = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
    assert letter.header(names.REASON) == "too-large"


async def test_a_result_that_only_the_broker_refuses_becomes_a_dead_letter(
    settings: Settings,
) -> None:
    await configure(settings, ARTICLES, {"max.message.bytes": "300000"})
    await publish(settings, [b"copy " + b"x" * 400_000, b"copy 1"])
    with process(STUB, settings):
        (letter,) = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
    assert letter.header(names.REASON) == "too-large"
    assert "tagwire topics check" in (letter.header(names.MESSAGE) or "")


@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_only_what_is_too_large_itself_becomes_a_dead_letter(
    settings: Settings, delivery: str
) -> None:
    await configure(settings, ARTICLES, {"max.message.bytes": "100000"})
    values = numbered(200)
    # It is its key too, and with that shares a record batch with others.
    too_large = b"copy " + b"x" * 60_000
    await publish(settings, [*values[:100], too_large, *values[100:]])
    with process(STUB, settings, delivery=delivery):
        records = await wait_for(settings, [ARTICLES], lambda found: len(found) >= len(values))
        (letter,) = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
    assert sorted(record.value or b"" for record in records) == sorted(values)
    assert letter.value == too_large


@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_a_dead_letter_that_does_not_fit_is_cut_and_holds_nothing_up(
    settings: Settings, delivery: str
) -> None:
    await configure(settings, DEAD_LETTERS, {"max.message.bytes": "300000"})
    hidden = b"reject " + b"x " * 15_000_000  # compressed, it is below the limit of its topic
    await publish_compressed(settings, [b"copy 1", hidden, b"copy 2", b"reject " + b"y" * 400_000])
    with process(STUB, settings, delivery=delivery):
        letters = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 2)
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 2)
    letter, other = sorted(letters, key=lambda one: int(one.header(names.OFFSET) or 0))
    assert letter.header(names.CUT) == other.header(names.CUT) == "value"
    assert letter.header(names.VALUE_LENGTH) == str(len(hidden))
    assert letter.header(names.VALUE_SHA256) == hashlib.sha256(hidden).hexdigest()
    assert hidden.startswith(letter.value or b"no value")
    assert other.header(names.REASON) == "no-article", "the reason is still the first one"
    shown = run(settings, "dead-letters", "show", letter.position)
    assert shown.stdout == letter.value
    assert b"of 30000007 bytes of the value" in shown.stderr
    replayed = run(settings, "dead-letters", "replay", "--all")
    assert replayed.returncode == 1
    assert b"not replayed" in replayed.stderr


@BY_EACH_SOURCE
@pytest.mark.parametrize("delivery", ["exactly-once", "at-least-once"])
async def test_the_unforeseen_ends_the_process_and_loses_nothing(
    settings: Settings, delivery: str
) -> None:
    values = [*numbered(300), b"break", *numbered(300, "more")]
    await publish(settings, values)
    for _ in range(2):  # again and again, the records of the broken batch are delivered
        with process(STUB, settings, delivery=delivery) as worker:
            assert await asyncio.to_thread(worker.wait, 40) == EXIT_UNFORESEEN
    found = {record.value for record in await contents(settings, ARTICLES)}
    assert b"break" not in found
    with process([*STUB, "--forgive"], settings, delivery=delivery):
        await wait_for(
            settings, [ARTICLES], lambda records: {r.value for r in records} == set(values)
        )


@BY_EACH_SOURCE
async def test_a_worker_that_is_killed_loses_nothing_and_repeats_the_same(
    settings: Settings,
) -> None:
    values = numbered(800, "slow")
    await publish(settings, values)
    for _ in range(2):
        before = len(await contents(settings, ARTICLES))
        with process(STUB, settings, delivery="at-least-once") as worker:
            # Long enough for Faust to commit some of it.
            await wait_for(settings, [ARTICLES], lambda found, n=before: len(found) > n + 200)  # type: ignore[misc]
            worker.kill()
            worker.wait()
        written = {record.value for record in await contents(settings, ARTICLES)}
        offsets = (await committed(settings, "stub")).values()
        assert 0 < sum(one.offset for one in offsets if one.offset > 0) <= len(written)
    with process(STUB, settings, delivery="at-least-once"):
        records = await wait_for(
            settings, [ARTICLES], lambda found: {r.value for r in found} == set(values)
        )
    same = {(record.key, record.value, record.headers) for record in records}
    assert len(same) == len(values)


@BY_EACH_SOURCE
async def test_sigterm_finishes_the_batch_and_exits_cleanly(settings: Settings) -> None:
    values = numbered(1200, "slow")
    await publish(settings, values)
    for _ in range(2):
        with process(STUB, settings, delivery="at-least-once") as worker:
            before = len(await contents(settings, ARTICLES))
            await wait_for(settings, [ARTICLES], lambda found, n=before: len(found) > n)  # type: ignore[misc]
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, 30) == 0
    with process(STUB, settings, delivery="at-least-once"):
        records = await wait_for(
            settings, [ARTICLES], lambda found: {r.value for r in found} == set(values)
        )
    assert len(records) == len(values), "a clean stop repeats nothing"


@BY_EACH_SOURCE
async def test_workers_that_come_and_go_lose_and_repeat_nothing(settings: Settings) -> None:
    values = numbered(2000, "slow")
    await publish(settings, values)
    with process(STUB, settings, delivery="at-least-once"):
        for _ in range(2):
            with process(STUB, settings, delivery="at-least-once") as second:
                await joined(settings, "stub", 2)
                second.send_signal(signal.SIGTERM)
                await asyncio.to_thread(second.wait, 30)
        records = await wait_for(
            settings, [ARTICLES], lambda found: {r.value for r in found} == set(values)
        )
    assert len(records) == len(values)


async def test_what_was_written_just_before_a_worker_comes_is_not_repeated(
    settings: Settings,
) -> None:
    values = numbered(600)
    with process(STUB, settings, delivery="at-least-once"):
        await publish(settings, values[:1])
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
        with process(STUB, settings, delivery="at-least-once"):
            for value in values[1:]:  # one after the other: most partitions are idle
                await publish(settings, [value])
            records = await wait_for(
                settings, [ARTICLES], lambda found: {r.value for r in found} == set(values)
            )
    assert len(records) == len(values)
