"""From a record to what is written for it: outputs, or one dead letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from schemas.dead_letters import Reason
from services.records.dead_letters import dead_letter
from services.records.record import CutValue, Handler, Message, Record, Rejected
from services.runtime.delivery.dead_letter_log import tell_rejected, tell_unforeseen


class Outcome(NamedTuple):
    """A record and all that is written for it."""

    record: Record
    messages: Sequence[Message]


def outcome(record: Record, handler: Handler, *, stage: str) -> Sequence[Message]:
    """Return what the handler makes of a record, or the record's dead letter.

    An error that nobody foresaw is the record's fate too: the handler is pure, so
    trying again would fail again, and one record must not stop the stream.

    Raises:
        MemoryError: that is the machine's trouble, not the record's.

    """
    try:
        _refuse_cut(record)
        messages = handler(record)
        _refuse_too_large(messages)
    except MemoryError:
        raise
    except Rejected as error:
        tell_rejected(record, error)
        return [dead_letter(record, error, stage=stage)]
    except Exception as error:  # noqa: BLE001 - whatever it is, the dead letter has it
        tell_unforeseen(record, error)
        return [dead_letter(record, error, stage=stage)]
    return messages


def _refuse_cut(record: Record) -> None:
    if isinstance(record.value, CutValue):
        raise Rejected(
            Reason.TOO_LARGE,
            f"the record is too large to be held, its value has {record.value.length} bytes: "
            "send a smaller dump",
        )


def _refuse_too_large(messages: Sequence[Message]) -> None:
    for message in messages:
        if message.size > message.topic.max_message_bytes:
            raise Rejected(
                Reason.TOO_LARGE,
                f"the result of {message.size} bytes is over the limit of topic "
                f"{message.topic.name}, {message.topic.max_message_bytes}: send a smaller dump",
            )
