"""The compatibility check notices what it is there for."""

from __future__ import annotations

from typing import Any

from tests.contract.compatibility import breaks

OLD: dict[str, Any] = {
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
    },
    "$defs": {"Tag": {"required": ["tag"], "properties": {"tag": {"type": "string"}}}},
}


def changed(**properties: Any) -> dict[str, Any]:  # noqa: ANN401
    return OLD | {"properties": OLD["properties"] | properties}


def test_the_same_schema_breaks_nobody() -> None:
    assert breaks(OLD, OLD, producers=True) == breaks(OLD, OLD, producers=False) == []


def test_a_new_optional_field_breaks_nobody() -> None:
    new = changed(extra={"type": "string"})
    assert breaks(OLD, new, producers=True) == breaks(OLD, new, producers=False) == []


def test_a_removed_field_is_a_break() -> None:
    assert breaks(changed(gone={}), OLD, producers=False) == ["gone: was removed"]


def test_a_changed_type_is_a_break() -> None:
    (line,) = breaks(OLD, changed(id={"type": "integer"}), producers=False)
    assert line.startswith("id: changed")


def test_a_change_inside_a_list_is_a_break() -> None:
    new = OLD | {"$defs": {"Tag": {"required": ["tag"], "properties": {}}}}
    assert breaks(OLD, new, producers=False) == ["tags[].tag: was removed"]


def test_required_counts_for_producers_and_optional_for_consumers() -> None:
    stricter, looser = OLD | {"required": ["id", "tags"]}, OLD | {"required": []}
    assert breaks(OLD, stricter, producers=True) == ["tags: became required"]
    assert breaks(OLD, looser, producers=False) == ["id: became optional"]
    assert breaks(OLD, stricter, producers=False) == breaks(OLD, looser, producers=True) == []


def with_tags(*names: str) -> dict[str, Any]:
    return OLD | {"$defs": {"Tag": {"properties": {"tag": {"type": "string", "examples": names}}}}}


def test_a_new_tag_breaks_no_consumer() -> None:
    assert breaks(with_tags("war"), with_tags("health", "war"), producers=False) == []


def test_a_tag_that_goes_or_is_renamed_is_a_break() -> None:
    gone = ["tags[].tag: the tag war was removed or renamed"]
    assert breaks(with_tags("war", "crime"), with_tags("crime"), producers=False) == gone
    assert breaks(with_tags("war"), with_tags("wars"), producers=False) == gone


def test_tags_that_are_no_longer_named_are_a_break() -> None:
    anything = OLD | {"$defs": {"Tag": {"properties": {"tag": {"type": "string"}}}}}
    assert breaks(with_tags("war"), anything, producers=False) == [
        "tags[].tag: the tag war was removed or renamed"
    ]


def test_a_tag_of_another_type_is_a_break() -> None:
    name = {"type": "integer", "examples": ["war"]}
    number = OLD | {"$defs": {"Tag": {"properties": {"tag": name}}}}
    (line,) = breaks(with_tags("war"), number, producers=False)
    assert line.startswith("tags[].tag: changed")


def test_every_enumeration_is_closed() -> None:
    old, new = changed(id={"enum": ["a"]}), changed(id={"enum": ["a", "b"]})
    (line,) = breaks(old, new, producers=False)
    assert line.startswith("id: changed")
