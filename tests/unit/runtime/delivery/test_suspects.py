"""Suspects: who has ended workers is found, and who was only near it is not blamed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest
from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from services.records.record import Record
from services.runtime.delivery.suspects import MAX_ENDED_WORKERS, Suspects, Trace, read
from services.runtime.source import partition_of

ZERO, ONE = TopicPartition("news-raw", 0), TopicPartition("news-raw", 1)


def records(partition: TopicPartition, offsets: Iterable[int]) -> list[Record]:
    return [Record(partition.topic, partition.partition, offset, b"") for offset in offsets]


@pytest.mark.parametrize(
    "trace", [Trace(), Trace(2, 17), Trace(0, 5, begun=True), Trace(1, 9, begun=True)]
)
def test_a_trace_survives_as_metadata(trace: Trace) -> None:
    assert read("transaction " + trace.metadata) == trace


@pytest.mark.parametrize("metadata", [None, "", "transaction", "somebody's own", "ends=x until=1"])
def test_other_metadata_is_no_trace(metadata: str | None) -> None:
    assert read(metadata) == Trace()


class Killed(BaseException):
    """Stands in for the end of a worker."""


class World:
    """What the group knows, and workers that go through the records in batches."""

    def __init__(self, due: list[Record], poison: Collection[Record], size: int = 10) -> None:
        self.due = due
        self.poison = set(poison)
        self.size = size
        self.offsets: dict[TopicPartition, int] = {}
        self.metadata: dict[TopicPartition, str] = {}
        self.settled: list[Record] = []
        self.guilty: list[Record] = []
        self.ends = 0

    def run(self) -> None:
        """Start workers until one of them gets to the end."""
        while True:
            try:
                return self.work(Suspects({one: read(text) for one, text in self.metadata.items()}))
            except Killed:
                self.ends += 1

    def work(self, suspects: Suspects) -> None:
        left = [one for one in self.due if one.offset >= self.offsets.get(partition_of(one), 0)]
        while left:
            if suspects.is_guilty(left[0]):
                suspects.sentence(left[0])
                self.guilty.append(left[0])
                tried = left[:1]
            else:
                tried = list(suspects.together(left[: self.size]))
                self.mark(suspects.begin(tried), tried)
                if self.poison & set(tried):
                    raise Killed
            self.commit(suspects, tried)
            left = left[len(tried) :]

    def mark(self, traces: dict[TopicPartition, Trace], tried: list[Record]) -> None:
        for partition, trace in traces.items():
            first = min(one.offset for one in tried if partition_of(one) == partition)
            self.offsets.setdefault(partition, first)
            self.metadata[partition] = trace.metadata

    def commit(self, suspects: Suspects, tried: list[Record]) -> None:
        following = {partition_of(one): one.offset + 1 for one in tried}
        self.settled += [one for one in tried if one not in self.guilty]
        self.offsets |= following
        traces = suspects.following(following)
        self.metadata |= {one: trace.metadata for one, trace in traces.items()}


def test_the_guilty_one_is_found_after_four_ends() -> None:
    due = records(ZERO, range(10))
    world = World(due, [due[4]])
    world.run()
    assert world.guilty == [due[4]]
    assert world.ends == MAX_ENDED_WORKERS
    assert world.settled == [one for one in due if one != due[4]]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=25),
    st.integers(1, 10),
)
def test_the_guilty_alone_are_blamed_wherever_they_are(
    given_records: list[tuple[int, bool]], size: int
) -> None:
    due = [
        Record("news-raw", number, offset * 3, b"")
        for offset, (number, _) in enumerate(given_records)
    ]
    poison = [one for one, (_, kills) in zip(due, given_records, strict=True) if kills]
    world = World(due, poison, size)
    world.run()
    assert world.guilty == poison
    assert world.settled == [one for one in due if one not in poison]
    assert world.ends <= len(poison) * (MAX_ENDED_WORKERS + 1)


def test_one_end_may_have_any_reason_and_costs_nothing() -> None:
    suspects = Suspects({ZERO: Trace(0, 4, begun=True)})
    due = records(ZERO, range(6))
    assert list(suspects.together(due)) == due[:4]
    assert suspects.begin(due[:4]) == {ZERO: Trace(1, 4, begun=True)}, (
        "the next end is their second"
    )
    assert suspects.following({ZERO: 4}) == {ZERO: Trace()}
    assert list(suspects.together(due[4:])) == due[4:]


def test_after_an_end_what_was_in_hand_is_tried_in_portions_each_of_them_named() -> None:
    suspects = Suspects({ZERO: Trace(0, 1000, begun=True)})
    due = records(ZERO, range(1500))
    first = suspects.together(due)
    assert list(first) == due[:200]
    assert suspects.begin(first) == {ZERO: Trace(1, 200, begun=True)}, "only they are suspects next"
    assert suspects.following({ZERO: 200}) == {ZERO: Trace(1, 1000)}, "as all the rest are, still"
    assert suspects.begin(suspects.together(due[200:])) == {ZERO: Trace(1, 400, begun=True)}
    assert list(suspects.together(due[1000:])) == due[1000:]


def test_a_suspect_is_tried_alone_and_named_each_time() -> None:
    suspects = Suspects({ZERO: Trace(2, 2)})
    due = [*records(ZERO, range(4)), *records(ONE, [0])]
    assert list(suspects.together(due)) == due[:1]
    assert suspects.begin(due[:1]) == {ZERO: Trace(2, 2, begun=True)}
    assert suspects.following({ZERO: 1}) == {ZERO: Trace(2, 2)}
    assert list(suspects.together(due[1:])) == due[1:2]
    assert suspects.begin(due[1:2]) == {ZERO: Trace(2, 2, begun=True)}
    assert suspects.following({ZERO: 2}) == {ZERO: Trace()}
    assert list(suspects.together(due[2:])) == due[2:]


def test_who_was_alone_at_one_end_is_tried_again() -> None:
    due = records(ZERO, range(3))
    once = Suspects({ZERO: Trace(2, 3, begun=True)})
    assert not once.is_guilty(due[0])
    assert once.begin(once.together(due)) == {ZERO: Trace(3, 3, begun=True)}
    assert once.following({ZERO: 1}) == {ZERO: Trace(2, 3)}
    assert Suspects({ZERO: Trace(3, 3, begun=True)}).is_guilty(due[0])


def test_suspects_wait_for_their_turn() -> None:
    due = [*records(ONE, range(2)), *records(ZERO, range(2))]
    assert list(Suspects({ZERO: Trace(2, 2)}).together(due)) == due[:2]


def test_who_comes_through_clears_itself_only() -> None:
    suspects = Suspects({ZERO: Trace(3, 5)})
    suspects.begin(records(ZERO, [0]))
    assert suspects.following({ZERO: 1}) == {ZERO: Trace(2, 5)}, "the last end was not theirs"


def test_what_is_in_hand_meanwhile_is_named_with_the_offset_before_it() -> None:
    suspects = Suspects({})
    assert suspects.begin(records(ZERO, range(3))) == {ZERO: Trace(0, 3, begun=True)}
    assert suspects.begin(records(ZERO, range(3, 8))) == {}, "no commit of its own"
    assert suspects.following({ZERO: 3}) == {ZERO: Trace(0, 8, begun=True)}
    assert suspects.following({ZERO: 8}) == {ZERO: Trace()}, "nothing is in hand"


def test_what_only_brokers_kept_from_being_written_is_released() -> None:
    suspects = Suspects({ZERO: Trace(2, 5)})
    tried = records(ZERO, [0])
    suspects.begin(tried)
    assert suspects.released(tried) == {ZERO: Trace(2, 5)}
    assert suspects.released(records(ONE, [0])) == {}
