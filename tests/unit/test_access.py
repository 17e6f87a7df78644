"""Access rules: one user, one task."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from schemas.topics import TAG_TOPICS, tag_topic
from services.access import Names, Rule, rules_of, users
from services.cli import cli

NAMES = Names("news-eu.", lambda service: f"news-eu.tagwire-{service}")


def rules(user: str) -> list[Rule]:
    return rules_of(user, NAMES, list(TAG_TOPICS.values()))


def test_nobody_may_do_more_than_read_and_write() -> None:
    operations = {one for user in users() for rule in rules(user) for one in rule.operations}
    assert operations == {"Read", "Write", "Describe"}


def test_names_follow_the_prefix() -> None:
    assert all(rule.name.startswith("news-eu.") for user in users() for rule in rules(user))


def test_a_pack_of_ones_own_brings_its_topics() -> None:
    own = [tag_topic("strike-action")]
    for user in ("classifier", "readers"):
        topics = [rule.name for rule in rules_of(user, NAMES, own) if rule.kind == "topic"]
        assert "news-eu.news-tagged-strike-action" in topics
        assert "news-eu.news-tagged-crime" not in topics


def test_rules_are_told_as_arguments_of_kafkas_own_tool() -> None:
    told = CliRunner().invoke(
        cli, ["topics", "acls", "print", "--principal", "parser=User:CN=my parser"]
    )
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert (
        "--add --allow-principal 'User:CN=my parser' --operation Write --operation Describe"
        " --transactional-id tagwire-parser --resource-pattern-type prefixed" in lines
    )
    assert (
        "--add --allow-principal User:tagwire-producers --operation Write --operation Describe"
        " --topic news-raw" in lines
    )


@pytest.mark.parametrize("given", ["parser", "parsr=User:x", "parser=x"])
def test_a_principal_that_is_none_is_refused(given: str) -> None:
    told = CliRunner().invoke(cli, ["topics", "acls", "print", "--principal", given])
    assert told.exit_code != 0
