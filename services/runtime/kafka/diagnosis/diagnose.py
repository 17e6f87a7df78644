"""Finds out why no client can be started, asking every bootstrap server."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address

from services.runtime.kafka.diagnosis.findings import Diagnosis
from services.runtime.kafka.diagnosis.probe import Address, Probe, Way


async def diagnose(way: Way, step_seconds: float) -> Diagnosis | None:
    """Return what is wrong with all of the bootstrap servers, None if one of them can be used.

    A name, a connection and an answer may take `step_seconds` each.
    """
    probe = Probe(way, step_seconds)
    asked = await asyncio.gather(*map(probe.ask, addresses(way["bootstrap_servers"])))
    found = [finding for finding in asked if finding]
    if len(found) < len(asked):
        return None
    text = "; ".join(finding.text for finding in found)
    return Diagnosis(text, all(finding.may_pass for finding in found))


def addresses(servers: str) -> list[Address]:
    """Return the addresses in ``host:port,host:port``."""
    parts = (server.rpartition(":") for server in servers.split(","))
    return [Address(host.strip("[]"), int(port)) for host, _, port in parts]


def goes_in_clear(way: Way) -> bool:
    """Tell whether the password can be read on its way over a network."""
    return (
        way["security_protocol"] == "SASL_PLAINTEXT"
        and way["sasl_mechanism"] == "PLAIN"
        and not all(_is_here(address.host) for address in addresses(way["bootstrap_servers"]))
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
