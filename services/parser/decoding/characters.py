"""Characters as a reader should meet them: mojibake mended, controls and odd line ends removed."""

from __future__ import annotations

import re

_LINE_ENDS = ("\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_ORDINARY = bytes([*b"\t\n", *range(ord(" "), ord("~") + 1)])
# Runs of what is no control character: to look for the controls takes twice the time.
_KEPT = re.compile(
    "[\t\n -~\xa0-\u200a\u200c-\u2027\u202a-\u205f\u2061-\ud7ff"
    "\ue000-\ufefe\uff00-\ufff8\ufffc-\U0010ffff]+"
)
_VISIBLE = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if bytes([byte]).decode("cp1252", errors="ignore")
}
_MIN_MULTIBYTE_CHARS = 3
"""Of a text that is read again: so many are UTF-8 by chance in no language. Set by hand."""
_MULTIBYTE = re.compile("[\xc2-\xf4][\x80-\xbf]+")
_FOREIGN = re.compile("[^\x00-\x7f]")
_SIGN = re.compile(f"[\xc2-\xf4][\x80-\xbf{''.join(map(chr, _BYTES))}]")


def repaired(text: str) -> str:
    """Return the text as it was meant, unchanged unless that is certain.

    It is where all of the text, taken for bytes, is UTF-8 with several characters of more
    than one byte: no text as people write it is that by chance.
    """
    first = None if text.isascii() else _FOREIGN.search(text)
    if first is None or _SIGN.match(text, first.start()) is None:
        return text
    try:
        data = text.translate(_BYTES).encode("latin-1")
        meant = data.decode("utf-8")
    except UnicodeError:
        return text
    return (
        meant if len(_MULTIBYTE.findall(data.decode("latin-1"))) >= _MIN_MULTIBYTE_CHARS else text
    )


def clean(text: str) -> str:
    r"""Return the text with `\n` as its only line end and without control characters.

    Zero-width joiners stay: Persian and Indic words need them.
    """
    if "\r" in text:  # to look for one character takes a tenth of the time
        text = text.replace("\r\n", "\n")
    if _KEPT.fullmatch(odd_characters(text) or " "):
        return text
    for line_end in _LINE_ENDS:  # a tenth of the time that a pattern takes
        text = text.replace(line_end, "\n")
    return "".join(_KEPT.findall(text))


def odd_characters(text: str) -> str:
    """Return the characters that are not ordinary in ASCII: to look at them alone is faster."""
    data = text.encode("utf-8", "surrogatepass").translate(None, _ORDINARY)
    return data.decode("utf-8", "surrogatepass")


def is_blank(text: str) -> bool:
    """Tell whether a reader would see nothing: white space, NULs and zero-width marks only."""
    return _VISIBLE.search(text) is None
