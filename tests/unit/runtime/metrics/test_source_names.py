"""Sources are bounded and clean before they are labels."""

from __future__ import annotations

from services.runtime.metrics.source_names import (
    MAX_CHARS,
    NAMED_AFTER,
    NONE,
    OTHER,
    SourceNames,
    cleaned,
)


def known(names: SourceNames, source: str) -> str:
    return [names.name(source, results=1) for _ in range(NAMED_AFTER)][-1]


def test_a_source_has_a_name_once_it_gave_results() -> None:
    names = SourceNames(50)
    found = [names.name("courier", results=1) for _ in range(NAMED_AFTER + 1)]
    assert found == [*[OTHER] * (NAMED_AFTER - 1), "courier", "courier"]
    assert names.name("courier") == "courier"


def test_garbage_takes_no_name() -> None:
    names = SourceNames(1)
    for number in range(100):
        assert [names.name(f"forged-{number}") for _ in range(NAMED_AFTER)] == [OTHER] * NAMED_AFTER
    assert known(names, "courier") == "courier"


def test_there_are_no_more_than_so_many() -> None:
    names = SourceNames(3)
    assert {known(names, f"source-{number}") for number in range(5000)} == {
        "source-0",
        "source-1",
        "source-2",
        OTHER,
    }
    assert len(names._results) <= 1000  # noqa: SLF001


def test_no_source_is_named_so() -> None:
    assert SourceNames(50).name(None, results=1) == NONE


def test_names_are_short_and_do_no_harm() -> None:
    assert cleaned('a"b\\c\n{d="e"}\x1b[31m') == "a_b_c_d_e_31m"
    assert cleaned("Süddeutsche Zeitung") == "Süddeutsche Zeitung"
    assert len(cleaned("x" * 10_000)) == MAX_CHARS
    assert cleaned("\u202e") == "_"
