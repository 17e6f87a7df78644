"""Content codings of a body (RFC 9110, 8.4): gzip and deflate, undone piece by piece.

aiohttp could do it, but takes a gzip body that is cut off as whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Protocol

from services.ingest.refused import Refused

ACCEPTED = "gzip, deflate"

PIECE_BYTES = 64 * 1024
"""A decoded piece is no larger, whatever it was made of."""

_AUTODETECT = 32 + zlib.MAX_WBITS  # a gzip or zlib header, as zlib's manual has it
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})
_MAX_MEMBERS = 10_000  # of a gzip file: each costs as much as what it is cut from


class Decoder(Protocol):
    """Undoes a content coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the bytes stand for. Raises `Refused` for broken ones."""

    def end(self) -> None:
        """Check that the body was whole. Raises `Refused`."""


def decoder(headers: Sequence[str]) -> Decoder:
    """Return what undoes the coding that the Content-Encoding headers name.

    Raises:
        Refused: 415, there is more than one coding, or an unknown one.

    """
    codings = [part.strip().lower() for header in headers for part in header.split(",")]
    named = [coding for coding in codings if coding not in {"", "identity"}]
    if not named:
        return _Identity()
    if len(named) > 1:
        raise _unsupported("the body is encoded more than once: encode it once")
    if named[0] not in _KNOWN:
        raise _unsupported(f"content encoding {named[0][:100]!r} is not supported")
    return _Inflater()


def _unsupported(what: str) -> Refused:
    return Refused(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-content-encoding",
        f"{what}. Accepted are {ACCEPTED}, or no encoding at all",
        {"Accept-Encoding": ACCEPTED},
    )


class _Identity:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def end(self) -> None:
        pass


class _Inflater:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(_AUTODETECT)
        self._members = 1
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                self._next_member()
            self._begun = True
            yield self._piece(data)
            data = self._member.unused_data or self._member.unconsumed_tail
        while not self._member.eof and (piece := self._piece(b"")):
            yield piece

    def end(self) -> None:
        if self._begun and not self._member.eof:
            raise _broken("it is cut off")

    def _piece(self, data: bytes) -> bytes:
        try:
            return self._member.decompress(data, PIECE_BYTES)
        except zlib.error as error:
            raise _broken(str(error)) from None

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise _broken(f"it has over {_MAX_MEMBERS} members")
        self._member = zlib.decompressobj(_AUTODETECT)


def _broken(why: str) -> Refused:
    return Refused(
        HTTPStatus.BAD_REQUEST,
        "broken-content-encoding",
        f"the compressed body cannot be read: {why}. Send it whole, or without Content-Encoding",
    )
