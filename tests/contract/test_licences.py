"""The licences of what is locked and installed, by each package's own metadata."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest

LOCK = (Path(__file__).parents[2] / "requirements-dev.txt").read_text(encoding="utf-8")

ALLOWED = {  # permissive, or (MPL) copyleft of single files
    *("0BSD", "3-Clause BSD License", "BSD License", "BSD-2-Clause", "BSD-3-Clause"),
    *("Repoze Public License", "Apache 2.0", "Apache-2.0", "Apache Software License"),
    *("CC0-1.0", "CNRI-Python", "MIT", "MIT-0", "MIT License", "Zlib"),
    *("MPL-1.1", "MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
    *("PSF-2.0", "Python Software Foundation License"),
}


def installed() -> dict[str, Distribution]:
    """Return what is locked, but for what other platforms need."""
    found = {}
    for name in sorted(set(re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE))):
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
    return found


def licence(package: Distribution) -> str:
    """Return its licences: the SPDX expression, else its classifiers, else its licence field."""
    fields: Any = package.metadata
    if "License-Expression" in fields:
        return str(fields["License-Expression"])
    classifiers = [one for one in fields.get_all("Classifier", []) if one.startswith("License ::")]
    named = [one.rpartition(" :: ")[2] for one in classifiers]
    of_one = [one for one in named if one not in {"OSI Approved", "DFSG approved"}]
    return " AND ".join(of_one) or str(fields.get("License", "")).partition("\n")[0]


def is_allowed(expression: str) -> bool:
    """Tell it of a name or expression; each OR counts as in brackets, which is never laxer."""
    if expression in ALLOWED:
        return True
    parts = expression.replace("(", "").replace(")", "").split(" AND ")
    return all(any(one in ALLOWED for one in part.split(" OR ")) for part in parts)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("", False),
    ],
)
def test_every_part_must_be_allowed(expression: str, *, allowed: bool) -> None:
    assert is_allowed(expression) == allowed


def test_what_is_locked_has_a_licence_that_is_allowed() -> None:
    found = {name: licence(package) for name, package in installed().items()}
    assert {"aiohttp", "aiokafka", "pydantic"} <= set(found)
    assert {name: one for name, one in found.items() if not is_allowed(one)} == {}
