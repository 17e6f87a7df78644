"""The bytes of what we encode ourselves, against the layouts of Kafka's protocol.

Written by hand from the message definitions in apache/kafka, which each test names
(clients/src/main/resources/common/message): a field a piece. Lengths of compact strings and
arrays are one more than what follows; 00 at an end says that there are no tagged fields.
"""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import RequestTimedOutError
from aiokafka.protocol.api import Request
from aiokafka.protocol.fetch import FetchRequest_v4

from services.runtime.kafka.protocol import partition_ends
from services.runtime.kafka.protocol.batch_parts import parts
from services.runtime.kafka.protocol.member_requests import MemberOffsetCommit, StableOffsetFetch
from services.runtime.kafka.protocol.producer_ids import are_given_to_anybody
from services.runtime.kafka.protocol.topic_ids import topic_ids, topic_rights
from services.runtime.source import Membership

PARTITION = TopicPartition("t", 3)


def laid_out(*pieces: str) -> bytes:
    return bytes.fromhex("".join(pieces))


def header_and_body(request: Request[Any], version: int) -> tuple[bytes, bytes]:
    """Return what goes to a broker that knows only this version."""
    built = request.prepare({request.API_KEY: (version, version)})
    return built.build_request_header(1, "c").encode(), built.encode()


def header(key: str, version: str) -> bytes:
    """Return a request's header in version 2 (RequestHeader.json), which flexible ones have."""
    correlation_id, client_id, tags = "00000001", "0001 63", "00"
    return laid_out(key, version, correlation_id, client_id, tags)


class Broker:
    """Keeps what it is asked, and answers with these bytes, if any."""

    def __init__(self, answer: bytes = b"") -> None:
        self.answer = answer
        self.asked: list[Request[Any]] = []
        self.cluster = self

    def get_random_node(self) -> int:
        return 1

    def leader_for_partition(self, _: TopicPartition) -> int:
        return 1

    async def send(self, _: int, request: Request[Any]) -> Any:  # noqa: ANN401
        self.asked.append(request)
        if not self.answer:
            raise RequestTimedOutError
        response = request._CLASSES[0].RESPONSE_TYPE  # noqa: SLF001
        return response.decode(self.answer)


def client(broker: Broker) -> AIOKafkaClient:
    return cast("AIOKafkaClient", broker)


def test_offsets_are_committed_as_a_member() -> None:
    membership = Membership("g", 5, "m", frozenset([PARTITION]))
    request = MemberOffsetCommit("tx", (7, 1), membership, {PARTITION: (9, "x")})
    head, body = header_and_body(request, 3)
    assert head == header("001c", "0003")
    assert body == laid_out(  # TxnOffsetCommitRequest.json, version 3
        "03 7478",  # TransactionalId
        "02 67",  # GroupId
        "0000000000000007",  # ProducerId
        "0001",  # ProducerEpoch
        "00000005",  # GenerationId
        "02 6d",  # MemberId
        "00",  # GroupInstanceId: null
        "02",  # Topics
        "02 74",  # Name
        "02",  # Partitions
        "00000003",  # PartitionIndex
        "0000000000000009",  # CommittedOffset
        "ffffffff",  # CommittedLeaderEpoch: unknown
        "02 78",  # CommittedMetadata
        "00 00 00",
    )


def test_the_answer_to_a_commit_is_read() -> None:
    answer = laid_out(  # TxnOffsetCommitResponse.json, version 3
        "00000000",  # ThrottleTimeMs
        "02",  # Topics
        "02 74",  # Name
        "02",  # Partitions
        "00000003",  # PartitionIndex
        "0016",  # ErrorCode: ILLEGAL_GENERATION
        "00 00 00",
    )
    response = MemberOffsetCommit._CLASSES[0].RESPONSE_TYPE.decode(answer)  # noqa: SLF001
    assert cast("Any", response).topics == [("t", [(3, 22, {})], {})]


def test_stable_offsets_are_asked_for() -> None:
    head, body = header_and_body(StableOffsetFetch("g", [PARTITION, TopicPartition("t", 0)]), 7)
    assert head == header("0009", "0007")
    assert body == laid_out(  # OffsetFetchRequest.json, version 7
        "02 67",  # GroupId
        "02",  # Topics
        "02 74",  # Name
        "03 00000000 00000003",  # PartitionIndexes
        "00",
        "01",  # RequireStable
        "00",
    )


def test_the_answer_about_offsets_is_read() -> None:
    answer = laid_out(  # OffsetFetchResponse.json, version 7
        "00000000",  # ThrottleTimeMs
        "02",  # Topics
        "02 74",  # Name
        "02",  # Partitions
        "00000003",  # PartitionIndex
        "0000000000000009",  # CommittedOffset
        "ffffffff",  # CommittedLeaderEpoch
        "02 78",  # Metadata
        "0058",  # ErrorCode: UNSTABLE_OFFSET_COMMIT
        "00 00",
        "0000",  # ErrorCode
        "00",
    )
    response: Any = StableOffsetFetch._CLASSES[0].RESPONSE_TYPE.decode(answer)  # noqa: SLF001
    assert response.topics == [("t", [(3, 9, -1, "x", 88, {})], {})]
    assert response.error_code == 0


async def test_an_id_for_nobody_is_asked_for() -> None:
    given = laid_out(  # InitProducerIdResponse.json, version 3
        "00000000",  # ThrottleTimeMs
        "0000",  # ErrorCode
        "0000000000000007",  # ProducerId
        "0000",  # ProducerEpoch
        "00",
    )
    broker = Broker(given)
    assert await are_given_to_anybody(client(broker))
    head, body = header_and_body(broker.asked[0], 3)
    assert head == header("0016", "0003")
    assert body == laid_out(  # InitProducerIdRequest.json, version 3
        "01",  # TransactionalId: empty
        "7fffffff",  # TransactionTimeoutMs
        "ffffffffffffffff",  # ProducerId
        "ffff",  # ProducerEpoch
        "00",
    )


METADATA = laid_out(  # MetadataResponse.json, version 12
    "00000000",  # ThrottleTimeMs
    "02",  # Brokers
    "00000001 02 68 00002384 00 00",  # NodeId, Host, Port, Rack: null
    "02 63",  # ClusterId
    "00000001",  # ControllerId
    "02",  # Topics
    "0000",  # ErrorCode
    "02 74",  # Name
    "0000000000000001 0000000000000002",  # TopicId
    "00",  # IsInternal
    "02",  # Partitions
    "0000",  # ErrorCode
    "00000000",  # PartitionIndex
    "00000001",  # LeaderId
    "00000000",  # LeaderEpoch
    "02 00000001",  # ReplicaNodes
    "02 00000001",  # IsrNodes
    "01",  # OfflineReplicas
    "00",
    "00000018",  # TopicAuthorizedOperations: READ and WRITE
    "00 00",
)


@pytest.mark.parametrize(
    ("ask", "with_rights", "found"),
    [(topic_ids, "00", {"t": (1, 2)}), (topic_rights, "01", {"t": 1 << 3 | 1 << 4})],
)
async def test_topics_are_asked_for_by_name(ask: Any, with_rights: str, found: object) -> None:  # noqa: ANN401
    broker = Broker(METADATA)
    assert await ask(client(broker), ["t"]) == found
    head, body = header_and_body(broker.asked[0], 12)
    assert head == header("0003", "000c")
    assert body == laid_out(  # MetadataRequest.json, version 12
        "02",  # Topics
        "0000000000000000 0000000000000000",  # TopicId: none
        "02 74",  # Name
        "00",
        "00",  # AllowAutoTopicCreation
        with_rights,  # IncludeTopicAuthorizedOperations
        "00",
    )


async def test_a_watermark_is_asked_for_by_a_fetch_that_wants_nothing() -> None:
    broker = Broker()
    consumer = cast(
        "AIOKafkaConsumer", SimpleNamespace(_client=broker, _isolation_level="read_committed")
    )
    with pytest.raises(RequestTimedOutError):
        await partition_ends._watermarks(consumer, {PARTITION: 9})  # noqa: SLF001
    assert broker.asked[0].build(FetchRequest_v4).encode() == laid_out(  # FetchRequest.json
        "ffffffff",  # ReplicaId: a consumer
        "0000000a",  # MaxWaitMs
        "00000000",  # MinBytes
        "00000001",  # MaxBytes
        "01",  # IsolationLevel: read_committed
        "00000001",  # Topics
        "0001 74",  # Topic
        "00000001",  # Partitions
        "00000003",  # Partition
        "0000000000000009",  # FetchOffset
        "00000001",  # PartitionMaxBytes
    )


def test_a_part_of_a_batch_is_a_batch() -> None:
    first = "0e 00 00 00 01 02 61 00"  # length, attributes, timestamp, offset, key, value, headers
    second = "0e 00 00 02 01 02 62 00"
    frame = (  # DefaultRecordBatch.java
        "0000000000000005",  # baseOffset
        "{length}",  # batchLength
        "00000002",  # partitionLeaderEpoch
        "02",  # magic
        "12345678",  # crc
        "{attributes}",
        "00000001",  # lastOffsetDelta
        "0000000000000064",  # baseTimestamp
        "0000000000000065",  # maxTimestamp
        "0000000000000007",  # producerId
        "0001",  # producerEpoch
        "00000003",  # baseSequence
        "{count}",
    )
    packed = gzip.compress(laid_out(first, second))
    whole = {"length": f"{49 + len(packed):08x}", "attributes": "0011", "count": "00000002"}
    one = {"length": "00000039", "attributes": "0010", "count": "00000001"}
    batch = laid_out(*(piece.format(**whole) for piece in frame)) + packed
    found = [bytes(cast("memoryview", part)) for part in parts(memoryview(batch), limit=8)]
    assert found == [
        laid_out(*(piece.format(**one) for piece in frame), record) for record in (first, second)
    ]
