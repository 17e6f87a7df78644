"""Says in a sentence why an address cannot be used, and whether waiting may mend that."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka.errors import (
    AuthenticationFailedError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from services.foreign_text import cut
from services.runtime.process.settings import variable

_PROTOCOL = variable("kafka_security_protocol")
_SERVERS = variable("kafka_bootstrap_servers")
_USER = variable("kafka_sasl_username")
_PASSWORD = variable("kafka_sasl_password")
_MECHANISM = variable("kafka_sasl_mechanism")

_UNSIGNED = f"is signed by no known authority: name its PEM file in {variable('kafka_ssl_cafile')}"
_OF_ANOTHER = "is for another name: use one that it names, or have it made for this one"
# By OpenSSL's verification result, see `man openssl-verification-options`.
_CERTIFICATES = {
    9: "is not valid yet: is a clock wrong?",
    10: "has expired: have it renewed",
    18: _UNSIGNED,
    19: _UNSIGNED,
    20: _UNSIGNED,
    21: _UNSIGNED,
    62: _OF_ANOTHER,
    64: _OF_ANOTHER,
}


class Diagnosis(NamedTuple):
    """What is wrong at an address; `may_pass` if waiting may mend it."""

    text: str
    may_pass: bool


class Spoken(NamedTuple):
    """The security protocol that is spoken at an address, and its SASL mechanisms."""

    protocol: str
    mechanisms: tuple[str, ...] = ()


def unresolved(address: object) -> Diagnosis:
    """Return that the name is unknown: in a network of containers it may come up."""
    return Diagnosis(f"the host name of {address} does not resolve", may_pass=True)


def refused(address: object) -> Diagnosis:
    """Return that nobody listens."""
    return Diagnosis(f"{address} refuses connections (does a broker run there?)", may_pass=True)


def silent(address: object) -> Diagnosis:
    """Return that nobody takes the connection, nor refuses it."""
    return Diagnosis(f"{address} does not answer (is a firewall in between?)", may_pass=True)


def unreachable(address: object, error: OSError) -> Diagnosis:
    """Return that there is no way to the address."""
    return Diagnosis(f"{address} cannot be reached: {error.strerror or error}", may_pass=True)


def http(address: object) -> Diagnosis:
    """Return that it is a web server."""
    return Diagnosis(
        f"{address} is a web server, no Kafka broker: correct {_SERVERS}", may_pass=False
    )


def misadvertised(address: object, unusable: Sequence[Diagnosis]) -> Diagnosis:
    """Return that the broker sends its clients to where it cannot be used."""
    reasons = "; ".join(finding.text for finding in unusable)
    return Diagnosis(
        f"{address} answers, but sends clients on to its advertised.listeners, and {reasons}: "
        "let the brokers advertise addresses that can be used from here",
        may_pass=False,
    )


def named(address: object, way: Mapping[str, Any], error: BaseException) -> Diagnosis | None:
    """Return what an error says by its type, None if it may be anything."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = _CERTIFICATES.get(cause.verify_code, f"is wrong: {cause.verify_message}")
            return Diagnosis(f"the certificate of {address} {why}", may_pass=False)
        if isinstance(cause, AuthenticationFailedError | SaslAuthenticationFailed):
            return _unknown_user(address, way, cause)
    if way["security_protocol"].endswith("SSL") and is_alert(error):
        return _unknown_client(address, error)
    return None


def by_language(
    address: object, way: Mapping[str, Any], error: BaseException, spoken: Spoken | None
) -> Diagnosis:
    """Return what is wrong where that `spoken` is known, None for not even that."""
    ours = way["security_protocol"]
    if spoken and spoken.protocol != ours:
        offered = f" (mechanisms {', '.join(spoken.mechanisms)})" if spoken.mechanisms else ""
        return Diagnosis(
            f"{address} speaks {spoken.protocol}{offered}, not {ours}: "
            f"is it the right port? If so, set {_PROTOCOL}={spoken.protocol}",
            may_pass=False,
        )
    if spoken and any(isinstance(cause, UnsupportedSaslMechanismError) for cause in _chain(error)):
        offered = ", ".join(spoken.mechanisms) or "none"
        text = f"{address} does not offer {way['sasl_mechanism']}, but {offered}: set {_MECHANISM}"
        return Diagnosis(text, may_pass=False)
    if isinstance(error, TimeoutError):
        return Diagnosis(f"{address} accepts connections, but does not answer", may_pass=True)
    return Diagnosis(f"{address} ends the connection ({_said(error)})", may_pass=True)


def is_alert(error: BaseException) -> bool:
    """Tell whether the other side has ended TLS, and said why."""
    return any(
        isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or "")
        for cause in _chain(error)
    )


def _unknown_user(address: object, way: Mapping[str, Any], error: BaseException) -> Diagnosis:
    user, mechanism = way["sasl_plain_username"], way["sasl_mechanism"]
    return Diagnosis(
        f"{address} refuses the user {user!r} with {mechanism} ({_said(error)}): "
        f"correct {_USER} and {_PASSWORD}",
        may_pass=False,
    )


def _unknown_client(address: object, error: BaseException) -> Diagnosis:
    (alert, *_) = (cause for cause in _chain(error) if isinstance(cause, ssl.SSLError))
    files = f"{variable('kafka_ssl_certfile')} and {variable('kafka_ssl_keyfile')}"
    return Diagnosis(
        f"{address} wants another client certificate than it is given, or none ({alert.reason}): "
        f"set {files}",
        may_pass=False,
    )


def _said(error: BaseException) -> str:
    """Return the message without the names and numbers that aiokafka puts before it."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return cut(str(error.args[0])) if error.args else type(error).__name__


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
