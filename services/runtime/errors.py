"""Errors that end a command: one clear line and an exit code, no traceback."""

from __future__ import annotations

EXIT_SETUP = 2
"""A wrong setting, an unreachable broker, a missing topic, a taken port."""

EXIT_UNFORESEEN = 70
"""A worker met something that no code foresaw (EX_SOFTWARE of BSD's sysexits.h)."""

EXIT_FENCED = 75
"""A worker lost a partition to another one while it was held up: try again (EX_TEMPFAIL)."""


class SetupError(Exception):
    """Something outside the program must be put right before it can run.

    The message says what is wrong and what to do, in one line.
    """
