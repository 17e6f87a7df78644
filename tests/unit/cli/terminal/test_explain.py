"""`--explain`: the evidence in its place, readable by people and by grep."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len
from rich.console import Console

from schemas.events import Software
from schemas.tagged import Classifier, Evidence, Subject, Tag, TaggedArticle, Temporality
from schemas.taxonomy import DEFINITIONS
from services.cli import cli
from services.cli.terminal.explain import explain

STORY = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
QUAKE = {
    "id": "quake",
    "headline": "Earthquake shakes Ōsaka 大阪 coast",
    "paragraphs": ["A quiet day.", "The earthquake woke nobody.", "Shops opened."],
}


def run(command: str, *items: object, paths: tuple[str, ...] = (), **env: str) -> Result:
    data = b"\n".join(item if isinstance(item, bytes) else orjson.dumps(item) for item in items)
    arguments = [command, "--explain", *paths]
    return CliRunner(env={"NO_COLOR": None, "FORCE_COLOR": None, **env}).invoke(
        cli, arguments, input=data
    )


def tagged(**fields: object) -> TaggedArticle:
    given = {
        "article_id": "a" * 32,
        "dump_id": "1",
        "content_hash": "b" * 32,
        "format": "text",
        "parser": Software(name="tagwire", version="test"),
        "classifier": Classifier(name="tagwire", version="test"),
    }
    return TaggedArticle.model_validate(given | fields)


def lines(article: TaggedArticle, *passed_over: Tag) -> list[str]:
    console = Console(width=40, color_system=None)
    with console.capture() as capture:
        explain(console, article, passed_over, colours=False)
    return capture.get().splitlines()


SPAN = Evidence(field="paragraphs", index=1, start=2, end=7, text="trial", weight=300)
COURT = Tag(
    tag="crime",
    code="medtop:02000000",
    name="crime, law and justice",
    confidence=73,
    score=100,
    bias=-200,
    subjects=(Subject(code="medtop:20000097", name="trial", confidence=60),),
    temporality=Temporality(value="aftermath", confidence=88, evidence=(SPAN,)),
    evidence=(SPAN,),
)


def test_the_tag_its_sum_and_the_passages_with_evidence() -> None:
    article = tagged(headline="In court", paragraphs=("One.", "A trial\nbegan.", ""), tags=(COURT,))
    assert lines(article) == [
        "article 1",
        "a" * 32,
        "crime 73%  medtop:02000000 crime, law and justice",
        "  score 100 = bias -200 + evidence 300 in 1 span",
        "  subjects: trial 60% (medtop:20000097)",
        "  temporality: aftermath 88% +300 “trial”",
        "headline: In court",
        "paragraph 2: A [crime +300|trial] began.",
        "left out: 2 of 3 paragraphs, without evidence",
        "",
    ]


def test_an_untagged_article_says_why() -> None:
    classifier = Classifier(name="tagwire", version="test", reason="unsupported-language")
    article = tagged(headline="Im Gericht", language="de", classifier=classifier)
    assert "no tags: unsupported-language (declared: de)" in lines(article)
    assert "no tags" in lines(tagged(headline="In court"))


def test_articles_on_stdin_are_plain_lines() -> None:
    result = run("classify", QUAKE)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert re.search(
        r"^headline: \[disaster \+\d+\|Earthquake\] .*大阪", result.stdout, re.MULTILINE
    )


def test_tag_takes_pages_as_text_and_html(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.html").write_text(
        "<title>Flood in Osk valley</title><article><h1>Flood in Osk valley</h1>"
        "<p>Hundreds of people were evacuated after the river burst its banks on Monday.</p>"
        "<p>The river had risen for three days, officials of the valley said.</p></article>"
    )
    result = run("tag", paths=(str(tmp_path),))
    assert result.exit_code == 0
    assert len(re.findall(r"^headline: .*\|Flood\]", result.stdout, re.MULTILINE)) == 2


@pytest.mark.parametrize("columns", ["12", "30", "200"])
def test_a_terminal_of_any_width(columns: str) -> None:
    result = run("classify", QUAKE, FORCE_COLOR="1", TERM="xterm", COLUMNS=columns)
    assert result.exit_code == 0
    plain = re.sub(r"\x1b\[[\d;]*m", "", result.stdout)
    assert {cell_len(line) for line in plain.splitlines()} == {int(columns)}
    assert "\x1b[7;33m" in result.stdout
    assert "[disaster" not in plain


def test_no_color_gives_brackets_in_a_terminal() -> None:
    result = run("classify", QUAKE, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1")
    assert "|Earthquake]" in result.stdout


def test_escapes_in_an_article_are_not_sent_to_the_terminal() -> None:
    hostile = {"id": "\x1b[2J", "headline": "Flood \x1b[31m", "byline": ["\x1b]0;x\x07"]}
    result = run("classify", hostile)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_no_input_and_bad_input() -> None:
    assert (run("classify").exit_code, run("classify").stdout) == (0, "")
    result = run("classify", {"id": "1"}, QUAKE)
    assert result.exit_code == 1
    assert orjson.loads(result.stderr)["dump_id"] == "1"
    assert "article quake" in result.stdout


def test_a_reader_that_leaves_ends_it_without_a_word(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes((orjson.dumps(QUAKE) + b"\n") * 2000)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer) as broken:
        command = [sys.executable, "-m", "services.cli", "classify", "--explain", str(articles)]
        done = subprocess.run(
            command, stdout=broken, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_that_knows_few_letters() -> None:
    command = [sys.executable, "-m", "services.cli", "classify", "--explain"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        command,
        input=orjson.dumps(QUAKE),
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"??" in done.stdout


def test_a_tag_that_was_not_given_says_what_spoke_for_it_and_what_against() -> None:
    weights = {"shots": 60, "fired": 40, "film": -150, "a": 1, "b": 1, "c": 1}
    spans = tuple(SPAN.model_copy(update={"text": t, "weight": w}) for t, w in weights.items())
    near = COURT.model_copy(update={"score": -247, "confidence": 8, "evidence": spans})
    assert "\n".join(lines(tagged(headline="Film"), near)[2:]).replace("\n", " ") == (
        "no tags not crime 8%: 247 points short, score -247 = bias -200 "
        "+103 (+60 “shots” +40 “fired” +1 “a” +1 “b” and 1 more) for it, "
        "-150 (-150 “film”) against it headline: Film "
    )


def test_what_is_not_given_is_explained_by_the_command() -> None:
    shown = run("classify", {"id": "fair", "headline": "Fair opens in the old film hall"}).stdout
    assert {line.split()[1] for line in shown.splitlines() if line.startswith("not ")} == set(
        DEFINITIONS
    )
    foreign = {"id": "f", "headline": "Feuer", "paragraphs": ["Der Brand ist gelöscht. " * 20]}
    assert "not " not in run("classify", foreign | {"language": "de"}).stdout
