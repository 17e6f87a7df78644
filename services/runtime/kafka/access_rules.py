"""Asks the brokers for their access rules, and adds some.

aiokafka has the requests, but its admin client no calls for them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    IncompatibleBrokerVersion,
    KafkaError,
    SecurityDisabled,
    for_code,
)
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest
from typing_extensions import override

from services.runtime.kafka import clients
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings

# Codes of Kafka's own enumerations: ResourceType, PatternType, AclOperation, AclPermissionType.
_ANY = 1
_KINDS = {
    2: "topic",
    3: "group",
    4: "cluster",
    5: "transactional-id",
    6: "delegation-token",
    7: "user-principal",
}
_LITERAL, _PREFIXED = 3, 4
_OPERATIONS = {
    2: "All",
    3: "Read",
    4: "Write",
    5: "Create",
    6: "Delete",
    7: "Alter",
    8: "Describe",
    9: "ClusterAction",
    10: "DescribeConfigs",
    11: "AlterConfigs",
    12: "IdempotentWrite",
    13: "CreateTokens",
    14: "DescribeTokens",
    15: "TwoPhaseCommit",
}
_DENY, _ALLOW = 2, 3


class AccessRule(NamedTuple):
    """What brokers keep: one principal, one operation, one resource or all whose names begin so.

    Names of kinds and operations are those of Kafka's `kafka-acls.sh`.
    """

    principal: str
    operation: str
    kind: str
    name: str
    is_prefix: bool = False
    host: str = "*"
    is_denial: bool = False

    @override
    def __str__(self) -> str:
        """Return it as a person would say it."""
        verb = "may not" if self.is_denial else "may"
        begins = " and all that begin so" if self.is_prefix else ""
        where = "" if self.host == "*" else f" from {self.host}"
        return (
            f"{self.principal} {verb} {self.operation} the {self.kind} {self.name}{begins}{where}"
        )


async def rules_of_principals(settings: Settings, principals: Collection[str]) -> set[AccessRule]:
    """Return all rules that the brokers have of these principals.

    Raises:
        SetupError: the brokers cannot be reached, or do not tell.

    """
    found: set[AccessRule] = set()
    async with _asked(settings, "DESCRIBE") as client:
        for principal in principals:  # where none is named, any is meant
            request = DescribeAclsRequest(_ANY, None, _ANY, principal, None, _ANY, _ANY)
            answer = await client._send_request(request)  # noqa: SLF001 - it has no call for it
            _raise(answer.error_code, answer.error_message)
            found.update(_read(answer.resources))
    return found


async def add_rules(settings: Settings, rules: Collection[AccessRule]) -> None:
    """Add the rules; one that is there already stays.

    Raises:
        SetupError: the brokers cannot be reached, or refuse.

    """
    kinds = {name: code for code, name in _KINDS.items()}
    operations = {name: code for code, name in _OPERATIONS.items()}
    async with _asked(settings, "ALTER") as client:
        for rule in rules:
            request = CreateAclsRequest(
                kinds[rule.kind],
                rule.name,
                _PREFIXED if rule.is_prefix else _LITERAL,
                rule.principal,
                rule.host,
                operations[rule.operation],
                _DENY if rule.is_denial else _ALLOW,
            )
            answer = await client._send_request(request)  # noqa: SLF001 - it has no call for it
            for code, message in answer.creation_responses:
                _raise(code, message)


def _read(resources: Collection[Any]) -> Iterator[AccessRule]:
    for kind, name, pattern, rules in resources:
        for principal, host, operation, permission in rules:
            yield AccessRule(
                principal,
                _OPERATIONS.get(operation, f"operation {operation}"),
                _KINDS.get(kind, f"resource of kind {kind}"),
                name,
                is_prefix=pattern == _PREFIXED,
                host=host,
                is_denial=permission == _DENY,
            )


def _raise(code: int, message: str | None) -> None:
    if code:
        raise for_code(code)(message or "")


@asynccontextmanager
async def _asked(settings: Settings, right: str) -> AsyncIterator[AIOKafkaAdminClient]:
    servers = settings.kafka_bootstrap_servers
    try:
        async with clients.admin(settings) as client:
            yield client
    except ClusterAuthorizationFailedError:
        raise SetupError(
            f"the brokers at {servers} do not let this user see or change access rules: allow "
            f"it {right} on the cluster, or let an administrator do this"
        ) from None
    except SecurityDisabled:
        raise SetupError(
            f"the brokers at {servers} have no access rules, everybody may do everything: set "
            "their authorizer.class.name"
        ) from None
    except (IncompatibleBrokerVersion, NotImplementedError):
        raise SetupError(f"the brokers at {servers} know no access rules") from None
    except KafkaError as error:
        raise SetupError(f"the brokers at {servers} refuse access rules: {error!r}") from None
