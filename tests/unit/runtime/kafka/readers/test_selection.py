from __future__ import annotations

import pytest
from aiokafka import TopicPartition

from services.runtime.kafka.readers.selection import chosen
from services.runtime.process.errors import SetupError

PARTITIONS = [TopicPartition(topic, number) for topic in ("a", "b") for number in range(3)]


def test_all_partitions_are_read_if_none_are_named() -> None:
    assert chosen(PARTITIONS, []) == PARTITIONS


def test_those_that_are_named_are_read_of_each_topic() -> None:
    assert chosen(PARTITIONS, {0, 2}) == [p for p in PARTITIONS if p.partition != 1]


def test_a_partition_that_is_not_there_is_told() -> None:
    with pytest.raises(SetupError, match="a has no partition 3, 9: it has 3, from 0 to 2"):
        chosen(PARTITIONS, {1, 9, 3})
