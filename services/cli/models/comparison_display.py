"""Shows in a terminal what one model in place of another changes."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli.models.comparison import Change, Comparison, Tally, WeightChange
from services.cli.terminal.consoles import stdout_console
from services.cli.terminal.harmless import harmless
from services.cli.terminal.marking import colour

_SHOWN_EVIDENCE = 4


def show_comparison(comparison: Comparison, models: str) -> None:
    """Print, for the named models, the numbers of each tag, and each change."""
    console = stdout_console()
    count = comparison.articles
    articles = "1 article" if count == 1 else f"{count:,} articles"
    console.print(Text(f"{harmless(models)}, {articles}\n"), soft_wrap=True)
    console.print(_table(comparison))
    for change in comparison.changes:
        _show(console, change)


def _table(comparison: Comparison) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("tag", overflow="fold")
    for heading in ("added", "removed", "kept", "mean confidence change"):
        table.add_column(heading, justify="right", overflow="fold")
    for tag, tally in comparison.tallies.items():
        numbers = (tally.added, tally.removed, len(tally.moves))
        table.add_row(Text(tag, colour(tag)), *map(str, numbers), _mean(tally))
    return table


def _mean(tally: Tally) -> str:
    return "none" if tally.mean_move is None else f"{tally.mean_move:+.1f}"


def _show(console: Console, change: Change) -> None:
    console.print(
        Text.assemble(
            f"\n{_sign(change)} ",
            (f"{change.tag} {_given(change.old)} → {_given(change.new)}", colour(change.tag)),
            f"  {harmless(change.headline or '(no headline)')}",
            (f"  {harmless(change.dump_id)}", "dim"),
        ),
        soft_wrap=True,
    )
    if why := _why(change):
        console.print(Text(f"    {why}", "dim"), soft_wrap=True)


def _why(change: Change) -> str:
    score = [f"score {change.old_score} → {change.new_score}"] if _both_known(change) else []
    bias = [f"bias {change.old_bias} → {change.new_bias}"] if _bias_moved(change) else []
    shown = [_moved(moved, change) for moved in change.evidence[:_SHOWN_EVIDENCE]]
    more = len(change.evidence) - len(shown)
    return ", ".join([*score, *bias, *shown]) + (f" and {more} more" if more else "")


def _bias_moved(change: Change) -> bool:
    return _both_known(change) and change.old_bias != change.new_bias


def _both_known(change: Change) -> bool:
    return None not in {change.old_score, change.new_score}


def _sign(change: Change) -> str:
    if change.old is None:
        return "+"
    return "-" if change.new is None else "~"


def _given(confidence: int | None) -> str:
    return "none" if confidence is None else f"{confidence}%"


def _moved(moved: WeightChange, change: Change) -> str:
    """Return the span with both weights, or the only one that is known."""
    text = f"“{harmless(moved.text)}”"
    if not _both_known(change):
        return f"{moved.old or moved.new:+d} {text}"
    return f"{moved.old:+d} → {moved.new:+d} {text}"
