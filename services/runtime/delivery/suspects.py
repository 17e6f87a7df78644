"""Records that may have ended workers: what the group's offsets remember of them. Pure.

A worker that is killed tells nobody what it had in hand. So that is written beforehand, beside
the offset from which the next worker goes on: `Trace`, in the offset's metadata. Where two in a
row have ended, the next one tries the suspects one by one, each named before it is tried. Who
has ended workers often enough is not tried any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from aiokafka import TopicPartition

from services.records.record import Record
from services.runtime.source import partition_of

MAX_ENDED_WORKERS = 4
"""A record that has been in hand at so many ends, at the last two alone, is not tried again.

Two, because an end that has another reason always hits somebody who is tried alone just then.
"""

_ALONE_AFTER = 2
"""After so many ends what was in hand is tried one by one; one end alone may have any reason."""

_MAX_TOGETHER = 200
"""After one end so many of what was in hand are tried together: after the next one it is they
that are tried one by one, which takes some 40 ms each."""

_FORM = re.compile(r"ends=(\d+) until=(\d+)( begun)?")


class Trace(NamedTuple):
    """What an offset's metadata tells of the records from there on.

    `ends` counts the workers that have ended with these records in hand, `until` is the offset
    after the last of them; `begun` says that one more has begun with them since.
    """

    ends: int = 0
    until: int = 0
    begun: bool = False

    @property
    def metadata(self) -> str:
        """Return it as metadata; `read` undoes that."""
        if not (self.ends or self.begun):
            return ""
        return f"ends={self.ends} until={self.until}{' begun' * self.begun}"


def read(metadata: str | None) -> Trace:
    """Return the trace in an offset's metadata, an empty one if there is none."""
    found = _FORM.search(metadata or "")
    return Trace(int(found[1]), int(found[2]), bool(found[3])) if found else Trace()


class Suspects:
    """The suspects among the records of a generation's partitions.

    Take what the group's offsets tell when the generation begins: who has begun then has ended.
    """

    def __init__(self, traces: Mapping[TopicPartition, Trace]) -> None:
        self._traces = {
            partition: Trace(trace.ends + trace.begun, trace.until)
            for partition, trace in traces.items()
        }
        self.alone = False
        """Whether what was tried last is a suspect, or was found guilty."""
        self._begun = set[TopicPartition]()
        self._in_hand = dict[TopicPartition, int]()

    def suspects(self, record: Record) -> bool:
        """Tell whether a record must be tried alone, with nothing else in hand."""
        trace = self._trace(record)
        return trace.ends >= _ALONE_AFTER and record.offset < trace.until

    def saw_an_end(self, record: Record) -> bool:
        """Tell whether a record was in hand when a worker ended: it is tried with no others."""
        trace = self._trace(record)
        return trace.ends > 0 and record.offset < trace.until

    def together(self, records: Sequence[Record]) -> Sequence[Record]:
        """Return as many of the first records as may be tried together.

        That is one suspect, or some that were in hand at an end, or others.
        """
        if self.suspects(records[0]):
            return records[:1]
        if self.saw_an_end(records[0]):
            seen = takewhile(lambda one: self.saw_an_end(one) and not self.suspects(one), records)
            return list(islice(seen, _MAX_TOGETHER))
        return list(takewhile(lambda one: not self.saw_an_end(one), records))

    def is_guilty(self, record: Record) -> bool:
        """Tell whether a suspect has ended workers often enough."""
        return self.suspects(record) and self._trace(record).ends >= MAX_ENDED_WORKERS

    def sentence(self, record: Record) -> None:
        """Note that a suspect is guilty: those behind it are not suspected any more."""
        self.alone = True
        self._traces[partition_of(record)] = Trace()

    def begin(self, records: Sequence[Record]) -> dict[TopicPartition, Trace]:
        """Note what is tried next; return the traces to be written before, by partition.

        What was in hand at an end is named each time; of others the first in a partition, as
        later ones are named with the offsets of those before them (see `following`).
        """
        ends = {partition_of(one): one.offset + 1 for one in records}
        self._in_hand |= ends
        self.alone = self.suspects(records[0])
        if self.alone:
            return {one: self._traces[one]._replace(begun=True) for one in ends}
        unnamed = [
            one for one in records if partition_of(one) not in self._begun or self.saw_an_end(one)
        ]
        firsts = {partition_of(one): one.begins for one in reversed(unnamed)}
        self._begun |= firsts.keys()
        return {one: self._next(one, first) for one, first in firsts.items()}

    def following(self, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, Trace]:
        """Return the traces to be written with next offsets: those before them are settled."""
        return {partition: self._next(partition, offset) for partition, offset in offsets.items()}

    def released(self, records: Iterable[Record]) -> dict[TopicPartition, Trace]:
        """Return the traces of suspects that were tried, and ended nobody."""
        suspects = [one for one in records if self.suspects(one)]
        return {partition_of(one): self._trace(one) for one in suspects}

    def _next(self, partition: TopicPartition, offset: int) -> Trace:
        trace = self._traces.get(partition, Trace())
        if offset >= trace.until:
            trace = Trace()
        # Those behind were not alone when a worker ended, whatever ends came since.
        self._traces[partition] = trace = trace._replace(ends=min(trace.ends, _ALONE_AFTER))
        in_hand = self._in_hand.get(partition, 0)
        begun = in_hand > offset
        if not (trace.ends or begun):
            return Trace()
        return Trace(trace.ends, in_hand if begun else trace.until, begun)

    def _trace(self, record: Record) -> Trace:
        return self._traces.get(partition_of(record), Trace())
