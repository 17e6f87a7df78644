"""What has changed from one audit to the next, for people. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.ledger.books import FATES, Books, lines


def changes(before: Sequence[Books], now: Sequence[Books]) -> Iterator[str]:
    """Yield how the counts of each stage have moved, and which findings are new, or gone."""
    earlier = {(one.topic, one.to): one for one in before}
    for books in now:
        old = earlier.get((books.topic, books.to), Books(books.topic, books.to))
        if moved := ", ".join(_moved(old, books)):
            yield f"{books.topic} → {books.to[0]}: {moved}"
        had, has = list(lines(old)), list(lines(books))
        yield from (f"new: {line}" for line in has if line not in set(had))
        yield from (f"gone: {line}" for line in had if line not in set(has))


def _moved(old: Books, new: Books) -> Iterator[str]:
    was, now = old.total, new.total
    for fate in FATES:
        if was[fate] != now[fate]:
            yield f"{fate} {was[fate]} → {now[fate]}"
