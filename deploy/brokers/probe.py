"""One Kafka metadata request over a plain socket: is the broker there, and which one is it?

A client library would need an event loop, which may already run in the caller's thread,
and logs each refused connection as an error. Layout: Kafka protocol guide, Metadata v4.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import BinaryIO

_METADATA_KEY = 3
_METADATA_VERSION = 4
_CLIENT_ID = b"tagwire-probe"


@dataclass(frozen=True, slots=True)
class ClusterMetadata:
    """What a broker says of its cluster: `brokers` are the addresses of those in service."""

    cluster_id: str | None
    brokers: tuple[str, ...]


def fetch_metadata(host: str, port: int, timeout: float) -> ClusterMetadata:
    """Ask a broker for its cluster, within `timeout` seconds for each step.

    Raises `OSError` if nothing answers there, `EOFError` if the answer is cut off.
    """
    with socket.create_connection((host, port), timeout) as connection:
        connection.sendall(_request())
        with connection.makefile("rb") as answer:
            return _parse(answer)


def _request() -> bytes:
    header = struct.pack(">hhi", _METADATA_KEY, _METADATA_VERSION, 1)
    client = struct.pack(">h", len(_CLIENT_ID)) + _CLIENT_ID
    no_topics_none_created = struct.pack(">i?", 0, False)  # noqa: FBT003 - struct has no keywords
    message = header + client + no_topics_none_created
    return struct.pack(">i", len(message)) + message


def _parse(answer: BinaryIO) -> ClusterMetadata:
    _size, _correlation, _throttle_ms, count = struct.unpack(">iiii", _read(answer, 16))
    brokers = tuple(_broker(answer) for _ in range(count))
    return ClusterMetadata(cluster_id=_string(answer), brokers=brokers)


def _broker(answer: BinaryIO) -> str:
    _read(answer, 4)  # the node's id
    host = _string(answer)
    (port,) = struct.unpack(">i", _read(answer, 4))
    _string(answer)  # its rack
    return f"{host}:{port}"


def _string(answer: BinaryIO) -> str | None:
    (length,) = struct.unpack(">h", _read(answer, 2))
    return None if length < 0 else _read(answer, length).decode()


def _read(answer: BinaryIO, length: int) -> bytes:
    data = answer.read(length)
    if len(data) < length:
        raise EOFError("the answer is cut off")
    return data
