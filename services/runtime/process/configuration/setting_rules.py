"""What settings may be, where a type does not say it."""

from __future__ import annotations

import re

from schemas.topics import MAX_TOPIC_NAME, TOPICS
from services.runtime.process.configuration.broker_addresses import named_protocols

_MAX_PREFIX = MAX_TOPIC_NAME - max(len(topic.name) for topic in TOPICS)


def check_prefix(prefix: str) -> None:
    """Raise ValueError if Kafka would refuse topics whose names begin so."""
    if not re.fullmatch(r"[A-Za-z0-9._-]*", prefix):
        raise ValueError(
            "topics may have letters (a to z), digits, '.', '_' and '-' in their names, "
            "such as staging-"
        )
    if len(prefix) > _MAX_PREFIX:
        raise ValueError(
            f"it has {len(prefix)} characters, and may have {_MAX_PREFIX}, "
            f"so that no topic's name has more than {MAX_TOPIC_NAME}"
        )


def check_protocols(servers: str, protocol: str) -> None:
    """Raise ValueError if brokers' addresses name another security protocol."""
    for other in sorted(named_protocols(servers) - {as_choice(protocol)}):
        raise ValueError(
            f"the brokers' addresses say {other}://, but TAGWIRE_KAFKA_SECURITY_PROTOCOL "
            f"is {protocol}: set it to {other}, or write host:port alone"
        )


def as_choice(text: str) -> str:
    """Return a text as choices are compared: sasl-ssl is SASL_SSL."""
    return text.strip().upper().replace("-", "_")


def choice(value: object, choices: tuple[str, ...]) -> object:
    """Return the choice that is meant, in whatever case it is written; else the value."""
    if not isinstance(value, str):
        return value
    return {as_choice(one): one for one in choices}.get(as_choice(value), value)
