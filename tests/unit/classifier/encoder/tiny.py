"""A tiny encoder for tests: each word it knows always contributes the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from schemas.taxonomy import TAXONOMY
from services.classifier.encoder.folder import read_encoder
from services.classifier.encoder.scorer import EncoderScorer

WORDS = {"war": (3.0, 0.0, -0.5), "flood": (-1.0, 4.25, 0.0), "theft": (0.0, 0.1, 2.5)}
"""The log-odds of each word, before the mean, for the first three tags in this order."""

LETTERS = [chr(code) for code in range(0x21, 0x7F)]
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, "##s", *LETTERS]
TAGS = [entry.tag for entry in TAXONOMY]


def tokenizer() -> dict[str, Any]:
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
    return {
        "version": "1.0",
        "added_tokens": [
            {
                **dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False),
                "id": TOKENS.index(token),
                "content": token,
                "special": True,
            }
            for token in special
        ],
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": None,
            "lowercase": True,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [],
            "special_tokens": {
                token: {"id": token, "ids": [TOKENS.index(token)], "tokens": [token]}
                for token in ("[CLS]", "[SEP]")
            },
        },
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {token: number for number, token in enumerate(TOKENS)},
        },
    }


def network(tags: int = len(TAGS)) -> bytes:
    """A network that looks each token up, and divides by the number of the text's own."""
    table = np.zeros((len(TOKENS), tags), np.float32)
    for word, weights in WORDS.items():
        table[TOKENS.index(word), : len(weights)] = weights[:tags]
    constants = {"table": table, "one": np.array([1]), "two": np.array([2])}
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Shape", ["input_ids"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["length"]),
        helper.make_node("Sub", ["length", "two"], ["own"]),
        helper.make_node("Cast", ["own"], ["count"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["rows", "count"], ["contributions"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [
            helper.make_tensor_value_info(
                "contributions", TensorProto.FLOAT, ["batch", "tokens", tags]
            )
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opset = helper.make_opsetid("", 17)
    data: bytes = helper.make_model(graph, opset_imports=[opset], ir_version=8).SerializeToString()
    return data


def rules(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    plain = [{"slope": 1.0, "offset": 0.0} for _ in TAGS]
    return {
        "format": 1,
        "version": "tiny",
        "tags": TAGS,
        "max_tokens": 24,
        "text": {"separator": ". ", "body_characters": 60, "paragraph_separator": " "},
        "bias": [-1.0 for _ in TAGS],
        "calibration": {"headline": plain, "lead": plain, "article": plain},
        "lead_characters": 20,
    } | changes


def write(folder: Path, **changes: Any) -> Path:  # noqa: ANN401 - any JSON
    """Write an encoder's folder, `encoder.json` with these fields changed, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "encoder.json").write_text(json.dumps(rules(**changes)), encoding="utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()), encoding="utf-8")
    (folder / "encoder.onnx").write_bytes(network())
    return folder


def encoder(folder: Path, **changes: Any) -> EncoderScorer:  # noqa: ANN401 - any JSON
    return read_encoder(write(folder, **changes), TAGS)
