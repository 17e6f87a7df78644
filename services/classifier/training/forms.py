"""The forms of English words in the lexicon: ``word/v`` is a verb, ``word/n`` a noun."""

from __future__ import annotations

import re
from itertools import product

_IRREGULAR = {
    "beat": "beats beaten beating", "blow": "blows blew blown blowing",
    "break": "breaks broke broken breaking", "burn": "burns burned burnt burning",
    "burst": "bursts bursting", "catch": "catches caught catching",
    "come": "comes came coming", "die": "dies died dying", "draw": "draws drew drawn drawing",
    "drive": "drives drove driven driving", "fall": "falls fell fallen falling",
    "find": "finds found finding", "fire": "fires fired firing", "flee": "flees fled fleeing",
    "go": "goes went gone going", "lay": "lays laid laying", "leave": "leaves left leaving",
    "lose": "loses lost losing", "make": "makes made making", "meet": "meets met meeting",
    "overshoot": "overshoots overshot", "plead": "pleads pleaded pled pleading",
    "run": "runs ran running", "send": "sends sent sending", "set": "sets setting",
    "shoot": "shoots shot shooting", "sink": "sinks sank sunk sinking",
    "slay": "slays slew slain slaying", "spread": "spreads spreading",
    "stand": "stands stood standing", "steal": "steals stole stolen stealing",
    "strike": "strikes struck striking", "sue": "sues sued suing", "swear": "swears swore sworn",
    "take": "takes took taken taking", "throw": "throws threw thrown throwing",
    "veto": "vetoes vetoed", "win": "wins won winning",
}  # fmt: skip
_DOUBLED = frozenset(
    ["acquit", "ban", "commit", "drop", "grab", "kidnap", "mug", "nab", "plan", "ram", "rob",
     "scam", "skid", "stab", "strap"]
)  # fmt: skip
_HISSES = re.compile(r"(?:s|sh|ch|x|z)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


def forms_of(phrase: str) -> list[str]:
    """Return all forms of a lexicon phrase, the plain one first."""
    return [" ".join(words) for words in product(*map(_forms, phrase.split(" ")))]


def root_of(phrase: str) -> str:
    """Return the phrase without its marks."""
    return re.sub(r"/[vn](?= |$)", "", phrase)


def _forms(word: str) -> list[str]:
    base, _, kind = word.partition("/")
    if kind == "v":
        return _verb(base)
    return _noun(base) if kind == "n" else [word]


def _verb(base: str) -> list[str]:
    if base in _IRREGULAR:
        return [base, *_IRREGULAR[base].split()]
    if base in _DOUBLED:
        return [base, f"{base}s", f"{base}{base[-1]}ed", f"{base}{base[-1]}ing"]
    if base.endswith("e"):
        return [base, f"{base}s", f"{base}d", f"{base[:-1]}ing"]
    if _CONSONANT_Y.search(base):
        return [base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"]
    return [base, _plural(base), f"{base}ed", f"{base}ing"]


def _noun(base: str) -> list[str]:
    return [base, f"{base[:-1]}ies" if _CONSONANT_Y.search(base) else _plural(base)]


def _plural(base: str) -> str:
    return f"{base}es" if _HISSES.search(base) else f"{base}s"
