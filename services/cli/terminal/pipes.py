"""What is at the other end of stdout."""

from __future__ import annotations

import io
import os
import select
import sys


def reader_has_left() -> bool:
    """Tell whether nobody can read stdout any more, without writing to it."""
    try:
        descriptor = sys.stdout.fileno()
    except io.UnsupportedOperation:  # not a file of the system, as in tests
        return False
    poll = select.poll()
    poll.register(descriptor, 0)  # errors and hang-ups are told in any case
    return bool(poll.poll(0))


def abandon_stdout() -> None:
    """Send what is still to be written to stdout nowhere: nobody reads it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
