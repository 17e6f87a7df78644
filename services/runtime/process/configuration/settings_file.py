"""The settings file: TOML, with a line for each setting."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from services.runtime.process.configuration.setting_errors import meant
from services.runtime.process.configuration.setting_fields import names_a_path
from services.runtime.process.errors import SetupError

NAME = "tagwire.toml"

_EXAMPLE = 'kafka_bootstrap_servers = "kafka:9092"'
_MAX_KEY_CHARS = 100
"""Of a wrong key that a complaint shows: a line of a terminal, with what else it says."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What a settings file sets: values as text, as the environment would hold them."""

    path: Path
    values: Mapping[str, str]


def read_settings_file(path: Path, fields: Mapping[str, FieldInfo]) -> SettingsFile:
    """Read a settings file. An empty value sets nothing; a path in it starts at its folder.

    Raises:
        SetupError: it cannot be read, is no TOML, or sets what is no setting.

    """
    values = dict(_flat(_parsed(path)))
    for key in values:
        if key not in fields:
            raise SetupError(_unknown(key, path, fields))
    texts = {key: _text(key, value, path) for key, value in values.items()}
    return SettingsFile(
        path,
        {
            key: str(path.parent / text) if names_a_path(fields[key], text) else text
            for key, text in texts.items()
            if text
        },
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SetupError(f"the settings file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError(
            f"the settings file {path} is no TOML: {error}. Write lines such as {_EXAMPLE}"
        ) from None


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield above + key, value


def _unknown(key: str, path: Path, fields: Mapping[str, FieldInfo]) -> str:
    plain = key.lower().replace("-", "_").replace(".", "_").removeprefix("tagwire_")
    nearest = meant(plain, fields, ratio=0.5)
    advice = f"did you mean {nearest}?" if nearest else f"write lines such as {_EXAMPLE}"
    return f"{key[:_MAX_KEY_CHARS]} in {path} is not a setting: {advice}"


def _text(key: str, value: object, path: Path) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ",".join(value)
    if isinstance(value, (str, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise SetupError(f"{key} in {path} must be a text or a number")
