"""Tells brokers that have no transactions from brokers in trouble: both may say the same.

Tansu announces transactions, and answers aiokafka's way to begin with them with
UNKNOWN_SERVER_ERROR, as any broker does that something went wrong in. What shows that it has
none is what it gives: a producer id to anybody, also without a name, and for as long as asked.
A transaction coordinator refuses both (Apache Kafka with INVALID_REQUEST, before all else).
Source of the fields: InitProducerIdRequest.json and its response in apache/kafka,
clients/src/main/resources/common/message.
"""

from __future__ import annotations

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, NoError
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Int16, Int32, Int64, Schema
from typing_extensions import override

from services.runtime.kafka.protocol.flexible_fields import NAME, NO_TAGS, TAGS

_KEY = 22
_VERSION = 3
"""aiokafka has version 0, Kafka has this one since 2.5."""

_PRODUCER = (("producer_id", Int64), ("producer_epoch", Int16))

_NO_NAME = ""
_NO_LIMIT_MS = 2**31 - 1
_NO_PRODUCER = (-1, -1)


class _Response(Response):
    API_KEY = _KEY
    API_VERSION = _VERSION
    SCHEMA = Schema(("throttle_time_ms", Int32), ("error_code", Int16), *_PRODUCER, TAGS)


class _RequestV3(RequestStruct):
    API_KEY = _KEY
    API_VERSION = _VERSION
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = _Response
    SCHEMA = Schema(("transactional_id", NAME), ("transaction_timeout_ms", Int32), *_PRODUCER, TAGS)


class _Nobody(Request[_RequestV3]):
    API_KEY = _KEY

    @override
    def build(self, request_struct_class: type[_RequestV3]) -> _RequestV3:
        return request_struct_class(_NO_NAME, _NO_LIMIT_MS, *_NO_PRODUCER, NO_TAGS)


async def are_given_to_anybody(client: AIOKafkaClient) -> bool:
    """Tell whether a broker has given an id to a producer that no coordinator would take.

    An error shows nothing.
    """
    try:
        answer = await client.send(client.get_random_node(), _Nobody())
    except (KafkaError, NotImplementedError):
        return False
    return bool(answer.error_code == NoError.errno)
