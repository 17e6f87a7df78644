from __future__ import annotations

import pytest

from services.parser.markup.names import names_around, names_of
from services.parser.markup.walk import Element


@pytest.mark.parametrize(
    ("attributes", "names"),
    [
        ({"class": "commentList"}, {"comment", "list"}),
        ({"class": "entry-content_2", "id": "post-4711"}, {"entry", "content", "post"}),
        ({"itemprop": "articleBody", "role": "main"}, {"article", "body", "main"}),
        ({"class": "HTMLBlock x", "href": "/comments"}, {"html", "block"}),
        ({"class": None}, set()),
        ({}, set()),
    ],
)
def test_names_are_words_however_they_are_spelt(
    attributes: dict[str, str | None], names: set[str]
) -> None:
    assert names_of(Element("div", 0, attributes)) == names


def test_an_element_has_the_known_names_of_those_around_it_but_not_of_the_page() -> None:
    elements = [Element("body", 0, {}), Element("div", 0, {}), Element("p", 1, {})]
    names = [frozenset({"page"}), frozenset({"sidebar", "odd"}), frozenset({"lead"})]
    around = names_around(elements, names, {"page", "sidebar", "lead"})
    assert around == [set(), {"sidebar"}, {"sidebar", "lead"}]
