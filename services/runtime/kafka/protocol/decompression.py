"""Decompresses record batches piece by piece: how much they become, nobody knows beforehand.

aiokafka decompresses a batch whole, and 8 MiB may become 8 GB. Codecs are those of the
protocol's record batch, magic 2 (attributes, bits 0 to 2).
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import cramjam
from aiokafka.errors import UnsupportedCodecError
from lz4.frame import LZ4FrameDecompressor

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor
else:
    from backports.zstd import ZstdDecompressor

NONE, GZIP, SNAPPY, LZ4, ZSTD = range(5)

PIECE_BYTES = 1024 * 1024
"""The largest piece; snappy's blocks are taken whole, and grow to 21 times their size at most."""

_INPUT_BYTES = 64 * 1024
"""What is fed at once: what is not used up is copied."""

_GZIP_FORMAT = 31
"""zlib's `wbits`: a gzip header and trailer, a window of 32 KiB."""

_XERIAL_MAGIC = b"\x82SNAPPY\x00"
_XERIAL_HEADER = 16
"""Bytes before the first block: magic, version, compatible version (xerial/snappy-java)."""
_BLOCK_LENGTH = struct.Struct(">i")


class _Decompressor(Protocol):
    """As those of the standard library's `lzma` and `bz2`."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes | None: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gunzip:
    """zlib's decompressor in the form of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_FORMAT)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = not self._inner.unconsumed_tail and len(piece) < max_length
        return piece


_STREAMS: dict[int, Callable[[], _Decompressor]] = {
    GZIP: _Gunzip,
    LZ4: LZ4FrameDecompressor,
    ZSTD: ZstdDecompressor,
}


def pieces(codec: int, data: memoryview) -> Iterator[bytes]:
    """Yield what compressed data becomes, piece by piece.

    Raises:
        UnsupportedCodecError: the protocol has no such codec.
        Exception: the codec's own, if the data is damaged.

    """
    if codec == NONE:
        yield from (bytes(data[at : at + PIECE_BYTES]) for at in range(0, len(data), PIECE_BYTES))
    elif codec == SNAPPY:
        yield from _snappy(data)
    elif codec in _STREAMS:
        yield from _streamed(_STREAMS[codec], data)
    else:
        raise UnsupportedCodecError(f"compression codec {codec}")


def _streamed(new: Callable[[], _Decompressor], data: memoryview) -> Iterator[bytes]:
    stream = new()
    for start in range(0, len(data), _INPUT_BYTES):
        given = bytes(data[start : start + _INPUT_BYTES])
        while given or not stream.needs_input:
            if stream.eof:  # another member, or frame, follows
                stream = new()
            if piece := stream.decompress(given, PIECE_BYTES):
                yield piece
            given = stream.unused_data or b"" if stream.eof else b""
            if stream.eof and not given:
                break


def _snappy(data: memoryview) -> Iterator[bytes]:
    if data[: len(_XERIAL_MAGIC)] != _XERIAL_MAGIC:
        yield bytes(cramjam.snappy.decompress_raw(data))
        return
    start = _XERIAL_HEADER
    while start < len(data):
        (length,) = _BLOCK_LENGTH.unpack_from(data, start)
        start += _BLOCK_LENGTH.size
        yield bytes(cramjam.snappy.decompress_raw(data[start : start + length]))
        start += length
