"""Identity of an article: pure functions whose results must never change by accident.

They use the standard library only, so that no upgrade of a dependency gives a
known article a new id; tests pin their results.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

_MAX_URL = 8192
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_TRACKING = frozenset(
    [
        "_ga",
        "at_campaign",
        "at_medium",
        "cmpid",
        "dclid",
        "fbclid",
        "gbraid",
        "gclid",
        "gclsrc",
        "igshid",
        "mc_cid",
        "mc_eid",
        "msclkid",
        "ocid",
        "ref_src",
        "ref_url",
        "smid",
        "ttclid",
        "twclid",
        "wbraid",
        "yclid",
    ]
)


def canonical_url(url: str | None) -> str | None:
    """Return one spelling for all addresses of a page, None for what is no web address.

    Lower-case scheme and host, no user, default port, fragment, tracking parameters or
    trailing slash (except the root's); the other parameters sorted.
    """
    if url is None or len(url) > _MAX_URL:
        return None
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
    except ValueError:  # a malformed IPv6 address or port
        return None
    if host is None:
        return None
    path = quote(parts.path, safe=_PATH_SAFE, errors="replace").rstrip("/") or "/"
    return urlunsplit((parts.scheme, host, path, _query(parts.query), ""))


def _host(parts: SplitResult) -> str | None:
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = parts.port in {None, _DEFAULT_PORTS[parts.scheme]}
    return host if default else f"{host}:{parts.port}"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _tracks(pair[0])), errors="replace")


def _tracks(name: str) -> bool:
    return name.lower().startswith("utm_") or name.lower() in _TRACKING


def article_id(
    url: str | None, source: str | None, headline: str | None, published_at: str | None
) -> str:
    """Return the article's id, 32 hex digits: the same page or story, the same id.

    Of the canonical URL where there is one; else of source, headline and calendar day
    (as written), with case and white space folded. Two undated stories of one source
    with the same headline are therefore one article.
    """
    canonical = canonical_url(url)
    if canonical is not None:
        return _digest(["url", canonical])
    return _digest(["story", _folded(source), _folded(headline), (published_at or "")[:10]])


def content_hash(headline: str | None, paragraphs: Sequence[str]) -> str:
    """Return a hash of the words, 32 hex digits: it differs if the text was edited.

    Runs of white space and Unicode composition don't count, case and punctuation do.
    """
    return _digest([_spaced(headline), [_spaced(paragraph) for paragraph in paragraphs]])


def _digest(parts: list[object]) -> str:
    canonical = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode("ascii"), digest_size=16).hexdigest()


def _spaced(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def _folded(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())
