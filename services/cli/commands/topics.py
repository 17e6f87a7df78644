"""`tagwire topics`: the cluster against the topic contract."""

from __future__ import annotations

import asyncio
import sys

import click

from services.cli.arguments.groups import SuggestingGroup
from services.cli.arguments.options import brokers, command_settings
from services.cli.commands.acls import acls
from services.cli.terminal.harmless import echo, harmless
from services.runtime.kafka.topic_admin import check_topics, create_topics


@click.group(cls=SuggestingGroup)
@brokers
def topics() -> None:
    """Create the topics, or check them and their access rules against the contract."""


@topics.command()
@brokers
def create() -> None:
    """Create the topics that are missing; report, but never change, wrong ones.

    `tagwire topics check` says the same, and exits 1 if a topic differs.
    """
    settings = command_settings("topics")
    created = asyncio.run(create_topics(settings))
    for name in created:
        click.echo(f"created {name}")
    _report(asyncio.run(check_topics(settings)))


@topics.command()
@brokers
def check() -> None:
    """Compare the topics with the contract; exit 1 if they differ."""
    findings = asyncio.run(check_topics(command_settings("topics")))
    _report(findings)
    if findings:
        sys.exit(1)


topics.add_command(acls)


def _report(findings: list[str]) -> None:
    for finding in findings:
        echo(harmless(finding), err=True)
    if not findings:
        click.echo("all topics are as the contract says")
