"""Reads texts with an encoder as it was written, so that what is measured is what runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from services.classifier.training.encoder.texts import MAX_TOKENS

Array = Any
"""A dense array of numpy."""


class Reader:
    """The encoder in a folder; `bias` is its log-odds of a text that says nothing."""

    def __init__(self, folder: Path, bias: Sequence[float]) -> None:
        self.bias = np.array(bias)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.disable_quant_qdq", "1")  # as the classifier
        self._session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options)

    def log_odds(self, texts: Sequence[str]) -> Array:
        """Return each tag's log-odds for each text."""
        return np.array([self.parts(text)[1].sum(0) + self.bias for text in texts])

    def parts(self, text: str) -> tuple[list[tuple[int, int]], Array]:
        """Return where each token stands in the text, and what it adds to each tag.

        Alone, as the classifier does: sums of floats depend on what is read at once.
        """
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        asked = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        [found] = self._session.run(["contributions"], asked)
        return encoding.offsets, found[0]
