"""Every name that we use or replace inside Faust, mode, aiokafka and aiohttp, and why.

Their documents promise none of them. A signature is written with ``=`` for what has a default.
"""

# ruff: noqa: SLF001 - private names are what this is about
from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import faust
from aiohttp import web, web_protocol
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient
from aiokafka.cluster import ClusterMetadata
from aiokafka.conn import AIOKafkaConnection
from aiokafka.consumer import consumer, fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.consumer.subscription_state import Assignment, TopicPartitionState
from aiokafka.producer.sender import Sender, TxnOffsetCommitHandler
from aiokafka.producer.transaction_manager import TransactionManager
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest
from aiokafka.protocol.api import Request, RequestStruct
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import _MemoryRecordsPy
from faust.app.base import BootStrategy
from faust.streams import Stream
from faust.transport.drivers import aiokafka as driver
from faust.types import ConsumerMessage
from mode.utils import futures
from mode.utils.queues import FlowControlEvent


class Method(NamedTuple):
    """A method or function, with the parameters that we count on."""

    owner: Any
    name: str
    signature: str
    why: str


class Attribute(NamedTuple):
    """What a constructor sets, or a class has."""

    owner: type
    name: str
    why: str


class Replaced(NamedTuple):
    """What we put something else in the place of, and who looks it up there."""

    owner: Any
    name: str
    looked_up_by: Callable[..., Any]
    why: str


_THREAD, _CONSUMER = driver.AIOKafkaConsumerThread, driver.Consumer

_RULE = (
    "resource_type, resource_name, resource_pattern_type_filter, principal, host, operation, "
    "permission_type"
)

OVERRIDDEN = [
    Method(_CONSUMER, "_to_message", "(self, tp, record)", "a run is one message"),
    Method(_CONSUMER, "_new_consumer_thread", "(self)", "the thread is ours"),
    Method(_CONSUMER, "_wait_next_records", "async (self, timeout)", "fetches when wanted"),
    Method(_CONSUMER, "_getmany", "async (self, active_partitions, timeout)", "makes runs"),
    Method(_CONSUMER, "_add_gap", "async (self, tp, offset_from, offset_to)", "runs have none"),
    Method(_CONSUMER, "_filter_committable_offsets", "(self, tps)", "commits what was settled"),
    Method(_CONSUMER, "ack", "(self, message)", "notes what was settled"),
    Method(_CONSUMER, "maybe_wait_for_commit_to_finish", "async (self)", "commits once more"),
    Method(_CONSUMER, "seek_to_committed", "async (self)", "notes where the group stands"),
    Method(driver.ConsumerRebalanceListener, "on_partitions_assigned", "async (self, assigned)",
           "notes the membership"),
    Method(ConsumerRebalanceListener, "on_partitions_revoked", "(self, revoked)",
           "settles what is in hand"),
    Method(ConsumerRebalanceListener, "on_partitions_assigned", "(self, assigned)",
           "notes the membership"),
    Method(_THREAD, "on_start", "async (self)", "starts patiently"),
    Method(_THREAD, "on_thread_stop", "async (self)", "survives a cancelled fetch"),
    Method(_THREAD, "subscribe", "async (self, topics)", "notes the topics' ids"),
    Method(_THREAD, "seek_to_committed", "async (self)", "reads what has no offset from its start"),
    Method(_THREAD, "commit", "async (self, offsets)", "commits nothing beside transactions"),
    Method(_THREAD, "_create_worker_consumer", "(self, transport)", "reads committed records"),
    Method(_THREAD, "_fetch_records",
           "async (self, consumer, active_partitions, timeout=, max_records=)", "within a limit"),
    Method(faust.Schema, "compile",
           "(self, app, *, on_key_decode_error=, on_value_decode_error=, default_propagate=)",
           "decodes nothing"),
    Method(fetcher.FetchResult, "getall", "(self, max_records=)", "hands over by bytes"),
    Method(fetcher.Fetcher, "_get_actions_per_node", "(self, assignment)", "fetches little ahead"),
    Method(_DefaultRecordBatchPy, "_maybe_uncompress", "(self)", "reads odd header names"),
    Method(_MemoryRecordsPy, "next_batch", "(self, _min_slice=, _magic_offset=)", "in parts"),
    Method(AIOKafkaConsumer, "end_offsets", "async (self, partitions)", "right on any broker"),
    Method(AIOKafkaConsumer, "offsets_for_times", "async (self, timestamps)", "the same"),
    Method(AIOKafkaProducer, "start", "async (self)", "tells what has no transactions"),
    Method(AIOKafkaProducer, "stop", "async (self)", "asks what a transaction failed of"),
    Method(TxnOffsetCommitHandler, "create_request", "(self)", "commits as a member (KIP-447)"),
    Method(TxnOffsetCommitHandler, "handle_response", "(self, resp)", "of the newer version"),
    Method(Request, "build", "(self, request_struct_class)", "requests of our own"),
    Method(web.RequestHandler, "connection_made", "(self, transport)", "the crowd is bounded"),
    Method(web.RequestHandler, "connection_lost", "(self, exc)", "the crowd is bounded"),
    Method(web.RequestHandler, "data_received", "(self, data)", "a head is bounded"),
    Method(web.RequestHandler, "handle_error", "(self, request, status=, exc=, message=)",
           "answers problems"),
]  # fmt: skip

CALLED = [
    Method(_CONSUMER, "wait_empty", "async (self)", "drains"),
    Method(_CONSUMER, "_should_commit", "(self, tp, offset)", "commits no offset twice"),
    Method(_THREAD, "_ensure_consumer", "(self)", "aiokafka's consumer"),
    Method(_THREAD, "_create_consumer", "(self, loop)", "starts patiently"),
    Method(_THREAD, "call_thread", "async (self, fun, *args, **kwargs)", "asks in the thread"),
    Method(FlowControlEvent, "suspend", "(self)", "drains"),
    Method(FlowControlEvent, "clear", "(self)", "drains"),
    Method(Stream, "ack", "async (self, event)", "acknowledges"),
    Method(Stream, "events", "(self)", "takes runs"),
    Method(Stream, "add_future", "(self, coro)", "collects beside the agent"),
    Method(futures, "notify", "(fut, result=)", "wakes up who waits for an ack"),
    Method(faust.Event, "__init__", "(self, app, key, value, headers, message)", "of a run"),
    Method(ConsumerMessage, "__init__",
           "(self, topic, partition, offset, timestamp, timestamp_type, headers, key, value, "
           "checksum, serialized_key_size=, serialized_value_size=, tp=, time_in=, time_out=, "
           "time_total=, generation_id=)", "of a run"),
    Method(fetcher.FetchResult, "_update_position", "(self)", "hands over by bytes"),
    Method(fetcher.FetchResult, "check_assignment", "(self, tp)", "hands over by bytes"),
    Method(fetcher.FetchResult, "has_more", "(self)", "hands over by bytes"),
    Method(fetcher.Fetcher, "_update_fetch_positions", "async (self, assignment, node_id, tps)",
           "notes resets"),
    Method(TopicPartitionState, "reset_to", "(self, position)", "notes resets"),
    Method(Assignment, "state_value", "(self, tp)", "notes resets"),
    Method(_MemoryRecordsPy, "size_in_bytes", "(self)", "fetches little ahead"),
    Method(GroupCoordinator, "check_errors", "(self)", "a refusal by the group"),
    Method(GroupCoordinator, "fetch_committed_offsets", "async (self, partitions)", "suspects"),
    Method(AIOKafkaConsumer, "commit", "async (self, offsets=)", "names suspects"),
    Method(AIOKafkaProducer, "send_offsets_to_transaction", "async (self, offsets, group_id)",
           "commits as a member"),
    Method(Sender, "_do_txn_offset_commit", "async (self, offsets, group_id)",
           "commits as a member"),
    Method(Sender, "_find_coordinator", "async (self, coordinator_type, coordinator_key)",
           "commits as a member"),
    Method(TxnOffsetCommitHandler, "__init__", "(self, sender, offsets, group_id)",
           "commits as a member"),
    Method(TxnOffsetCommitHandler, "do", "async (self, node_id)", "commits as a member"),
    Method(TransactionManager, "error_transaction", "(self, exc)", "commits as a member"),
    Method(TransactionManager, "wait_for_transaction_end", "(self)", "asks what it failed of"),
    Method(AIOKafkaClient, "coordinator_lookup",
           "async (self, coordinator_type, coordinator_key)", "asks for offsets"),
    Method(AIOKafkaClient, "ready", "async (self, node_id, *, group=)", "asks for offsets"),
    Method(AIOKafkaClient, "send", "async (self, node_id, request, *, group=)", "our requests"),
    Method(AIOKafkaClient, "get_random_node", "(self)", "our requests"),
    Method(AIOKafkaClient, "force_metadata_update", "(self)", "where partitions end"),
    Method(AIOKafkaAdminClient, "_send_request", "async (self, request, node_id=)",
           "access rules"),
    Method(DescribeAclsRequest, "__init__", f"(self, {_RULE})", "access rules"),
    Method(CreateAclsRequest, "__init__", f"(self, {_RULE})", "access rules"),
    Method(ClusterMetadata, "leader_for_partition", "(self, partition)", "where partitions end"),
    Method(FetchRequest, "__init__",
           "(self, max_wait_time, min_bytes, max_bytes, isolation_level, topics, rack_id=)",
           "where partitions end"),
    Method(Request, "prepare", "(self, versions)", "our requests, in the version agreed on"),
]  # fmt: skip

ATTRIBUTES = [
    Attribute(_CONSUMER, "_read_offset", "skips what was read"),
    Attribute(_CONSUMER, "_unacked_messages", "drains"),
    Attribute(_CONSUMER, "_waiting_for_ack", "wakes up who waits for an ack"),
    Attribute(_CONSUMER, "_thread", "asks in the thread"),
    Attribute(_CONSUMER, "flow_active", "fetches when wanted"),
    Attribute(driver.ConsumerRebalanceListener, "_thread", "notes the membership"),
    Attribute(_THREAD, "_consumer", "starts patiently"),
    Attribute(_THREAD, "time_started", "starts patiently"),
    Attribute(_THREAD, "tp_last_committed_at", "commits nothing beside transactions"),
    Attribute(_THREAD, "thread_loop", "starts patiently"),
    Attribute(faust.App, "flow_control", "drains"),
    Attribute(faust.App, "rebalancing", "drains after a rebalance"),
    Attribute(faust.App, "consumer_generation_id", "of a run's message"),
    Attribute(faust.App, "crash_reason", "why Faust gave up"),
    Attribute(faust.App, "on_partitions_assigned", "the group has taken the worker in"),
    Attribute(Stream, "enable_acks", "acknowledges by batches"),
    Attribute(AIOKafkaConsumer, "_coordinator", "the membership"),
    Attribute(AIOKafkaConsumer, "_client", "our requests"),
    Attribute(AIOKafkaConsumer, "_fetcher", "notes resets"),
    Attribute(GroupCoordinator, "group_id", "the membership"),
    Attribute(GroupCoordinator, "generation", "the membership"),
    Attribute(GroupCoordinator, "member_id", "the membership"),
    Attribute(fetcher.Fetcher, "_isolation_level", "what a worker checks at its start"),
    Attribute(fetcher.Fetcher, "_records", "fetches little ahead"),
    Attribute(fetcher.FetchResult, "_topic_partition", "hands over by bytes"),
    Attribute(fetcher.FetchResult, "_partition_records", "hands over by bytes"),
    Attribute(fetcher.PartitionRecords, "_records", "fetches little ahead"),
    Attribute(TopicPartitionState, "awaiting_reset", "notes resets"),
    Attribute(_DefaultRecordBatchPy, "_buffer", "reads odd header names"),
    Attribute(_MemoryRecordsPy, "_next_slice", "in parts"),
    Attribute(AIOKafkaProducer, "_sender", "commits as a member"),
    Attribute(AIOKafkaProducer, "_txn_manager", "asks what a transaction failed of"),
    Attribute(AIOKafkaProducer, "client", "our requests"),
    Attribute(Sender, "_txn_manager", "commits as a member"),
    Attribute(TxnOffsetCommitHandler, "_offsets", "commits as a member"),
    Attribute(TxnOffsetCommitHandler, "_sender", "commits as a member"),
    Attribute(TransactionManager, "transactional_id", "commits as a member"),
    Attribute(TransactionManager, "producer_id", "commits as a member"),
    Attribute(TransactionManager, "producer_epoch", "commits as a member"),
    Attribute(AIOKafkaClient, "_conns", "whether versions were told"),
    Attribute(AIOKafkaClient, "cluster", "where partitions end"),
    Attribute(AIOKafkaConnection, "_versions", "whether versions were told"),
    Attribute(AIOKafkaAdminClient, "_client", "our requests"),
    Attribute(RequestStruct, "FLEXIBLE_VERSION", "our requests"),
    Attribute(web.RequestHandler, "_messages", "a head is bounded"),
    Attribute(web.RequestHandler, "transport", "last words of a connection"),
    Attribute(web.RequestHandler, "force_close", "the crowd is bounded"),
]

REPLACED = [
    Replaced(_CONSUMER, "RebalanceListener", _THREAD.__post_init__, "the membership"),
    Replaced(driver.Transport, "Consumer", driver.Transport.create_consumer, "the consumer"),
    Replaced(faust.App, "BootStrategy", faust.App.__init__, "no producer"),
    Replaced(BootStrategy, "enable_kafka_producer", BootStrategy._should_enable_kafka_producer,
             "no producer"),
    Replaced(consumer, "Fetcher", AIOKafkaConsumer.start, "fetches little ahead"),
    Replaced(fetcher, "FetchResult", fetcher.Fetcher._proc_fetch_request, "by bytes"),
    Replaced(fetcher, "MemoryRecords", fetcher.Fetcher._proc_fetch_request, "in parts"),
    Replaced(fetcher.Fetcher, "_update_fetch_positions", fetcher.Fetcher._fetch_requests_routine,
             "notes resets"),
    Replaced(TopicPartitionState, "reset_to", fetcher.Fetcher._update_fetch_positions, "resets"),
    Replaced(AIOKafkaConsumer, "_isolation_level", AIOKafkaConsumer.start, "committed records"),
    Replaced(AIOKafkaConsumer, "_fetch_max_wait_ms", AIOKafkaConsumer.start, "waits shortly"),
    Replaced(AIOKafkaConsumer, "_fetch_max_bytes", AIOKafkaConsumer.start, "fetches little"),
    Replaced(AIOKafkaConsumer, "commit", _THREAD._commit, "names suspects"),
    Replaced(Sender, "_do_txn_offset_commit", Sender._maybe_do_transactional_request, "KIP-447"),
    Replaced(web_protocol, "MAX_MSG_QUEUE_SIZE", web.RequestHandler.__init__, "few ahead"),
]  # fmt: skip
