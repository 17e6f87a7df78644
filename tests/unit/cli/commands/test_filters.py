"""The filters: a line of output for each input, in order, and dead letters on stderr."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from click.testing import CliRunner, Result

from services.cli import cli

STORY = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"


def run(command: str, *lines: object, paths: tuple[str, ...] = ()) -> Result:
    data = b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines)
    return CliRunner().invoke(cli, [command, *paths], input=data)


def output(result: Result) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in result.stdout.splitlines()]


def complaints(result: Result) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in result.stderr.splitlines()]


def test_tag_answers_in_the_order_of_the_input() -> None:
    result = run(
        "tag",
        {"id": "1", "text": STORY},
        {"id": "2", "text": " "},
        b"{",
        {"id": "4", "text": STORY},
    )
    assert result.exit_code == 1
    assert [article["dump_id"] for article in output(result)] == ["1", "4"]
    assert [tag["tag"] for tag in output(result)[0]["tags"]] == ["disaster"]
    assert [(c["dump_id"], c["reason"]) for c in complaints(result)] == [
        ("2", "empty-dump"),
        ("-:3", "invalid-json"),
    ]


def test_parse_reads_files(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(STORY)
    result = run("parse", paths=(str(file),))
    assert result.exit_code == 0
    (article,) = output(result)
    assert (article["dump_id"], article["headline"]) == (str(file), "Flood in Osk valley")


def test_parse_and_classify_make_what_tag_makes() -> None:
    parsed = run("parse", {"id": "1", "text": STORY})
    classified = run("classify", *parsed.stdout.encode().splitlines())
    assert classified.stdout == run("tag", {"id": "1", "text": STORY}).stdout


def test_classify_takes_a_headline_or_paragraphs() -> None:
    result = run(
        "classify",
        {"id": "1", "headline": "Earthquake shakes northern coast", "mood": "calm"},
        {"id": "2", "paragraphs": ["Police arrested two men on suspicion of murder."]},
    )
    assert result.exit_code == 0
    tags = {item["dump_id"]: [tag["tag"] for tag in item["tags"]] for item in output(result)}
    assert tags == {"1": ["disaster"], "2": ["crime"]}


def test_classify_says_what_is_wrong() -> None:
    result = run("classify", {"id": "1", "headline": 3}, [1], {"id": "3", "paragraphs": "x"})
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [c["reason"] for c in complaints(result)] == ["invalid-article"] * 3
    assert "headline" in complaints(result)[0]["message"]


def test_a_missing_file_is_one_line() -> None:
    result = run("parse", paths=("/nowhere.txt",))
    assert "cannot be read" in str(result.exception)
