from __future__ import annotations

from services.runtime.kafka.rights import lacking

READ, WRITE, DESCRIBE = 1 << 3, 1 << 4, 1 << 8


def test_what_is_not_allowed_is_lacking() -> None:
    rights = {"b": READ | DESCRIBE, "a": READ | WRITE, "c": DESCRIBE}
    assert lacking(rights) == ["WRITE on b", "READ on c", "WRITE on c"]
    assert lacking({"a": READ | WRITE}) == []


def test_brokers_need_not_tell() -> None:
    assert lacking({"a": -(2**31)}) is None
    assert lacking({}) is None
