"""Balances one stage: which inputs have their outcome, and which lack it or have several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.ledger.books import Books, Fate
from services.ledger.columns import Tombstones
from services.ledger.entries import Entries, fingerprint


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the inputs of a stage. Outcomes of others do no harm: they are not looked at.

    `results` counts the results by the `match` of their input, and is used up; `dead_letters`
    counts by the fingerprint of the input's position. So many results as `surplus` says for a
    `match`, beyond the inputs there are, are in order. Where the results' topic is `compacted`,
    the last result of a key is the one that stays, until a tombstone deletes it.
    Compaction removes tombstones in the end: there may have been one of any record from before
    `forgotten`, in milliseconds since 1970.
    """

    results: Counter[int]
    dead_letters: Counter[int] = field(default_factory=Counter)
    surplus: Mapping[int, int] = field(default_factory=dict)
    compacted: bool = False
    tombstones: Tombstones = field(default_factory=Tombstones)
    forgotten: int = 0


def balance(books: Books, entries: Entries, outcomes: Outcomes) -> Books:
    """Fill the books of a stage: `entries` are the records of the topic that it reads."""
    topic = books.topic
    fates = _fates(topic, entries, outcomes)
    for index, fate in enumerate(fates):
        if entries.counted[index]:
            books.post(entries.sources[index], fate, f"{topic}-{entries.position(index)}")
    return books


def _fates(topic: str, entries: Entries, outcomes: Outcomes) -> list[Fate]:
    # Backwards: of several inputs that match one result, compaction has left the last one's.
    backwards = range(len(entries) - 1, -1, -1)
    fates: list[Fate] = ["missing"] * len(entries)
    for settled in (True, False):  # what is settled has its result, the rest has what is left
        for index in backwards:
            if entries.settled[index] == settled:
                fates[index] = _fate(topic, entries, index, outcomes)
    for index in backwards:
        match = entries.matches[index]
        if outcomes.results[match] > outcomes.surplus.get(match, 0):
            fates[index] = "double"
            del outcomes.results[match]  # named once
    if outcomes.compacted:
        _mark_superseded(entries, fates)
        _mark_deleted(entries, fates, outcomes)
    return fates


def _fate(topic: str, entries: Entries, index: int, outcomes: Outcomes) -> Fate:
    if letters := _dead_letters(topic, entries, index, outcomes):
        return "dead letters" if letters == 1 else "double"
    match = entries.matches[index]
    if outcomes.results[match]:
        outcomes.results[match] -= 1
        return "results"
    return "missing" if entries.settled[index] else "in flight"


def _dead_letters(topic: str, entries: Entries, index: int, outcomes: Outcomes) -> int:
    if not outcomes.dead_letters:
        return 0
    return outcomes.dead_letters[fingerprint(f"{topic}-{entries.position(index)}")]


def _mark_superseded(entries: Entries, fates: list[Fate]) -> None:
    """Find inputs whose result may have been compacted away by a later one of the same key."""
    lacking = [index for index, fate in enumerate(fates) if fate == "missing"]
    keys = {entries.keys[index] for index in lacking}
    last = {
        entries.keys[index]: index
        for index, fate in enumerate(fates)
        if fate in {"results", "double"} and entries.keys[index] in keys
    }
    for index in lacking:
        kept = last.get(entries.keys[index])
        if kept is not None and _may_follow(entries, kept, index):
            fates[index] = "superseded"


def _may_follow(entries: Entries, index: int, other: int) -> bool:
    """Tell whether one entry comes after another; across partitions there is no order."""
    if entries.partitions[index] != entries.partitions[other]:
        return True
    return entries.offsets[index] > entries.offsets[other]


def _mark_deleted(entries: Entries, fates: list[Fate], outcomes: Outcomes) -> None:
    """Find inputs whose result somebody deleted, whether or not compaction has removed it yet."""
    for index, fate in enumerate(fates):
        time = entries.times[index]
        gone = fate == "missing" and time < outcomes.forgotten
        deletable = fate in {"results", "superseded", "missing"}
        if gone or (deletable and outcomes.tombstones.cover(entries.keys[index], time)):
            fates[index] = "deleted"
