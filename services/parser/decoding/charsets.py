"""The charset of a dump: from bytes to text.

Order and names of charsets follow the WHATWG encoding standard where it has a word.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from services.parser.decoding.characters import odd_characters

_SAMPLE_BYTES = 64 * 1024
"""How much of a dump tells its charset."""

# UTF-32's little-endian mark begins with UTF-16's, so it is tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python codec -> the superset that the standard reads under that name.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
# Codecs that Python has and that no page is written in.
_NOT_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN_BYTES = 8192
"""The standard looks at the first 1,024; much may stand before it. Set by hand."""

_WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0xA0)
}

_SUSPICIOUS = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ud800-\udfff\ue000-\uf8ff\ufff0-\ufff8\uffff]"
)
_MAX_SUSPICIOUS_SHARE, _MAX_FEW_SUSPICIOUS = 0.02, 2
"""Of all characters, and of a short text. Set by hand: of random bytes a fifth are."""


def decode_text(data: bytes, declared: str | None = None) -> str | None:
    """Return the bytes as text, None if no charset makes plausible text of them.

    Tried in turn: byte order mark, the `declared` charset, UTF-16 without a mark where
    NUL bytes show it plainly, UTF-8, the charset an HTML meta element names, fainter
    signs of UTF-16, UTF-8 with a few broken bytes, and statistics.
    """
    readings = (text for text in _readings(data, declared) if text is not None)
    return next(filter(_plausible, readings), None)


def _readings(data: bytes, declared: str | None) -> Iterator[str | None]:
    marked = _mark(data)
    if marked is not None:
        mark, charset = marked
        yield data[len(mark) :].decode(charset, errors="replace")
    yield _declared(data, declared)
    yield _utf16_unmarked(data, least=0.3)
    yield _strict(data, "utf-8")
    yield _declared(data, _meta_charset(data))
    yield _utf16_unmarked(data, least=0.0)
    yield _mostly_utf8(data)
    yield _by_statistics(data)


def _mark(data: bytes) -> tuple[bytes, str] | None:
    return next((entry for entry in _MARKS if data.startswith(entry[0])), None)


def _declared(data: bytes, charset: str | None) -> str | None:
    name = _codec_name(charset) if charset else None
    if name is None:
        return None
    if name == "cp1252":
        # Bytes that windows-1252 leaves open are read as Latin-1, so that all bytes decode.
        return data.decode("latin-1").translate(_WINDOWS_1252)
    return _strict(data, name)


def _codec_name(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.strip()).name
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_CHARSETS else _SUPERSETS.get(name, name)


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):  # LookupError: a codec that is not for text, as base64
        return None


def _meta_charset(data: bytes) -> str | None:
    found = _META_CHARSET.search(data, 0, _META_WITHIN_BYTES)
    return found.group(1).decode("ascii", errors="ignore") if found else None


def _utf16_unmarked(data: bytes, least: float) -> str | None:
    """Read UTF-16 whose NULs stand (nearly) all at even or all at odd positions."""
    if b"\0" not in data[:_SAMPLE_BYTES]:  # most pages: the cheapest answer first
        return None
    even, odd = data[:_SAMPLE_BYTES:2].count(0), data[1:_SAMPLE_BYTES:2].count(0)
    many, few, charset = (odd, even, "utf-16-le") if odd > even else (even, odd, "utf-16-be")
    pairs = min(len(data), _SAMPLE_BYTES) / 2
    if not many or few * 10 > many or many < least * pairs:
        return None
    return _strict(data[: len(data) // 2 * 2], charset)


def _mostly_utf8(data: bytes) -> str | None:
    """Read UTF-8 that was cut or damaged: more whole multi-byte characters than broken ones."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    multibyte = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if broken < multibyte else None


def _by_statistics(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    if best is None:
        return None
    return data.decode(best.encoding, errors="replace")


def _plausible(text: str) -> bool:
    """Tell text from noise by its share of characters that nobody writes (NULs aside)."""
    sample = text[:_SAMPLE_BYTES]
    suspicious = len(_SUSPICIOUS.findall(odd_characters(sample)))
    return suspicious <= _MAX_FEW_SUSPICIOUS + _MAX_SUSPICIOUS_SHARE * len(sample)
