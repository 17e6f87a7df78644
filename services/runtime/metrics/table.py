"""The table of all metrics in the docs: `python -m services.runtime.metrics.table PAGE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from services.runtime.metrics.definitions import DEFINITIONS

HEADING = "## All metrics\n"
"""What stands above it is written by hand."""


def with_table(text: str) -> str:
    """Return the page with the table as the definitions are now."""
    return "".join([text.partition(HEADING)[0], HEADING, "\n", *_lines()])


def _lines() -> Iterator[str]:
    yield "| metric | type | labels | set by | what it is |\n|---|---|---|---|---|\n"
    for one in DEFINITIONS:
        labels = ", ".join(f"`{label}`" for label in one.labels)
        yield f"| `{one.name}` | {one.kind} | {labels} | {one.set_by} | {one.meaning} |\n"


def main() -> None:
    """Write the table into the page that is named."""
    page = Path(sys.argv[1])
    page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
