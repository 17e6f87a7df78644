"""What is fetched is handed over within a limit of bytes, one record at least."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from services.records.record import Record
from services.runtime.kafka.protocol.fetch_results import _Result, one_budget
from services.runtime.source import RUN_BYTES


class Fetched:
    """Stands in for aiokafka's records of a partition."""

    def __init__(self, count: int, size: int) -> None:
        self.next_fetch_offset = 0
        self._records = (Record("news-raw", 0, offset, bytes(size)) for offset in range(count))

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        record = next(self._records)
        self.next_fetch_offset = record.offset + 1
        return record


class Assignment:
    """Stands in for aiokafka's: one partition, not paused."""

    active = True

    def __init__(self) -> None:
        self.state = SimpleNamespace(paused=False, position=0)
        self.state.consumed_to = self.consumed_to

    def consumed_to(self, position: int) -> None:
        self.state.position = position

    def state_value(self, _: object) -> SimpleNamespace:
        return self.state


def result(count: int, size: int) -> _Result:
    fetched = Fetched(count, size)
    return _Result("partition", assignment=Assignment(), partition_records=fetched, backoff=0)


def test_records_are_handed_over_until_their_bytes_reach_the_limit() -> None:
    fetched = result(100, RUN_BYTES // 4)
    taken = [len(fetched.getall()) for _ in range(3)]
    assert taken == [4, 4, 4]
    assert fetched.has_more()


def test_one_record_is_handed_over_however_large_it_is() -> None:
    fetched = result(2, 3 * RUN_BYTES)
    assert [len(fetched.getall()) for _ in range(3)] == [1, 1, 0]
    assert not fetched.has_more()


def test_so_are_as_many_records_as_are_asked_for() -> None:
    fetched = result(10, 1)
    assert [len(fetched.getall(6)), len(fetched.getall(6))] == [6, 4]
    assert not fetched.has_more()


def test_partitions_share_one_limit() -> None:
    first, second = result(9, RUN_BYTES // 2), result(9, RUN_BYTES // 2)
    with one_budget():
        assert (len(first.getall()), len(second.getall())) == (2, 0)
    with one_budget():
        assert len(second.getall()) == 2
