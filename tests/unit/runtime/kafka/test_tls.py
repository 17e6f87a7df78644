from __future__ import annotations

import re
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from services.runtime.kafka.tls import ssl_context
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    authority = trustme.CA()
    mine, another = authority.issue_cert("client"), authority.issue_cert("another")
    key = load_pem_private_key(mine.private_key_pem.bytes(), None)
    content = {
        "authority": authority.cert_pem.bytes(),
        "certificate": mine.cert_chain_pems[0].bytes(),
        "key": mine.private_key_pem.bytes(),
        "another-key": another.private_key_pem.bytes(),
        "encrypted-key": key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
        ),
        "empty": b"",
        "text": b"no PEM",
    }
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    return {name: tmp_path / name for name in content}


def settings(files: dict[str, Path], ca: str, certificate: str, key: str) -> Settings:
    return Settings(
        kafka_security_protocol="SSL",
        kafka_ssl_cafile=files[ca],
        kafka_ssl_certfile=files[certificate],
        kafka_ssl_keyfile=files[key],
    )


def test_files_that_fit_are_used(files: dict[str, Path]) -> None:
    context = ssl_context(settings(files, "authority", "certificate", "key"))
    assert context
    assert len(context.get_ca_certs()) == 1
    assert ssl_context(Settings()) is None


@pytest.mark.parametrize(
    ("ca", "certificate", "key", "said"),
    [
        ("text", "certificate", "key", "CAFILE={ca} holds no certificate in PEM form"),
        ("empty", "certificate", "key", "CAFILE={ca} holds no certificate in PEM form"),
        ("authority", "key", "key", "CERTFILE={certificate} holds no certificate in PEM form"),
        ("authority", "certificate", "text", "KEYFILE={key} holds no private key in PEM form"),
        ("authority", "certificate", "authority", "KEYFILE={key} holds no private key in PEM form"),
        ("authority", "certificate", "encrypted-key", "KEYFILE={key} is encrypted"),
        (
            "authority",
            "certificate",
            "another-key",
            "KEYFILE={key} holds a key, but not that of the certificate in {certificate}",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    files: dict[str, Path], ca: str, certificate: str, key: str, said: str
) -> None:
    said = said.format(ca=files[ca], certificate=files[certificate], key=files[key])
    with pytest.raises(SetupError, match=re.escape(f"TAGWIRE_KAFKA_SSL_{said}")):
        ssl_context(settings(files, ca, certificate, key))


def test_a_file_that_is_gone_is_named(files: dict[str, Path]) -> None:
    given = settings(files, "authority", "certificate", "key")
    files["key"].unlink()
    with pytest.raises(SetupError, match=r"KEYFILE=.* cannot be read: No such file"):
        ssl_context(given)
