"""A tokenizer with only the pieces of words that news needs: the others cost bytes.

A word whose piece is gone is read in smaller pieces, down to letters, so none becomes unknown.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

_MIN_USES = 4
"""Uses of a piece in the texts for it to stay: those below it are 0.02% of all uses."""

_INNER = "##"
"""Begins a piece that stands inside a word."""


def pruned(
    tokenizer: Mapping[str, Any], uses: Mapping[str, int]
) -> tuple[dict[str, Any], list[int]]:
    """Return `tokenizer.json` with the pieces that stay, and their numbers of before."""
    old = tokenizer["model"]["vocab"]
    special = {token["content"] for token in tokenizer["added_tokens"]}
    stays = [
        piece
        for piece in sorted(old, key=old.__getitem__)
        if piece in special or uses.get(piece, 0) >= _MIN_USES or _is_letter(piece)
    ]
    new = {piece: number for number, piece in enumerate(stays)}
    smaller = copy.deepcopy(dict(tokenizer))
    smaller["model"]["vocab"] = new
    smaller["added_tokens"] = [
        token | {"id": new[token["content"]]} for token in tokenizer["added_tokens"]
    ]
    for token in smaller["post_processor"]["special_tokens"].values():
        token["ids"] = [new[piece] for piece in token["tokens"]]
    return smaller | {"truncation": None, "padding": None}, [old[piece] for piece in stays]


def _is_letter(piece: str) -> bool:
    letter = piece.removeprefix(_INNER)
    return len(letter) == 1 and letter.isascii()
