"""`tagwire tokens`: what producers need to send by HTTP."""

from __future__ import annotations

import click

from services.cli.arguments.groups import SuggestingGroup
from services.cli.terminal.harmless import echo
from services.ingest.tokens import entry, new_secret, token_of


@click.group(cls=SuggestingGroup)
def tokens() -> None:
    """Make tokens for producers that send by HTTP."""


@tokens.command()
@click.option("--name", required=True, help="What the token is called in the file and the logs.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    required=True,
    help="A source that it may write, or * for any; may be repeated.",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True, max=1e9),
    help="Dumps a second that it may send on average; without it there is no limit.",
)
def new(name: str, sources: tuple[str, ...], rate: float | None) -> None:
    """Make a token: it is shown once, on stderr; its entry for the file goes to stdout.

    \b
      tagwire tokens new --name wire-1 --source Wire --rate 50 >> tokens.toml

    TAGWIRE_HTTP_TOKENS names the file to ingest, which keeps hashes only and reads it again
    when it changes. To rotate, add a second token, and delete the first entry when nobody
    sends with it any more.
    """  # noqa: D301  click looks for the backspace character itself
    secret = new_secret()
    echo(f"the token, which is shown only now: {secret}", err=True)
    click.echo(entry(name, token_of(secret, sources, rate)))
