"""Lets in whoever has a token, for its sources and at its rate."""

from __future__ import annotations

import asyncio
import ipaddress
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from schemas import headers as names
from services.ingest.core import Accepted
from services.ingest.rates import Rate
from services.ingest.refused import Refused
from services.ingest.token_file import TokenFile
from services.ingest.tokens import Token, find_token
from services.records.media_types import SNIFFED, media_type
from services.runtime.process.errors import SetupError
from services.runtime.process.settings import Settings, variable

_OPEN = {"/livez", "/readyz"}
_SCHEME = "bearer"
_UTF8 = {None, "utf-8", "utf8"}


class Permit:
    """What one request may write."""

    def __init__(self, token: Token | None = None, rate: Rate | None = None) -> None:
        self._token = token
        self._rate = rate

    def check(self, dump: Accepted) -> Accepted:
        """Return the dump, and count it.

        Raises:
            Refused: 403, its token may not write this source.

        """
        if self._token is not None and self._token.is_bound:
            _check_source(self._token, dump)
        if self._rate is not None:
            self._rate.take(asyncio.get_running_loop().time())
        return dump


_PERMIT = web.RequestKey("permit", Permit)


def permit_of(request: web.Request) -> Permit:
    """Return what a request may write; anything where there are no tokens."""
    return request[_PERMIT] if _PERMIT in request else Permit()


def senders(settings: Settings) -> str:
    """Return who may send.

    Raises:
        SetupError: anybody might, from other machines, and no setting says so.

    """
    if settings.http_tokens is not None:
        return "whoever has a token"
    if _is_loopback(settings.http_host):
        return "this machine alone: it needs no token"
    if settings.http_without_tokens == "anywhere":
        return f"whoever reaches {settings.http_host}: no tokens are asked for"
    raise SetupError(
        f"without tokens ingest listens on this machine alone, and {variable('http_host')} is "
        f"{settings.http_host}: name a file of tokens in {variable('http_tokens')} (`tagwire "
        f"tokens new` makes them), or set {variable('http_without_tokens')}=anywhere if "
        "something else keeps strangers out"
    )


def guard(file: TokenFile) -> Middleware:
    """Return the middleware that asks for a token, except where a service says that it lives.

    It raises `Refused`: 401 for no token or an unknown one, 429 for one over its rate.
    """
    rates: dict[str, Rate] = {}

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in _OPEN:
            tokens = file.tokens.values()
            token = find_token(tokens, _secret(request))
            if token is None:
                raise _unauthorized("the token is unknown or no longer valid: ask for a new one")
            for gone in rates.keys() - {one.sha256 for one in tokens}:
                del rates[gone]
            request[_PERMIT] = Permit(token, _admitted(rates, token))
        return await handler(request)

    return guarded


def _secret(request: web.Request) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not secret.strip():
        raise _unauthorized("send a token: `Authorization: Bearer tagwire_…`", error=False)
    return secret.strip()


def _admitted(rates: dict[str, Rate], token: Token) -> Rate | None:
    if token.rate is None:
        rates.pop(token.sha256, None)
        return None
    now = asyncio.get_running_loop().time()
    rate = rates.get(token.sha256)
    if rate is None or rate.per_second != token.rate:
        rate = rates[token.sha256] = Rate(token.rate, now)
    if seconds := rate.wait(now):
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too-many-dumps",
            f"the token may send {token.rate:g} dumps a second: come again in {seconds} s",
            {"Retry-After": str(seconds)},
        )
    return rate


def _check_source(token: Token, dump: Accepted) -> None:
    """Hold a dump to its token's sources, also where the parser would read its source anew."""
    media = media_type(dump.message.header(names.CONTENT_TYPE) or "")
    if media.name == SNIFFED:
        raise _forbidden("name the dump's Content-Type, such as text/html: it may not be guessed")
    if media.name == names.JSON and (media.charset or "utf-8").lower() not in _UTF8:
        raise _forbidden("send JSON as UTF-8")
    source = dump.message.header(names.CE_SOURCE) or ""
    if not token.may_write(source):
        given = f"not {source[:100]!r}" if source else "and the dump names no source"
        allowed = ", ".join(token.sources)
        raise _forbidden(f"say source={allowed}, {given}; or ask for a token for that source")


def _unauthorized(detail: str, *, error: bool = True) -> Refused:
    challenge = 'Bearer realm="tagwire"' + (', error="invalid_token"' if error else "")
    return Refused(HTTPStatus.UNAUTHORIZED, "unauthorized", detail, {"WWW-Authenticate": challenge})


def _forbidden(detail: str) -> Refused:
    challenge = 'Bearer realm="tagwire", error="insufficient_scope"'
    return Refused(
        HTTPStatus.FORBIDDEN,
        "forbidden-source",
        f"the token is for some sources only: {detail}",
        {"WWW-Authenticate": challenge},
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
