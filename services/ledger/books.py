"""The books of one stage: its inputs by their fate, and which of them break the balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from services.ledger.gaps import OffsetGap

Fate = Literal[
    "results",
    "dead letters",
    "in flight",
    "superseded",
    "deleted",
    "skipped",
    "missing",
    "double",
    "stray",
]
"""What became of an input.

`deleted` is a result that somebody deleted by a tombstone, `skipped` an input that was deleted
unread, `stray` an outcome of no input.
"""

FATES: tuple[Fate, ...] = get_args(Fate)
_COMPLAINTS: dict[Fate, str] = {
    "missing": "nothing on {to}",
    "double": "more than one on {to}",
    "stray": "no such {kind} on {topic}",
}
_UNKNOWN_SOURCE = "(unknown)"


@dataclass(frozen=True, slots=True)
class Books:
    """The books of one stage: from `topic` to the first of the topics `to`, else to the others.

    `accounts` counts the inputs of each source by their fate; `findings` lists the
    positions that break the balance, `gaps` the inputs that were deleted unread. Inputs are
    called by their `kind`.
    """

    topic: str
    to: tuple[str, ...]
    kind: str = "record"
    accounts: dict[str, Counter[Fate]] = field(default_factory=dict)
    findings: list[tuple[Fate, str]] = field(default_factory=list)
    gaps: list[OffsetGap] = field(default_factory=list)

    def post(self, source: str, fate: Fate, position: str) -> None:
        """Write down what became of the record at `position`."""
        self.accounts.setdefault(source, Counter())[fate] += 1
        if fate in _COMPLAINTS:
            self.findings.append((fate, position))

    def skip(self, gap: OffsetGap) -> None:
        """Write down inputs that were deleted unread; whose they were is unknown."""
        self.accounts.setdefault(_UNKNOWN_SOURCE, Counter())["skipped"] += gap.count
        self.gaps.append(gap)

    @property
    def balanced(self) -> bool:
        """Tell whether every settled input has exactly one outcome, those skipped left aside."""
        return not self.findings

    @property
    def total(self) -> Counter[Fate]:
        """Return the counts of all sources together."""
        return sum(self.accounts.values(), Counter())


def lines(books: Books) -> Iterator[str]:
    """Yield a line for each record that breaks the balance, and for each gap."""
    for gap in books.gaps:
        offsets = f"offsets {gap.first} to {gap.last}"
        yield f"{gap.topic}-{gap.partition}: up to {gap.count} deleted unread, {offsets}"
    for fate, position in books.findings:
        complaint = _COMPLAINTS[fate].format(
            topic=books.topic, to=" or ".join(books.to), kind=books.kind
        )
        yield f"{position}: {complaint}"


def rows(books: Books) -> Sequence[tuple[str, Counter[Fate]]]:
    """Return the counts of each source by name, then those of all."""
    return [*sorted(books.accounts.items()), ("total", books.total)]
