"""Writes a network as `encoder.onnx`, its weights in 8 bits. Needs torch, onnx, onnxruntime."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from services.classifier.training.encoder.network import (
    Network,
    Tensor,
    batched,
    is_counted,
    shares,
)
from services.classifier.training.encoder.weights_only import keep_weights_only

_HIDDEN = -10_000.0
"""Added to the attention that would go to what fills up a batch: none is left."""

_GIVEN_ON_LAYERS = 2
_GIVEN_ON_SHARE = 0.5
"""In each of the last layers, so much of what a token adds goes to the tokens it looked at.

They told it what it says. The sum stays the same, and the words that then weigh most are those
without which the score falls: of 232 tags given to held-back items 95% fell without the five
strongest, 86% without this (one layer 90%, three 92%; greater shares did no better). After
attention rollout (Abnar and Zuidema, 2020).
"""

_LOOK_AT_ITSELF = 1e-6
"""So a token that looks at no other one that counts keeps what it adds."""

_OPSET = 17
"""ONNX operators of 2022: the first with layer normalisation as one."""


class Graph(nn.Module):
    """The network as plain products, which the quantisation knows."""

    def __init__(self, network: Network, max_tokens: int) -> None:
        super().__init__()
        self.network = network
        places = network.language_model.embeddings.position_embeddings.weight.data
        self.places = nn.Parameter(places[:max_tokens].clone())

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return what each token adds to each tag."""
        model = self.network.language_model
        embeddings = model.embeddings
        read = embeddings.word_embeddings(input_ids) + self.places[: input_ids.shape[1]]
        read = embeddings.LayerNorm(read + embeddings.token_type_embeddings.weight[0])
        hidden = (1.0 - attention_mask[:, None, None, :].float()) * _HIDDEN
        looks = []
        for layer in model.encoder.layer:
            read, looked = _layer(layer, read, hidden)
            looks.append(looked.mean(1))
        added = read @ self.network.head.weight.T
        given = shares(added, input_ids, attention_mask, self.network.frame)
        counted = is_counted(input_ids, attention_mask, self.network.frame)
        for looked in looks[: -_GIVEN_ON_LAYERS - 1 : -1]:
            given = given_on(given, looked, counted)
        return given


def given_on(own: Tensor, looks: Tensor, counted: Tensor) -> Tensor:
    """Return what tokens add once each has given a part on to those that count and it looks at.

    `looks` is how much each token looks at each other one, a row a token.
    """
    seen = looks * counted.unsqueeze(1).to(looks.dtype)
    each = own / (seen.sum(2, keepdim=True) + _LOOK_AT_ITSELF)
    told = seen.transpose(1, 2) @ each + _LOOK_AT_ITSELF * each
    return (1 - _GIVEN_ON_SHARE) * own + _GIVEN_ON_SHARE * told


def write_onnx(network: Network, max_tokens: int, path: Path) -> None:
    """Write the network with weights of 8 bits."""
    graph = Graph(network, max_tokens).eval()
    example = batched([[1, 2, 3, 4], [1, 2]])
    batch_and_tokens = {0: "batch", 1: "tokens"}
    names = ["input_ids", "attention_mask"]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            graph, example, whole, input_names=names, output_names=["contributions"],
            dynamic_axes=dict.fromkeys([*names, "contributions"], batch_and_tokens),
            opset_version=_OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, per_channel=True, reduce_range=True,
                         weight_type=QuantType.QInt8,
                         extra_options={"MatMulConstBOnly": True})  # fmt: skip
    keep_weights_only(path)


def _layer(layer: Any, read: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:  # noqa: ANN401  without types
    """Return what a layer makes of the tokens, and how much each looks at each, by head."""
    attention = layer.attention.self
    heads, width = attention.num_attention_heads, attention.attention_head_size
    batch, tokens = read.shape[0], read.shape[1]

    def by_head(projected: Tensor) -> Tensor:
        return projected.view(batch, tokens, heads, width).transpose(1, 2)

    query, key, value = (
        by_head(part(read)) for part in (attention.query, attention.key, attention.value)
    )
    weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(width) + hidden, -1)
    seen = (weights @ value).transpose(1, 2).reshape(batch, tokens, heads * width)
    attended = layer.attention.output(seen, read)
    return layer.output(layer.intermediate(attended), attended), weights
