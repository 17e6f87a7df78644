"""How a worker ends that cannot go on: on the spot, with a reason and a code of its own."""

from __future__ import annotations

import logging
import os
from typing import NamedTuple, NoReturn

from services.runtime.delivery.dead_letter_limit import TooManyDeadLetters
from services.runtime.faust_source.thread import TopicRemade
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

log = get_logger(__name__)


class Ending(NamedTuple):
    """What is logged, as event, reason and action, and the exit code."""

    event: str
    reason: str
    action: str
    code: int


_PUT_RIGHT = "put it right, and start again"

_RESTART = "the process ends; what it had not committed is delivered again after the restart"

_REMADE = (
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
    TopicRemade: ("topic-remade", _REMADE, EXIT_FENCED),
}
"""Errors that say why themselves: event, action, exit code."""


def ending(error: BaseException) -> Ending:
    """Return how the process ends for an error."""
    if known := _ENDINGS.get(type(error)):
        event, action, code = known
        return Ending(event, str(error), action, code)
    if broker_errors.is_fenced(error):
        return Ending("fenced", _FENCED, _RESTART, EXIT_FENCED)
    if broker_errors.is_refusal(error):
        return Ending("refused", broker_errors.refusal(error), _PUT_RIGHT, EXIT_SETUP)
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
