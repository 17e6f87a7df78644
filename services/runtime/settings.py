"""Every setting of every service, read from the environment here and nowhere else."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.topics import DEFAULT_PARTITIONS, MAX_DUMP_BYTES
from services.runtime.errors import SetupError

PREFIX = "TAGWIRE_"
_MAX_PORT = 65535


class Settings(BaseSettings):
    """The settings; field ``x_y`` is the variable ``TAGWIRE_X_Y``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    kafka_bootstrap_servers: str = Field(
        default="localhost:9092",
        min_length=1,
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
        default=None, description="PEM file of the authority that signs the brokers' certificates"
    )
    kafka_ssl_certfile: FilePath | None = Field(
        default=None, description="PEM file of the client's certificate, for mutual TLS"
    )
    kafka_ssl_keyfile: FilePath | None = Field(
        default=None, description="PEM file of the client's key, for mutual TLS"
    )
    kafka_startup_seconds: float = Field(
        default=30, gt=0, description="How long to wait for the brokers at start"
    )
    kafka_session_timeout_seconds: float = Field(
        default=30, ge=1, description="After this silence a worker's partitions go to another"
    )
    topic_prefix: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9-]*$",
        max_length=100,
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
    dead_letter_limit: int = Field(
        default=50,
        ge=1,
        le=100,
        description="A worker stops if more than this percent of its last 1,000 records would "
        "be dead letters; 100 never",
    )
    stall_seconds: float = Field(
        default=300,
        ge=10,
        description="A worker ends if a partition with records to read stands still for so long",
    )
    batch_records: int = Field(
        default=200, ge=1, description="At most so many records are processed together"
    )
    http_host: str = Field(default="127.0.0.1", description="Address that ingest listens on")
    http_port: int = Field(
        default=8080, ge=0, le=65535, description="Port that ingest listens on; 0 picks a free one"
    )
    health_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="Port on which a worker answers /livez and /readyz, at TAGWIRE_HTTP_HOST",
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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least severe event that is logged"
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="auto: console in a terminal, else JSON lines"
    )

    @field_validator("kafka_bootstrap_servers")
    @classmethod
    def _are_addresses(cls, value: str) -> str:
        servers = [server.strip() for server in value.split(",") if server.strip()]
        for server in servers:
            host, _, port = server.rpartition(":")
            if not (host and port.isdecimal() and 0 < int(port) <= _MAX_PORT):
                raise ValueError(f"{server!r} is not host:port, such as kafka:9092")
        return ",".join(servers)

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
    """Read the settings from the environment, `overrides` (by field name) going first.

    Raises:
        SetupError: a value is wrong, or a variable looks like a misspelt setting.

    """
    _refuse_misspelt(os.environ)
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SetupError("; ".join(map(_complaint, error.errors()))) from None


def environment(**overrides: object) -> dict[str, str]:
    """Return the environment for a child process, with these settings (by field name)."""
    return {**os.environ, **{variable(name): str(value) for name, value in overrides.items()}}


def is_set(name: str) -> bool:
    """Tell whether the environment gives this setting (by field name); empty counts as not."""
    return bool(os.environ.get(variable(name)))


def variable(name: str) -> str:
    """Return the name of the environment variable behind a field."""
    return PREFIX + name.upper()


def _complaint(error: Mapping[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    name = variable(str(error["loc"][0]))
    shown = "" if "PASSWORD" in name else f"={error['input']}"
    return f"{name}{shown}: {message}"


def _refuse_misspelt(names: Mapping[str, str]) -> None:
    # Only near misses: orchestrators add variables of their own under a service's name.
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted(names):
        short = name.removeprefix(PREFIX)
        if short == name or short in known:
            continue
        if close := difflib.get_close_matches(short, known, n=1, cutoff=0.8):
            raise SetupError(f"{name} is not a setting: did you mean {PREFIX}{close[0]}?")
