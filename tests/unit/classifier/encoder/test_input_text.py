"""The encoder reads an article at run time as it read its items when it learned."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.classifier.data_files import read_data_file
from services.classifier.encoder.encoder_file import EncoderFile
from services.classifier.encoder.input_text import input_text, joined, kind_of
from tests.unit.classifier.encoder.tiny import TAGS, write
from tests.unit.classifier.test_core import article


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> EncoderFile:
    folder: Path = write(tmp_path_factory.mktemp("encoder"))
    return read_data_file(EncoderFile, (folder / "encoder.json").read_bytes(), TAGS)


@pytest.mark.parametrize(
    ("headline", "source", "left"),
    [
        ("Flood hits town - Reuters", "Reuters", "Flood hits town"),
        ("Flood hits town | BBC News", "BBC", "Flood hits town"),
        ("Flood hits town - twice", "Reuters", "Flood hits town - twice"),
        ("Flood hits town - Reuters", None, "Flood hits town - Reuters"),
    ],
)
def test_the_name_of_its_source_leaves_a_headline(
    file: EncoderFile, headline: str, source: str | None, left: str
) -> None:
    given = input_text(article(headline, "war").model_copy(update={"source": source}), file)
    assert given.text == f"{left}. war"
    # Spans stay those of the headline as it was published.
    assert [(word.passage.text, word.passage.text[word.start : word.end]) for word in given.words][
        :2
    ] == [(headline, "Flood"), (headline, "hits")]


@pytest.mark.parametrize("body", ["", "b" * 18, "b" * 19, "b" * 20, "b" * 59, "b" * 61])
@pytest.mark.parametrize("headline", ["", "War", "w" * 70])
def test_an_item_makes_the_input_that_its_article_makes(
    file: EncoderFile, headline: str, body: str
) -> None:
    given = input_text(article(headline or None, body), file)
    assert given.text == joined(headline, body, file.text)
    assert given.kind == kind_of(len(body), file.lead_characters)


def test_paragraphs_read_like_a_body_in_one_piece(file: EncoderFile) -> None:
    given = input_text(article("War", "a flood", "", "a theft again"), file)
    assert given.text == joined("War", "a flood a theft again", file.text)
    assert given.kind == kind_of(len("a flood a theft again"), file.lead_characters) == "article"
