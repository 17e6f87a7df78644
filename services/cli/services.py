"""`tagwire ingest`, `parser` and `classifier`: one service each, until SIGTERM."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import click

from services.cli.options import brokers, command_settings
from services.runtime.process.settings import Settings


def _run(service: str, run: Callable[[Settings], Awaitable[None]]) -> None:
    settings = command_settings(service)

    async def main() -> None:
        await run(settings)

    asyncio.run(main())


# A service's module is imported by its own command only: the others' start stays quick.


@click.command()
@brokers
def ingest() -> None:
    """Take dumps by HTTP and publish them to news-raw."""
    from services.ingest.app import run  # noqa: PLC0415

    _run("ingest", run)


@click.command()
@brokers
def parser() -> None:
    """Turn the dumps of news-raw into articles on news-articles."""
    from services.parser.app import run  # noqa: PLC0415

    _run("parser", run)


@click.command()
@brokers
def classifier() -> None:
    """Tag the articles of news-articles, onto news-tagged and one topic per tag."""
    from services.classifier.app import run  # noqa: PLC0415

    _run("classifier", run)
