"""Fits a network to samples. Needs torch."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from services.classifier.training.encoder.network import Network, batched
from services.classifier.training.encoder.samples import Sample

Array = Any
"""A dense array of numpy."""

Encode = Callable[[Sequence[str]], Sequence[Sequence[int]]]
"""Gives the ids of each text."""

_BATCH = 32
_BATCHES_SORTED = 40
"""Batches among which samples are sorted by length, so that little is filled up."""

_READ_BATCH = 64
_HEAD_RATE = 2e-3
"""The learning rate of a new head; the language model's is given."""

_DECAY = 0.01
_WARM_UP_STEPS = 60
_LOWEST_RATE_SHARE = 0.02
_MAX_GRADIENT = 1.0

_AVERAGE_KEEPS = 0.995
"""What the average of the weights keeps in a step: it reaches over about 200 steps.

All of these are usual for fine-tuning; the average gains about as much as a second seed.
"""


class Course(NamedTuple):
    """How long and how fast to fit; `is_new` if the head has not learned yet."""

    passes: int
    rate: float
    seed: int
    is_new: bool = True


def fit(
    network: Network,
    encode: Encode,
    passes: Callable[[], Sequence[Sample]],
    course: Course,
    tell: Callable[[str], None],
) -> Network:
    """Return the average of the network's weights over the last steps of its fitting.

    `passes` gives the samples of one pass, anew each time.
    """
    average = copy.deepcopy(network)
    random = Random(course.seed)  # noqa: S311  no secret
    optimiser = _optimiser(network, course)
    step = 0
    for number in range(course.passes):
        seen = passes()
        ids = encode([sample.text for sample in seen])
        batches = list(_batches(ids, random))
        steps, losses = course.passes * len(batches), []
        network.train()
        for batch in batches:
            _set_rate(optimiser, step, steps)
            losses.append(
                _step(network, optimiser, [seen[i] for i in batch], [ids[i] for i in batch])
            )
            step += 1
            _follow(average, network, min(_AVERAGE_KEEPS, (1 + step) / (10 + step)))
            if step % 50 == 0:
                tell(f"step {step} of {steps}, loss {np.mean(losses[-50:]):.4f}")
        tell(f"pass {number + 1} of {course.passes}, loss {np.mean(losses):.4f}")
    return average


def log_odds(network: Network, encode: Encode, texts: Sequence[str]) -> Array:
    """Return each tag's log-odds for each text."""
    ids = encode(texts)
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    found = np.zeros((len(ids), network.head.out_features))
    network.eval()
    with torch.no_grad():
        for start in range(0, len(order), _READ_BATCH):
            batch = order[start : start + _READ_BATCH]
            found[batch] = network(*batched([ids[i] for i in batch])).numpy()
    return found


def _optimiser(network: Network, course: Course) -> Any:  # noqa: ANN401  published without types
    head_rate = _HEAD_RATE if course.is_new else course.rate
    groups = [
        {"params": network.language_model.parameters(), "lr": course.rate},
        {"params": network.head.parameters(), "lr": head_rate},
    ]
    for group in groups:
        group["highest"] = group["lr"]
    return torch.optim.AdamW(groups, weight_decay=_DECAY)


def _set_rate(optimiser: Any, step: int, steps: int) -> None:  # noqa: ANN401
    share = min(1, step / _WARM_UP_STEPS) * max(_LOWEST_RATE_SHARE, 1 - step / steps)
    for group in optimiser.param_groups:
        group["lr"] = group["highest"] * share


def _step(network: Network, optimiser: Any, batch: Sequence[Sample],  # noqa: ANN401
          ids: Sequence[Sequence[int]]) -> float:  # fmt: skip
    wanted = torch.tensor([sample.chances for sample in batch])
    weights = torch.tensor([[sample.weight] for sample in batch])
    apart = binary_cross_entropy_with_logits(network(*batched(ids)), wanted, reduction="none")
    loss = (apart * weights).mean()
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), _MAX_GRADIENT)
    optimiser.step()
    return float(loss.item())


def _follow(average: Network, network: Network, keeps: float) -> None:
    with torch.no_grad():
        for own, other in zip(average.parameters(), network.parameters(), strict=True):
            own.lerp_(other, 1 - keeps)


def _batches(ids: Sequence[Sequence[int]], random: Random) -> Iterator[list[int]]:
    order = list(range(len(ids)))
    random.shuffle(order)
    batches = []
    for start in range(0, len(order), _BATCHES_SORTED * _BATCH):
        group = sorted(order[start : start + _BATCHES_SORTED * _BATCH], key=lambda i: len(ids[i]))
        batches += [group[i : i + _BATCH] for i in range(0, len(group), _BATCH)]
    random.shuffle(batches)
    yield from batches
