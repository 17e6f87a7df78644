"""Makes the model: `python -m services.classifier.train DATA… [--report FILE] [--out FILE]`.

DATA are JSON lines as `training.items` describes them. The same data and lexicon give the
same file; its version is made from its content. Needs the development dependencies.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import KFold

from services.classifier.model_file import ModelFile
from services.classifier.training.features import features, telegraphic
from services.classifier.training.items import TrainingItems, name_shares, read_items
from services.classifier.training.learning import (
    Array,
    Data,
    calibration,
    learn,
    matrix,
    vocabulary,
)
from services.classifier.training.lexicon import Lexicon
from services.classifier.training.report import figures, report
from services.classifier.training.writing import as_json, model_file

_FOLDS = 5
"""Parts of the labelled items; each is judged by a model that learned from the other four."""

_DIGEST_DIGITS = 8
"""Hexadecimal digits of the content's digest in a version."""

_VERSION_SERIES = "1.0"
"""What a version begins with: raised by hand where models of before could not be read."""


def main() -> None:
    """Train on the files that the command line names, and write model and report."""
    options = _options()
    try:
        items = read_items(options.data)
    except ValueError as error:
        sys.exit(f"train: {error}")
    file, text = train(items)
    options.out.write_text(as_json(file), encoding="utf-8")
    if options.report:
        options.report.write_text(text, encoding="utf-8")
    print(file.report)  # noqa: T201  a command's output


def train(items: TrainingItems) -> tuple[ModelFile, str]:
    """Return the model of the items, and the report on it."""
    lexicon = Lexicon()
    every = [*items.labelled, *items.unlabelled]
    sets = [features(item.text, lexicon) for item in every]
    columns = vocabulary(sets, name_shares(every))
    short = [features(telegraphic(item.text), lexicon) for item in every]
    tags = np.array([item.tags for item in items.labelled])
    groups = [item.group for item in every]
    data = Data(matrix(sets, columns), matrix(short, columns), tags, groups)
    scores, folds = _unseen(data, columns)
    calibrated = calibration(scores, tags)
    chances = 1 / (1 + np.exp(-(scores * [s for s, _ in calibrated] + [t for _, t in calibrated])))
    learned = learn(data, np.arange(len(tags)), columns)
    file = model_file(learned, columns, calibrated, lexicon, [item.text for item in every])
    file = file.model_copy(update={"report": figures(tags, chances, folds)})
    file = file.model_copy(update={"version": _version(file)})
    return file, report(file, [item.text for item in items.labelled], tags, chances)


def _unseen(data: Data, columns: list[str]) -> tuple[Array, list[Array]]:
    """Return each labelled item's scores by a model that did not learn from it."""
    scores = np.zeros(data.tags.shape)
    folds = []
    for seen, unseen in KFold(_FOLDS, shuffle=True, random_state=0).split(data.tags):
        learned = learn(data, seen, columns)
        scores[unseen] = data.whole[unseen][:, learned.columns] @ learned.weights + learned.biases
        folds.append(unseen)
    return scores, folds


def _version(file: ModelFile) -> str:
    digest = hashlib.sha256(as_json(file).encode()).hexdigest()
    return f"{_VERSION_SERIES}+{digest[:_DIGEST_DIGITS]}"


def _options() -> Any:  # noqa: ANN401  argparse has no types
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent / "model_pack" / "model.json"
    )
    parser.add_argument("--report", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
