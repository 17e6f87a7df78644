"""The books of every stage, from what was kept of the topics' records. Pure.

1. Every raw record becomes one article or one dead letter, and every article comes of one.
2. Every article becomes one tagged record or one dead letter.
3. Every tagged record is on the topic of each of its tags, and on no other, byte by byte.

Articles and tagged records match by `tagwire.origin`. A dump that was redelivered has two
of each with one origin: the first stage calls that double, and the second is balanced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAGGED, tag_topic
from services.ledger.balance import Outcomes, balance
from services.ledger.books import Books
from services.ledger.columns import Copies
from services.ledger.gaps import OffsetGap
from services.ledger.kept import Kept
from services.ledger.strays import stray_articles, stray_copies


@dataclass(frozen=True, slots=True)
class BrokerFacts:
    """What the brokers tell beside the records.

    `raw_starts` has the offset by partition from which on all raw records were read, `gaps`
    what was deleted before its service came to it, and `forgotten` by a topic's full name from
    which time on, in milliseconds since 1970, its tombstones must still be there.
    """

    raw_starts: Mapping[int, int] = field(default_factory=dict)
    gaps: Collection[OffsetGap] = ()
    forgotten: Mapping[str, int] = field(default_factory=dict)


def balance_all(kept: Kept, prefix: str, known: BrokerFacts) -> Iterator[Books]:
    """Yield the books of each stage; `prefix` stands before the topics' names."""
    raw, articles, dead, tagged = (
        prefix + topic.name for topic in (RAW, ARTICLES, DEAD_LETTERS, TAGGED)
    )
    parsed = balance(Books(raw, (articles, dead)), kept.raw, _parsed(kept))
    _post_stray_articles(parsed, kept, known)
    yield _skipping(parsed, kept, known)
    outcomes = _classified(kept, known.forgotten.get(tagged, 0))
    classified = balance(Books(articles, (tagged, dead)), kept.articles.entries, outcomes)
    yield _skipping(classified, kept, known)
    repeated = _repeated(kept)
    for tag in kept.tags:
        name = prefix + tag_topic(tag).name
        outcomes = _copied(kept.copies[tag], repeated, known.forgotten.get(name, 0))
        books = Books(tagged, (name,), "record with this tag")
        balance(books, kept.tagged.by_tag[tag], outcomes)
        _post_stray_copies(books, kept, tag)
        yield books


def _parsed(kept: Kept) -> Outcomes:
    # An article that died at the classifier and was replayed is on its topic twice.
    articles = Counter(kept.articles.entries.matches)
    return Outcomes(articles, kept.dead_letters, surplus=kept.dead_articles)


def _classified(kept: Kept, forgotten: int) -> Outcomes:
    return Outcomes(
        Counter(kept.tagged.origins),
        kept.dead_letters,
        compacted=True,
        tombstones=kept.tagged.tombstones,
        forgotten=forgotten,
    )


def _copied(copies: Copies, repeated: Mapping[int, int], forgotten: int) -> Outcomes:
    return Outcomes(
        Counter(copies.entries.matches),
        surplus=repeated,
        compacted=True,
        tombstones=copies.tombstones,
        forgotten=forgotten,
    )


def _repeated(kept: Kept) -> dict[int, int]:
    """Return how many copies more than tagged records may be there, by digest.

    The records of an article that was delivered more than once are the same, and may be
    compacted to one already, while their copies are not.
    """
    deliveries = Counter(kept.articles.entries.matches)
    return {
        digest: deliveries[origin] - 1
        for origin, digest in zip(kept.tagged.origins, kept.tagged.digests, strict=True)
        if deliveries[origin] > 1
    }


def _skipping(books: Books, kept: Kept, known: BrokerFacts) -> Books:
    for gap in sorted(kept.gaps.union(known.gaps)):
        if gap.topic == books.topic:
            books.skip(gap)
    return books


def _post_stray_articles(books: Books, kept: Kept, known: BrokerFacts) -> None:
    entries = kept.articles.entries
    for index in stray_articles(kept, books.to[0], known.raw_starts):
        books.post(entries.sources[index], "stray", f"{books.to[0]}-{entries.position(index)}")


def _post_stray_copies(books: Books, kept: Kept, tag: str) -> None:
    entries = kept.copies[tag].entries
    for index in stray_copies(kept.copies[tag], kept.tagged.by_tag[tag], kept.tagged):
        books.post(entries.sources[index], "stray", f"{books.to[0]}-{entries.position(index)}")
