"""The file of what an operator knows of sources: TOML, a table for each source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from services.parser.known import Known, Sources
from services.parser.times.zones import find_zone
from services.runtime.process.errors import SetupError

_EXAMPLE = '["courier.example"] and, below it, time_zone = "Europe/Berlin"'
_MAX_SHOWN_CHARS = 100
"""Of a key or value that a complaint shows: a line of a terminal, with what else it says."""


def _real_zone(name: str) -> str:
    if find_zone(name) is None:
        raise ValueError('write an IANA time zone such as "Europe/Berlin"')
    return name


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    time_zone: Annotated[str, AfterValidator(_real_zone)] | None = None
    day_order: Literal["day-first", "month-first"] | None = None
    language: str | None = Field(
        default=None, pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$"
    )
    name: str | None = Field(default=None, min_length=1, max_length=200)


_FILE = TypeAdapter(dict[str, _Entry])
_REMEDIES = {
    "extra_forbidden": "it may hold time_zone, day_order, language and name, and a source with a"
    ' dot in it is quoted: ["courier.example"]',
    "model_type": f"write a table for each source: {_EXAMPLE}",
    "string_pattern_mismatch": 'write a language tag such as "de" or "pt-BR"',
}


def read_sources(path: Path | None) -> Sources:
    """Return what the file says of each source, nothing where there is no file.

    Raises:
        SetupError: it cannot be read, is no TOML, or says what is not understood.

    """
    if path is None:
        return {}
    try:
        entries = _FILE.validate_python(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise SetupError(f"the sources file {path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise SetupError(_complaint(path, error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(f"the sources file {path} is no TOML: {error}. Write {_EXAMPLE}") from None
    return {name: _known(entry) for given, entry in entries.items() for name in _names(given)}


def _names(given: str) -> set[str]:
    """Return the name as written, and as a host, which is in small letters."""
    return {given, given.lower()}


def _known(entry: _Entry) -> Known:
    day_first = None if entry.day_order is None else entry.day_order == "day-first"
    return Known(entry.time_zone, day_first, entry.language, entry.name)


def _complaint(path: Path, error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(f'"{part}"' if "." in str(part) else str(part) for part in first["loc"])
    told = first.get("ctx", {}).get("error") or first["msg"]
    remedy = _REMEDIES.get(first["type"], told)
    value = repr(first["input"])[:_MAX_SHOWN_CHARS]
    return f"{place[:_MAX_SHOWN_CHARS]} = {value} in {path} is not understood: {remedy}"
