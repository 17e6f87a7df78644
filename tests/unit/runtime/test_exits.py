"""Each exception ends a worker as the tree of `exits` says."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.errors import (
    IllegalGenerationError,
    KafkaConnectionError,
    KafkaError,
    TopicAuthorizationFailedError,
)

import services
from services.runtime import exits
from services.runtime.delivery.dead_letter_limit import TooManyDeadLetters
from services.runtime.exits import ending
from services.runtime.kafka import broker_errors
from services.runtime.liveness.watch import Stalled
from services.runtime.process.errors import SetupError
from services.runtime.source import SourceGaveUp, TopicRecreated

TREE = exits.__doc__ or ""
FOLDER = Path(services.__path__[0])


def exceptions_of(folder: Path) -> Iterator[str]:
    """Yield the names of the exceptions that a folder's modules show to others."""
    for path in folder.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            bases = [base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)]
            if isinstance(node, ast.ClassDef) and "Exception" in bases and node.name[0] != "_":
                yield node.name


def code_in_tree(name: str) -> int:
    found = re.search(rf"── {name} +(?:\(.*\) +)?(\d+) ", TREE)
    assert found, f"the tree gives {name} no exit code"
    return int(found[1])


def test_every_exception_is_in_the_tree() -> None:
    names = {
        name for room in ("records", "runtime", "ingest") for name in exceptions_of(FOLDER / room)
    }
    assert {"Rejected", "SetupError", "Stalled"} <= names
    assert not {name for name in names if name not in TREE}


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (SetupError("no brokers"), "SetupError"),
        (TopicAuthorizationFailedError(), "permanent"),
        (IllegalGenerationError(), "fenced"),
        (KafkaError("who knows"), "any other"),
        (TooManyDeadLetters(600, 1000), "TooManyDeadLetters"),
        (Stalled("for 300 s"), "Stalled"),
        (SourceGaveUp("crashed"), "SourceGaveUp"),
        (TopicRecreated("news-raw"), "TopicRecreated"),
        (ValueError("nobody foresaw it"), "any other"),
        (asyncio.CancelledError(), "any other"),
    ],
)
def test_it_ends_with_the_code_of_the_tree(error: BaseException, name: str) -> None:
    assert ending(error).code == code_in_tree(name)


def test_what_is_transient_is_tried_again() -> None:
    assert broker_errors.is_transient(KafkaConnectionError())
    assert "transient" in TREE
