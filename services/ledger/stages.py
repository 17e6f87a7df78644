"""The books of every stage, from what was kept of the topics' records. Pure.

1. Every raw record becomes one article or one dead letter.
2. Every article becomes one tagged record or one dead letter.
3. Every tagged record is on the topic of each of its tags, and on no other, byte by byte.

Articles and tagged records match by `tagwire.origin`. A dump that was redelivered has two
of each with one origin: the first stage calls that double, and the second is balanced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED
from services.ledger.balance import Outcomes, balance, strays
from services.ledger.books import Books
from services.ledger.kept import Kept


def balance_all(kept: Kept, prefix: str) -> Iterator[Books]:
    """Yield the books of each stage; `prefix` stands before the topics' names."""
    raw, articles, dead, tagged = (
        prefix + topic.name for topic in (RAW, ARTICLES, DEAD_LETTERS, TAGGED)
    )
    yield balance(raw, (articles, dead), kept.raw, _parsed(kept))
    yield balance(articles, (tagged, dead), kept.articles, _classified(kept))
    repeated = _repeated(kept)
    for tag, topic in TAG_TOPICS.items():
        outcomes = Outcomes(Counter(kept.copies[tag].matches), surplus=repeated, compacted=True)
        name = prefix + topic.name
        books = balance(tagged, (name,), kept.tagged.by_tag[tag], outcomes)
        _post_strays(books, kept, tag)
        yield books


def _parsed(kept: Kept) -> Outcomes:
    # An article that died at the classifier and was replayed is on its topic twice.
    return Outcomes(Counter(kept.articles.matches), kept.dead_letters, surplus=kept.dead_articles)


def _classified(kept: Kept) -> Outcomes:
    return Outcomes(Counter(kept.tagged.origins), kept.dead_letters, compacted=True)


def _repeated(kept: Kept) -> dict[int, int]:
    """Return how many copies more than tagged records may be there, by digest.

    The records of an article that was delivered more than once are the same, and may be
    compacted to one already, while their copies are not.
    """
    deliveries = Counter(kept.articles.matches)
    return {
        digest: deliveries[origin] - 1
        for origin, digest in zip(kept.tagged.origins, kept.tagged.digests, strict=True)
        if deliveries[origin] > 1
    }


def _post_strays(books: Books, kept: Kept, tag: str) -> None:
    copies, tagged = kept.copies[tag], kept.tagged
    for index in strays(copies, tagged.by_tag[tag], tagged.digests, tagged.keys):
        books.post(copies.sources[index], "stray", f"{books.to[0]}-{copies.position(index)}")
