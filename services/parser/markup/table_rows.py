"""The rows of a page's tables of data, whose cells hold a line each.

A table that lays out the page has cells of several paragraphs, or rows of one cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.parser.markup.container import Outer
from services.parser.markup.page import HtmlPage

Row = tuple[int, ...]
"""The blocks of a row, one for each cell that has text."""

_MIN_CELLS = 2
_CELLS = frozenset(["td", "th"])


class _Place(NamedTuple):
    """The elements of a table that a block is in."""

    table: int
    row: int
    cell: int


def rows_of(page: HtmlPage, body: Sequence[int], outer: Outer) -> dict[int, Row]:
    """Return the rows of the body's tables, each under all of its blocks.

    A row is the body's if one of its cells is, all of a table if half of its rows are: the
    model weighs sentences, and what a cell says it says in its row.
    """
    rows: dict[int, Row] = {}
    seen, chosen = set[int](), set(body)
    for index in body:
        place = None if index in seen else _place(page, index, outer)
        if place is not None:
            cells = dict(_cells(page, index, place.table, outer))
            seen |= cells.keys()
            table = _rows(cells)
            own = [row for row in table if not chosen.isdisjoint(row)]
            for row in table if len(own) * 2 >= len(table) else own:
                rows |= dict.fromkeys(row, row)
    return rows


def _cells(page: HtmlPage, index: int, table: int, outer: Outer) -> Iterator[tuple[int, _Place]]:
    """Give the table's blocks, which stand around the block without another between them."""
    for around in (range(index, len(page.blocks)), range(index - 1, -1, -1)):
        for other in around:
            place = _place(page, other, outer)
            if place is None or place.table != table:
                break
            yield other, place


def _rows(cells: dict[int, _Place]) -> list[Row]:
    """Return the rows of data: of two cells or more, with one block in each."""
    rows: dict[int, list[int]] = defaultdict(list)
    for index in sorted(cells):
        rows[cells[index].row].append(index)
    return [
        tuple(row)
        for row in rows.values()
        if len({cells[index].cell for index in row}) == len(row) >= _MIN_CELLS
    ]


def _place(page: HtmlPage, index: int, outer: Outer) -> _Place | None:
    """Return the innermost cell, row and table that the block is in, within the body's element."""
    number, row, cell = page.blocks[index].element, 0, 0
    while number not in outer:
        tag, parent, _ = page.elements[number]
        if tag == "table":
            return _Place(number, row, cell) if cell else None
        if tag in _CELLS and not cell:
            cell, row = number, parent
        number = parent
    return None
