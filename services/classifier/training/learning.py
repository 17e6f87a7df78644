"""From features to weights: a teacher that knows the sections, and the student it teaches.

Most items come with the section that their source put them in, not with their tags. The
teacher learns from the labelled items what text and section together say of the tags, and
gives all others their likely tags; the student, which sees the text alone, learns from both.
Needs scikit-learn, a development dependency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from services.classifier.training.features import KINDS

Matrix = Any
"""A sparse matrix: a row an item, a column a feature."""

Array = Any
"""A dense array of numpy."""

SCALES = {"with": 0.7}
"""How strongly a kind's features are trusted, where not fully: the others are 1."""

_MIN_ITEMS = 3
_MIN_ITEMS_BY_KIND = {"member": 2, "exclusion": 2, "with": 10}
"""Items in which a feature must stand to be learned from: written ones in fewer than found ones.

These numbers and those below are set by hand; `train` shows on its folds what another gives.
"""

_MAX_NAME_SHARE = 0.8
"""A word that has a capital more often than this is a name, and gets no weight."""

_MAX_FEATURES_BY_KIND = {"stem": 1000, "pair": 1200, "member": 1200, "with": 800}
"""Features that the model keeps, those that move scores most; of other kinds all."""

_TEACHER_STRENGTH, _STUDENT_STRENGTH = 0.3, 0.2
"""The inverse of regularisation, `C` of scikit-learn: the student is held nearer to zero."""

_SECTION_SCALE = 2.0
"""The value of a section as a feature of the teacher, where a word has 1."""

_LABELLED_WEIGHT = 5.0
"""A labelled item counts for so many of those whose tags the teacher gives."""

_TELEGRAPHIC_WEIGHT = 0.3
"""An item cut to a headline counts for this share of the whole one."""

_SECTION_POWER = 1.5
"""More than 1 favours items of sections that are frequent among the labelled ones."""

_MAX_SURE_CHANCE = 0.02
"""The teacher is sure of a tag's absence up to this chance, and of the tag from 1 less it."""


class Data(NamedTuple):
    """The items, labelled ones first; `short` are the features of items cut to headlines."""

    whole: Matrix
    short: Matrix
    tags: Array
    groups: Sequence[str]


class Weights(NamedTuple):
    """The columns that the model keeps, their weights by tag, and the biases."""

    columns: list[int]
    weights: Array
    biases: Array


def vocabulary(sets: Sequence[frozenset[str]], name_shares: dict[str, float]) -> list[str]:
    """Return the features to learn from; words that are mostly names are none."""
    counts = Counter(feature for features in sets for feature in features)

    def is_kept(feature: str) -> bool:
        kind, _, rest = feature.partition(":")
        if counts[feature] < _MIN_ITEMS_BY_KIND.get(kind, _MIN_ITEMS):
            return False
        by_word = kind in {"stem", "pair"}
        return not (by_word and any(name_shares.get(w, 0) > _MAX_NAME_SHARE for w in rest.split()))

    return sorted(filter(is_kept, counts))


def matrix(sets: Sequence[frozenset[str]], columns: Sequence[str]) -> Matrix:
    """Return the matrix of the features in the columns."""
    index = {feature: column for column, feature in enumerate(columns)}
    rows = [sorted(index[feature] for feature in features if feature in index) for features in sets]
    ends = np.cumsum([0] + [len(row) for row in rows])
    indices = np.array([column for row in rows for column in row], dtype=int)
    return sp.csr_matrix((scales(columns)[indices], indices, ends), (len(rows), len(columns)))


def scales(columns: Sequence[str]) -> Array:
    """The value of each column's feature in an item that has it."""
    return np.array([SCALES.get(feature.partition(":")[0], 1.0) for feature in columns])


def learn(data: Data, rows: Array, columns: Sequence[str]) -> Weights:
    """Learn from the labelled items in `rows` and all others; keep what moves scores most."""
    taught = _taught(data, rows)
    first, _ = _student(data, taught, rows)
    kept = _pruned(columns, data.whole, first)
    narrow = data._replace(whole=data.whole[:, kept], short=data.short[:, kept])
    return Weights(kept, *_student(narrow, taught, rows))


def calibration(scores: Array, tags: Array) -> list[tuple[float, float]]:
    """Slope and shift for each tag, by which the logistic of a score is a share of items.

    The scores must be of items not learned from. Source: Platt scaling.
    """
    found = []
    for tag in range(tags.shape[1]):
        model = LogisticRegression(C=1e6).fit(scores[:, [tag]], tags[:, tag])
        found.append((float(model.coef_[0, 0]), float(model.intercept_[0])))
    return found


def _taught(data: Data, rows: Array) -> Array:
    """Return P(tag | text, section) of the items whose tags are not known."""
    known = len(data.tags)
    groups = np.array(data.groups)
    sections = sp.csr_matrix((groups[:, None] == np.unique(groups)).astype(float)) * _SECTION_SCALE
    seen = sp.hstack([data.whole, sections]).tocsr()
    return np.array(
        [
            _regression(seen[rows], data.tags[rows, tag], None, _TEACHER_STRENGTH).predict_proba(
                seen[known:]
            )[:, 1]
            for tag in range(data.tags.shape[1])
        ]
    ).T


def _student(data: Data, taught: Array, rows: Array) -> tuple[Array, Array]:
    weight = _section_weights(data)
    models = [_of_tag(data, taught, rows, weight, tag) for tag in range(data.tags.shape[1])]
    return np.array([m.coef_[0] for m in models]).T, np.array([m.intercept_[0] for m in models])


def _of_tag(data: Data, taught: Array, rows: Array, weight: Array, tag: int) -> LogisticRegression:
    known, likely = len(data.tags), taught[:, tag]
    # Those of which the teacher is not sure stand twice, once with each label.
    unsure = (likely > _MAX_SURE_CHANCE) & (likely < 1 - _MAX_SURE_CHANCE)
    parts = [
        part
        for seen in (data.whole, data.short)
        for part in (seen[rows], seen[known:], seen[known:][unsure])
    ]
    tags = np.r_[data.tags[rows, tag], likely >= 1 / 2, likely[unsure] < 1 / 2]
    weights = np.r_[
        np.full(len(rows), _LABELLED_WEIGHT),
        np.where(unsure, np.maximum(likely, 1 - likely), 1) * weight,
        (np.minimum(likely, 1 - likely) * weight)[unsure],
    ]
    both = np.r_[weights, weights * _TELEGRAPHIC_WEIGHT]
    return _regression(sp.vstack(parts).tocsr(), np.r_[tags, tags], both, _STUDENT_STRENGTH)


def _section_weights(data: Data) -> Array:
    """Weights of the unlabelled items that make sections as frequent as among labelled ones."""
    known = len(data.tags)
    labelled, others = Counter(data.groups[:known]), Counter(data.groups[known:])
    shares = [(labelled[group] / others[group]) ** _SECTION_POWER for group in data.groups[known:]]
    weights = np.array(shares)
    return weights / weights.mean() if len(weights) else weights


def _pruned(columns: Sequence[str], whole: Matrix, weights: Array) -> list[int]:
    counts = np.asarray((whole != 0).sum(0)).ravel()
    effect = np.abs(weights).max(1) * np.sqrt(counts)
    kept: list[int] = []
    for kind in KINDS:
        own = [i for i, feature in enumerate(columns) if feature.startswith(f"{kind}:")]
        own.sort(key=lambda i: (-effect[i], columns[i]))
        kept += own[: _MAX_FEATURES_BY_KIND.get(kind, len(own))]
    return sorted(kept)


def _regression(seen: Matrix, tags: Array, weights: Array, strength: float) -> LogisticRegression:
    model = LogisticRegression(C=strength, max_iter=500)
    return model.fit(seen, tags, sample_weight=weights)
