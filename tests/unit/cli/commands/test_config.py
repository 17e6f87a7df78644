from __future__ import annotations

from pydantic import SecretStr

from services.cli.commands.config import rows
from services.runtime.process.configuration.setting_sources import SettingOrigin
from services.runtime.process.settings import Settings


def test_every_setting_is_shown_with_its_source_and_no_secret() -> None:
    settings = Settings(
        http_port=81,
        kafka_security_protocol="SASL_SSL",
        kafka_sasl_username="ida",
        kafka_sasl_password=SecretStr("s3cret"),
    )
    given = {"http_port": SettingOrigin("file", "tagwire.toml")}
    shown = {row.name: (row.value, row.source) for row in rows(settings, given)}
    assert list(shown) == list(Settings.model_fields)
    assert shown["http_port"] == ("81", "file tagwire.toml")
    assert shown["delivery"] == ("auto", "default")
    assert shown["health_port"] == ("", "default")
    assert shown["kafka_sasl_password"][0] == "***"
