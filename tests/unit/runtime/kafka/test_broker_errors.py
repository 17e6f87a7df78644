"""Which failures pass, and how a worker ends of the others."""

from __future__ import annotations

import json

import pytest
import stamina
from aiokafka.errors import (
    IllegalGenerationError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NotEnoughReplicasError,
    OutOfOrderSequenceNumber,
    ProducerClosed,
    ProducerFenced,
    TopicAuthorizationFailedError,
    UnknownMemberIdError,
    UnknownTopicOrPartitionError,
)

from services.runtime.delivery.dead_letter_limit import TooManyDeadLetters
from services.runtime.exits import ending
from services.runtime.kafka import broker_errors
from services.runtime.liveness.watch import Stalled
from services.runtime.process.errors import (
    EXIT_DEAD_LETTERS,
    EXIT_FENCED,
    EXIT_SETUP,
    EXIT_STALLED,
    EXIT_UNFORESEEN,
    SetupError,
)
from services.runtime.process.logging import configure_logging
from services.runtime.process.settings import Settings


def sender_failed_of(cause: Exception) -> KafkaError:
    """Return what aiokafka gives for everything that its sender's task ended of."""
    error = KafkaError("Unexpected error during batch delivery")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        KafkaConnectionError(),
        KafkaTimeoutError(),
        NotEnoughReplicasError(),
        UnknownTopicOrPartitionError(),
        TimeoutError(),
        ConnectionResetError(),
        sender_failed_of(OutOfOrderSequenceNumber()),
        ProducerFenced(),  # by the brokers, which gave up waiting for the transaction
    ],
)
def test_is_tried_again(error: Exception) -> None:
    assert broker_errors.is_transient(error)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IllegalGenerationError(), EXIT_FENCED),
        (sender_failed_of(UnknownMemberIdError()), EXIT_FENCED),
        (TopicAuthorizationFailedError("news-articles"), EXIT_SETUP),
        (sender_failed_of(TopicAuthorizationFailedError("news-articles")), EXIT_SETUP),
        (ProducerClosed(), EXIT_UNFORESEEN),
        (TooManyDeadLetters(90, 100), EXIT_DEAD_LETTERS),
        (Stalled("for 300 s"), EXIT_STALLED),
        (SetupError("wrong"), EXIT_SETUP),
        (ZeroDivisionError(), EXIT_UNFORESEEN),
        (KeyboardInterrupt(), EXIT_UNFORESEEN),
    ],
)
def test_ends_the_process(error: BaseException, code: int) -> None:
    assert not broker_errors.is_transient(error)
    assert ending(error).code == code


def test_an_ending_says_why_and_what_to_do() -> None:
    event, reason, action, _ = ending(TooManyDeadLetters(90, 100))
    assert event == "too-many-dead-letters"
    assert reason.startswith("90 of the last 100 records")
    assert "TAGWIRE_DEAD_LETTER_LIMIT=100" in action


@pytest.mark.usefixtures("logging_as_before")
def test_a_retry_is_told_once_by_us_and_others_by_stamina(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging(Settings(log_format="json"), "test")
    broker_errors.tell_retries()
    with stamina.set_testing(True, attempts=2):
        _ask_brokers()
        _divide()
    told = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert told == ["brokers-lost", "stamina.retry_scheduled"]


def _ask_brokers() -> None:
    for attempt in broker_errors.attempts():
        with attempt:
            if attempt.num == 1:
                raise KafkaConnectionError


def _divide() -> None:
    divisors = [1, 0]

    @stamina.retry(on=ZeroDivisionError)
    def divide() -> float:
        return 1 / divisors.pop()

    divide()
