"""Takes the weights of a network back out of `encoder.onnx`, so that training can go on from it.

They are those of 8 bits: what was lost when they were rounded stays lost, which is little.
Needs onnx.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

Array = Any
"""A dense array of numpy."""

_ROUNDED = "_quantized"
_MODEL = "network.language_model."
_WORDS = "embeddings.word_embeddings.weight"

_PRODUCTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The products of a layer in the order in which `exporting` has them computed."""

_NUMBERED_PRODUCT = re.compile(rf"onnx::MatMul_(\d+){_ROUNDED}")
_NUMBERED_SUM = re.compile(r"onnx::Add_\d+")
"""What torch calls weights that it turned round, or cut out, when it wrote the network."""


def restored(path: Path, bias: Sequence[float]) -> dict[str, Array]:
    """Return the weights of a network that `exporting.write_onnx` wrote, and the head's bias.

    They are named as in `network.weights`; of the tables of positions and of token types
    they are the first rows, all that is ever read.
    """
    held = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    found = {
        name.removeprefix(_MODEL): value
        for name, value in held.items()
        if name.startswith((f"{_MODEL}encoder.", f"{_MODEL}embeddings.LayerNorm"))
    }
    numbers = sorted(int(match[1]) for match in map(_NUMBERED_PRODUCT.fullmatch, held) if match)
    *inner, head = (_widened(held, f"onnx::MatMul_{number}").T for number in numbers)
    for number, weights in enumerate(inner):
        layer, product = divmod(number, len(_PRODUCTS))
        found[f"encoder.layer.{layer}.{_PRODUCTS[product]}.weight"] = weights
    [token_type] = (value for name, value in held.items() if _NUMBERED_SUM.fullmatch(name))
    return found | {
        _WORDS: _widened(held, _MODEL + _WORDS),
        "embeddings.position_embeddings.weight": held["places"],
        "embeddings.token_type_embeddings.weight": token_type[None, :],
        "head.weight": head,
        "head.bias": np.array(bias, np.float32),
    }


def _widened(held: Mapping[str, Array], name: str) -> Array:
    """Return weights of 8 bits as floats."""
    whole = held[name + _ROUNDED].astype(np.float32) - held[f"{name}_zero_point"]
    return np.ascontiguousarray(whole * held[f"{name}_scale"])
