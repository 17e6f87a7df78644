"""Groups of commands, as people expect them."""

from __future__ import annotations

import difflib
import signal
import sys
from typing import Any

import click
from typing_extensions import override

from services.cli.terminal.pipes import abandon_stdout

READER_LEFT = 128 + signal.SIGPIPE
"""The exit code of what nobody reads to its end, as shells count."""


class SuggestingGroup(click.Group):
    """Names the command that was meant where there is none of that name."""

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command's name, the command, and its arguments."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            error.message += f" Did you mean {near[0]!r}?" if near else ""
            raise


class WholeCommand(SuggestingGroup):
    """Ends quietly when its reader does, as in `tagwire parse pages/ | head -1`."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, and write what is left to write."""
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            abandon_stdout()
            ctx.exit(READER_LEFT)
