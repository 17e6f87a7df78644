from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from services.classifier.training.encoder.calibration import Line, calibrated, calibration
from services.classifier.training.encoder.faithfulness import faithfulness, strongest_words, without
from services.classifier.training.encoder.items import Item
from services.classifier.training.encoder.measures import by_group, figures
from services.classifier.training.encoder.reporting import report

KINDS = ("headline", "lead", "article")
LINES = {kind: [Line(1.0, 0.0)] for kind in KINDS}


class ByWord:
    """Adds 1 to its only tag for each word in capitals, and takes 2 away to begin with."""

    def log_odds(self, texts: Sequence[str]) -> Any:  # noqa: ANN401  an array
        return np.array([[self.parts(text)[1].sum() - 2.0] for text in texts])

    def parts(self, text: str) -> tuple[list[tuple[int, int]], Any]:
        spans, end = [], 0
        for word in text.split():
            start = text.index(word, end)
            end = start + len(word)
            spans.append((start, end))
        return spans, np.array([[float(text[a:b].isupper())] for a, b in spans])


def test_the_calibration_finds_the_line_by_which_chances_come_true() -> None:
    random = np.random.default_rng(1)
    log_odds = random.normal(0, 3, (6000, 1))
    kinds = [KINDS[n % 2] for n in range(6000)]
    offsets = np.array([-1.0 if kind == "headline" else 1.0 for kind in kinds])
    chances = 1 / (1 + np.exp(-(0.6 * log_odds[:, 0] + offsets)))
    carried = (random.random(6000) < chances)[:, None]
    lines = calibration(log_odds, carried, kinds, KINDS)
    assert lines["headline"][0].slope == pytest.approx(0.6, abs=0.05)
    assert lines["headline"][0].offset == pytest.approx(-1, abs=0.2)
    assert lines["lead"][0].offset == pytest.approx(1, abs=0.2)
    assert calibrated(np.array([[0.0]]), ["headline"], lines)[0, 0] == pytest.approx(0.27, abs=0.05)


def test_a_kind_without_items_gets_the_line_of_all() -> None:
    log_odds = np.array([[-3.0], [-1.0], [1.0], [3.0]] * 50)
    lines = calibration(log_odds, log_odds > 0, ["headline"] * 200, KINDS)
    slope, offset = lines["article"][0]
    assert slope > 1
    assert abs(offset) < 0.1


def test_figures_count_what_is_right_by_tag() -> None:
    items = [Item("", "", chances) for chances in ((1, 0), (1, 0), (0, 1), (0, 0))]
    chances = np.array([[0.9, 0.1], [0.2, 0.1], [0.1, 0.7], [0.6, 0.1]])
    found = figures(chances, items, ("one", "two"))
    assert found["tags"]["one"]["f1"] == 0.5
    assert found["tags"]["two"]["f1"] == 1.0
    assert found["macro_f1"] == 0.75
    assert found["exact"] == 0.5
    assert found["tags"]["two"]["calibration_error"] == pytest.approx(0.15)


def test_groups_of_a_few_items_have_no_figures() -> None:
    items = [Item("", "", (1.0,), "Large")] * 20 + [Item("", "", (1.0,), "Small")] * 3
    found = by_group(np.ones((23, 1)), items, ("one",), lambda item: item.source)
    assert found == {"Large": {"items": 20, "macro_f1": 1.0, "exact": 1.0}}


def test_without_its_strongest_words_a_score_falls_more_than_without_others() -> None:
    text = "a b c d e f g h WAR i j k BOMB l m DEAD n o p q r s t u v w x y z"
    assert {text[a:b] for a, b in strongest_words(ByWord(), text, 0)} > {"WAR", "BOMB", "DEAD"}
    found = faithfulness(ByWord(), [text])
    assert (found["tags_given"], found["falls"]) == (1, 1.0)
    assert found["mean_fall"] == 3.0


def test_spans_are_deleted_in_any_order() -> None:
    assert without("one two three", [(8, 13), (0, 3)]) == " two "


def test_the_report_tells_of_each_set_and_of_places() -> None:
    items = [Item("WAR WAR WAR is on in six towns", "", (1.0,), "Paper", "2024-05-01")] * 20
    places = [Item("WAR WAR WAR in {place}", "", (1.0,)), Item("Fair in {place}", "", (0.0,))]
    told = report(ByWord(), LINES, {"held back": items, "places": places}, ("conflict",))
    assert told["sets"]["held back"]["macro_f1"] == 1.0
    assert told["sets"]["held back"]["by_source"]["Paper"]["items"] == 20
    assert told["sets"]["held back"]["by_year"]["2024"]["exact"] == 1.0
    assert told["places"]["headlines"] == 2
    assert told["places"]["same_everywhere"] == 1.0
    assert told["faithfulness"]["falls"] == 1.0
    assert set(told["places"]["right_by_place"].values()) == {1.0}
