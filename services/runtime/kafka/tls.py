"""The TLS context of the Kafka clients, with errors that name the file."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NoReturn

from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings, variable

_OF_ANOTHER_CERTIFICATE = "KEY_VALUES_MISMATCH"  # OpenSSL's reason


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """Return the TLS context, None for a protocol without TLS.

    Raises:
        SetupError: a certificate or key file is not usable.

    """
    if not settings.kafka_security_protocol.endswith("SSL"):
        return None
    context = _trusting("kafka_ssl_cafile", settings.kafka_ssl_cafile)
    if settings.kafka_ssl_certfile and settings.kafka_ssl_keyfile:
        _trusting("kafka_ssl_certfile", settings.kafka_ssl_certfile)  # holds a certificate at all
        _present(context, settings.kafka_ssl_certfile, settings.kafka_ssl_keyfile)
    return context


def _trusting(setting: str, file: Path | None) -> ssl.SSLContext:
    """Return a context that trusts the certificates in the file, or the system's for None."""
    try:
        return ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        _refuse(setting, file, "holds no certificate in PEM form")
    except OSError as error:
        _refuse(setting, file, f"cannot be read: {error.strerror}")


def _present(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Let the context present this certificate."""

    def no_password() -> str:
        return _refuse("kafka_ssl_keyfile", key, "is encrypted: give the key without a password")

    try:
        context.load_cert_chain(certificate, key, password=no_password)
    except ssl.SSLError as error:
        if error.reason == _OF_ANOTHER_CERTIFICATE:
            why = f"holds a key, but not that of the certificate in {certificate}"
        else:
            why = "holds no private key in PEM form"
        _refuse("kafka_ssl_keyfile", key, why)
    except OSError as error:
        _refuse("kafka_ssl_keyfile", key, f"cannot be read: {error.strerror}")


def _refuse(setting: str, file: Path | None, why: str) -> NoReturn:
    raise SetupError(f"{variable(setting)}={file} {why}") from None
