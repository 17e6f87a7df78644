"""The topic table keeps its own rules."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from schemas.taxonomy import TAXONOMY
from schemas.topics import DEAD_LETTERS, MAX_DUMP_BYTES, RAW, TAG_TOPICS, TOPICS, Topic

SHORTEST_RETENTION = timedelta(days=7)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_names_and_retention_keep_the_policy(topic: Topic) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", topic.name)
    assert topic.retention >= SHORTEST_RETENTION
    assert topic.summary.endswith(".")


def test_names_are_unique() -> None:
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)


def test_every_tag_has_a_topic() -> None:
    assert list(TAG_TOPICS) == [entry.tag for entry in TAXONOMY]


def test_a_dead_letter_holds_any_record_and_its_headers() -> None:
    others = [topic.max_message_bytes for topic in TOPICS if topic is not DEAD_LETTERS]
    assert DEAD_LETTERS.max_message_bytes >= max(others) + 64 * 1024


def test_the_largest_dump_leaves_room_for_key_and_headers() -> None:
    assert RAW.max_message_bytes - MAX_DUMP_BYTES >= 64 * 1024
