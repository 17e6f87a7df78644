"""Where settings are given: a command's option, the environment, or the settings file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic.fields import FieldInfo

from services.runtime.process.configuration import settings_file
from services.runtime.process.configuration.setting_fields import names_a_path
from services.runtime.process.configuration.setting_names import CONFIG, PREFIX
from services.runtime.process.configuration.settings_file import SettingsFile, read_settings_file

Fields = Mapping[str, FieldInfo]
Environment = Mapping[str, str]

OPTIONS = {"kafka_bootstrap_servers": "--brokers"}
"""The settings that commands take as an option, too."""


class SettingOrigin(NamedTuple):
    """Where a setting is given, and by which name: an option, a variable, or a file's path."""

    kind: Literal["option", "environment", "file"]
    name: str

    def place(self, field: str) -> str:
        """Return how a setting is written there, with ``{}`` for its value."""
        return {
            "option": f"{self.name} {{}}",
            "environment": f"{self.name}={{}}",
            "file": f"{field} = {{}} in {self.name}",
        }[self.kind]


def variable(name: str) -> str:
    """Return the name of the environment variable behind a field."""
    return PREFIX + name.upper()


def in_environment(name: str, environment: Environment) -> bool:
    """Tell whether the environment gives a setting: in any case, as pydantic reads it."""
    return any(value for key, value in environment.items() if key.upper() == variable(name))


def file_path(environment: Environment) -> Path | None:
    """Return the path of the settings file, None if there is none: nobody has to have one."""
    if given := environment.get(CONFIG):
        return Path(given)
    return Path(settings_file.NAME) if Path(settings_file.NAME).is_file() else None


def read_file(environment: Environment, fields: Fields) -> SettingsFile | None:
    """Return what the settings file sets, None if there is no such file.

    Raises:
        SetupError: it cannot be read, is no TOML, or sets what is no setting.

    """
    path = file_path(environment)
    return read_settings_file(path, fields) if path else None


def origins(
    environment: Environment, fields: Fields, file: SettingsFile | None, overrides: Iterable[str]
) -> dict[str, SettingOrigin]:
    """Return where each setting is given, by field name; the strongest source counts."""
    found = (
        {} if file is None else dict.fromkeys(file.values, SettingOrigin("file", str(file.path)))
    )
    given = [name for name in fields if in_environment(name, environment)]
    return found | {name: by_variable(name) for name in given} | dict(map(_override, overrides))


def by_variable(name: str) -> SettingOrigin:
    """Return the environment as where a setting is given."""
    return SettingOrigin("environment", variable(name))


def _override(name: str) -> tuple[str, SettingOrigin]:
    return name, SettingOrigin("option", OPTIONS[name]) if name in OPTIONS else by_variable(name)


def named_files(environment: Environment, fields: Fields) -> dict[str, str]:
    """Return the variables that name files, so that a program in another folder finds them."""
    given = {name: (field, environment.get(variable(name))) for name, field in fields.items()}
    paths = {
        variable(name): Path(text)
        for name, (field, text) in given.items()
        if text and names_a_path(field, text)
    }
    if path := file_path(environment):
        paths[CONFIG] = path
    return {name: str(path.absolute()) for name, path in paths.items()}
