"""Content codings: undone in bounded pieces, and whole or not at all."""

from __future__ import annotations

import gzip
import zlib
from http import HTTPStatus

import pytest

from services.ingest.encodings import PIECE_BYTES, decoder
from services.ingest.refused import Refused

PAGE = b"Flood forces hundreds from their homes. " * 2500


def decoded(coding: str, *chunks: bytes) -> bytes:
    undone = decoder([coding])
    found = [piece for chunk in chunks for piece in undone.feed(chunk)]
    undone.end()
    assert max(map(len, found)) <= max(PIECE_BYTES, *map(len, chunks))
    return b"".join(found)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("X-Gzip", gzip.compress(PAGE, mtime=0)),
        ("deflate", zlib.compress(PAGE)),
        ("gzip", gzip.compress(PAGE[:7000], mtime=0) + gzip.compress(PAGE[7000:], mtime=0)),
    ],
)
def test_a_body_is_what_was_encoded(coding: str, body: bytes) -> None:
    assert decoded(coding, body) == PAGE
    assert decoded(coding, *(body[at : at + 7] for at in range(0, len(body), 7))) == PAGE


@pytest.mark.parametrize("headers", [["gzip, gzip"], ["gzip", "deflate"], ["br"], ["zstd"], ["x"]])
def test_other_codings_are_refused_with_what_is_accepted(headers: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        decoder(headers)
    assert caught.value.status is HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert caught.value.headers == {"Accept-Encoding": "gzip, deflate"}


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        gzip.compress(PAGE, mtime=0)[:-1],
        gzip.compress(PAGE, mtime=0) + b"x",
        gzip.compress(b"", mtime=0)[:9],
    ],
)
def test_what_is_broken_or_cut_off_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        decoded("gzip", body)
    assert caught.value.status is HTTPStatus.BAD_REQUEST


def test_many_tiny_members_are_refused() -> None:
    with pytest.raises(Refused, match="members"):
        decoded("gzip", *[gzip.compress(b"", mtime=0)] * 10_001)
