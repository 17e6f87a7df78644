"""`tagwire ingest`, `parser`, `classifier`: one service of the registry each, until SIGTERM."""

from __future__ import annotations

import asyncio

import click

from services.cli.arguments.options import brokers, command_settings
from services.registry import Service


def service_command(service: Service) -> click.Command:
    """Return the command that runs a service; its code is imported only then."""

    @click.command(service.name, help=service.summary)
    @brokers
    def run() -> None:
        start = service.load()
        settings = command_settings(service.name)

        async def main() -> None:
            await start(settings)

        asyncio.run(main())

    return run
