"""`tagwire lag` and `tagwire config`, against a broker with a group at work."""

from __future__ import annotations

import asyncio

import orjson
from aiokafka import TopicPartition

from schemas.topics import RAW, TOPICS
from services.cli.checks import checks
from services.runtime.kafka import clients
from services.runtime.kafka.groups import group_lag
from services.runtime.process.settings import Settings
from tests.integration.harness import (
    commit_offsets,
    joined,
    process,
    publish,
    run,
    tagwire,
)


def reported(settings: Settings, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    result = run(settings, *arguments)
    return result.returncode, [orjson.loads(line) for line in result.stdout.splitlines()]


async def test_lag_tells_how_far_a_group_is_behind(settings: Settings) -> None:
    raw = settings.topic_prefix + RAW.name
    group = settings.group("parser")
    await publish(settings, [b"Flood\n"] * 5, key=b"k")  # all on one partition
    untouched = await group_lag(settings, group, [RAW])
    (full,) = [one for one in untouched.partitions if one.lag]
    assert (full.committed, full.lag, full.end, untouched.lag) == (None, 5, 5, 5)
    await commit_offsets(settings, "parser", {TopicPartition(raw, full.partition): 2})
    behind = await group_lag(settings, group, TOPICS)
    assert {one.topic for one in behind.partitions} == {raw}
    assert (behind.state, behind.members, behind.lag) == ("Empty", [], 3)
    assert behind.oldest
    assert (behind.oldest.partition, behind.oldest.offset) == (full.partition, 2)
    with process(tagwire("parser"), settings):
        await joined(settings, "parser", 1)
        code, found = await asyncio.to_thread(reported, settings, "lag")
    assert code == 0
    assert {line["group"] for line in found} == {group, settings.group("classifier")}
    assert all(line["host"] for line in found if line["group"] == group)


async def test_what_is_left_of_a_transaction_is_no_lag(settings: Settings) -> None:
    topic = settings.topic_prefix + RAW.name
    async with clients.transactional_producer(settings, topic) as producer:
        async with producer.transaction():
            await producer.send(topic, b"Flood", partition=0)
        await commit_offsets(settings, "parser", {TopicPartition(topic, 0): 1})
    found = await group_lag(settings, settings.group("parser"), [RAW])
    assert (found.partitions[0].end, found.lag, found.oldest) == (2, 0, None)


async def test_config_shows_settings_and_checks_them(settings: Settings) -> None:
    code, found = await asyncio.to_thread(reported, settings, "config")
    shown = {line["setting"]: line for line in found if "setting" in line}
    assert shown["TAGWIRE_TOPIC_PREFIX"]["from"] == "environment TAGWIRE_TOPIC_PREFIX"
    checked = {line["check"]: line for line in found if "check" in line}
    assert code == 0, checked
    assert checked["delivery of the parser"]["found"] == "exactly-once"
    assert all(line["ok"] for line in checked.values())
    elsewhere = settings.model_copy(update={"topic_prefix": "none-"})
    missing = [check async for check in checks(elsewhere) if not check.ok]
    assert [check.name for check in missing] == ["topics"] * len(TOPICS)
