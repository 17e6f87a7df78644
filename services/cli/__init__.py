"""The `tagwire` command."""

from __future__ import annotations

import sys

import click

from services.cli import dead_letters, demo, filters, send, services, tail, topics
from services.runtime.errors import EXIT_SETUP, SetupError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tagwire", prog_name="tagwire")
def cli() -> None:
    r"""Turn raw news dumps into tagged streams on Kafka.

    \b
    First steps:
      tagwire demo                 see it work, with a broker of its own
      tagwire up                   the same, and it stays up
      tagwire send page.html       publish a dump
      tagwire tail --tag disaster  read what came out

    Settings come from the environment (TAGWIRE_...); the README lists them.
    """


for command in (
    demo.demo,
    demo.up,
    services.ingest,
    services.parser,
    services.classifier,
    send.send,
    tail.tail,
    filters.parse,
    filters.classify,
    filters.tag,
    topics.topics,
    dead_letters.dead_letters,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; a `SetupError` is one line on stderr and exit code 2."""
    try:
        cli()
    except SetupError as error:
        click.echo(f"tagwire: {error}", err=True)
        sys.exit(EXIT_SETUP)
