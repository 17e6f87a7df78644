"""Text from outside on the topics: no command that reads them lets it steer the terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson
from aiokafka import AIOKafkaConsumer

from schemas import dead_letters as dead
from schemas import headers as names
from schemas.events import encode
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED
from services.runtime.kafka import clients
from services.runtime.process.settings import Settings
from tests.integration.harness import contents, publish, variables
from tests.terminals import HOSTILE, HOSTILE_ARTICLE, MARKUP, Shown, in_terminal

EVIL = HOSTILE.encode()
LETTER = [
    *((name, EVIL) for name in (dead.REASON, dead.STAGE, dead.MESSAGE, dead.STACKTRACE)),
    *((name, EVIL) for name in (dead.TOPIC, dead.PARTITION, dead.OFFSET, names.CE_SOURCE)),
    (HOSTILE, b"\xff" + EVIL),
]


async def plant(settings: Settings) -> str:
    """Write hostile records to every topic; return the dead letter's position."""
    origin = [(names.CE_SOURCE, EVIL), (names.CE_ID, EVIL), (names.ORIGIN, EVIL)]
    dump = orjson.dumps({"id": HOSTILE, "source": HOSTILE, "text": "a", "fetched_at": HOSTILE})
    await publish(settings, [EVIL, dump], headers=origin, key=EVIL)
    await publish(
        settings, [encode(HOSTILE_ARTICLE), EVIL], topic=ARTICLES, headers=origin, key=EVIL
    )
    await publish(
        settings, [encode(HOSTILE_ARTICLE)], topic=TAGGED, headers=origin, key=b"\xff" + EVIL
    )
    too_late = [(names.ORIGIN, EVIL), (names.ORIGIN_TIME, b"9" * 5000)]
    await publish(
        settings, [encode(HOSTILE_ARTICLE)], topic=ARTICLES, headers=too_late, key=b"\xff" + EVIL
    )
    await publish(settings, [EVIL], topic=DEAD_LETTERS, headers=LETTER)
    (letter,) = await contents(settings, DEAD_LETTERS)
    return letter.position


async def test_no_command_lets_records_steer_the_terminal(
    settings: Settings, tmp_path: Path
) -> None:
    letter = await plant(settings)
    (tmp_path / f"{HOSTILE.replace('/', '')}.jsonl").write_bytes(
        orjson.dumps({"text": "a", "fetched_at": HOSTILE})
    )

    async def shown(*arguments: str) -> Shown:
        environment = variables(settings, log_format="console")
        return await asyncio.to_thread(in_terminal, *arguments, environment=environment)

    outcomes = [
        (await shown("audit"), 1),  # the article comes from no raw record
        (await shown("dead-letters", "list"), 0),
        (await shown("dead-letters", "show", letter), 0),
        (await shown("dead-letters", "show", HOSTILE), 1),
        (await shown("tail", "--from-beginning", "--limit", "1"), 0),
        (await shown("tail", "--from-beginning", "--limit", "1", "--json"), 0),
        (await shown("dead-letters", "replay", letter), 1),
        (await shown("forget", "--source", HOSTILE, "--dry-run"), 0),
        (await shown("forget", "--source", HOSTILE), 0),
        (await shown("send", str(tmp_path)), 1),
    ]
    for output, code in outcomes:
        assert output.code == code, output.text
        assert not output.steering
        assert "title" in output.text
    assert all(MARKUP in output.text for output, _ in outcomes[:6])


async def test_nor_does_a_group_or_a_file_or_a_setting(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / HOSTILE.replace("/", "")
    folder.mkdir()
    page, file = folder / "page.txt", folder / "tagwire.toml"
    page.write_text("Storm hits coast\n\nKARSAN - A storm hit the coast on Monday, police said.\n")
    file.write_text("http_port = 8081\n")
    environment = variables(settings, log_format="console") | {"TAGWIRE_CONFIG": str(file)}

    async def shown(*arguments: str) -> Shown:
        return await asyncio.to_thread(in_terminal, *arguments, environment=environment)

    raw = settings.topic_prefix + RAW.name
    async with AIOKafkaConsumer(
        raw, **clients.connection(settings) | {"client_id": HOSTILE}, group_id=HOSTILE
    ):
        outcomes = [
            await shown("lag", "--group", HOSTILE),
            await shown("send", "--receipts", str(page)),
            await shown("config"),
        ]
    for output in outcomes:
        assert output.code == 0, output.text
        assert not output.steering
        assert "title" in output.text
