"""What happened in a run, told while it happens."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.books import Page
from tests.chaos.plan import Kind, Step


@dataclass
class Account:
    """What happened: the disturbances, and what the books said at the end."""

    started: float = field(default_factory=time.monotonic)
    disturbances: Counter[Kind] = field(default_factory=Counter)
    under_load: int = 0
    pages: list[Page] = field(default_factory=list)
    rolled_back: int = 0
    audit: int = -1

    def say(self, text: str) -> None:
        """Print a line with the seconds since the start."""
        sys.stdout.write(f"{time.monotonic() - self.started:7.1f} s  {text}\n")
        sys.stdout.flush()

    def strike(self, step: Step, unread: int) -> None:
        """Take down a disturbance, and how many dumps no parser had committed when it came."""
        self.disturbances[step.kind] += 1
        self.under_load += unread > 0
        self.say(f"{self.disturbances.total():3} {step}, {unread} dumps unread")
