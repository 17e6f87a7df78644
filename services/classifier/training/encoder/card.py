"""Writes the model card: `python -m services.classifier.training.encoder.card ENCODER_JSON CARD`.

The figures are those of the report in the encoder's file; the text around them stands in
`card.md`. Beside the card it writes a plot of the calibration, an SVG.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Report = Mapping[str, Any]

_SIZE_PIXELS, _MARGIN_PIXELS = 200, 30
_POINT_PIXELS = 5
_MAX_SOURCES = 25
"""Publishers that are shown: those with most items."""


def main() -> None:
    """Write the card and the plot."""
    encoder, card = map(Path, sys.argv[1:])
    file = json.loads(encoder.read_text(encoding="utf-8"))
    plot = card.with_suffix(".svg")
    template = Path(__file__).with_name("card.md").read_text(encoding="utf-8")
    card.write_text(model_card(file, template, plot.name), encoding="utf-8")
    plot.write_text(calibration_plot(file["report"], file["tags"]), encoding="utf-8")


def model_card(file: Mapping[str, Any], template: str, plot: str) -> str:
    """Return the template with the figures of the encoder's file in its gaps."""
    report, tags = file["report"], file["tags"]
    gaps = {
        "version": file["version"],
        "items": f"{report['items']:,}",
        "layers": str(report["layers"]),
        "quality": "\n".join(_quality(report, tags)),
        "base_rates": "\n".join(_base_rates(report, tags)),
        "groups": "\n\n".join(_groups(report)),
        "places": "\n".join(_places(report.get("places"))),
        "faithfulness": _faithfulness(report["faithfulness"]),
        "plot": f"![Confidence and share of items that carry the tag]({plot})",
    }
    for name, text in gaps.items():
        template = template.replace("{{" + name + "}}", text)
    return template


def calibration_plot(report: Report, tags: Sequence[str]) -> str:
    """Return an SVG with a square for each tag: confidence across, share upwards."""
    first = next(iter(report["sets"].values()))
    pitch = _SIZE_PIXELS + _MARGIN_PIXELS
    parts: list[str] = []
    for number, tag in enumerate(tags):
        left = _MARGIN_PIXELS + number * pitch
        parts += _square(left, tag, first["tags"][tag]["calibration"])
    width, height = _MARGIN_PIXELS + len(tags) * pitch, _SIZE_PIXELS + 2 * _MARGIN_PIXELS
    size = f'width="{width}" height="{height}" font-family="sans-serif" font-size="12"'
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>\n'


def _square(left: int, tag: str, bins: Iterable[Sequence[float]]) -> Iterator[str]:
    top, bottom = _MARGIN_PIXELS, _MARGIN_PIXELS + _SIZE_PIXELS
    side = f'width="{_SIZE_PIXELS}" height="{_SIZE_PIXELS}"'
    yield f'<rect x="{left}" y="{top}" {side} fill="white" stroke="#888"/>'
    ends = f'x1="{left}" y1="{bottom}" x2="{left + _SIZE_PIXELS}" y2="{top}"'
    yield f'<line {ends} stroke="#bbb"/>'
    yield f'<text x="{left}" y="{top - 8}" fill="#555">{tag}</text>'
    for mean, share, count in bins:
        x, y = left + mean * _SIZE_PIXELS, bottom - share * _SIZE_PIXELS
        point = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{_POINT_PIXELS}" fill="#2563eb"'
        yield f"{point}><title>{count} items</title></circle>"


def _quality(report: Report, tags: Sequence[str]) -> Iterator[str]:
    yield from _head("set", "items", *tags, "macro F1", "all tags right", "calibration error")
    for name, found in report["sets"].items():
        own = [found["tags"][tag] for tag in tags]
        errors = ", ".join(f"{one['calibration_error']:.3f}" for one in own)
        yield _row(name, found["items"], *(f"{one['f1']:.3f}" for one in own),
                   f"{found['macro_f1']:.3f}", f"{found['exact']:.3f}", errors)  # fmt: skip


def _base_rates(report: Report, tags: Sequence[str]) -> Iterator[str]:
    yield from _head("set", *tags)
    for name, found in report["sets"].items():
        shares = (found["tags"][tag]["carried"] / found["items"] for tag in tags)
        yield _row(name, *(f"{share:.1%}" for share in shares))


def _groups(report: Report) -> Iterator[str]:
    for set_name, found in report["sets"].items():
        for name in ("kind", "length", "year", "source"):
            groups = found[f"by_{name}"]
            if len(groups) > 1:
                most = sorted(groups, key=lambda group: -groups[group]["items"])[:_MAX_SOURCES]
                shown = [group for group in groups if group in most]
                lines = [*_head(f"{set_name}, by {name}", "items", "macro F1", "all tags right")]
                lines += [_row(group, *groups[group].values()) for group in shown]
                yield "\n".join(lines)


def _places(found: Report | None) -> Iterator[str]:
    if not found:
        yield "Not measured."
        return
    share, same = found["right"], found["same_everywhere"]
    yield f"{found['headlines']} headlines, each in {len(found['right_by_place'])} places: "
    yield f"{share:.1%} get exactly the right tags, {same:.1%} get the same tags everywhere.\n"
    yield from _head(*found["right_by_place"])
    yield _row(*(f"{right:.2f}" for right in found["right_by_place"].values()))


def _faithfulness(found: Report) -> str:
    return (
        f"Of {found['tags_given']} tags given, {found['falls']:.1%} lose score without their five "
        f"strongest words, by {found['mean_fall']} log-odds on average; without five words drawn "
        f"at random by {found['mean_fall_random']}. The strongest cost more than the random ones "
        f"in {found['falls_more_than_random']:.1%}."
    )


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), _row(*["---"] * len(names))


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
