"""The committed documents are those of the models, valid, and compatible with what was released."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import schemas
from schemas.documents import EVENTS, asyncapi, json_schema
from schemas.topics import TOPICS
from services.contract import render
from services.registry import SERVICES
from tests.contract.compatibility import breaks

FOLDER = Path(schemas.__file__).parent
RELEASED = sorted((FOLDER / "json" / "released").glob("*/*.json"))
WRITTEN_BY_PRODUCERS = {"raw-dump"}


def load(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("path", render(), ids=lambda path: path.name)
def test_documents_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == render()[path], "run `make schemas`"


def test_no_schema_is_an_orphan() -> None:
    assert {path.stem for path in (FOLDER / "json").glob("*.json")} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_schemas_are_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(EVENTS[name]))


def test_asyncapi_is_valid() -> None:
    # The official schema of AsyncAPI 3.0.0 (asyncapi/spec-json-schemas, Apache-2.0).
    official = load(Path(__file__).with_name("asyncapi-3.0.0.schema.json"))
    document = yaml.safe_load((FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(official).validate(document)


def test_asyncapi_refers_to_what_exists() -> None:
    document = asyncapi(SERVICES)
    for message in document["components"]["messages"].values():
        payload = message["payload"]
        if "schema" in payload:
            assert (FOLDER / payload["schema"]["$ref"]).is_file()
    used = {name for channel in document["channels"].values() for name in channel["messages"]}
    assert used == set(document["components"]["messages"])
    assert set(document["channels"]) == {topic.name for topic in TOPICS}


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_schemas_do_not_break_what_was_released(path: Path) -> None:
    current = load(FOLDER / "json" / path.name)
    assert breaks(load(path), current, producers=path.stem in WRITTEN_BY_PRODUCERS) == []


def test_something_was_released() -> None:
    assert {path.stem for path in RELEASED} == set(EVENTS)
