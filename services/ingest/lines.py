"""Lines of a batch, one after the other, while the batch comes in."""

from __future__ import annotations

from collections.abc import Iterator


class Lines:
    """Cuts chunks into lines. Of a line over the limit nothing is kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun = bytearray()
        self._too_long = False

    @property
    def held(self) -> int:
        """How many bytes of an unfinished line are kept."""
        return len(self._begun)

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """Yield the lines that the chunk ends, without line feed; None for one over the limit."""
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            self._grow(chunk, start, end)
            yield self._taken()
            start = end + 1
        self._grow(chunk, start, len(chunk))

    def end(self) -> Iterator[bytes | None]:
        """Yield the last line if no line feed ends it."""
        if self._begun or self._too_long:
            yield self._taken()

    def _grow(self, chunk: bytes, start: int, end: int) -> None:
        if self._too_long or len(self._begun) + end - start > self._limit:
            self._too_long = True
            self._begun = bytearray()
        else:
            self._begun += memoryview(chunk)[start:end]

    def _taken(self) -> bytes | None:
        line = None if self._too_long else bytes(self._begun)
        self._begun, self._too_long = bytearray(), False
        return line
