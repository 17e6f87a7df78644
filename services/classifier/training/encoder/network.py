"""The network: a small language model whose every token says what it adds to each tag.

The log-odds of a tag are a bias and the mean, over the tokens of the text, of what each adds.
Needs torch and transformers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

Tensor = Any

_WIDTH = 384
"""Numbers that stand for a token in MiniLM."""

_INNER = "language_model."
"""Begins the names of MiniLM's weights in the network."""


class Network(nn.Module):
    """MiniLM with one linear layer; `frame` are the two ids that frame a text."""

    def __init__(self, language_model: nn.Module, tags: int, frame: tuple[int, int]) -> None:
        super().__init__()
        self.language_model = language_model
        self.head = nn.Linear(_WIDTH, tags)
        self.frame = frame

    def contributions(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return what each token adds to each tag's log-odds, nothing for those that frame."""
        read = self.language_model(input_ids=ids, attention_mask=mask).last_hidden_state
        return shares(read @ self.head.weight.T, ids, mask, self.frame)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return each tag's log-odds."""
        return self.contributions(ids, mask).sum(1) + self.head.bias


def shares(added: Tensor, ids: Tensor, mask: Tensor, frame: tuple[int, int]) -> Tensor:
    """Return what tokens add, divided by the number of those that don't frame the text."""
    counted = is_counted(ids, mask, frame).unsqueeze(-1).to(added.dtype)
    return added * counted / counted.sum(1, keepdim=True).clamp(min=1)


def is_counted(ids: Tensor, mask: Tensor, frame: tuple[int, int]) -> Tensor:
    """Return 1 for each token that is the text's, 0 for those that frame it or fill it up."""
    return mask * (ids != frame[0]) * (ids != frame[1])


def minilm(folder: Path, kept: Sequence[int], layers: Sequence[int]) -> nn.Module:
    """Return MiniLM with the embeddings kept, in their order, and those of its layers."""
    from transformers import AutoModel  # noqa: PLC0415  slow to load

    model = AutoModel.from_pretrained(folder, add_pooling_layer=False,
                                      attention_probs_dropout_prob=0.0)  # fmt: skip
    table = model.embeddings.word_embeddings.weight.data[list(kept)].clone()
    model.embeddings.word_embeddings = nn.Embedding.from_pretrained(
        table, freeze=False, padding_idx=0
    )
    model.config.vocab_size = len(kept)
    model.encoder.layer = nn.ModuleList(model.encoder.layer[number] for number in layers)
    model.config.num_hidden_layers = len(layers)
    return model


def weights(network: Network) -> dict[str, Any]:
    """Return the network's weights as arrays, named as those of transformers' BertModel."""
    return {
        name.removeprefix(_INNER): value.numpy() for name, value in network.state_dict().items()
    }


def set_weights(network: Network, known: Mapping[str, Any]) -> None:
    """Give the network weights that `weights` or `restoring.restored` returned."""
    with torch.no_grad():
        for name, own in network.named_parameters():
            rows = torch.tensor(known[name.removeprefix(_INNER)])
            own[: len(rows)] = rows


def batched(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return the ids of several texts, filled up with zeros, and the mask of what is text."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask
