"""A worker with a handler of the tests' own, reading news-raw.

Each value says what happens to it: ``break`` ends the process as an unforeseen failure
does, ``kill`` as a killed process does, ``hang`` never returns, ``reject`` and ``crash`` become
dead letters, anything else is copied to news-articles.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time

from schemas.dead_letters import Reason
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW
from services.records.record import Message, Record, Rejected
from services.runtime.process.errors import EXIT_SETUP, SetupError
from services.runtime.process.logging import configure_logging
from services.runtime.process.settings import load_settings
from services.runtime.worker import run_worker


def handle(record: Record) -> list[Message]:
    value = record.value or b""
    match value.split(b" ")[0]:
        case b"break" if "--forgive" not in sys.argv:
            raise MemoryError
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"hang":
            threading.Event().wait()
        case b"reject":
            raise Rejected(Reason.NO_ARTICLE, "as told")
        case b"crash":
            raise ZeroDivisionError("as told")
        case b"huge":
            return [Message(ARTICLES, record.key, bytes(ARTICLES.max_message_bytes))]
        case b"slow":
            time.sleep(0.01)
    return [Message(ARTICLES, value, value)]


def main() -> None:
    settings = load_settings()
    configure_logging(settings, "stub")
    try:
        asyncio.run(
            run_worker(
                "stub", handle, source=RAW, sinks=[ARTICLES, DEAD_LETTERS], settings=settings
            )
        )
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(EXIT_SETUP)


if __name__ == "__main__":
    main()
