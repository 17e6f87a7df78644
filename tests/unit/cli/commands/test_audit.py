from __future__ import annotations

from io import StringIO

from rich.console import Console

from services.cli.commands.audit import show
from services.ledger.books import Books
from services.ledger.gaps import OffsetGap


def shown(*books: Books) -> str:
    console = Console(file=StringIO(), width=80)
    show(console, books)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_fates_that_nothing_has_are_left_out() -> None:
    books = Books("news-raw", ("news-articles", "news-dead-letters"))
    books.post("[Wire]", "results", "news-raw-0-1")
    books.post("[Wire]", "dead letters", "news-raw-0-2")
    header, *_, last = shown(books).splitlines()
    assert header.split() == ["results", "dead", "letters"]
    assert last == "The books balance."
    assert "[Wire]" in shown(books)


def test_books_that_do_not_balance_are_not_said_to() -> None:
    books = Books("news-raw", ("news-articles", "news-dead-letters"))
    books.post("Wire", "missing", "news-raw-0-1")
    header, *_, last = shown(books).splitlines()
    assert header.split() == ["missing"]
    assert last.split() == ["total", "1"]


def test_what_was_deleted_unread_is_counted_and_no_balance() -> None:
    books = Books("news-raw", ("news-articles", "news-dead-letters"))
    books.skip(OffsetGap("news-raw", 3, 0, 9))
    header, *rows, last = shown(books).splitlines()
    assert header.split() == ["skipped"]
    assert [row.split() for row in rows[1:]] == [["(unknown)", "10"]]
    assert last.split() == ["total", "10"]
