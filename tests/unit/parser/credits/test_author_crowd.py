from __future__ import annotations

from services.parser.credits.author_crowd import Candidate, crowd_of
from services.parser.credits.names import read_names
from services.parser.page.lines import Line

LINES = ["By", "Jane Doe", "John Roe", "A ferry burns", "Kids Corner", "Max Muster"]


def candidates() -> list[Candidate]:
    return [Candidate(index, name) for index, text in enumerate(LINES) for name in read_names(text)]


def test_a_signed_name_is_a_rival_to_others_and_to_those_beside_it_more() -> None:
    names = candidates()
    crowd = crowd_of([Line(text) for text in LINES], names, stop=3)
    assert {one.name.text: crowd.rival(one) for one in names} == {
        "Jane Doe": 3,
        "John Roe": 3,
        "Kids Corner": 1,
        "Max Muster": 2,
    }


def test_what_is_signed_in_the_text_is_no_rival() -> None:
    names = candidates()
    crowd = crowd_of([Line(text) for text in LINES], names, stop=1)
    assert {crowd.rival(one) for one in names if not crowd.mark(one)} == {0}


def test_names_near_each_other_are_a_crowd() -> None:
    names = candidates()
    crowd = crowd_of([Line(text) for text in LINES], names, stop=3)
    assert crowd.near(1) > crowd.near(50) == 0
