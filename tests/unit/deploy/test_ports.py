from __future__ import annotations

import socket

import pytest

from deploy.brokers import BrokerError, ports


def test_a_free_port_can_be_listened_on() -> None:
    port = ports.free_port()
    with socket.create_server((ports.HOST, port)):
        assert not ports.is_free(port)
    assert ports.is_free(port)


def test_a_taken_port_is_refused_by_its_number() -> None:
    with socket.create_server((ports.HOST, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(BrokerError, match=f"Port {port} is taken"):
            ports.claim(port)


def test_a_port_taken_on_all_addresses_is_refused() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104 - the case under test
        assert not ports.is_free(server.getsockname()[1])


def test_no_port_asked_for_gives_one() -> None:
    assert ports.is_free(ports.claim(None))


def test_ports_asked_for_together_differ() -> None:
    assert len(set(ports.free_ports(50))) == 50
