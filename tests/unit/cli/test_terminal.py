"""Text from outside, planted wherever it can stand, in a terminal."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import orjson
import pytest
from rich.console import Console

import services
from schemas import dead_letters as dead
from schemas.events import encode
from services.classifier.packaged import packaged
from services.cli.commands.audit import show as show_books
from services.cli.commands.demo import show_answer
from services.cli.models.comparison import Comparison, Judged
from services.cli.models.comparison_display import show_comparison
from services.cli.terminal.display import show_article
from services.cli.terminal.explain import explain
from services.ledger.books import Books
from services.records.record import Record
from tests.terminals import (
    HOSTILE,
    HOSTILE_ARTICLE,
    HOSTILE_TAG,
    MARKUP,
    STEERING,
    Shown,
    in_terminal,
)


def an_article(console: Console) -> None:
    show_article(console, HOSTILE_ARTICLE, whole=True)


def an_explanation(console: Console) -> None:
    explain(console, HOSTILE_ARTICLE, colours=True)
    explain(console, HOSTILE_ARTICLE, colours=False)
    explain(console, HOSTILE_ARTICLE.model_copy(update={"tags": ()}), colours=True)


def books(console: Console) -> None:
    hostile = Books(HOSTILE, (HOSTILE, HOSTILE))
    hostile.post(HOSTILE, "missing", HOSTILE)
    show_books(console, [hostile])


def answers(console: Console) -> None:
    """Show what the demo shows."""
    article = Record("news-tagged", 0, 1, encode(HOSTILE_ARTICLE))
    told = ((dead.REASON, HOSTILE.encode()), (dead.MESSAGE, HOSTILE.encode()))
    for answer in (article, Record("news-dead-letters", 0, 1, b"", None, told)):
        show_answer(answer, HOSTILE, console)


@pytest.mark.parametrize("show", [an_article, an_explanation, books, answers])
def test_what_is_shown_does_not_steer_the_terminal(show: Callable[[Console], None]) -> None:
    # The console reads markup: what is shown must be safe on any.
    console = Console(file=StringIO(), width=500, force_terminal=True)
    show(console)
    assert isinstance(console.file, StringIO)
    shown = Shown(0, console.file.getvalue())
    assert not shown.steering
    assert MARKUP in shown.text


def test_a_comparison_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    comparison = Comparison(["conflict"])
    conflict = HOSTILE_TAG.model_copy(update={"tag": "conflict"})
    with_conflict = HOSTILE_ARTICLE.model_copy(update={"tags": (conflict,)})
    comparison.add(Judged(HOSTILE_ARTICLE), Judged(with_conflict))
    show_comparison(comparison, HOSTILE)
    shown = Shown(0, capsys.readouterr().out)
    assert not shown.steering
    assert shown.text.count(MARKUP) >= 4


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Give files that are hostile wherever they have text, and by their names."""
    name = f"\x1b]0;title\x07{STEERING.replace('/', '')}"
    found = {
        kind: tmp_path / f"{name}{kind}" for kind in ("page.html", "articles.jsonl", "bad.jsonl")
    }
    found["page.html"].write_text(_page())
    found["articles.jsonl"].write_bytes(orjson.dumps(ARTICLE_FIELDS))
    found["bad.jsonl"].write_bytes(b"\n".join(map(orjson.dumps, BAD)))
    found["model"] = tmp_path / f"{name}model"
    found["model"].write_bytes(
        orjson.dumps(orjson.loads(packaged("model.json")) | {"version": HOSTILE})
    )
    return found


BAD = [{"id": HOSTILE, "text": "a", "fetched_at": HOSTILE}, {"id": HOSTILE, "headline": 1}]
ARTICLE_FIELDS = {
    "id": HOSTILE,
    "source": HOSTILE,
    "headline": f"Bomb kills 12 {HOSTILE}",
    "byline": [HOSTILE],
    "paragraphs": [HOSTILE],
}


def _page() -> str:
    fields = {"headline": HOSTILE, "articleSection": HOSTILE, "author": {"name": HOSTILE}}
    data = json.dumps({"@type": "NewsArticle", **fields})
    # As references: raw controls make a page look like no text at all.
    evil = "".join(f"&#{ord(character)};" for character in HOSTILE)
    text = f"A bomb killed 12 people in {evil} on Monday, police said, as rebels attacked."
    return (
        f"<html lang='{evil}'><script type='application/ld+json'>{data}</script>"
        f"<h1>Bomb kills 12 {evil}</h1><p>By {evil}</p>" + f"<p>{text}</p>" * 3
    )


COMMANDS = [
    (["parse", "page.html"], 0),
    (["tag", "--explain", "page.html"], 0),
    (["classify", "articles.jsonl"], 0),
    (["tag", "bad.jsonl"], 1),
    (["models", "show", "model"], 0),
    (["models", "diff", "packaged", "model", "articles.jsonl"], 0),
    (["models", "show", "page.html"], 2),
    (["topics", "acls", "print", "--principal", f"parser=User:{HOSTILE}"], 0),
    (["topics", "acls", "print", "--principal", HOSTILE], 2),
    (["forget", "--url", HOSTILE], 2),
    (["tail", "--since", HOSTILE], 2),
    (["models", f"show{HOSTILE}"], 2),
    ([f"--title{STEERING}"], 2),
]


@pytest.mark.parametrize(("command", "code"), COMMANDS)
def test_no_command_lets_files_steer_the_terminal(
    command: list[str], code: int, files: dict[str, Path]
) -> None:
    shown = in_terminal(*(str(files.get(part, part)) for part in command))
    assert shown.code == code, shown.text
    assert not shown.steering
    assert "title" in shown.text


def test_json_is_escaped_only_in_a_terminal(files: dict[str, Path]) -> None:
    shown = in_terminal("classify", str(files["articles.jsonl"]))
    (line,) = shown.text.splitlines()
    assert orjson.loads(line)["paragraphs"] == [HOSTILE]


def test_consoles_are_made_in_one_place() -> None:
    """So that none reads markup, emoji or numbers in foreign text."""
    folder = Path(services.__file__).parent
    makers = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Console")
    }
    assert makers == {"cli/terminal/consoles.py"}


UNCHECKED = {
    "_NEXT",  # ours
    "'All is well.' if well else 'Something is to be put right.'",
    "entry(name, token_of(secret, sources, rate))",  # names and sources are checked
    "f'created {name}'",  # what Kafka takes for a topic's name
    "f'{record.position} is no tagged article; left out'",  # a topic's name, too
    "f'starting a broker and {len(SERVICES)} services …'",
    "greeting(kind, running, data, url)",  # ports, and the folder that its user named
    "f'{len(chosen) - len(refused)} replayed'",
    "f'{len(refused)} refused'",
    (
        "f'{service} ended with code {code} and starts again in {child.pause:.0f} s; "
        "why: {self._log(service)}'"
    ),
}
"""What commands print without making it harmless: it holds nothing from outside."""


def test_what_is_printed_as_it_stands_is_ours() -> None:
    folder = Path(services.__file__).parent / "cli"
    found = {
        ast.unparse(node.args[0])
        for path in folder.rglob("*.py")
        if path.name != "harmless.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"click.echo", "print"}
        if not isinstance(node.args[0], ast.Constant)
    }
    assert found == UNCHECKED
