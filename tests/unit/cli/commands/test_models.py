"""`tagwire models`: what a model file is, and what another one would change."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from schemas.events import Article, Software
from schemas.tagged import Classifier, Evidence, Tag, TaggedArticle
from schemas.taxonomy import DEFINITIONS, TAXONOMY
from services.classifier import core
from services.classifier.packaged import load_pack
from services.cli import cli
from services.cli.commands import models
from services.cli.models.comparison import Comparison, Judged
from services.cli.models.model_files import describe
from services.runtime.process.errors import SetupError

ARTICLES = [
    {"id": "quake", "headline": "Beben in Ōsaka 大阪: quake"},
    {"id": "fair", "headline": "Fair"},
]


def tag(name: str, confidence: int, bias: int = -100, **weights: int) -> Tag:
    found = DEFINITIONS[name]
    return Tag(
        tag=name,
        code=found.code,
        name=found.name,
        confidence=confidence,
        score=bias + sum(weights.values()),
        bias=bias,
        evidence=tuple(
            Evidence(field="headline", start=0, end=len(text), text=text, weight=weight)
            for text, weight in weights.items()
        ),
    )


def tagged(article: Article, *tags: Tag) -> TaggedArticle:
    classifier = Classifier(name="tagwire", version="test")
    return TaggedArticle.model_validate(dict(article) | {"tags": tags, "classifier": classifier})


QUAKE = Article(
    article_id="a" * 32,
    dump_id="quake",
    content_hash="b" * 32,
    format="text",
    parser=Software(name="tagwire", version="test"),
    headline="Quake",
)


def compare(old: tuple[Tag, ...], new: tuple[Tag, ...]) -> Comparison:
    comparison = Comparison(DEFINITIONS)
    comparison.add(Judged(tagged(QUAKE, *old)), Judged(tagged(QUAKE, *new)))
    return comparison


def test_added_removed_and_kept() -> None:
    comparison = compare(
        (tag("conflict", 60), tag("crime", 70)), (tag("disaster", 80), tag("crime", 75))
    )
    tallies = {name: (t.added, t.removed, t.moves) for name, t in comparison.tallies.items()}
    assert tallies == dict.fromkeys(DEFINITIONS, (0, 0, [])) | {
        "conflict": (0, 1, []),
        "disaster": (1, 0, []),
        "crime": (0, 0, [5]),
    }
    changes = [(change.tag, change.old, change.new) for change in comparison.changes]
    assert changes == [("conflict", 60, None), ("disaster", None, 80)]
    assert comparison.tags_changed


def test_a_kept_tag_is_listed_when_its_confidence_moves_far() -> None:
    old, new = tag("crime", 60, robbery=40, or_=5), tag("crime", 71, robbery=140, or_=5, x=-7)
    comparison = compare((old,), (new,))
    (change,) = comparison.changes
    assert not comparison.tags_changed
    assert [(moved.text, moved.old, moved.new) for moved in change.evidence] == [
        ("robbery", 40, 140),
        ("x", 0, -7),
    ]


def test_no_articles_have_no_mean() -> None:
    assert Comparison(DEFINITIONS).tallies["crime"].mean_move is None


def run(*arguments: str, articles: list[Any] = ARTICLES, **env: str) -> Result:
    data = b"\n".join(map(orjson.dumps, articles))
    return CliRunner(env={"FORCE_COLOR": None, **env}).invoke(
        cli, ["models", *arguments], input=data
    )


@pytest.fixture
def two_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model `old` find a conflict in the quake, and `new` a disaster."""
    found = {"old": tag("conflict", 60, Beben=200), "new": tag("disaster", 90, quake=300)}

    def classify(article: Article, pack: SimpleNamespace) -> TaggedArticle:
        return tagged(article, *([found[pack.version]] if article.dump_id == "quake" else []))

    def passed_over(_: Article, pack: SimpleNamespace) -> tuple[Tag, ...]:
        return (tag("disaster", 20, quake=100),) if pack.version == "old" else ()

    monkeypatch.setattr(
        models, "open_pack", lambda name: SimpleNamespace(version=name, taxonomy=TAXONOMY)
    )
    monkeypatch.setattr(core, "classify", classify)
    monkeypatch.setattr(core, "passed_over", passed_over)


@pytest.mark.usefixtures("two_models")
def test_diff_shows_numbers_and_each_change() -> None:
    result = run("diff", "old", "new", "-")
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines() if line[:3] in {"con", "dis"}] == [
        ["conflict", "0", "1", "0", "none"],
        ["disaster", "1", "0", "0", "none"],
    ]
    assert (
        "- conflict 60% → none  Beben in Ōsaka 大阪: quake  quake\n    +200 “Beben”"
        in result.stdout
    )
    assert "+ disaster none → 90%" in result.stdout
    assert "    score 0 → 200, +100 → +300 “quake”" in result.stdout
    assert "Fair" not in result.stdout


@pytest.mark.usefixtures("two_models")
def test_diff_for_machines() -> None:
    result = run("diff", "--json", "old", "new", "-")
    summary = orjson.loads(result.stdout)
    assert (summary["old"], summary["new"], summary["articles"]) == ("old", "new", 2)
    assert summary["tags"]["disaster"] == {
        "added": 1,
        "removed": 0,
        "kept": 0,
        "mean_confidence_change": None,
    }
    added = summary["changes"][1]
    assert (added["dump_id"], added["tag"], added["old"], added["new"]) == (
        "quake",
        "disaster",
        None,
        90,
    )
    assert added["evidence"][0] == {
        "field": "headline",
        "index": None,
        "start": 0,
        "end": 5,
        "text": "quake",
        "old": 100,
        "new": 300,
    }


@pytest.mark.usefixtures("two_models")
def test_only_fail_on_change_fails_on_a_change() -> None:
    assert run("diff", "--fail-on-change", "old", "new", "-").exit_code == 1
    assert run("diff", "--fail-on-change", "old", "old", "-").exit_code == 0


@pytest.mark.usefixtures("two_models")
def test_a_narrow_terminal_loses_no_number() -> None:
    result = run("diff", "old", "new", "-", FORCE_COLOR="1", TERM="xterm", COLUMNS="20")
    assert result.exit_code == 0
    assert "…" not in result.stdout


def test_diff_of_the_packaged_model_with_itself_changes_nothing() -> None:
    result = run("diff", "--fail-on-change", "packaged", "packaged", "-")
    assert result.exit_code == 0
    assert "2 articles" in result.stdout


def test_diff_without_articles_and_with_bad_lines() -> None:
    assert "0 articles" in run("diff", "packaged", "packaged", "-", articles=[]).stdout
    result = run("diff", "packaged", "packaged", "-", articles=[{"id": "1"}, *ARTICLES])
    assert result.exit_code == 1
    assert orjson.loads(result.stderr)["reason"] == "invalid-article"
    assert "2 articles" in result.stdout


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"version": "1"}'])
@pytest.mark.parametrize("command", [["show"], ["diff", "packaged"]])
def test_a_bad_model_file_is_one_line(tmp_path: Path, content: bytes, command: list[str]) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    result = run(*command, str(file), *(["-"] if "diff" in command else []))
    assert isinstance(result.exception, SetupError)
    assert str(result.exception).startswith(f"{file} is no model file: ")
    assert "\n" not in str(result.exception)


def test_a_missing_model_file_is_one_line() -> None:
    result = run("show", "/nowhere.json")
    assert str(result.exception) == "/nowhere.json cannot be read: No such file or directory"


def test_show_tells_what_the_packaged_model_is() -> None:
    facts = dict(line.split(maxsplit=1) for line in run("show").stdout.splitlines())
    assert facts["model"] == "packaged"
    assert load_pack().version.startswith(facts["version"])
    assert facts["language"] == "en"
    assert int(facts["bytes"].replace(",", ""))


def test_show_gives_the_numbers_of_the_report() -> None:
    data = {
        "version": "1",
        "phrases": [1] * 1234,
        "report": {"f1": {"crime": 0.91239}, "errors": [1]},
    }
    assert list(describe(orjson.dumps(data))) == [
        ("version", "1"),
        ("phrases", "1,234"),
        ("report.f1.crime", "0.9124"),
        ("report.errors", "list of 1"),
    ]
