"""`tagwire topics acls`: the cluster's access rules against those that each user needs."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Iterator
from typing import NamedTuple

import click

from schemas.topics import tag_topic
from services.access import Names, Rule, rules_of, users
from services.cli.arguments.groups import SuggestingGroup
from services.cli.arguments.options import brokers, command_settings
from services.cli.terminal.harmless import echo, harmless
from services.runtime.kafka.access_rules import AccessRule, add_rules, rules_of_principals
from services.runtime.process.chosen_tags import chosen_taxonomy
from services.runtime.process.settings import Settings

_EVERYBODY = "User:*"


class Owned(NamedTuple):
    """A rule, and the principal that needs it."""

    principal: str
    rule: Rule


def _principal(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    return {user: f"User:tagwire-{user}" for user in users()} | dict(map(_named, given))


def _named(given: str) -> tuple[str, str]:
    user, _, principal = given.partition("=")
    if user not in users() or ":" not in principal:
        raise click.UsageError(
            f"--principal {given}: give USER=PRINCIPAL, such as parser=User:parser; "
            f"users are {', '.join(users())}"
        )
    return user, principal


_principals = click.option(
    "--principal",
    "principals",
    multiple=True,
    metavar="USER=PRINCIPAL",
    callback=_principal,
    help="Whose rules these are, such as parser=User:CN=parser; else User:tagwire-USER.",
)


@click.group(cls=SuggestingGroup)
@brokers
def acls() -> None:
    """Access rules: each user is allowed what its work takes, and nothing else.

    Users are the services, `producers` (who send dumps by a client of their own) and `readers`
    (of the tagged topics). Topics are created and changed by an administrator.
    """


@acls.command("print")
@brokers
@_principals
def print_(principals: dict[str, str]) -> None:
    """Write the rules as arguments of Kafka's kafka-acls.sh, a line each."""
    for principal, rule in _owned(command_settings("topics"), principals):
        echo(harmless(rule.command(shlex.quote(principal))))


@acls.command()
@brokers
@_principals
def apply(principals: dict[str, str]) -> None:
    """Add the rules that are missing. None is taken away: see `tagwire topics acls check`."""
    settings = command_settings("topics")
    wanted = _wanted(settings, principals)
    found = asyncio.run(rules_of_principals(settings, list(principals.values())))
    missing = sorted(wanted - found)
    asyncio.run(add_rules(settings, missing))
    for rule in missing:
        echo(harmless(f"added: {rule}"))
    if not missing:
        click.echo("nothing is missing")


@acls.command()
@brokers
@_principals
def check(principals: dict[str, str]) -> None:
    """Name the rules that are missing, and those that allow or deny more; exit 1 if there are any.

    Rules for User:* count as too many: they are everybody's.
    """
    settings = command_settings("topics")
    wanted = _wanted(settings, principals)
    asked = [*principals.values(), _EVERYBODY]
    found = asyncio.run(rules_of_principals(settings, asked))
    for rule in sorted(wanted - found):
        echo(harmless(f"missing: {rule}"), err=True)
    for rule in sorted(found - wanted):
        echo(harmless(f"more than needed: {rule}"), err=True)
    if found != wanted:
        sys.exit(1)
    click.echo("all access rules are as needed")


def _wanted(settings: Settings, principals: dict[str, str]) -> set[AccessRule]:
    return {
        AccessRule(principal, operation, rule.kind, rule.name, rule.is_prefix)
        for principal, rule in _owned(settings, principals)
        for operation in rule.operations
    }


def _owned(settings: Settings, principals: dict[str, str]) -> Iterator[Owned]:
    names = Names(settings.topic_prefix, settings.group)
    tag_topics = [tag_topic(one.tag) for one in chosen_taxonomy(settings.model)]
    for user, principal in principals.items():
        for rule in rules_of(user, names, tag_topics):
            yield Owned(principal, rule)
