from __future__ import annotations

import json

import pytest

from services.parser.markup.authors import author_names
from services.parser.markup.html_head import read_head
from services.parser.markup.tree import read_tree

SITE = '<meta property="og:site_name" content="Cape Courier">'


def byline(author: object, markup: str = "") -> tuple[str, ...]:
    data = {"@graph": [{"@type": "Article", "author": author}, {"@id": "#1", "name": "Mia Moe"}]}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return read_head(read_tree(f"{script}{SITE}<h1>A ferry ran aground</h1>{markup}")).byline


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Von Jane Doe und John Roe, Kiel", ["Jane Doe", "John Roe"]),
        ("Jane Doe; JANE DOE", ["Jane Doe"]),
        ("Jane Doe (jane@cape.example)", ["Jane Doe"]),
        ("Jane Doe in Kiel", ["Jane Doe"]),
        ("Lena von der Aue", ["Lena von der Aue"]),
        ("von der Aue", ["von der Aue"]),
        ("https://cape.example/jane", []),
        ("Jane DoeFeb", ["Jane DoeFeb"]),
        ("Jane HoltenFeb", ["Jane Holten"]),
        ("Jane DeMay", ["Jane DeMay"]),
        ("Jane Doe | 2 min read", ["Jane Doe"]),
        ("Veröffentlicht am", []),
    ],
)
def test_names_of_a_line(line: str, names: list[str]) -> None:
    assert author_names([line]) == names


@pytest.mark.parametrize(
    "author",
    ["Mia Moe", ["Mia Moe"], {"name": "By Mia Moe"}, {"name": ["Mia Moe"]}, [{"@id": "#1"}]],
)
def test_all_shapes_of_an_author(author: object) -> None:
    assert byline(author) == ("Mia Moe",)


def test_a_person_shown_goes_before_the_site_itself() -> None:
    markup = '<div class="byline"><b>By</b> <a>Mia Moe</a> <i>Reporter</i></div>'
    assert byline({"name": "Cape Courier"}, markup) == ("Mia Moe",)


def test_the_site_is_the_author_where_nobody_else_is() -> None:
    assert byline({"name": "Cape Courier"}) == ("Cape Courier",)


def test_the_author_of_a_comment_is_not_the_article_s() -> None:
    markup = '<section class="comments"><p class="author">Mia Moe</p></section>'
    assert byline(None, markup) == ()
