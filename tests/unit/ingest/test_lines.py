"""Lines of a batch, however it is cut into chunks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.lines import Lines


def walked(chunks: list[bytes], limit: int) -> list[bytes | None]:
    lines = Lines(limit)
    return [line for chunk in chunks for line in lines.feed(chunk)] + list(lines.end())


@given(st.lists(st.sampled_from([b"a", b"bb", b"\n", b"c\nd", b"\n\n"])))
def test_lines_are_those_of_the_whole(chunks: list[bytes]) -> None:
    whole = b"".join(chunks).split(b"\n")
    assert walked(chunks, 1000) == (whole if whole[-1] else whole[:-1])


def test_of_a_line_over_the_limit_nothing_is_kept() -> None:
    lines = Lines(3)
    assert list(lines.feed(b"abcd")) == []
    assert lines.held == 0
    assert list(lines.feed(b"e\nabc\nabcd\n")) == [None, b"abc", None]
    assert list(lines.end()) == []
