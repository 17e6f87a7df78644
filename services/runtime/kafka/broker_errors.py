"""Tells failures of the brokers that pass from those that somebody must put right, and waits."""

from __future__ import annotations

import logging
from typing import Any

import stamina
from aiokafka.errors import (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    IllegalGenerationError,
    InvalidSessionTimeoutError,
    InvalidTimestampError,
    InvalidTopicError,
    InvalidTransactionTimeout,
    KafkaError,
    PolicyViolationError,
    ProducerClosed,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownMemberIdError,
    UnsupportedVersionError,
)
from stamina.instrumentation import RetryDetails, get_on_retry_hooks, set_on_retry_hooks

from services.runtime.process.logging import get_logger

log = get_logger(__name__)

_PERMANENT = (
    AuthenticationFailedError,
    AuthenticationMethodNotSupported,
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    InvalidSessionTimeoutError,
    InvalidTimestampError,
    InvalidTopicError,
    InvalidTransactionTimeout,
    PolicyViolationError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnsupportedVersionError,
)

_REMEDIES: dict[type[BaseException], str] = {
    ClusterAuthorizationFailedError: "allow this user IDEMPOTENT_WRITE on the cluster",
    GroupAuthorizationFailedError: "allow this user READ on the consumer group",
    InvalidSessionTimeoutError: "choose another TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS",
    InvalidTimestampError: "dead letters keep their record's timestamp, so let their topic take "
    "any (its message.timestamp.before.max.ms and message.timestamp.after.max.ms)",
    InvalidTransactionTimeout: "choose a lower TAGWIRE_KAFKA_SESSION_TIMEOUT_SECONDS, "
    "or a higher transaction.max.timeout.ms",
    TopicAuthorizationFailedError: "allow this user READ on the topic that a service reads, and "
    "WRITE on those that it writes",
    TransactionalIdAuthorizationFailed: "allow this user WRITE and DESCRIBE on the transactional "
    "ids that begin as the group does, or set TAGWIRE_DELIVERY=at-least-once",
}

_ANY_REMEDY = "put rights or settings right"

_FIRST_WAIT_SECONDS = 0.5
_MAX_WAIT_SECONDS = 10.0
"""Chosen: a broker that is back is noticed within this time."""

_ATTEMPTS = "<context block>"
"""What stamina calls the retries of `attempts`; others have their function's name."""


def is_permanent(error: BaseException) -> bool:
    """Tell whether the brokers will say no again: rights, credentials, policies."""
    return isinstance(_root(error), _PERMANENT)


def remedy(error: BaseException) -> str:
    """Return what is refused, and what to do about it."""
    cause = _root(error)
    return f"the brokers refuse, {cause!r}: {_REMEDIES.get(type(cause), _ANY_REMEDY)}"


def is_fenced(error: BaseException) -> bool:
    """Tell whether the consumer group has gone on without this worker."""
    return isinstance(_root(error), IllegalGenerationError | UnknownMemberIdError)


def is_transient(error: BaseException) -> bool:
    """Tell whether it is worth trying again: brokers that are gone, electing, short of replicas.

    A producer counts too whose state the brokers have lost, or whose transaction they have
    given up: a new one can go on.
    """
    known = isinstance(error, KafkaError | OSError)  # TimeoutError is an OSError
    # Producers are closed by us, when the worker stops.
    return known and not (
        is_permanent(error) or is_fenced(error) or isinstance(error, ProducerClosed)
    )


def attempts(seconds: float | None = None) -> Any:  # noqa: ANN401 - stamina hides its type
    """Return attempts, each for a `with`: what passes is tried again, later.

    They end after so many seconds, or never: the progress watch puts an end to waiting that
    leads nowhere.
    """
    return stamina.retry_context(
        on=is_transient,
        attempts=None,
        timeout=seconds,
        wait_initial=_FIRST_WAIT_SECONDS,
        wait_max=_MAX_WAIT_SECONDS,
    )


def tell_retries() -> None:
    """Have each retry of `attempts` logged as `brokers-lost`.

    stamina's own hooks stay, for other retries and for metrics; of these its line is left out.
    """
    hooks = get_on_retry_hooks()
    if _tell not in hooks:
        set_on_retry_hooks((*hooks, _tell))
    logging.getLogger("stamina").addFilter(_is_told_by_stamina)


def _root(error: BaseException) -> BaseException:
    """Return what aiokafka's sender failed of: it raises a bare KafkaError from that."""
    while type(error) is KafkaError and error.__cause__ is not None:
        error = error.__cause__
    return error


def _tell(details: RetryDetails) -> None:
    if details.name == _ATTEMPTS:
        log.warning(
            "brokers-lost",
            error=repr(details.caused_by),
            attempt=details.retry_num,
            action=f"tries again in {details.wait_for:.1f} s",
        )


def _is_told_by_stamina(record: logging.LogRecord) -> bool:
    return not (isinstance(record.msg, dict) and record.msg.get("callable") == _ATTEMPTS)
