"""TCP ports for local brokers."""

from __future__ import annotations

import os
import random
import socket
from itertools import islice

from deploy.brokers.errors import BrokerError

HOST = "127.0.0.1"

# Below the ports that Linux (32768 and up) and macOS (49152 and up) give to outgoing
# connections: a client that keeps trying to reach a stopped broker would otherwise, sooner
# or later, be given that very port, connect to itself and keep the broker from coming back.
_CANDIDATES = range(20_000, 32_000)
_TRIES = 100


def is_free(port: int) -> bool:
    """Tell whether a server could listen on `port` of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as servers do: connections that linger there don't matter
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a port on which nothing listens. Raises `BrokerError` if none is found."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Return so many different ports on which nothing listens. Raises `BrokerError` as above."""
    candidates = random.sample(_CANDIDATES, _TRIES)
    free = list(islice(filter(is_free, candidates), count))
    if len(free) < count:
        raise BrokerError(f"No free port found from {_CANDIDATES.start} to {_CANDIDATES.stop}.")
    return free


def claim(port: int | None) -> int:
    """Return `port` if it is free, or some free one for None; raise `BrokerError` if taken."""
    if port is None:
        return free_port()
    if not is_free(port):
        raise BrokerError(f"Port {port} is taken. Stop what listens there, or use another port.")
    return port
