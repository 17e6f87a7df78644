"""`tagwire up`: all of Tagwire on this machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import click

from deploy.brokers.data_folder import default_data_folder
from deploy.brokers.jars import kafka_version
from deploy.brokers.ports import HOST
from services.cli.arguments.options import brokers, command_settings
from services.cli.local.joined_metrics import JoinedMetrics
from services.cli.local.running import stoppable, watch
from services.cli.local.stack import Stack, embedded_stack, given_stack, kafka_stack
from services.registry import SERVICES
from services.runtime.metrics.server import metrics_served
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings, load_settings

Kind = Literal["kafka", "embedded", "given"]

_DEFAULT_PORT = 9092
METRICS_PORT = 8084
"""Where the metrics of all services are by default."""
_SERVERS = "kafka_bootstrap_servers"


@click.command()
@brokers
@click.option(
    "--broker",
    type=click.Choice(["kafka", "embedded"]),
    help="kafka: Apache Kafka, its data stays, delivery is exactly-once (the default); "
    "embedded: starts at once, its data is in memory, delivery is at-least-once.",
)
@click.option(
    "--kafka-port",
    type=click.IntRange(1, 65535),
    help=f"Port of the broker.  [default: {_DEFAULT_PORT}]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=f"Folder for Apache Kafka's data.  [default: {default_data_folder()}]",
)
@click.option("--fresh", is_flag=True, help="Delete the data of earlier runs first.")
def up(broker: str | None, kafka_port: int | None, data: Path | None, *, fresh: bool) -> None:
    """Keep a broker and the three services running until Ctrl-C.

    A service that ends is started again, unless what ended it stays: then everything stops,
    with the reason. If --brokers or the settings name brokers, those are used, and only the
    services run.
    """
    settings = command_settings("up")
    kind = chosen_kind(broker, servers_given=_SERVERS in settings.model_fields_set)
    refuse_unused(kind, broker=broker, kafka_port=kafka_port, data=data, fresh=fresh)
    place = data or default_data_folder()
    port = kafka_port or _DEFAULT_PORT
    with stoppable(0), _stack(kind, settings, port, place, fresh=fresh) as running:
        asyncio.run(_serve(kind, running, place))


async def _serve(kind: Kind, running: Stack, data: Path) -> None:
    await running.ready()
    all_of_them = JoinedMetrics(running.metrics_urls)
    async with metrics_served(
        all_of_them.metrics, all_of_them.readyz, running.settings, METRICS_PORT
    ) as url:
        click.echo(greeting(kind, running, data, url))
        await watch(running)


def chosen_kind(broker: str | None, *, servers_given: bool) -> Kind:
    """Return what is to run: the given servers, the embedded broker, or Apache Kafka."""
    if servers_given:
        return "given"
    return "embedded" if broker == "embedded" else "kafka"


def refuse_unused(kind: Kind, **options: object) -> None:
    """Refuse options of a broker (by parameter name) beside given servers.

    Raises:
        SetupError: there is such an option.

    """
    given = {f"--{name.replace('_', '-')}" for name, value in options.items() if value}
    if kind == "given" and given:
        raise SetupError(
            f"{', '.join(sorted(given))}: of no use, as --brokers or the settings name the "
            "brokers (TAGWIRE_KAFKA_BOOTSTRAP_SERVERS); leave out one or the other"
        )


def _stack(
    kind: Kind, settings: Settings, port: int, data: Path, *, fresh: bool
) -> AbstractContextManager[Stack]:
    if kind == "given":
        return given_stack(settings)
    click.echo(f"starting a broker and {len(SERVICES)} services …", err=True)
    if kind == "embedded":
        return embedded_stack(port, settings.http_port)
    return kafka_stack(data, fresh=fresh, kafka_port=port, http_port=settings.http_port)


def greeting(kind: Kind, running: Stack, data: Path, metrics: str) -> str:
    """Return what a person needs to know of a stack that runs, and commands to try."""
    settings = running.settings
    servers = settings.kafka_bootstrap_servers
    lines = {
        "ingest": running.url,
        "Kafka": f"{servers}{_NAMES[kind]}",
        "data": _DATA[kind].format(data.resolve()),
        "delivery": _delivery(kind, settings),
        "metrics": f"{metrics}/metrics",
        "logs": str(running.logs),
    }
    shown = "\n".join(f"{name:<10}{value}" for name, value in lines.items())
    return f"{shown}\n{_next(running)}"


_NAMES: dict[Kind, str] = {
    "kafka": f" (Apache Kafka {kafka_version()})",
    "embedded": " (embedded broker)",
    "given": "",
}
_DATA: dict[Kind, str] = {
    "kafka": "{} (stays; --fresh deletes it)",
    "embedded": "in memory, gone at the end, whatever --data and --fresh say",
    "given": "on the given brokers",
}


def _delivery(kind: Kind, settings: Settings) -> str:
    if settings.delivery != "auto":
        return settings.delivery
    return {
        "kafka": "exactly-once (read with isolation.level=read_committed)",
        "embedded": "at-least-once",
        "given": "exactly-once if the brokers have transactions",
    }[kind]


def _next(running: Stack) -> str:
    """Return commands for another terminal."""
    to_here = _option(running.settings.kafka_bootstrap_servers)
    return f"""\
In another terminal:
  curl --data-binary @page.html {running.url}/v1/dumps
  tagwire send{to_here} page.html folder/ dumps.jsonl
  tagwire tail{to_here} --from-beginning
  tagwire audit{to_here}
Ctrl-C stops everything."""


def _option(servers: str) -> str:
    """Return what leads a command to these brokers: nothing if its settings do."""
    by_itself = load_settings().kafka_bootstrap_servers
    return "" if _numeric(servers) == _numeric(by_itself) else f" --brokers {servers}"


def _numeric(servers: str) -> str:
    return servers.replace("localhost", HOST)
