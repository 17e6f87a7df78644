"""Bearer tokens of producers (RFC 6750): who may write which sources, and how much."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import tomllib
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

ANY_SOURCE = "*"

_RANDOM_BYTES = 32  # so many that a plain SHA-256 of the token cannot be searched back


class Token(BaseModel):
    """What is kept of a token: its hash (SHA-256, hex), the sources it may write, and its rate.

    `rate` is in dumps a second on average; without one there is no limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    @property
    def is_bound(self) -> bool:
        """Whether it may write some sources only."""
        return ANY_SOURCE not in self.sources

    def may_write(self, source: str | None) -> bool:
        """Tell whether it may write dumps of this source."""
        return not self.is_bound or source in self.sources


_FILE = TypeAdapter(dict[str, Token])


def read_tokens(data: bytes) -> dict[str, Token]:
    """Return the tokens of a TOML file, by name.

    Raises:
        ValueError: it is no such file, or holds no token: nobody could send then.

    """
    try:
        found = _FILE.validate_python(tomllib.loads(data.decode()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"{place}: {first['msg']}") from None
    if not found:
        raise ValueError("it holds no token: add what `tagwire tokens new` prints")
    return found


def find_token(tokens: Iterable[Token], secret: str) -> Token | None:
    """Return the token with this secret; how long it takes tells nothing of those that exist."""
    digest = _digest(secret)
    found = None
    for token in tokens:
        if hmac.compare_digest(token.sha256, digest):
            found = token
    return found


def new_secret() -> str:
    """Return a token as its producer sends it: random, and told by its beginning."""
    return f"tagwire_{secrets.token_urlsafe(_RANDOM_BYTES)}"


def token_of(secret: str, sources: Iterable[str], rate: float | None) -> Token:
    """Return what is kept of a token."""
    return Token(sha256=_digest(secret), sources=tuple(sources), rate=rate)


def entry(name: str, token: Token) -> str:
    """Return the lines of a token in the file."""
    sources = ", ".join(map(_quoted, token.sources))
    lines = [f"[{_quoted(name)}]", f'sha256 = "{token.sha256}"', f"sources = [{sources}]"]
    if token.rate is not None:
        lines.append(f"rate = {token.rate}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a basic string of TOML, which escapes as JSON does, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
