"""How a worker ends that cannot go on: on the spot, with a reason and a code of its own.

Every exception of ours that a worker meets, and what becomes of it::

    Exception
    ├── Rejected              a record is not what it should be: a dead letter, no end
    ├── OutcomesTooLarge      brokers refuse a batch for its size: written again, no end
    ├── SetupError            2   somebody must put something right first
    ├── KafkaError            (aiokafka's, told apart by `kafka.broker_errors`)
    │   ├── transient         brokers away, electing, short of replicas: tried again, no end
    │   ├── permanent         2   brokers refuse, and will again: rights, credentials, policies
    │   ├── fenced            75  the consumer group has gone on without this worker
    │   └── any other         70
    ├── TooManyDeadLetters    65  most of the last records failed by what may be our fault
    ├── Stalled               69  the worker stands still though there is something to read
    ├── SourceGaveUp          70  what reads for the worker crashed
    ├── TopicRecreated        75  the topic is not the one that the worker began to read
    └── any other             70  nobody foresaw it: its traceback is logged

    (no exception)            0   after SIGTERM or SIGINT
                              1   the event loop hangs: `liveness.watch` writes all stacks
                              69  a stop that takes too long
                              128 + the signal's number, at a second signal

2 stays wrong until somebody acts; after any other end a supervisor starts the worker again.
A cancellation ends as any other: what was cancelled must not be acknowledged.
The answers of ingest (`Refused`, `Overloaded`, `Unavailable`) and of commands (`NotReplayable`)
end no process.
"""

from __future__ import annotations

import logging
import os
from typing import NamedTuple, NoReturn

from services.runtime.delivery.dead_letter_limit import TooManyDeadLetters
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
from services.runtime.process.logging import get_logger
from services.runtime.source import TopicRecreated

log = get_logger(__name__)


class Ending(NamedTuple):
    """What is logged, as event, reason and action, and the exit code."""

    event: str
    reason: str
    action: str
    code: int


_PUT_RIGHT = "put it right, and start again"

_RESTART = "the process ends; what it had not committed is delivered again after the restart"

_RECREATED = (
    "the process ends, and begins at the new topic's start after the restart, unless the group has "
    "committed there already: then `tagwire audit` tells what was skipped"
)

_LIMIT = (
    "the process ends, nothing of the batch was written. See `tagwire dead-letters list` and "
    "the log lines before this one: go back to the last version, or set "
    "TAGWIRE_DEAD_LETTER_LIMIT=100 to let them through, and replay them after a fix"
)

_FENCED = "the consumer group has gone on without this worker, as it did not answer in time"


_ENDINGS: dict[type[BaseException], tuple[str, str, int]] = {
    SetupError: ("gave-up", _PUT_RIGHT, EXIT_SETUP),
    TooManyDeadLetters: ("too-many-dead-letters", _LIMIT, EXIT_DEAD_LETTERS),
    Stalled: ("stalled", _RESTART, EXIT_STALLED),
    TopicRecreated: ("topic-recreated", _RECREATED, EXIT_FENCED),
}
"""Errors that say why themselves: event, action, exit code."""


def ending(error: BaseException) -> Ending:
    """Return how the process ends for an error."""
    if known := _ENDINGS.get(type(error)):
        event, action, code = known
        return Ending(event, str(error), action, code)
    if broker_errors.is_fenced(error):
        return Ending("fenced", _FENCED, _RESTART, EXIT_FENCED)
    if broker_errors.is_permanent(error):
        return Ending("refused", broker_errors.remedy(error), _PUT_RIGHT, EXIT_SETUP)
    return Ending("unforeseen", repr(error), _RESTART, EXIT_UNFORESEEN)


def give_up(error: BaseException, **fields: object) -> NoReturn:
    """Log why, with `fields`, and end the process before anything can be acknowledged."""
    event, reason, action, code = ending(error)
    trace = error if code == EXIT_UNFORESEEN else None
    log.critical(event, reason=reason, action=action, **fields, exc_info=trace)
    end_process(code)


def end_process(code: int) -> NoReturn:
    """End the process on the spot: nothing is committed or cleaned up."""
    logging.shutdown()
    os._exit(code)
