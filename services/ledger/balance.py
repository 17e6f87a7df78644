"""Balances one stage: which inputs have their outcome, and which lack it or have several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.ledger.books import Books, Fate
from services.ledger.entries import Entries, fingerprint


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of the inputs of a stage. Outcomes of others do no harm: they are not looked at.

    `results` counts the results by the `match` of their input, and is used up; `dead_letters`
    counts by the fingerprint of the input's position. So many results as `surplus` says for a
    `match`, beyond the inputs there are, are in order. Where the results' topic is `compacted`,
    the last result of a key is the one that stays.
    """

    results: Counter[int]
    dead_letters: Counter[int] = field(default_factory=Counter)
    surplus: Mapping[int, int] = field(default_factory=dict)
    compacted: bool = False


def balance(topic: str, to: tuple[str, ...], entries: Entries, outcomes: Outcomes) -> Books:
    """Return the books of the stage that reads `topic`, whose records are `entries`."""
    books = Books(topic, to)
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


def strays(
    copies: Entries, carrying: Entries, digests: Sequence[int], keys: Sequence[int]
) -> list[int]:
    """Return which copies, by index, are of no record that carries the tag.

    `carrying` are the records with the tag, `digests` and `keys` those of all records, tag
    or not. A copy may outlive its record, which a later record of the same key, without
    the tag perhaps, has superseded. So a copy is stray if its record is there without the
    tag, or if there is no record of its key.
    """
    carried = set(carrying.matches)
    left = [
        index
        for index, match in enumerate(copies.matches)
        if match not in carried and copies.counted[index] and copies.settled[index]
    ]
    without_tag = {copies.matches[index] for index in left}.intersection(digests)
    known = {copies.keys[index] for index in left}.intersection(keys)
    return [
        index
        for index in left
        if copies.matches[index] in without_tag or copies.keys[index] not in known
    ]
