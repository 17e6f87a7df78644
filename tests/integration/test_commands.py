"""The commands that talk to a broker, run as a user runs them."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED
from services.registry import SERVICES
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    configure,
    contents,
    process,
    publish,
    run,
    tagwire,
    wait_for,
)

FLOOD = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
ARREST = "Two arrested after murder in Osk\nPolice arrested two men on suspicion of murder.\n"


def lines(result: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    (tmp_path / "flood.txt").write_text(FLOOD)
    (tmp_path / "arrest.txt").write_text(ARREST)
    (tmp_path / "more.jsonl").write_bytes(orjson.dumps({"id": "3", "text": FLOOD}) + b'\n{"te\n')
    (tmp_path / "empty.txt").touch()
    return tmp_path


async def test_send_publishes_and_says_what_it_refused(settings: Settings, dumps: Path) -> None:
    result = run(settings, "send", str(dumps), "--source", "Wire")
    assert result.returncode == 1
    complaints = result.stderr.decode().splitlines()
    assert "3 sent, 2 refused" in complaints
    assert any("empty.txt: empty-dump" in line for line in complaints)
    assert any("more.jsonl:2: invalid-json" in line for line in complaints)
    records = await contents(settings, RAW)
    assert len(records) == 3
    assert {record.header("ce_source") for record in records} == {"Wire"}


async def test_send_reads_standard_input(settings: Settings) -> None:
    result = run(settings, "send", "-", "--url", "https://wire.example/1", stdin=FLOOD.encode())
    assert result.returncode == 0, result.stderr
    (record,) = await contents(settings, RAW)
    assert (record.key, record.value) == (b"https://wire.example/1", FLOOD.encode())


async def test_send_refuses_what_the_topic_would_not_take(settings: Settings) -> None:
    result = run(settings, "send", "-", stdin=b"a" * 20 * 1024 * 1024)
    assert result.returncode == 1
    assert b"too-large" in result.stderr
    assert await contents(settings, RAW) == []


async def test_tail_filters_by_tag_and_confidence(settings: Settings) -> None:
    await publish(
        settings, [FLOOD.encode(), ARREST.encode(), b"Queen opens new library in the old harbour\n"]
    )
    with process(tagwire("parser"), settings), process(tagwire("classifier"), settings):
        await wait_for(settings, [TAGGED], lambda found: len(found) == 3)
    tail = ("tail", "--from-beginning", "--limit")
    result = run(settings, *tail, "3")
    assert result.stderr == b""
    everything = lines(result)
    assert len(everything) == 3
    (flood,) = lines(run(settings, *tail, "1", "--tag", "disaster"))
    assert flood["headline"] == "Flood in Osk valley"
    both = lines(run(settings, *tail, "2", "--tag", "disaster", "--tag", "crime"))
    assert {article["tags"][0]["tag"] for article in both} == {"disaster", "crime"}
    highest = max(tag["confidence"] for article in everything for tag in article["tags"])
    (surest,) = lines(run(settings, *tail, "1", "--min-confidence", str(highest)))
    assert surest["tags"][0]["confidence"] == highest


async def test_dead_letters_are_listed_shown_and_replayed(settings: Settings) -> None:
    await publish(settings, [b"  \n"], key=b"k", headers=[("ce_id", b"7")])
    with process(tagwire("parser"), settings):
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
    (letter,) = lines(run(settings, "dead-letters", "list"))
    assert (letter["reason"], letter["stage"]) == ("empty-dump", "parser")
    assert lines(run(settings, "dead-letters", "list", "--reason", "too-large")) == []
    shown = run(settings, "dead-letters", "show", letter["position"])
    assert shown.stdout == b"  \n"
    assert b"tagwire.reason: empty-dump" in shown.stderr
    assert run(settings, "dead-letters", "replay").returncode == 2
    assert run(settings, "dead-letters", "show", "nowhere-0-0").returncode == 1
    replayed = run(settings, "dead-letters", "replay", letter["position"])
    assert replayed.stdout == b"1 replayed\n"
    first, second = await contents(settings, RAW)
    assert (first.key, first.value, first.headers) == (second.key, second.value, second.headers)
    forged = [("__streams.errors.topic", b"other-topic"), ("tagwire.reason", b"empty-dump")]
    await publish(settings, [b"{}"], topic=DEAD_LETTERS, headers=forged)
    refused = run(settings, "dead-letters", "replay", "--all")
    assert (refused.returncode, refused.stdout) == (1, b"1 replayed\n")
    assert b"names topic other-topic" in refused.stderr
    assert refused.stderr.endswith(b"1 refused\n")


async def test_topics_are_created_once_and_checked(settings: Settings) -> None:
    own = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}own-"})
    missing = run(own, "topics", "check")
    assert missing.returncode == 1
    assert missing.stderr.count(b"missing; `tagwire topics create` creates it") == 7
    created = run(own, "topics", "create")
    assert created.returncode == 0
    assert created.stdout.count(b"created ") == 7
    assert run(own, "topics", "create").stdout.count(b"created ") == 0
    assert run(own, "topics", "check").returncode == 0
    other = run(own, "topics", "check", topic_partitions=5)
    assert other.returncode == 1
    assert b"partitions is 2, should be 5" in other.stderr
    await configure(own, ARTICLES, {"retention.ms": "-1"})
    longer = run(own, "topics", "check")
    assert b"retention.ms is -1, should be 2592000000" in longer.stderr
    assert b"offsets.retention.minutes is 43200, should be 2147483647 or more" in longer.stderr


async def test_a_record_without_key_and_value_is_replayed_too(settings: Settings) -> None:
    await publish(settings, [None])
    with process(tagwire("parser"), settings):
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 1)
    assert run(settings, "dead-letters", "replay", "--all").stdout == b"1 replayed\n"
    assert [record.value for record in await contents(settings, RAW)] == [None, None]


def test_a_broker_that_speaks_another_protocol_is_one_line(settings: Settings) -> None:
    own = settings.model_copy(update={"kafka_startup_seconds": 2})
    assert_setup_error(
        run(own, "topics", "check", kafka_security_protocol="SSL"), b"no Kafka broker"
    )


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_an_unreachable_broker_is_one_line(settings: Settings, service: str) -> None:
    own = settings.model_copy(
        update={"kafka_bootstrap_servers": "127.0.0.1:1", "kafka_startup_seconds": 1}
    )
    assert_setup_error(run(own, service), b"no Kafka broker answers at 127.0.0.1:1")


@pytest.mark.parametrize("service", [service.name for service in SERVICES])
def test_a_missing_topic_is_one_line(settings: Settings, service: str) -> None:
    own = settings.model_copy(update={"topic_prefix": "missing-"})
    assert_setup_error(run(own, service), b"tagwire topics create")


def test_a_taken_port_is_one_line(settings: Settings) -> None:
    with taken_port() as port:
        result = run(settings, "ingest", http_port=port)
    assert_setup_error(result, b"Set TAGWIRE_HTTP_PORT to a free port")


def test_a_wrong_setting_is_one_line(settings: Settings) -> None:
    assert_setup_error(run(settings, "parser", batch_records=0), b"TAGWIRE_BATCH_RECORDS=0")


def test_a_session_timeout_that_the_broker_refuses_ends_the_worker(settings: Settings) -> None:
    result = run(settings, "parser", kafka_session_timeout_seconds=1, kafka_startup_seconds=1)
    assert result.returncode == 2
    assert b"TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS" in result.stderr


def assert_setup_error(result: subprocess.CompletedProcess[bytes], message: bytes) -> None:
    assert result.returncode == 2
    assert b"Traceback" not in result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith(b"tagwire: ")
    assert message in last


async def test_what_a_worker_writes_is_what_the_filters_write(settings: Settings) -> None:
    await publish(settings, [FLOOD.encode()], headers=[("ce_id", b"1")])
    with process(tagwire("parser"), settings):
        (record,) = await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
    filtered = run(settings, "parse", stdin=orjson.dumps({"id": "1", "text": FLOOD}))
    assert filtered.stdout.strip() == record.value
