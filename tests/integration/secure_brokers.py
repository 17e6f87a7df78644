"""What a broker with TLS and users is set up by: keystores, listeners, SCRAM."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import trustme
from confluent_kafka.admin import (  # type: ignore[attr-defined] # it exports them all the same
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from deploy.brokers.ports import HOST

_DEADLINE_SECONDS = 30


def one_listener(name: str, protocol: str, ports: Mapping[str, int]) -> dict[str, str]:
    """Return the configuration of a broker with this listener beside PLAINTEXT and CONTROLLER."""
    shown = {one: f"{one}://{HOST}:{ports[one]}" for one in ("PLAINTEXT", "CONTROLLER", name)}
    return {
        "controller.quorum.voters": f"1@{HOST}:{ports['CONTROLLER']}",
        "listeners": ",".join(shown.values()),
        "advertised.listeners": f"{shown['PLAINTEXT']},{shown[name]}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
        f"{name}:{protocol}",
        "inter.broker.listener.name": "PLAINTEXT",
    }


def keystore(certificate: trustme.LeafCert, path: Path) -> Path:
    """Write key and certificate as Kafka takes them: the key in PKCS #8."""
    key = load_pem_private_key(certificate.private_key_pem.bytes(), None)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    return path


def tls(listener: str, store: Path) -> dict[str, str]:
    """Return the configuration of a listener that shows this keystore's certificate."""
    prefix = f"listener.name.{listener}.ssl.keystore"
    return {f"{prefix}.type": "PEM", f"{prefix}.location": str(store)}


def scram(listener: str) -> dict[str, str]:
    """Return the configuration of a listener that knows the users of `add_users`."""
    module = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    return {f"listener.name.{listener}.scram-sha-512.sasl.jaas.config": module}


def add_users(servers: str, passwords: Mapping[str, str]) -> None:
    """Give a broker users, for SCRAM-SHA-512."""
    kind = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096)
    added: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(user, kind, password.encode())
        for user, password in passwords.items()
    ]
    admin = AdminClient({"bootstrap.servers": servers})
    for done in admin.alter_user_scram_credentials(added).values():
        done.result(_DEADLINE_SECONDS)
