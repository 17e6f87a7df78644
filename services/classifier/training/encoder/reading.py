"""Reads texts with an encoder as it was written, so that what is measured is what runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from services.classifier.encoder.network import open_session, open_tokenizer
from services.classifier.training.encoder.texts import MAX_TOKENS

Array = Any
"""A dense array of numpy."""


class Reader:
    """The encoder in a folder; `bias` is its log-odds of a text that says nothing."""

    def __init__(self, folder: Path, bias: Sequence[float]) -> None:
        self.bias = np.array(bias)
        self._tokenizer = open_tokenizer((folder / "tokenizer.json").read_bytes(), MAX_TOKENS)
        self._session = open_session((folder / "encoder.onnx").read_bytes())

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
