"""What bytes are, told by the first of them, where they are no page."""

from __future__ import annotations

HEAD_BYTES = 1024
"""How much of a file is enough to tell."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "compressed by gzip: unpack it"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd: unpack it"),
    (b"\xfd7zXZ\x00", "compressed by xz: unpack it"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"\x7fELF", "a program"),
    (b"wOF2", "a font"),
)
"""How files begin, as their formats' specifications have it."""

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""UTF-16 and UTF-32: text, though it may be full of zeros."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
"""Control characters that no text has; ESC switches between sets of letters in ISO 2022."""

_MAX_CONTROL_SHARE = 0.05


def what_is(head: bytes) -> str | None:
    """Return what the bytes are if they are known to be no page, else None."""
    return next((name for signature, name in _SIGNATURES if head.startswith(signature)), None)


def is_text(head: bytes) -> bool:
    """Tell whether the bytes look like text, in whatever charset."""
    if head.startswith(_BYTE_ORDER_MARKS) or _is_utf16(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\0" not in head and controls <= _MAX_CONTROL_SHARE * len(head)


def _is_utf16(head: bytes) -> bool:
    """Tell whether zeros stand in every other place only, as in UTF-16 of Latin letters."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) > len(head) // 4
