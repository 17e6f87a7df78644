"""What happened in a run, told while it happens."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.books import Page


@dataclass
class Account:
    """What happened: the disturbances, and what the books said at the end."""

    started: float = field(default_factory=time.monotonic)
    disturbances: Counter[str] = field(default_factory=Counter)
    under_load: int = 0
    pages: list[Page] = field(default_factory=list)
    rolled_back: int = 0
    audit: int | None = None

    def say(self, text: str) -> None:
        """Print a line with the seconds since the start."""
        sys.stdout.write(f"{time.monotonic() - self.started:7.1f} s  {text}\n")
        sys.stdout.flush()

    def strike(self, kind: str, whom: str, unread: int) -> None:
        """Take down a disturbance, and how many dumps no parser had committed when it came."""
        self.disturbances[kind] += 1
        self.under_load += unread > 0
        self.say(f"{self.disturbances.total():3} {whom}, {unread} dumps unread")
