"""The encoder's network: from a text to what each of its tokens contributes to each tag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

UNITS_PER_LOG_ODDS = 4096
"""Contributions are rounded to so many parts of one: 40 to a point.

From there on all is counted in integers, in any order with the same sum.
"""

_OUTPUT = "contributions"


class Tokens(NamedTuple):
    """A text's tokens: their ids, and where each begins in the text."""

    ids: Sequence[int]
    places: Sequence[int]


class Network:
    """Tokenizer and network, read once; it computes in the calling thread."""

    def __init__(self, tokenizer: bytes, network: bytes, tags: int, max_tokens: int) -> None:
        """Take the content of the files `tokenizer.json` and `encoder.onnx`.

        Raises:
            ValueError: one is of another kind, or the network is not of so many tags.

        """
        self._tokenizer = open_tokenizer(tokenizer, max_tokens)
        self._session = open_session(network)
        self._masked = _check(self._session, tags)

    def tokens(self, text: str, limit: int) -> Tokens:
        """Return the tokens of a text, at most as many."""
        found = self._tokenizer.encode(text)
        ids, places = found.ids, [start for start, _ in found.offsets]
        if len(ids) > limit:
            # The last one marks the end.
            ids, places = [*ids[: limit - 1], ids[-1]], [*places[: limit - 1], places[-1]]
        return Tokens(ids, places)

    def units(self, ids: Sequence[int]) -> list[list[int]]:
        """Return what each token of a text contributes to each tag, in `UNITS_PER_LOG_ODDS`."""
        # A text alone: the scale to which a network rounds may be that of a whole batch.
        inputs = {"input_ids": np.array([ids], np.int64)}
        if self._masked:
            inputs["attention_mask"] = np.ones((1, len(ids)), np.int64)
        (shares,) = self._session.run([_OUTPUT], inputs)
        units: list[list[int]] = np.rint(shares[0] * UNITS_PER_LOG_ODDS).astype(np.int64).tolist()
        return units


def open_tokenizer(data: bytes, max_tokens: int) -> Tokenizer:
    """Return the tokenizer of a file, for so many tokens. Raises `ValueError` if it is none."""
    try:
        tokenizer = Tokenizer.from_buffer(data)
    except Exception as error:  # noqa: BLE001 - tokenizers raises nothing finer
        raise ValueError(f"tokenizer.json: {_line(error)}") from None
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def open_session(data: bytes) -> onnxruntime.InferenceSession:
    """Return the network of a file, ready to run. Raises `ValueError` if it is none."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    # Texts differ in length: what is kept for one would not fit the next, and never shrink.
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    # Weights of 8 bits that a network widens itself stay so: products of 8 bits would round
    # in another way on each kind of processor.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - its errors have no base of their own
        raise ValueError(f"encoder.onnx: {_line(error)}") from None


def _check(session: onnxruntime.InferenceSession, tags: int) -> bool:
    """Return whether the network takes a mask. Raises `ValueError` if it does not fit."""
    inputs = {one.name for one in session.get_inputs()}
    outputs = {one.name: one.shape for one in session.get_outputs()}
    if "input_ids" not in inputs or inputs - {"input_ids", "attention_mask"}:
        raise ValueError(f"encoder.onnx: it takes {', '.join(sorted(inputs))}, not input_ids")
    if _OUTPUT not in outputs:
        raise ValueError(f"encoder.onnx: it has no output {_OUTPUT}")
    if (width := outputs[_OUTPUT][-1]) != tags:
        raise ValueError(f"encoder.onnx: it scores {width} tags, encoder.json names {tags}")
    return "attention_mask" in inputs


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
