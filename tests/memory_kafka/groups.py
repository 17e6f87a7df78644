"""A consumer group: members, generations, rebalances. Pure: time is passed in, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.memory_kafka.codes import Code, KafkaFailure

_MIN_SESSION_SECONDS, _MAX_SESSION_SECONDS = 6.0, 1800.0
"""group.min.session.timeout.ms and group.max.session.timeout.ms, as brokers have by default."""


class Joining(NamedTuple):
    """What a member says when it joins."""

    client: str
    session_seconds: float
    rebalance_seconds: float
    protocols: Mapping[str, bytes]


@dataclass
class _Member:
    name: str
    joining: Joining
    seen: float
    joined: bool = False
    assignment: bytes = b""


class Joined(NamedTuple):
    """What a member is told once the generation has its members; the leader, who they are."""

    generation: int
    protocol: str
    leader: str
    member: str
    members: list[tuple[str, bytes]]


@dataclass
class Group:
    """A group, as its coordinator keeps it.

    A member that has joined is told so by `joined_as`, its partitions by `assignment`, once
    that is known: until then they return None.
    """

    name: str
    state: str = "Empty"
    generation: int = 0
    leader: str = ""
    protocol: str = ""
    members: dict[str, _Member] = field(default_factory=dict)
    _count: int = 0
    _pending: set[str] = field(default_factory=set)
    _deadline: float = 0.0

    def join(self, member: str, joining: Joining, now: float) -> str:
        """Take a member in, or take it in again, and return its name.

        Raises:
            KafkaFailure: it is not known, or must come again with the name that it was given.

        """
        if not _MIN_SESSION_SECONDS <= joining.session_seconds <= _MAX_SESSION_SECONDS:
            raise KafkaFailure(Code.INVALID_SESSION_TIMEOUT)
        if member and member not in self.members.keys() | self._pending:
            raise KafkaFailure(Code.UNKNOWN_MEMBER_ID)
        if self.members and not self._shared(joining.protocols):
            raise KafkaFailure(Code.INCONSISTENT_GROUP_PROTOCOL)
        self._pending.discard(member)
        found = self.members.get(member)
        if found and found.joining == joining and self._goes_on(member):
            found.seen = now
            return member
        found = self.members.setdefault(member, _Member(member, joining, now))
        found.joining, found.seen = joining, now
        if self.state != "PreparingRebalance":
            self._prepare(now)
        found.joined = True
        self._complete_if_all_joined(now)
        return member

    def new_member(self, client: str) -> str:
        """Return a name for a member that has none; it must join again by it."""
        self._count += 1
        name = f"{client}-{self._count}"
        self._pending.add(name)
        return name

    def joined_as(self, member: str) -> Joined | None:
        """Return what the generation is that a member has joined."""
        self._require(member)
        if self.state == "PreparingRebalance":
            return None
        everybody = [
            (one.name, one.joining.protocols[self.protocol]) for one in self.members.values()
        ]
        told = everybody if member == self.leader else []
        return Joined(self.generation, self.protocol, self.leader, member, told)

    def sync(
        self, member: str, generation: int, assignments: Mapping[str, bytes], now: float
    ) -> None:
        """Take the leader's assignment of partitions.

        Raises:
            KafkaFailure: the member is not one of this generation, or another one begins.

        """
        self._check(member, generation)
        if self.state == "PreparingRebalance":
            raise KafkaFailure(Code.REBALANCE_IN_PROGRESS)
        self.members[member].seen = now
        if member == self.leader and self.state == "CompletingRebalance":
            for one in self.members.values():
                one.assignment = assignments.get(one.name, b"")
            self.state = "Stable"

    def assignment(self, member: str, generation: int) -> bytes | None:
        """Return a member's partitions. Raises as `sync` does."""
        self._check(member, generation)
        if self.state == "PreparingRebalance":
            raise KafkaFailure(Code.REBALANCE_IN_PROGRESS)
        return self.members[member].assignment if self.state == "Stable" else None

    def heartbeat(self, member: str, generation: int, now: float) -> None:
        """Note that a member lives. Raises as `sync` does."""
        self._check(member, generation)
        self.members[member].seen = now
        if self.state == "PreparingRebalance":
            raise KafkaFailure(Code.REBALANCE_IN_PROGRESS)

    def leave(self, member: str, now: float) -> None:
        """Let a member go.

        Raises:
            KafkaFailure: it is not known.

        """
        self._require(member)
        self._remove(member, now)

    def rebalance(self, now: float) -> None:
        """Begin another generation: the members must join again."""
        if self.members:
            self._prepare(now)

    def check_commit(self, member: str, generation: int, *, transactional: bool) -> None:
        """Tell whether offsets may be committed, by a member or, with generation -1, by nobody.

        Raises:
            KafkaFailure: not by this member, or not now.

        """
        if generation < 0 and not member:
            if self.members and not transactional:
                raise KafkaFailure(Code.UNKNOWN_MEMBER_ID)
            return
        self._check(member, generation)
        if not transactional and self.state == "CompletingRebalance":
            raise KafkaFailure(Code.REBALANCE_IN_PROGRESS)

    def tick(self, now: float) -> None:
        """Let go of members that were not heard of, and of those that did not join in time."""
        for one in list(self.members.values()):
            waits = one.joined and self.state == "PreparingRebalance"
            if not waits and now - one.seen >= one.joining.session_seconds:
                self._remove(one.name, now)
        if self.state == "PreparingRebalance" and now >= self._deadline:
            for name in [one.name for one in self.members.values() if not one.joined]:
                del self.members[name]
            self._complete_if_all_joined(now)

    def _goes_on(self, member: str) -> bool:
        """Tell whether a member that joins again is just told the generation that it has."""
        if self.state == "Stable":
            return member != self.leader
        return self.state == "CompletingRebalance"

    def _prepare(self, now: float) -> None:
        self.state = "PreparingRebalance"
        for one in self.members.values():
            one.joined = False
        longest = max(one.joining.rebalance_seconds for one in self.members.values())
        self._deadline = now + longest

    def _complete_if_all_joined(self, now: float) -> None:
        if not all(one.joined for one in self.members.values()):
            return
        self.generation += 1
        if not self.members:
            self.state, self.leader, self.protocol = "Empty", "", ""
            return
        for one in self.members.values():
            one.seen = now
        if self.leader not in self.members:
            self.leader = next(iter(self.members))
        first, *others = (one.joining.protocols for one in self.members.values())
        self.protocol = next(name for name in first if all(name in one for one in others))
        self.state = "CompletingRebalance"

    def _shared(self, protocols: Mapping[str, bytes]) -> bool:
        others = [set(one.joining.protocols) for one in self.members.values()]
        return bool(set(protocols).intersection(*others))

    def _remove(self, member: str, now: float) -> None:
        del self.members[member]
        if self.state != "PreparingRebalance" and self.members:
            self._prepare(now)
        else:
            self._complete_if_all_joined(now)

    def _require(self, member: str) -> None:
        if member not in self.members:
            raise KafkaFailure(Code.UNKNOWN_MEMBER_ID)

    def _check(self, member: str, generation: int) -> None:
        self._require(member)
        if generation != self.generation:
            raise KafkaFailure(Code.ILLEGAL_GENERATION)
