"""Reads texts with an encoder as it was written, so that what is measured is what runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from services.classifier.training.encoder.texts import MAX_TOKENS

Array = Any
"""A dense array of numpy."""

_BATCH = 32


class Reader:
    """The encoder in a folder; `bias` is its log-odds of a text that says nothing."""

    def __init__(self, folder: Path, bias: Sequence[float]) -> None:
        self.bias = np.array(bias)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options)

    def log_odds(self, texts: Sequence[str]) -> Array:
        """Return each tag's log-odds for each text."""
        encodings = self._tokenizer.encode_batch(list(texts))
        found = np.zeros((len(texts), len(self.bias)))
        order = sorted(range(len(texts)), key=lambda n: len(encodings[n].ids))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            found[batch] = self._contributions([encodings[n] for n in batch]).sum(1)
        return found + self.bias

    def parts(self, text: str) -> tuple[list[tuple[int, int]], Array]:
        """Return where each token stands in the text, and what it adds to each tag."""
        encoding = self._tokenizer.encode(text)
        return encoding.offsets, self._contributions([encoding])[0]

    def _contributions(self, encodings: Sequence[Encoding]) -> Array:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        return self._session.run(["contributions"], {"input_ids": ids, "attention_mask": mask})[0]
