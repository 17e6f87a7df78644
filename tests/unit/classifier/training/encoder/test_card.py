from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from services.classifier.training.encoder import card
from services.classifier.training.encoder.card import calibration_plot, model_card

TEMPLATE = Path(card.__file__).with_name("card.md").read_text(encoding="utf-8")


def of_tag(f1: float) -> dict[str, Any]:
    plot = [[0.1, 0.0, 30], [0.9, 1.0, 10]]
    return {"f1": f1, "carried": 10, "calibration_error": 0.02, "calibration": plot}


def file() -> dict[str, Any]:
    group = {"items": 20, "macro_f1": 0.9, "exact": 0.95}
    found = {
        "items": 40,
        "macro_f1": 0.87,
        "exact": 0.9,
        "tags": {"strike-action": of_tag(0.91), "epidemic": of_tag(0.83)},
        "by_kind": {"headline": group, "article": group},
        "by_length": {"under 1,000": group},
        "by_year": {},
        "by_source": {f"Paper {n:02}": group | {"items": 15 + n} for n in range(40)},
    }
    return {
        "version": "2.0+abc",
        "tags": ["strike-action", "epidemic"],
        "report": {
            "items": 1234,
            "layers": 6,
            "sets": {"held back": found},
            "places": {
                "headlines": 10,
                "right": 0.9,
                "same_everywhere": 0.8,
                "right_by_place": {"Here": 1.0, "There": 0.8},
            },
            "faithfulness": {
                "tags_given": 9,
                "falls": 1.0,
                "falls_more_than_random": 0.9,
                "mean_fall": 3.0,
                "mean_fall_random": 0.5,
            },
        },
    }


def test_the_card_tells_the_figures_of_the_report_and_leaves_no_gap() -> None:
    text = model_card(file(), TEMPLATE, "card.svg")
    assert "{{" not in text
    assert "1,234 labelled items" in text
    assert "| held back | 40 | 0.910 | 0.830 | 0.870 | 0.900 | 0.020, 0.020 |" in text
    assert "| held back | 25.0% | 25.0% |" in text
    assert "| Paper 39 | 54 |" in text
    assert "Paper 02" not in text
    assert "| headline | 20 | 0.9 | 0.95 |" in text
    assert "](card.svg)" in text


def test_places_that_were_not_measured_are_said_to_be_so() -> None:
    without = file()
    del without["report"]["places"]
    assert "## Places\n\nNot measured." in model_card(without, TEMPLATE, "card.svg")


def test_the_plot_has_a_square_for_each_tag_and_a_point_for_each_bin() -> None:
    drawing = ET.fromstring(calibration_plot(file()["report"], file()["tags"]))  # noqa: S314  ours
    names = [element.tag.rpartition("}")[2] for element in drawing.iter()]
    assert (names.count("rect"), names.count("circle")) == (2, 4)
