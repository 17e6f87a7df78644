"""Logs, libraries' at DEBUG included: no secret is in them, and no text of a page."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from deploy.brokers import apache_kafka
from deploy.brokers.ports import HOST, free_ports
from schemas.topics import ARTICLES, DEAD_LETTERS, TAGGED
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.forked import ForkedProcess, Streams
from tests.integration.harness import publish, run, tagwire, variables, wait_for
from tests.integration.secure_brokers import one_listener

USER, SECRET = "tagwire", "open-sesame-4711"
SENTENCE = "zebras waltz over the frozen marmalade"
STORY = (
    f"Flood in Osk valley\nHundreds were evacuated, and {SENTENCE}, officials said on Sunday.\n\n"
    f"The water reached forty houses by noon, where {SENTENCE} still.\n"
)
DUMPS = [
    json.dumps({"id": "good", "text": STORY}),
    json.dumps({"id": 7, "text": [STORY]}),
    json.dumps({"id": "both", "text": STORY, "html": STORY}),
    f'{{"text": "{SENTENCE}',
    " ",
]
BAD_ARTICLES = [json.dumps({"headline": [SENTENCE]}), SENTENCE, json.dumps({SENTENCE: SENTENCE})]


@pytest.fixture(scope="module")
def servers() -> Iterator[str]:
    """Give a broker that asks for a password."""
    plaintext, controller, sasl = free_ports(3)
    module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    ports = {"PLAINTEXT": plaintext, "CONTROLLER": controller, "SASL": sasl}
    config = {
        **one_listener("SASL", "SASL_PLAINTEXT", ports),
        "listener.name.sasl.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.sasl.plain.sasl.jaas.config": f'{module} user_{USER}="{SECRET}";',
    }
    with apache_kafka(plaintext, config=config):
        yield f"{HOST}:{sasl}"


async def test_no_secret_and_no_sentence_is_logged(servers: str, tmp_path: Path) -> None:
    settings = Settings(
        kafka_bootstrap_servers=servers,
        kafka_security_protocol="SASL_PLAINTEXT",
        kafka_sasl_username=USER,
        kafka_sasl_password=SECRET,
        topic_partitions=1,
        model="packaged-linear",
        http_port=0,
        health_port=0,
        log_level="DEBUG",
    )
    await create_topics(settings)
    with ExitStack() as running:
        for service in ("ingest", "parser", "classifier"):
            process = logged(service, settings, tmp_path)
            running.callback(process.wait)
            running.callback(process.kill)
        await publish(settings, [dump.encode() for dump in DUMPS])
        await publish(settings, [article.encode() for article in BAD_ARTICLES], topic=ARTICLES)
        letters = len(DUMPS) - 1 + len(BAD_ARTICLES)
        await wait_for(settings, [TAGGED], lambda found: len(found) >= 1)
        await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) >= letters)
    refused = run(settings, "lag", kafka_sasl_password=f"{SECRET}-wrong")
    logs = logs_in(tmp_path)
    assert logs["parser"].count('"dead-letter"') == len(DUMPS) - 1
    assert logs["classifier"].count('"dead-letter"') == len(BAD_ARTICLES)
    whole = "\n".join([*logs.values(), refused.stderr.decode(), refused.stdout.decode()])
    assert SECRET not in whole
    assert SENTENCE not in whole


def logged(service: str, settings: Settings, folder: Path) -> ForkedProcess:
    """Run a service whose log is a file."""
    out, err = folder / f"{service}.out", folder / f"{service}.err"
    streams = Streams(Path(os.devnull), out, err)
    more = {"log_format": "json", "kafka_sasl_password": SECRET}
    return ForkedProcess(tagwire(service), variables(settings, **more), streams)


def logs_in(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.err")}
