"""When a service that has ended is started again."""

from __future__ import annotations

from services.runtime.process.errors import EXIT_SETUP

FIRST_PAUSE_SECONDS = 1.0
MAX_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""One that ran for so long was up: what ends it then is no part of an earlier row of ends."""


def is_mended_by_restart(code: int) -> bool:
    """Tell whether a service that ended with this code may do better when started again.

    A wrong setting, a taken port or a missing topic stays wrong. Whatever else ends a service,
    its own codes or a signal, may pass.
    """
    return code != EXIT_SETUP


def pause_before_restart(ran_seconds: float, last_pause: float) -> float:
    """Return how many seconds to wait before the next start.

    The pauses double from one early end to the next, up to half a minute; `last_pause` is the
    one before the start that has just ended, 0 before the first.
    """
    if ran_seconds >= STEADY_SECONDS or not last_pause:
        return FIRST_PAUSE_SECONDS
    return min(2 * last_pause, MAX_PAUSE_SECONDS)
