"""The fields that every flexible version of Kafka's requests has. Source: KIP-482."""

from __future__ import annotations

from aiokafka.protocol.types import CompactString, TaggedFields

NAME = CompactString("utf-8")

TAGS = ("tags", TaggedFields)
"""What a later version may add; stands at the end of each structure."""

NO_TAGS: dict[int, bytes] = {}
