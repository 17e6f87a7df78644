"""Tokens: as they are kept, and as they are asked for over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientSession
from click.testing import CliRunner
from typing_extensions import override

from services.cli.commands.tokens import tokens as tokens_command
from services.ingest.app import make_app
from services.ingest.guard import senders
from services.ingest.published_counts import PublishedCounts
from services.ingest.publishing import Publisher
from services.ingest.rates import Rate
from services.ingest.token_file import TokenFile
from services.ingest.tokens import entry, find_token, read_tokens, token_of
from services.records.record import Message
from services.runtime.process.errors import SetupError
from services.runtime.process.http_server import served
from services.runtime.process.settings import Settings

TEXT = {"Content-Type": "text/plain"}


class Taken(Publisher):
    """Takes every record."""

    def __init__(self) -> None:
        self.counts = PublishedCounts(1)

    @override
    async def send(self, message: Message) -> asyncio.Future[object]:
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


def entry_of(secret: str, *sources: str, rate: float | None = None) -> str:
    return entry(secret, token_of(secret, sources, rate))


def keep(file: Path, *secrets: str) -> None:
    file.write_text("".join(entry_of(secret, "Wire") for secret in secrets))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tokens.toml"
    path.write_text(
        entry_of("wire", "Wire")
        + entry_of("any", "*")
        + entry_of("slow", "*", rate=0.001)
        + entry_of("two", "Wire", "Post")
    )
    return path


@pytest.fixture
async def client(file: Path) -> AsyncIterator[ClientSession]:
    app = make_app(Settings(http_tokens=file), Taken())
    async with served(app, "127.0.0.1", 0, setting="") as url, ClientSession(url) as session:
        yield session


async def post(
    client: ClientSession,
    secret: str | None,
    query: str = "?source=Wire",
    body: bytes = b"Flood",
    content_type: str = "text/plain",
) -> tuple[int, str]:
    headers = {"Content-Type": content_type}
    if secret is not None:
        headers["Authorization"] = f"Bearer {secret}"
    answer = await client.post(f"/v1/dumps{query}", data=body, headers=headers)
    return answer.status, (await answer.json(content_type=None)).get("detail", "")


async def test_without_a_known_token_nothing_is_taken(client: ClientSession) -> None:
    answer = await client.post("/v1/dumps?source=Wire", data=b"Flood", headers=TEXT)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="tagwire"'
    assert "Authorization: Bearer" in (await answer.json(content_type=None))["detail"]
    assert (await post(client, "stranger"))[0] == 401
    assert (await client.post("/v1/dumps:batch", data=b'{"text": "Flood"}')).status == 401
    assert (await post(client, "wire"))[0] == 202
    assert (await client.get("/livez")).status == 200


@pytest.mark.parametrize(
    ("secret", "query", "body", "content_type", "status"),
    [
        ("wire", "?source=Post", b"Flood", "text/plain", 403),
        ("wire", "", b"Flood", "text/plain", 403),
        ("two", "?source=Post", b"Flood", "text/plain", 202),
        ("any", "", b"Flood", "text/plain", 202),
        ("wire", "", b'{"text": "Flood", "source": "Wire"}', "application/json", 202),
        ("wire", "?source=Wire", b'{"text": "a", "source": "Post"}', "application/json", 403),
        ("wire", "?source=Wire", b'{"text": "a", "source": "Post"}', "text/plain", 202),
        ("wire", "?source=Wire", b'{"text": "a"}', "application/octet-stream", 403),
        ("wire", "?source=Wire", b'{"text": "a"}', "application/json; charset=utf-7", 403),
        ("any", "?source=Wire", b'{"text": "a"}', "application/octet-stream", 202),
    ],
)
async def test_a_token_writes_its_sources_alone(
    client: ClientSession, *, secret: str, query: str, body: bytes, content_type: str, status: int
) -> None:
    found, detail = await post(client, secret, query, body, content_type)
    assert found == status
    assert bool(detail) == (status != 202)


async def test_each_line_of_a_batch_is_held_to_the_sources(client: ClientSession) -> None:
    lines = b'{"text": "a", "source": "Wire"}\n{"text": "b", "source": "Post"}\n{"text": "c"}'
    headers = {"Authorization": "Bearer wire"}
    answer = await client.post("/v1/dumps:batch?source=Wire", data=lines, headers=headers)
    found = [orjson.loads(line)["status"] for line in (await answer.read()).splitlines()]
    assert found == [202, 403, 202]


async def test_over_its_rate_a_token_waits(client: ClientSession) -> None:
    assert (await post(client, "slow"))[0] == 202
    headers = {**TEXT, "Authorization": "Bearer slow"}
    answer = await client.post("/v1/dumps", data=b"Flood", headers=headers)
    assert answer.status == 429
    assert 900 < int(answer.headers["Retry-After"]) <= 1000
    assert (await post(client, "any"))[0] == 202


async def test_tokens_are_rotated_without_a_restart(client: ClientSession, file: Path) -> None:
    keep(file, "wire", "next")
    assert [(await post(client, one))[0] for one in ("wire", "next")] == [202, 202]
    keep(file, "next")
    assert [(await post(client, one))[0] for one in ("wire", "next")] == [401, 202]


@pytest.mark.parametrize("broken", [b"[", b"", b"\xff", b"[a]\nsha256 = 'x'\nsources = []"])
def test_a_broken_file_keeps_the_tokens(file: Path, broken: bytes) -> None:
    tokens = TokenFile(file)
    before = tokens.tokens
    file.write_bytes(broken)
    assert tokens.tokens == before
    file.unlink()
    assert tokens.tokens == before
    file.write_text(entry_of("next", "Wire"))
    assert list(tokens.tokens) == ["next"]
    file.write_bytes(broken)
    with pytest.raises(SetupError, match="tagwire tokens new"):
        TokenFile(file)


def test_a_rate_is_an_average_and_what_is_over_it_is_owed() -> None:
    rate = Rate(10, now=0)
    rate.take(0, 30)
    assert rate.wait(0) == 3
    assert rate.wait(2.2) == 0
    rate.take(100, 10)
    assert rate.wait(100) == 1


def test_the_command_prints_a_token_that_its_entry_lets_in() -> None:
    given = ["new", "--name", 'a "b"', "--source", "Wire", "--source", "Pöst", "--rate", "5"]
    result = CliRunner().invoke(tokens_command, given)
    secret = result.stderr.split()[-1]
    kept = read_tokens(result.stdout.encode())
    assert secret not in result.stdout
    assert list(kept) == ['a "b"']
    found = find_token(kept.values(), secret)
    assert found is not None
    assert (found.sources, found.rate) == (("Wire", "Pöst"), 5)
    assert find_token(kept.values(), secret[:-1]) is None


def test_without_tokens_only_this_machine_may_send(file: Path) -> None:
    assert senders(Settings(http_host="::1")).startswith("this machine alone")
    with pytest.raises(SetupError, match="TAGWIRE_HTTP_WITHOUT_TOKENS=anywhere"):
        senders(Settings(http_host="0.0.0.0"))  # noqa: S104 - nobody listens
    anywhere = Settings(http_host="0.0.0.0", http_without_tokens="anywhere")  # noqa: S104
    assert senders(anywhere).startswith("whoever reaches 0.0.0.0")
    assert senders(Settings(http_host="0.0.0.0", http_tokens=file)) == "whoever has a token"  # noqa: S104
