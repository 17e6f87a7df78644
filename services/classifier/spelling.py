"""Texts and phrases in one spelling, so that a phrase is found however it was printed."""

from __future__ import annotations

from services.classifier.phrases import PLAIN, lowered

_DIGITS = {ord(digit): "0" for digit in "123456789"}
# Punctuation parts words, and leaves two spaces where it stood beside one: no phrase of the
# model reaches over a comma or a full stop.
_PUNCTUATION = dict.fromkeys(
    [
        *range(33, 48),
        *range(58, 65),
        *range(91, 97),
        *range(123, 127),
        *range(0xA1, 0xC0),
        *range(0x2000, 0x2070),
        *range(0x3000, 0x3040),
    ],
    " ",
)
_SPELLED = {
    code: chr(code).translate(PLAIN).translate(_DIGITS | _PUNCTUATION)
    for code in PLAIN | _DIGITS | _PUNCTUATION
}


def spelled(text: str) -> str:
    """Return the text in lower case, its digits zeros, its punctuation spaces, one for one.

    A space is added on either side, so offsets are higher by one than in the text.
    """
    return f" {lowered(text).translate(_SPELLED)} "


def spelled_phrase(phrase: str) -> str:
    """Return a phrase as it stands in a spelled text, without spaces around it."""
    return " ".join(spelled(phrase).split())
