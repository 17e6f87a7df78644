"""Stand-ins for an article: a check for robots, a refusal, "page not found".

They are short, speak to the reader, and say what they are in their title, or in several
wordings of their kind: news about such pages is longer, or tells of them in other words.
Wordings (`no_page.json`) are those of browsers' and servers' messages, in the languages of news.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

from schemas.dead_letters import Reason
from services.parser.page.folding import fold_title

# Set by hand: no article of the development pages is taken for such a page.
_MAX_TITLED_CHARS, _MAX_BARE_CHARS = 1_500, 600
"""Characters of such a page: under a title that tells, and where only wordings do."""
_MAX_TITLE_CHARS = 90
_MAX_SPACES_BESIDE_CODE, _MAX_SITE_CHARS = 3, 30
"""What may stand beside a code such as 404, and how long a site's name beside the title is."""
_MIN_WORDINGS = 2
_CUT = re.compile(r"\s+[\u2013\u2014•·:-]\s+|\s*\|\s*|(?<=\d):\s+")
_CODE = re.compile(r"(?:error\s+|http\s+)?(?:404|410)\b|\b(?:error|http)\s+(?:404|410)$")
_REFUSED = re.compile(r"(?:error\s+|http\s+)?(?:401|403|429|503)\b|\b(?:error|http)\s+(?:403|429)$")
_REASONS = {"blocked": Reason.BLOCKED_PAGE, "missing": Reason.NOT_FOUND}
_CODES = {"blocked": _REFUSED, "missing": _CODE}

_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
    (files("services.parser.page") / "no_page.json").read_text(encoding="utf-8")
)
_TITLES = {kind: frozenset(map(fold_title, words["titles"])) for kind, words in _WORDS.items()}
_WORDINGS = {
    kind: re.compile("|".join(rf"(?P<w{n}>{one})" for n, one in enumerate(words["wordings"])))
    for kind, words in _WORDS.items()
}


def stands_in(titles: Iterable[str | None], paragraphs: Sequence[str]) -> Reason | None:
    """Return why the page holds no article: blocked-page or not-found; None if it may hold one."""
    length = sum(map(len, paragraphs))
    if length > _MAX_TITLED_CHARS:
        return None
    told = [fold_title(title) for title in titles if title and len(title) <= _MAX_TITLE_CHARS]
    first = [paragraph for paragraph in paragraphs[:2] if len(paragraph) <= _MAX_TITLE_CHARS]
    text = fold_title(" ".join(paragraphs))
    for kind, reason in _REASONS.items():
        wordings = {match.lastgroup for match in _WORDINGS[kind].finditer(text)}
        titled = [title for title in told if _tells(title, kind)]
        if titled and (
            wordings or (length <= _MAX_BARE_CHARS and not all(map(str.isalpha, titled)))
        ):
            return reason
        headed = any(_tells(fold_title(line), kind) for line in first)
        enough = len(wordings) + headed >= _MIN_WORDINGS
        if enough and length <= (
            _MAX_TITLED_CHARS if len(wordings) > _MIN_WORDINGS else _MAX_BARE_CHARS
        ):
            return reason
    return None


def _tells(title: str, kind: str) -> bool:
    """Tell whether the title, or a part beside a site's name, is one of the kind."""
    parts = [part for part in _CUT.split(title) if len(title) - len(part) <= _MAX_SITE_CHARS]
    bare = (part.strip(" .!…?¿¡") for part in (title, *parts))
    return any(part in _TITLES[kind] or _is_code(part, kind) for part in bare)


def _is_code(part: str, kind: str) -> bool:
    return part.count(" ") <= _MAX_SPACES_BESIDE_CODE and _CODES[kind].search(part) is not None
