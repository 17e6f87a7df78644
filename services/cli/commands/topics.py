"""`tagwire topics`: the cluster against the topic contract."""

from __future__ import annotations

import asyncio
import shlex
import sys

import click

from schemas.topics import tag_topic
from services.access import Names, rules_of, users
from services.cli.arguments.groups import SuggestingGroup
from services.cli.arguments.options import brokers, command_settings
from services.cli.terminal.harmless import echo, harmless
from services.runtime.kafka.topic_admin import check_topics, create_topics
from services.runtime.process.chosen_tags import chosen_taxonomy


@click.group(cls=SuggestingGroup)
@brokers
def topics() -> None:
    """Create the topics, or check them against the contract."""


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


@topics.command()
@brokers
@click.option(
    "--principal",
    "principals",
    multiple=True,
    metavar="USER=PRINCIPAL",
    help="Whose rules these are, such as parser=User:CN=parser; else User:tagwire-USER.",
)
def acls(principals: tuple[str, ...]) -> None:
    """Write the access rules that each user needs, as arguments of Kafka's kafka-acls.sh.

    Users are the services, `producers` (who send dumps by a client of their own) and `readers`
    (of the tagged topics). Each is allowed what its work takes and nothing else; topics are
    created and changed by an administrator.
    """
    given = dict(_principal(one) for one in principals)
    settings = command_settings("topics")
    names = Names(settings.topic_prefix, settings.group)
    tag_topics = [tag_topic(one.tag) for one in chosen_taxonomy(settings.model)]
    for user in users():
        principal = given.get(user, f"User:tagwire-{user}")
        for rule in rules_of(user, names, tag_topics):
            echo(harmless(rule.command(shlex.quote(principal))))


def _principal(given: str) -> tuple[str, str]:
    user, _, principal = given.partition("=")
    if user not in users() or ":" not in principal:
        raise click.UsageError(
            f"--principal {given}: give USER=PRINCIPAL, such as parser=User:parser; "
            f"users are {', '.join(users())}"
        )
    return user, principal


def _report(findings: list[str]) -> None:
    for finding in findings:
        echo(harmless(finding), err=True)
    if not findings:
        click.echo("all topics are as the contract says")
