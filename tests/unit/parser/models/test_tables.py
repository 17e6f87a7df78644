from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pytest

from services.parser.credits.author_features import AuthorFeatures
from services.parser.credits.authors import author_values
from services.parser.markup.ancestors import Ancestors, ancestors_of, as_ancestors
from services.parser.markup.block_features import BlockFeatures, block_reader
from services.parser.markup.html_head import read_head
from services.parser.markup.page import read_html_page
from services.parser.markup.read import hints_of
from services.parser.markup.tree import read_tree
from services.parser.markup.walk import read_blocks
from services.parser.models.tables import as_table, load, load_words, sizes_of
from services.parser.page.lines import read_lines
from services.parser.plain.body import BodyFeatures, body_range, body_values, find_body
from services.parser.plain.dates import DateFeatures, date_values
from services.parser.plain.header import article_place, body_start, date_place, read_headers
from services.parser.plain.headline import HeadlineFeatures, headline_values
from services.parser.plain.page import read_text_page

SAMPLES = Path(__file__).parents[1] / "samples"


class Weather(NamedTuple):
    wind: Annotated[int, 3]
    rain: Annotated[int, 2]


def model(**weights: list[float]) -> dict[str, Any]:
    return {"bias": -1.0, "weights": {"wind": [0.0, 0.5, 1.5], "rain": [0.0, 4.0], **weights}}


def test_a_score_is_the_bias_and_a_weight_for_each_feature() -> None:
    assert as_table("storm", model(), Weather).score(Weather(wind=2, rain=1)) == 4.5


def test_features_are_bound_by_name_whatever_their_order_in_the_file() -> None:
    turned = {"bias": -1.0, "weights": dict(reversed(model()["weights"].items()))}
    assert as_table("storm", turned, Weather) == as_table("storm", model(), Weather)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({"wind": [0.0, 0.5]}, "feature 'wind' has 2 weights, and 3 values in the code"),
        ({"rain": [0.0, 0.5, 1.0]}, "feature 'rain' has 3 weights, and 2 values in the code"),
        ({"hail": [0.0]}, "no code gives feature 'hail'"),
        ({"rain": [0.0, float("nan")]}, "a weight of 'rain' is nan"),
        ({"rain": [0.0, 400.0]}, "a weight of 'rain' is 400.0"),
    ],
)
def test_a_table_that_the_code_does_not_fit_is_refused(
    weights: dict[str, list[float]], told: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(f"table storm: {told}")):
        as_table("storm", model(**weights), Weather)


def test_a_table_that_lacks_a_feature_is_refused() -> None:
    less = {"bias": 0.0, "weights": {"wind": [0.0, 0.5, 1.5]}}
    with pytest.raises(ValueError, match="table storm: it has no feature 'rain'"):
        as_table("storm", less, Weather)


def test_a_bias_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="a weight of 'bias' is inf"):
        as_table("storm", {**model(), "bias": float("inf")}, Weather)


def test_a_file_without_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"lines\.json has no table 'storm', only body, headline"):
        load("lines", "storm", Weather)


def test_words_are_known_by_their_weights() -> None:
    names = load_words("blocks", "names")
    assert names["sidebar"] < 0 < names["entry"]
    with pytest.raises(ValueError, match=r"lines\.json has no table 'names'"):
        load_words("lines", "names")


TEXT = (BodyFeatures, HeadlineFeatures, DateFeatures, AuthorFeatures)


def text_values() -> Iterator[NamedTuple]:
    text = (SAMPLES / "harbour-fire.txt").read_text(encoding="utf-8")
    page = read_text_page(read_lines(text))
    yield from (body_values(page, index) for index in body_range(page))
    body = find_body(page)
    around = body_start(page, body, read_headers(page, body))
    yield from headline_values(around).values()
    yield from date_values(date_place(page, around, body, read_headers(page, body), None)).values()
    yield from (one for _, one in author_values(article_place(page, around, body, None)))


def html_values() -> Iterator[NamedTuple]:
    tree = read_tree((SAMPLES / "court-ruling.html").read_text(encoding="utf-8"))
    assert tree.body is not None
    page = read_html_page(read_blocks(tree.body, whole=True), hints_of(read_head(tree)))
    yield from map(block_reader(page), range(len(page.blocks)))
    yield from map(as_ancestors, ancestors_of(page.elements))


def test_every_value_has_a_weight() -> None:
    seen = set()
    for features in (*text_values(), *html_values()):
        seen.add(type(features))
        for (name, size), value in zip(sizes_of(type(features)).items(), features, strict=True):
            assert 0 <= value < size, (type(features), name)
    assert seen == {*TEXT, BlockFeatures, Ancestors}
