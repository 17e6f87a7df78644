"""Lines of a page laid out as a table: its columns stand beside each other in one line."""

from __future__ import annotations

import pytest

from services.parser.page.lines import MAX_LINES, Line, read_lines

PROSE = "A fire destroyed the passenger terminal of Port Ellery on Sunday, the harbour master said."


@pytest.mark.parametrize("gap", ["   ", "            ", "\t", "\t\t", " \t  "])
def test_columns_are_lines_each(gap: str) -> None:
    assert read_lines(f"Sport{gap}Ferry burns in Port Ellery") == [
        Line("Sport"),
        Line("Ferry burns in Port Ellery"),
    ]


def test_a_row_of_data_stays_one_line() -> None:
    row = "Port Ellery     3   1    2     10"
    assert read_lines(row) == [Line("Port Ellery 3 1 2 10")]


def test_prose_stands_alone_in_a_row_of_many_columns() -> None:
    row = f"Home    World    {PROSE}    Most read    Weather"
    assert Line(PROSE) in read_lines(row)


def test_two_spaces_between_sentences_are_no_gap() -> None:
    text = f"{PROSE}  {PROSE}"
    assert read_lines(text) == [Line(text)]


def test_a_bullet_is_no_column() -> None:
    assert read_lines("1.    Ferry burns in Port Ellery") == [
        Line("Ferry burns in Port Ellery", bulleted=True)
    ]


def test_columns_count_as_lines_of_the_page() -> None:
    rows = "".join(f"row {number}    of two\n" for number in range(MAX_LINES))
    assert len(read_lines(rows)) == MAX_LINES
