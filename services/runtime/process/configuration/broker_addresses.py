"""Brokers' addresses as people write them, made host:port."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

_PLAIN_SCHEMES = {"kafka", "tcp"}
"""What clients put before an address, and what says nothing of the security protocol."""

_LISTENER_SCHEMES = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"}
"""What brokers put before their listeners' addresses: the security protocol."""

_SCHEME = re.compile(r"([A-Za-z][\w+.-]*)://(.*)", re.DOTALL)
_ADDRESS = re.compile(r"(\[[^\]]*\]|[\w.-]+):([0-9]+)/?")
_CREDENTIALS = re.compile(r"(?<=//)[^/@\s]*@|^[^/@\s]*@")
_MAX_PORT = 65535
_MAX_ADDRESS_CHARS = 100
"""Of a wrong address that a complaint shows: a line of a terminal, with what else it says."""


def broker_addresses(text: str) -> str:
    """Return the addresses as ``host:port``, separated by commas.

    They may be separated by commas or spaces, and begin with ``kafka://`` or the security
    protocol, as in ``SASL_SSL://kafka:9093``.

    Raises:
        ValueError: one of them is no address, or there is none.

    """
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    if not parts:
        raise ValueError("it names no broker: write host:port, such as kafka:9092")
    return ",".join(map(_address, parts))


def named_protocols(text: str) -> set[str]:
    """Return the security protocols that the addresses begin with."""
    schemes = {found[1].upper() for part in re.split(r"[,\s]+", text) if (found := _split(part))}
    return schemes & _LISTENER_SCHEMES


def without_credentials(text: str) -> str:
    """Return the text without the user and password of URLs in it."""
    return ",".join(_CREDENTIALS.sub("***@", part) for part in text.split(","))


def _split(part: str) -> re.Match[str] | None:
    return _SCHEME.fullmatch(part)


def _address(part: str) -> str:
    scheme = _split(part)
    rest = scheme[2] if scheme else part
    if scheme and not _is_known(scheme[1]):
        raise ValueError(
            f"{scheme[1][:_MAX_ADDRESS_CHARS]}:// is no way to reach a broker: "
            "write host:port alone, such as kafka:9092"
        )
    if "@" in rest:
        raise ValueError(
            "an address holds no user and password: set TAGWIRE_KAFKA_SASL_USERNAME and "
            "TAGWIRE_KAFKA_SASL_PASSWORD, and write host:port, such as kafka:9092"
        )
    found = _ADDRESS.fullmatch(rest)
    if not found or not _is_host(found[1]) or not _is_port(found[2]):
        raise ValueError(f"{part[:_MAX_ADDRESS_CHARS]!r} is not {_wanted(rest)}")
    return f"{found[1]}:{int(found[2])}"


def _is_known(scheme: str) -> bool:
    return scheme.lower() in _PLAIN_SCHEMES or scheme.upper() in _LISTENER_SCHEMES


def _is_port(digits: str) -> bool:
    return len(digits) <= len(str(_MAX_PORT)) and 0 < int(digits) <= _MAX_PORT


def _is_host(host: str) -> bool:
    return not host.startswith("[") or _is_ipv6(host[1:-1])


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _wanted(rest: str) -> str:
    """Return what to write, with what was meant as the example where that shows."""
    host, _, port = rest.rpartition(":")
    if _is_ipv6(host) and port.isdecimal():
        return f"host:port: write [{host}]:{port}"
    if _is_ipv6(rest):
        return f"host:port: write [{rest}]:9092"
    if rest.startswith(("'", '"')):
        return "host:port, such as kafka:9092: leave out the quotes"
    return "host:port, such as kafka:9092"
