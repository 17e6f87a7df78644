"""Every topic has examples, and every example keeps the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import schemas
from schemas.dead_letters import ERROR_HEADERS, REASON, Reason
from schemas.documents import EVENTS, asyncapi, json_schema
from schemas.events import RawDump, encode
from schemas.headers import CE_TYPE, CONTENT_TYPE, JSON
from schemas.topics import DEAD_LETTERS, RAW, TAG_TOPICS, TOPICS, Topic
from services.registry import SERVICES

FOLDER = Path(schemas.__file__).parent / "examples"
BY_NAME = {topic.name: topic for topic in TOPICS}
EXAMPLES = sorted(FOLDER.glob("*/*"))
EVENT_EXAMPLES = [path for path in EXAMPLES if BY_NAME[path.parent.name].event]


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def load(path: Path) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return example


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_has_an_example(topic: Topic) -> None:
    folder = FOLDER / topic.name
    assert list(folder.glob("*.json")), f"add a record of the topic {topic.name} to {folder}/"


def test_no_example_is_an_orphan() -> None:
    assert {path.name for path in FOLDER.iterdir()} <= set(BY_NAME)
    assert {path.suffix for path in EXAMPLES} == {".json"}


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_an_example_is_a_record(path: Path) -> None:
    assert set(load(path)) == {"key", "headers", "value"}


@pytest.mark.parametrize("path", EVENT_EXAMPLES, ids=name_of)
def test_an_example_matches_model_and_schema(path: Path) -> None:
    example, topic = load(path), BY_NAME[path.parent.name]
    assert example["headers"][CE_TYPE] == topic.event_type
    if topic is RAW and example["headers"][CONTENT_TYPE] != JSON:
        assert isinstance(example["value"], str)
        return
    assert topic.event is not None
    event = topic.event.model_validate_json(json.dumps(example["value"]))
    jsonschema.validate(example["value"], json_schema(topic.event))
    if topic.event is not RawDump:
        assert json.loads(encode(event)) == example["value"]
        assert example["key"] == example["value"]["article_id"]


@pytest.mark.parametrize("tag", TAG_TOPICS)
def test_a_tag_topic_carries_only_its_tag(tag: str) -> None:
    for path in (FOLDER / TAG_TOPICS[tag].name).glob("*.json"):
        assert tag in {given["tag"] for given in load(path)["value"]["tags"]}


def test_a_dead_letter_has_its_headers() -> None:
    for path in (FOLDER / DEAD_LETTERS.name).glob("*.json"):
        headers = load(path)["headers"]
        assert set(headers) >= ERROR_HEADERS
        assert headers[REASON] in list(Reason)


@pytest.mark.parametrize("path", EXAMPLES, ids=name_of)
def test_an_example_has_the_headers_that_asyncapi_requires(path: Path) -> None:
    document = asyncapi(SERVICES)
    messages = document["channels"][path.parent.name]["messages"]
    (*_, schema) = (document["components"]["messages"][name]["headers"] for name in messages)
    jsonschema.validate(load(path)["headers"], schema)


def test_every_event_has_a_topic() -> None:
    assert set(EVENTS.values()) == {topic.event for topic in TOPICS if topic.event}
