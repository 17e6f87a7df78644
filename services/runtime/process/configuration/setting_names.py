"""Which variables of the environment look like settings, and are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from services.runtime.process.configuration.setting_errors import MEANT_RATIO, meant

PREFIX = "TAGWIRE_"

CONFIG = f"{PREFIX}CONFIG"
"""The variable that names the settings file."""

_TESTS = ("TEST_", "CHAOS")
"""What the variables begin with that only the tests read."""

_ALIKE_RATIO = 0.4
"""How like a known name a variable must be for that to be worth a mention."""

_SERVICE_LINK = re.compile(r"(\w+?)_(SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_(TCP|UDP)(_\w+)?)?)")
"""What Kubernetes sets for each service, such as TAGWIRE_INGEST_SERVICE_HOST."""


def refusal(names: Iterable[str], fields: Collection[str]) -> str | None:
    """Return a sentence on the first name that is nearly a setting, None if there is none.

    It is an error, not a warning: whoever wrote it meant that setting, which would keep
    another value.
    """
    for name, nearest in _unknown(names, fields):
        if nearest:
            return f"{name} is not a setting: did you mean {nearest}?"
    return None


def strangers(names: Iterable[str], fields: Collection[str]) -> list[tuple[str, str | None]]:
    """Return the names that are like no setting, each with the nearest, if there is one.

    They are no error: a newer version may know them, or another program.
    """
    known = _known(fields)
    found = [name for name, nearest in _unknown(names, fields) if not nearest]
    return [(name, _setting(name, known, _ALIKE_RATIO)) for name in found]


def _unknown(names: Iterable[str], fields: Collection[str]) -> Iterator[tuple[str, str | None]]:
    ours = sorted(name for name in names if name.upper().startswith(PREFIX))
    known = _known(fields)
    linked = {name.removesuffix("_SERVICE_HOST") for name in ours if name.endswith("_SERVICE_HOST")}
    for name in ours:
        if name.upper() not in known and not _is_others(name, linked):
            yield name, _setting(name, known, MEANT_RATIO)


def _known(fields: Collection[str]) -> list[str]:
    return [*(PREFIX + field.upper() for field in fields), CONFIG]


def _setting(name: str, known: list[str], near: float) -> str | None:
    short = name.upper().removeprefix(PREFIX)
    found = meant(short, [other.removeprefix(PREFIX) for other in known], ratio=near)
    return found and PREFIX + found


def _is_others(name: str, linked: Collection[str]) -> bool:
    if name.removeprefix(PREFIX).startswith(_TESTS):
        return True
    link = _SERVICE_LINK.fullmatch(name)
    return link is not None and link[1] in linked
