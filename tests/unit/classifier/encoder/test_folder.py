"""A fault in an encoder's folder is one line that names the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.classifier.encoder.folder import read_encoder
from tests.unit.classifier.encoder import tiny


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"format": 2}, "encoder.json: format: Input should be 1"),
        ({"tags": ["conflict", "crime"]}, "encoder.json: tags: 'disaster' is missing"),
        ({"bias": [0.0]}, r"encoder.json: bias: 1 entries for \d+ tags"),
        ({"calibration": {}}, "encoder.json: calibration: 'headline' is missing"),
        ({"max_tokens": 2}, "encoder.json: max_tokens: "),
        ({"threshold": 60}, "encoder.json: threshold: Input should be 50"),
        ({"bias": [float("nan")] * len(tiny.TAGS)}, "encoder.json: bias.0: "),
    ],
)
def test_faulty_rules(tmp_path: Path, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{complaint}"):
        read_encoder(tiny.write(tmp_path, **changes), tiny.TAGS)


@pytest.mark.parametrize("name", ["tokenizer.json", "encoder.onnx"])
def test_a_file_of_another_kind(tmp_path: Path, name: str) -> None:
    (tiny.write(tmp_path) / name).write_bytes(b"{}\n")
    with pytest.raises(ValueError, match=f"^{name}: [^\n]*$"):
        read_encoder(tmp_path, tiny.TAGS)


def test_a_network_of_other_tags(tmp_path: Path) -> None:
    (tiny.write(tmp_path) / "encoder.onnx").write_bytes(tiny.network(tags=1))
    with pytest.raises(ValueError, match=r"it scores 1 tags, encoder\.json names"):
        read_encoder(tmp_path, tiny.TAGS)


@pytest.mark.parametrize("name", ["encoder.json", "tokenizer.json", "encoder.onnx"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    (tiny.write(tmp_path) / name).unlink()
    with pytest.raises(FileNotFoundError, match=name):
        read_encoder(tmp_path, tiny.TAGS)
