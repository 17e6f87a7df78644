from __future__ import annotations

from typing import Any

from services.classifier.training.encoder.vocabulary import pruned


def tokenizer() -> dict[str, Any]:
    pieces = ["[PAD]", "[unused]", "[CLS]", "[SEP]", "a", "##b", "the", "##ing", "ß", "rare"]
    return {
        "truncation": {"max_length": 9},
        "padding": {},
        "added_tokens": [
            {"id": pieces.index(piece), "content": piece} for piece in ("[PAD]", "[CLS]", "[SEP]")
        ],
        "post_processor": {
            "special_tokens": {
                "[CLS]": {"ids": [2], "tokens": ["[CLS]"]},
                "[SEP]": {"ids": [3], "tokens": ["[SEP]"]},
            }
        },
        "model": {"vocab": {piece: number for number, piece in enumerate(pieces)}},
    }


def test_used_pieces_letters_and_what_frames_a_text_stay_with_new_numbers() -> None:
    whole = tokenizer()
    smaller, kept = pruned(whole, {"the": 900, "##ing": 4, "rare": 3, "ß": 2})
    assert list(smaller["model"]["vocab"]) == [
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "a",
        "##b",
        "the",
        "##ing",
    ]
    assert list(smaller["model"]["vocab"].values()) == list(range(7))
    assert kept == [0, 2, 3, 4, 5, 6, 7]
    special = smaller["post_processor"]["special_tokens"]
    assert (special["[CLS]"]["ids"], special["[SEP]"]["ids"]) == ([1], [2])
    assert [token["id"] for token in smaller["added_tokens"]] == [0, 1, 2]
    assert smaller["truncation"] is None
    assert whole == tokenizer()
