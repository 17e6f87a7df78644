from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.brokers import ports
from deploy.brokers.probe import ClusterMetadata, fetch_metadata


def text(value: str | None) -> bytes:
    return (
        struct.pack(">h", -1) if value is None else struct.pack(">h", len(value)) + value.encode()
    )


def answer(cluster_id: str | None, *brokers: tuple[str, int]) -> bytes:
    nodes = b"".join(
        struct.pack(">i", 1) + text(host) + struct.pack(">i", port) + text(None)
        for host, port in brokers
    )
    body = struct.pack(">iii", 1, 0, len(brokers)) + nodes + text(cluster_id)
    return struct.pack(">i", len(body)) + body


@contextmanager
def serving(reply: bytes) -> Iterator[int]:
    """Serve one connection: read the request, send the reply, close."""
    with socket.create_server((ports.HOST, 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_reads_cluster_and_brokers() -> None:
    with serving(answer("cluster", ("one", 1), ("two", 2))) as port:
        assert fetch_metadata(ports.HOST, port, 5) == ClusterMetadata("cluster", ("one:1", "two:2"))


def test_reads_a_cluster_without_id_or_brokers() -> None:
    with serving(answer(None)) as port:
        assert fetch_metadata(ports.HOST, port, 5) == ClusterMetadata(None, ())


@pytest.mark.parametrize("length", [0, 3, 17, 30])
def test_a_cut_answer_is_an_error(length: int) -> None:
    with serving(answer("cluster", ("one", 1))[:length]) as port, pytest.raises(EOFError):
        fetch_metadata(ports.HOST, port, 5)


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(ConnectionRefusedError):
        fetch_metadata(ports.HOST, ports.free_port(), 5)
