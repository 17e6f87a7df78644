from __future__ import annotations

from typing import Annotated, NamedTuple

from services.parser.models.tables import as_table, sizes_of
from services.parser.training.fitting import Rows, fit_choice


class Door(NamedTuple):
    colour: Annotated[int, 3]
    house: Annotated[int, 2]


def doors(house: int, right: int, *, weight: float = 1.0) -> Rows:
    return [(Door(colour, house), colour == right, weight) for colour in range(3)]


def test_the_right_row_of_a_group_scores_highest_whatever_all_have_in_common() -> None:
    groups = [doors(0, 1)] * 30 + [doors(1, 1)] * 3 + [doors(1, 2)]
    model = as_table("doors", fit_choice(groups, sizes_of(Door), 1.0), Door)
    for house in (0, 1):
        scores = [model.score(Door(colour, house)) for colour in range(3)]
        assert scores.index(max(scores)) == 1
    assert model.weights[1] == (0.0, 0.0)


def test_a_group_counts_by_its_weight() -> None:
    groups = [doors(0, 1)] * 5 + [doors(0, 2, weight=10.0)]
    model = as_table("doors", fit_choice(groups, sizes_of(Door), 1.0), Door)
    assert model.score(Door(2, 0)) > model.score(Door(1, 0))
    assert model.score(Door(1, 0)) > model.score(Door(0, 0))
