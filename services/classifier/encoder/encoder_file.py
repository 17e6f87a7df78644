"""The encoder as it is written: `encoder.json`, beside `encoder.onnx` and `tokenizer.json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import override

from schemas.taxonomy import TagName
from services.classifier.data_files import DataFile, wrong_tags

Kind = Literal["headline", "lead", "article"]
"""What an input holds: a headline only, a body of a few lines, or more."""


LogOdds = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]


class TextRules(DataFile):
    """How an input is made: `headline`, `separator`, and the beginning of the body.

    The body is the standfirst and the paragraphs, joined by `paragraph_separator`, cut after
    `body_characters` code points.
    """

    separator: str
    paragraph_separator: str = Field(min_length=1)
    body_characters: int = Field(ge=1, le=10_000)


class Line(DataFile):
    """A calibration: the log-odds are `slope` times those of the network, and `offset`."""

    slope: float = Field(gt=0, le=100, allow_inf_nan=False)
    offset: LogOdds


class EncoderFile(DataFile):
    """`encoder.json` as it is written.

    `tags` is the order of the network's outputs, `bias` and `calibration` are in it, in
    log-odds. A body shorter than `lead_characters` is a lead. `report` says how good it is.
    """

    format: Literal[1]
    version: str
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    tags: tuple[TagName, ...]
    max_tokens: int = Field(ge=3, le=512)
    text: TextRules
    bias: tuple[LogOdds, ...]
    calibration: dict[Kind, tuple[Line, ...]]
    lead_characters: int = Field(ge=0)
    threshold: Literal[50] = 50
    points: Literal[100] = 100
    report: dict[str, Any] = Field(default={})

    @override
    def faults(self, tags: Sequence[str]) -> Iterator[str]:
        """Complaints about tags without an output, and lists that are not one entry a tag."""
        yield from wrong_tags(self.tags, "tags", tags)
        lists = {"bias": self.bias} | {
            f"calibration.{kind}": lines for kind, lines in self.calibration.items()
        }
        for name, entries in lists.items():
            if len(entries) != len(self.tags):
                yield f"{name}: {len(entries)} entries for {len(self.tags)} tags"
        for kind in ("headline", "lead", "article"):
            if kind not in self.calibration:
                yield f"calibration: {kind!r} is missing"
