"""Errors that end a command: one clear line and an exit code, no traceback."""

from __future__ import annotations

EXIT_SETUP = 2
"""A wrong setting, an unreachable broker, a missing topic, a taken port."""

EXIT_DEAD_LETTERS = 65
"""Most of a worker's last records would be dead letters (EX_DATAERR of BSD's sysexits.h)."""

EXIT_STALLED = 69
"""A worker could not get on, or not stop, for too long, as without brokers (EX_UNAVAILABLE)."""

EXIT_UNFORESEEN = 70
"""A worker met something that no code foresaw (EX_SOFTWARE)."""

EXIT_FENCED = 75
"""What a worker held is not its own any more: try again (EX_TEMPFAIL)."""


class SetupError(Exception):
    """Something outside the program must be put right before it can run.

    The message says what is wrong and what to do, in one line.
    """
