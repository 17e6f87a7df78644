"""The books of a stage: what came in against what came of it.

Every input must have exactly one outcome, a result or a dead letter, once the consumer
group has committed it; before that it is in flight. Pure: what was read goes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from schemas import dead_letters as names
from schemas import headers
from services.runtime.records import Record

Fate = Literal["results", "dead letters", "in flight", "superseded", "missing", "double"]


class Position(NamedTuple):
    """A record's place in its topic."""

    partition: int
    offset: int


class Entry(NamedTuple):
    """An input: where it stands, under which key, and from which source it came."""

    position: Position
    key: bytes | None
    source: str


class Outcomes(NamedTuple):
    """The outcomes of a stage, as the positions of the inputs that they were made from.

    `superseded` holds, where compaction keeps only the last result of a key, the last
    result's cause for each key.
    """

    results: Counter[Position]
    dead_letters: Counter[Position]
    superseded: Mapping[bytes | None, Position]


@dataclass(frozen=True, slots=True)
class Balance:
    """The books of one stage; `accounts` counts the inputs of each source by their fate."""

    topic: str
    accounts: dict[str, Counter[Fate]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """Tell whether every committed input has exactly one outcome."""
        return not (self.missing or self.double)

    @property
    def total(self) -> Counter[Fate]:
        """Return the counts of all sources together."""
        return sum(self.accounts.values(), Counter())


def balance(
    topic: str, entries: Iterable[Entry], outcomes: Outcomes, committed: Mapping[int, int]
) -> Balance:
    """Return the books of the stage that reads `topic`.

    `committed` gives the next offset of each partition, read before the inputs and the
    outcomes: so what it covers must have its outcome among them.
    """
    books = Balance(topic)
    for entry in sorted(entries):
        fate = _fate(entry, outcomes, committed)
        books.accounts.setdefault(entry.source, Counter())[fate] += 1
        name = f"{topic}-{entry.position.partition}-{entry.position.offset}"
        if fate == "missing":
            books.missing.append(name)
        elif fate == "double":
            books.double.append(name)
    return books


def _fate(entry: Entry, outcomes: Outcomes, committed: Mapping[int, int]) -> Fate:
    results = outcomes.results[entry.position]
    letters = outcomes.dead_letters[entry.position]
    if results + letters > 1:
        return "double"
    if results:
        return "results"
    if letters:
        return "dead letters"
    if entry.position.offset >= committed.get(entry.position.partition, 0):
        return "in flight"
    later = outcomes.superseded.get(entry.key)
    return "superseded" if later and later > entry.position else "missing"


def outcomes_of(
    topic: str, results: Iterable[Record], letters: Iterable[Record], *, compacted: bool
) -> Outcomes:
    """Return the outcomes of the inputs in `topic`; outcomes of others are left out."""
    caused = [(record.key, cause) for record in results if (cause := _cause(record, topic))]
    buried = [origin for letter in letters if (origin := _origin(letter, topic))]
    # In the order of the topic: the last result of a key is the one that stays.
    superseded = dict(caused) if compacted else {}
    return Outcomes(Counter(cause for _, cause in caused), Counter(buried), superseded)


def _cause(record: Record, topic: str) -> Position | None:
    name, _, offset = (record.header(headers.ORIGIN) or "").rpartition("-")
    name, _, partition = name.rpartition("-")
    return _position(partition, offset) if name == topic else None


def _origin(letter: Record, topic: str) -> Position | None:
    if letter.header(names.TOPIC) != topic:
        return None
    return _position(letter.header(names.PARTITION), letter.header(names.OFFSET))


def _position(partition: str | None, offset: str | None) -> Position | None:
    try:
        return Position(int(partition or ""), int(offset or ""))
    except ValueError:
        return None


def lines(books: Balance) -> Iterator[str]:
    """Yield a line for each input that breaks the balance."""
    yield from (f"{name}: no outcome" for name in books.missing)
    yield from (f"{name}: several outcomes" for name in books.double)


def rows(books: Balance) -> Sequence[tuple[str, Counter[Fate]]]:
    """Return the counts of each source by name, then those of all."""
    return [*sorted(books.accounts.items()), ("total", books.total)]
