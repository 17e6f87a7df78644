"""How a worker ends that cannot go on: on the spot, with a reason and a code of its own."""

from __future__ import annotations

import logging
import os
from typing import NamedTuple, NoReturn

from services.runtime import outages
from services.runtime.errors import (
    EXIT_DEAD_LETTERS,
    EXIT_FENCED,
    EXIT_SETUP,
    EXIT_STALLED,
    EXIT_UNFORESEEN,
    SetupError,
)
from services.runtime.faust_consumer import TopicRemade
from services.runtime.logging import get_logger
from services.runtime.mortality import TooManyDeadLetters
from services.runtime.watch import Stalled

log = get_logger(__name__)


class Ending(NamedTuple):
    """What is logged, as event, reason and action, and the exit code."""

    event: str
    reason: str
    action: str
    code: int


def ending(error: BaseException) -> Ending:
    """Return how the process ends for an error."""
    match error:
        case SetupError():
            return Ending("gave-up", str(error), "put it right, and start again", EXIT_SETUP)
        case TooManyDeadLetters():
            return Ending("too-many-dead-letters", str(error), _LIMIT, EXIT_DEAD_LETTERS)
        case Stalled():
            return Ending("stalled", str(error), _RESTART, EXIT_STALLED)
        case TopicRemade():
            return Ending("topic-remade", str(error), _REMADE, EXIT_FENCED)
        case _ if outages.is_fenced(error):
            return Ending("fenced", _FENCED, _RESTART, EXIT_FENCED)
        case _ if outages.is_refusal(error):
            reason = f"the brokers refuse: {error!r}"
            return Ending("refused", reason, "put rights or settings right", EXIT_SETUP)
        case _:
            return Ending("unforeseen", repr(error), _RESTART, EXIT_UNFORESEEN)


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
