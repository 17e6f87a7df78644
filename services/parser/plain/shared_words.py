"""Words that lines share: a headline comes again among related stories, menus don't."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping

SHARED_SHARES = 16
"""How many values `shared_shares` gives: four for the lines before, times four for those after."""

_SHARE_STEPS = (0.3, 0.6, 0.95)
"""Shares of the shorter line's words at which a share goes up by one."""
_MIN_SHARED_WORDS = 2
_MIN_HELD_CHARS = 20


def shared_shares(words: Mapping[int, frozenset[str]]) -> dict[int, int]:
    """Return for each line the share of its words in one before and one after it, 0 to 15."""
    where: dict[str, list[int]] = {}
    before = dict.fromkeys(words, 0.0)
    after = dict.fromkeys(words, 0.0)
    for index, own in words.items():
        shared = Counter(other for word in own for other in where.get(word, ()))
        for other, count in shared.items():
            if count >= _MIN_SHARED_WORDS:
                share = count / min(len(own), len(words[other]))
                before[index] = max(before[index], share)
                after[other] = max(after[other], share)
        for word in own:
            where.setdefault(word, []).append(index)
    return {
        index: bisect_right(_SHARE_STEPS, before[index]) * 4
        + bisect_right(_SHARE_STEPS, after[index])
        for index in words
    }


def containment(texts: Mapping[int, str]) -> dict[int, int]:
    """Tell for each line whether it stands within another (1), holds another (2), or both (3)."""
    lower = {index: text.lower() for index, text in texts.items()}
    whole = "\n".join(lower.values())
    held = [index for index, text in lower.items() if whole.count(text) > 1]
    long = [index for index in held if len(lower[index]) >= _MIN_HELD_CHARS]
    return {
        index: (index in held) + 2 * any(lower[other] in text for other in long if other != index)
        for index, text in lower.items()
    }
