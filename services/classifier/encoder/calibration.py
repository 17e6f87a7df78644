"""The calibration of an encoder in integers: from units of a network to points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.classifier.encoder.encoder_file import EncoderFile, Kind
from services.classifier.encoder.network import UNITS_PER_LOG_ODDS
from services.classifier.encoder.whole_points import rounded, whole_points
from services.classifier.evidence import Points

_POINTS_PER_LOG_ODDS = 100
_PARTS_OF_SLOPE = 1000
"""A slope counts in thousandths."""

_UNITS_PER_POINT = UNITS_PER_LOG_ODDS * _PARTS_OF_SLOPE // _POINTS_PER_LOG_ODDS
"""Units times a slope that make one point."""


class Calibration(NamedTuple):
    """How units become points for one kind of input; all in the order of the taxonomy.

    `columns` are the numbers of the tags among the network's outputs.
    """

    columns: tuple[int, ...]
    biases: Points
    slopes: tuple[int, ...]

    def points(self, tag: int, units: Sequence[Sequence[int]]) -> list[int]:
        """Return the points of each row of units for a tag; they add up to their rounded sum."""
        column, slope = self.columns[tag], self.slopes[tag]
        return whole_points([row[column] * slope for row in units], _UNITS_PER_POINT)

    def scores(self, sums: Sequence[int]) -> Points:
        """Return each tag's score for the sums of units: its bias and its rounded points."""
        return tuple(
            bias + rounded(sums[column] * slope, _UNITS_PER_POINT)
            for column, bias, slope in zip(self.columns, self.biases, self.slopes, strict=True)
        )


def calibration(file: EncoderFile, kind: Kind, tags: Sequence[str]) -> Calibration:
    """Return the file's calibration of a kind of input, in the order of the tags."""
    columns = tuple(map(file.tags.index, tags))
    lines = [file.calibration[kind][column] for column in columns]
    biases = [file.bias[column] for column in columns]
    return Calibration(
        columns,
        tuple(
            round(_POINTS_PER_LOG_ODDS * (line.slope * bias + line.offset))
            for line, bias in zip(lines, biases, strict=True)
        ),
        tuple(round(_PARTS_OF_SLOPE * line.slope) for line in lines),
    )
