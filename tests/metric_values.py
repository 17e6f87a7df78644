"""How far metrics have moved, for tests that make them move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from services.runtime.metrics.definitions import REGISTRIES, SetBy

Values = Counter[tuple[str, ...]]
"""By the name of a sample and the values of its labels, in alphabetical order of their names."""


@contextmanager
def moved(*set_by: SetBy) -> Iterator[Values]:
    """Give what is filled at the end of the block: by how much each sample has grown."""
    found: Values = Counter()
    before = _values(set_by)
    yield found
    after = _values(set_by)
    after.subtract(before)
    found.update({name: value for name, value in after.items() if value})


def _values(set_by: tuple[SetBy, ...]) -> Values:
    found: Values = Counter()
    for one in set_by:
        for family in REGISTRIES[one].collect():
            for sample in family.samples:
                if sample.name.endswith("_created"):  # when, not how often
                    continue
                labels = tuple(sample.labels[name] for name in sorted(sample.labels))
                found[sample.name, *labels] = sample.value  # type: ignore[assignment] # a float
    return found
