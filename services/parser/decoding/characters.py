"""Mojibake: UTF-8 that somebody read as Latin-1 or windows-1252 on its way here."""

from __future__ import annotations

import re

_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if bytes([byte]).decode("cp1252", errors="ignore")
}
_LEAST = 3
_MULTIBYTE = re.compile("[\xc2-\xf4][\x80-\xbf]+")
_FOREIGN = re.compile("[^\x00-\x7f]")
_SIGN = re.compile(f"[\xc2-\xf4][\x80-\xbf{''.join(map(chr, _BYTES))}]")


def repaired(text: str) -> str:
    """Return the text as it was meant, unchanged unless that is certain.

    It is where all of the text, taken for bytes, is UTF-8 with several characters of more
    than one byte: no text as people write it is that by chance.
    """
    first = _FOREIGN.search(text)
    if first is None or _SIGN.match(text, first.start()) is None:
        return text
    try:
        data = text.translate(_BYTES).encode("latin-1")
        meant = data.decode("utf-8")
    except UnicodeError:
        return text
    return meant if len(_MULTIBYTE.findall(data.decode("latin-1"))) >= _LEAST else text
