"""Every setting of every service, read here and nowhere else: environment and settings file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import (
    DirectoryPath,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import DEFAULT_PARTITIONS, MAX_DUMP_BYTES
from services.runtime.process.configuration import setting_names, setting_rules, setting_sources
from services.runtime.process.configuration.broker_addresses import broker_addresses
from services.runtime.process.configuration.setting_errors import complaint
from services.runtime.process.configuration.setting_fields import choices_of
from services.runtime.process.configuration.setting_names import PREFIX
from services.runtime.process.configuration.setting_sources import (
    SettingOrigin,
    by_variable,
    in_environment,
    variable,
)
from services.runtime.process.errors import SetupError

__all__ = [
    "PREFIX",
    "Settings",
    "environment",
    "is_set",
    "load_settings",
    "origins",
    "refuse_misspelt",
    "unknown_variables",
    "variable",
]


class Settings(BaseSettings):
    """The settings; field ``x_y`` is the variable ``TAGWIRE_X_Y``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
    )

    kafka_bootstrap_servers: str = Field(
        default="localhost:9092",
        description="Brokers to start from, as host:port, separated by commas",
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        default="PLAINTEXT", description="How to talk to the brokers"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        default="PLAIN", description="How to sign in, with a SASL protocol"
    )
    kafka_sasl_username: str | None = Field(default=None, description="User, with SASL")
    kafka_sasl_password: SecretStr | None = Field(default=None, description="Password, with SASL")
    kafka_ssl_cafile: FilePath | None = Field(
        default=None,
        description="PEM file of the authority that signs the brokers' certificates",
        examples=["/etc/kafka/ca.pem"],
    )
    kafka_ssl_certfile: FilePath | None = Field(
        default=None,
        description="PEM file of the client's certificate, for mutual TLS",
        examples=["/etc/kafka/client.pem"],
    )
    kafka_ssl_keyfile: FilePath | None = Field(
        default=None,
        description="PEM file of the client's key, for mutual TLS",
        examples=["/etc/kafka/client.key"],
    )
    kafka_startup_seconds: float = Field(
        default=30, gt=0, description="How long to wait for the brokers at start"
    )
    kafka_session_timeout_seconds: float = Field(
        default=30, ge=1, description="After this silence a worker's partitions go to another"
    )
    topic_prefix: str = Field(
        default="",
        description="Put before every topic and consumer group, to share a cluster",
    )
    topic_partitions: int = Field(
        default=DEFAULT_PARTITIONS, ge=1, description="Partitions of the topics that are created"
    )
    topic_replication_factor: int = Field(
        default=1, ge=1, description="Replicas of the topics that are created"
    )
    delivery: Literal["auto", "exactly-once", "at-least-once"] = Field(
        default="auto",
        description="auto: exactly-once on brokers with transactions, else at-least-once",
    )
    without_offsets: Literal["refuse", "earliest", "latest"] = Field(
        default="refuse",
        description="Where a worker begins whose group has lost its committed offsets: earliest "
        "writes again what was written before, latest skips what is unread",
    )
    dead_letter_limit: int = Field(
        default=50,
        ge=1,
        le=100,
        description="A worker stops if more than this percent of the last 1,000 records that "
        "should give results would be dead letters; 100 never",
    )
    stall_seconds: float = Field(
        default=300,
        ge=10,
        description="A worker ends if a partition with records to read stands still for so long",
    )
    batch_records: int = Field(
        default=200,
        ge=1,
        description="So many records are processed and written together: up to 20 times as many "
        "if more wait and they take no more than half a second, fewer if they are more work",
    )
    source: Literal["faust", "aiokafka"] = Field(
        default="faust",
        description="What reads for a worker: aiokafka alone is the way out should Faust fail",
    )
    model: Literal["packaged", "packaged-linear"] | DirectoryPath = Field(
        default="packaged",
        description="What tags articles: packaged, packaged-linear (faster, and less sure), or "
        "the folder of a model pack",
    )
    sources: FilePath | None = Field(
        default=None,
        description="TOML file of what is known of sources: time zone, order of day and "
        "month, language, name",
        examples=["sources.toml"],
    )
    http_host: str = Field(default="127.0.0.1", description="Address that ingest listens on")
    http_port: int = Field(
        default=8080, ge=0, le=65535, description="Port that ingest listens on; 0 picks a free one"
    )
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port of /metrics, /livez and /readyz, at TAGWIRE_HTTP_HOST; 0 picks a free "
        "one. Unset: 8081 for ingest, 8082 parser, 8083 classifier, 8084 up; where that is taken, "
        "a free one",
        examples=[8081],
    )
    metrics_sources: int = Field(
        default=50, ge=0, description="The most sources that have metrics of their own"
    )
    http_tokens: FilePath | None = Field(
        default=None,
        description="TOML file of the tokens that let producers send, as `tagwire tokens new` "
        "prints them; read again when it changes",
        examples=["/etc/tagwire/tokens.toml"],
    )
    http_without_tokens: Literal["loopback", "anywhere"] = Field(
        default="loopback",
        description="Where ingest may listen without tokens: anywhere lets whoever reaches it send",
    )
    http_max_body_bytes: int = Field(
        default=MAX_DUMP_BYTES,
        ge=1,
        le=MAX_DUMP_BYTES,
        description="The largest dump that ingest takes",
    )
    http_max_batch_bytes: int = Field(
        default=64 * 1024 * 1024, ge=1, description="The largest batch of dumps that ingest takes"
    )
    http_max_batch_lines: int = Field(
        default=10_000, ge=1, description="The most lines of a batch that ingest takes"
    )
    http_max_in_flight_bytes: int = Field(
        default=24 * 1024 * 1024,
        ge=MAX_DUMP_BYTES + 1024 * 1024,
        description="The most bytes of dumps that ingest holds at once; it needs some four times "
        "as much memory",
    )
    http_max_connections: int = Field(
        default=512, ge=1, description="The most connections that ingest keeps open"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe event that is logged"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="auto: console in a terminal, else JSON lines"
    )

    @model_validator(mode="before")
    @classmethod
    def _addresses_agree(cls, values: dict[str, Any]) -> dict[str, Any]:
        servers = str(values.get("kafka_bootstrap_servers", ""))
        setting_rules.check_protocols(
            servers, str(values.get("kafka_security_protocol", "PLAINTEXT"))
        )
        return values

    @field_validator("*", mode="before")
    @classmethod
    def _choices_in_any_case(cls, value: object, info: ValidationInfo) -> object:
        return setting_rules.choice(value, choices_of(cls.model_fields[str(info.field_name)]))

    @field_validator("kafka_bootstrap_servers")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        return broker_addresses(value)

    @field_validator("topic_prefix")
    @classmethod
    def _can_begin_a_topic(cls, value: str) -> str:
        setting_rules.check_prefix(value)
        return value

    @model_validator(mode="after")
    def _credentials_agree(self) -> Self:
        sasl = self.kafka_security_protocol.startswith("SASL")
        given = self.kafka_sasl_username is not None, self.kafka_sasl_password is not None
        if sasl and not all(given):
            raise ValueError(
                f"{PREFIX}KAFKA_SECURITY_PROTOCOL={self.kafka_security_protocol} needs "
                f"{PREFIX}KAFKA_SASL_USERNAME and {PREFIX}KAFKA_SASL_PASSWORD"
            )
        if any(given) and not sasl:
            raise ValueError(
                f"{PREFIX}KAFKA_SASL_USERNAME or {PREFIX}KAFKA_SASL_PASSWORD is set, but would not "
                f"be used: set {PREFIX}KAFKA_SECURITY_PROTOCOL to SASL_SSL or SASL_PLAINTEXT"
            )
        return self

    @model_validator(mode="after")
    def _certificates_agree(self) -> Self:
        if (self.kafka_ssl_certfile is None) != (self.kafka_ssl_keyfile is None):
            raise ValueError(
                f"set {PREFIX}KAFKA_SSL_CERTFILE and {PREFIX}KAFKA_SSL_KEYFILE together"
            )
        tls = self.kafka_security_protocol.endswith("SSL")
        if not tls and (self.kafka_ssl_cafile or self.kafka_ssl_certfile):
            name = "CAFILE" if self.kafka_ssl_cafile else "CERTFILE"
            raise ValueError(
                f"{PREFIX}KAFKA_SSL_{name} is set, but would not be used: "
                f"set {PREFIX}KAFKA_SECURITY_PROTOCOL to SSL or SASL_SSL"
            )
        return self

    def group(self, service: str) -> str:
        """Return the consumer group of a service."""
        return f"{self.topic_prefix}tagwire-{service}"


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401 - any field's own type
    """Read the settings; `overrides` (by field name) win over the environment, that over the file.

    Raises:
        SetupError: a value is wrong, or a name is nearly that of a setting.

    """
    refuse_misspelt()
    file = setting_sources.read_file(os.environ, Settings.model_fields)
    values = {} if file is None else file.values
    weaker = {name: text for name, text in values.items() if not in_environment(name, os.environ)}
    try:
        return Settings(**(weaker | overrides))
    except ValidationError as error:
        places = origins(**overrides)
        # Of a setting that may be of two types there are two errors, in the same words.
        sentences = dict.fromkeys(_sentence(one, places) for one in error.errors())
        raise SetupError("; ".join(sentences)) from None


def refuse_misspelt() -> None:
    """Look at the names of the variables only.

    Raises:
        SetupError: a variable is nearly a setting.

    """
    if message := setting_names.refusal(os.environ, Settings.model_fields):
        raise SetupError(message)


def unknown_variables() -> list[tuple[str, str | None]]:
    """Return variables that look like ours and are like no setting, and the nearest one."""
    return setting_names.strangers(os.environ, Settings.model_fields)


def origins(**overrides: object) -> dict[str, SettingOrigin]:
    """Return where each setting that is not left to its default is given, by field name."""
    file = setting_sources.read_file(os.environ, Settings.model_fields)
    return setting_sources.origins(os.environ, Settings.model_fields, file, overrides)


def is_set(name: str) -> bool:
    """Tell whether the environment or the settings file gives this setting (by field name)."""
    return name in origins()


def environment(**overrides: object) -> dict[str, str]:
    """Return the environment for a child process, with these settings (by field name).

    Files are named so that a child that runs in another folder finds them.
    """
    files = setting_sources.named_files(os.environ, Settings.model_fields)
    given = {variable(name): str(value) for name, value in overrides.items()}
    return {**os.environ, **files, **given}


def _sentence(error: Mapping[str, Any], places: Mapping[str, SettingOrigin]) -> str:
    if not error["loc"]:
        return str(error["ctx"]["error"])
    name = str(error["loc"][0])
    origin = places.get(name, by_variable(name))
    return complaint(origin.place(name), Settings.model_fields[name], error)
