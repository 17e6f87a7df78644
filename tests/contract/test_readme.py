"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.events import RawDump
from schemas.tagged import TaggedArticle
from schemas.topics import MAX_DUMP_BYTES, TOPICS
from services.cli import cli
from services.runtime.process.settings import Settings, variable

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    field = Settings.model_fields[name]
    default = "" if field.default in {None, ""} else f"`{field.default}`"
    assert f"| `{variable(name)}` | {default} | {field.description} |" in README


@pytest.mark.parametrize("name", cli.list_commands(None))  # type: ignore[arg-type]
def test_every_command_is_documented(name: str) -> None:
    assert f"tagwire {name}" in README or f"`{name}`" in README


def test_the_topics_and_limits_are_the_contracts() -> None:
    missing = [topic.name for topic in TOPICS if topic.name not in README]
    assert missing == [], (
        "name these in README.md's table of topics; a tag's topic also in the picture and the "
        "balanced books of `tagwire audit`, and the tag in the first sentence"
    )
    assert f"{MAX_DUMP_BYTES:,} bytes" in README


def test_the_samples_keep_the_contract() -> None:
    dump, tagged = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    RawDump.model_validate_json(dump)
    article = TaggedArticle.model_validate_json(tagged)
    assert article.url == RawDump.model_validate_json(dump).url
    assert [tag.tag for tag in article.tags] == ["disaster"]
