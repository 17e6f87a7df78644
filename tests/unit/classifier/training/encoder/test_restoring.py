"""The weights that are taken back out of the packaged network are those it computes with."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from services import classifier
from services.classifier.encoder.network import open_session, open_tokenizer
from services.classifier.training.encoder.restoring import restored

FOLDER = Path(classifier.__file__).parent / "model_pack" / "encoder"
HEADS = 12
_ERF = np.vectorize(math.erf)


def test_the_restored_weights_give_what_the_network_gives() -> None:
    bias = json.loads((FOLDER / "encoder.json").read_text(encoding="utf-8"))["bias"]
    weights = restored(FOLDER / "encoder.onnx", bias)
    tokenizer = open_tokenizer((FOLDER / "tokenizer.json").read_bytes(), 112)
    ids = np.array(tokenizer.encode("Shells hit the harbour, and a flood follows").ids)
    session = open_session((FOLDER / "encoder.onnx").read_bytes())
    asked = {"input_ids": ids[None], "attention_mask": np.ones_like(ids[None])}
    [[wanted]] = session.run(["contributions"], asked)
    found = (read(weights, ids) @ weights["head.weight"].T)[1:-1].mean(0)
    assert found == pytest.approx(wanted.sum(0), abs=1e-4)
    assert weights["head.bias"] == pytest.approx(bias)


def read(weights: dict[str, Any], ids: Any) -> Any:  # noqa: ANN401 - arrays
    """What BERT makes of a text, by its definition (Devlin et al., 2019)."""
    embedded = weights["embeddings.word_embeddings.weight"][ids]
    embedded = embedded + weights["embeddings.position_embeddings.weight"][: len(ids)]
    embedded = embedded + weights["embeddings.token_type_embeddings.weight"][0]
    text = normal(weights, "embeddings.LayerNorm", embedded)
    for number in range(6):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            product(weights, f"{layer}.attention.self.{part}", text)
            .reshape(len(ids), HEADS, -1)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        looks = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[2]))
        seen = looks / looks.sum(-1, keepdims=True) @ value
        together = seen.transpose(1, 0, 2).reshape(len(ids), -1)
        attended = product(weights, f"{layer}.attention.output.dense", together)
        text = normal(weights, f"{layer}.attention.output.LayerNorm", attended + text)
        wide = product(weights, f"{layer}.intermediate.dense", text)
        wide = wide * (1 + _ERF(wide / math.sqrt(2))) / 2
        narrow = product(weights, f"{layer}.output.dense", wide)
        text = normal(weights, f"{layer}.output.LayerNorm", narrow + text)
    return text


def product(weights: dict[str, Any], name: str, text: Any) -> Any:  # noqa: ANN401
    return text @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def normal(weights: dict[str, Any], name: str, text: Any) -> Any:  # noqa: ANN401
    apart = text - text.mean(-1, keepdims=True)
    spread = np.sqrt((apart**2).mean(-1, keepdims=True) + 1e-12)
    return apart / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
