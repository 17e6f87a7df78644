"""Names files that are no pages by their first bytes, so that producers hear what to do."""

from __future__ import annotations

import re

from services.records.formats import format_of_bytes

HEAD_BYTES = 1024
"""How much of a file is enough to tell."""

_PACKED = "unpack it, or send it with Content-Encoding: gzip if it is one page"
_EXTRACT = "extract its text first"
_NO_PAGE = "send the page around it, as text or HTML"

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    # How it begins (a pattern), what it is, what to do: from the formats' specifications, as in
    # file(1). Letters that a headline could begin with are not enough.
    (rb"\x1f\x8b", "a gzip file", _PACKED),
    (rb"BZh[1-9]1AY&SY", "a bzip2 file", "unpack it"),
    (rb"\xfd7zXZ\0", "an xz file", "unpack it"),
    (rb"\x28\xb5\x2f\xfd", "a zstd file", "unpack it"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, and send each page"),
    (rb"Rar!\x1a\x07", "a RAR archive", "unpack it, and send each page"),
    (rb".{257}ustar(\0|  \0)", "a tar archive", "unpack it, and send each page"),
    (rb"%PDF-", "a PDF", _EXTRACT),
    (rb"\{\\rtf", "an RTF document", _EXTRACT),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook document", _EXTRACT),
    (rb"%!PS", "a PostScript file", _EXTRACT),
    (rb"\x89PNG\r\n\x1a\n", "a PNG image", _NO_PAGE),
    (rb"\xff\xd8\xff", "a JPEG image", _NO_PAGE),
    (rb"GIF87a", "a GIF image", _NO_PAGE),
    (rb"GIF89a", "a GIF image", _NO_PAGE),
    (rb"II\*\0", "a TIFF image", _NO_PAGE),
    (rb"MM\0\*", "a TIFF image", _NO_PAGE),
    (rb"RIFF.{4}WEBP", "a WebP image", _NO_PAGE),
    (rb"\0{3}.ftyp", "an MP4 video, HEIC or AVIF image", _NO_PAGE),
    (rb"OggS\0", "an Ogg file", _NO_PAGE),
    (rb"ID3[\2-\4]", "an MP3 file", _NO_PAGE),
    (rb"\x1aE\xdf\xa3", "a Matroska or WebM video", _NO_PAGE),
    (rb"wOF2", "a font", _NO_PAGE),
    (rb"\x7fELF", "a program", _NO_PAGE),
    (rb"SQLite format 3\0", "an SQLite database", "send the pages in it, one by one"),
    (rb"bplist00", "a property list or web archive", "save the page as HTML"),
)

_ZIP = b"PK\x03\x04"
_ZIPPED = (
    (b"[Content_Types].xml", "a Word, Excel or PowerPoint document", _EXTRACT),
    (b"word/", "a Word document", _EXTRACT),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", _EXTRACT),
    (b"mimetypeapplication/epub", "an EPUB book", _EXTRACT),
)
_ZIP_HEAD_BYTES = 128  # the first member's header, name and, if it is stored, its content

_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""UTF-16 and UTF-32: text, though it may be full of zeros."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
"""Control characters that no text has; ESC switches between sets of letters in ISO 2022."""

_MAX_CONTROL_SHARE = 0.05


def what_is(head: bytes) -> str | None:
    """Return what the bytes are if they are known to be no page, else None."""
    kind = _kind(head)
    return kind and kind[0]


def named(body: bytes) -> str | None:
    """Return what a file that is no page is, and what to do with it; None for any other."""
    kind = _kind(body)
    return kind and f"this is {kind[0]}: {kind[1]}"


def _kind(head: bytes) -> tuple[str, str] | None:
    if format_of_bytes(head):
        return None
    if head.startswith(_ZIP):
        begun = head[:_ZIP_HEAD_BYTES]
        zipped = (kind for content, *kind in _ZIPPED if content in begun)
        what, remedy = next(zipped, ("a zip archive", "unpack it, and send each page"))
        return what, remedy
    found = ((what, to_do) for begin, what, to_do in _KINDS if re.match(begin, head, re.DOTALL))
    return next(found, None)


def may_be_page(head: bytes) -> bool:
    """Tell whether the bytes look like text, in whatever charset, or another format of dumps."""
    return format_of_bytes(head) is not None or _is_text(head)


def _is_text(head: bytes) -> bool:
    if head.startswith(_BYTE_ORDER_MARKS) or _is_utf16(head):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\0" not in head and controls <= _MAX_CONTROL_SHARE * len(head)


def _is_utf16(head: bytes) -> bool:
    """Tell whether zeros stand in every other place only, as in UTF-16 of Latin letters."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) > len(head) // 4
