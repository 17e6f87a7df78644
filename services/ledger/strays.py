"""Records that came of no input: somebody else wrote them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from services.ledger.columns import NO_ORIGIN, NO_PARTITION, Articles, Copies, Tagged
from services.ledger.entries import Entries, fingerprint
from services.ledger.kept import Kept


def stray_articles(kept: Kept, topic: str, starts: Mapping[int, int]) -> Iterator[int]:
    """Yield the articles on `topic`, by index, that name no raw record, and are no dead letters.

    Raw records may be gone long before their articles. So an article of an offset before
    `starts`, by partition, is not judged, and neither is one that is older than all raw records:
    the topic may have been recreated since.
    """
    known, oldest = set(kept.raw.matches), min(kept.raw.times, default=0)
    entries = kept.articles.entries
    for index, match in enumerate(entries.matches):
        judged = entries.counted[index] and entries.times[index] >= oldest
        if match in known or not judged or not kept.articles.readable[index]:
            continue
        died = kept.dead_letters[fingerprint(f"{topic}-{entries.position(index)}")]
        if not died and not _is_gone(kept.articles, index, starts):
            yield index


def _is_gone(articles: Articles, index: int, starts: Mapping[int, int]) -> bool:
    """Tell whether the raw record that an article names may be gone by retention."""
    partition = articles.raw_partitions[index]
    return partition != NO_PARTITION and articles.raw_offsets[index] < starts.get(partition, 0)


def stray_copies(copies: Copies, carrying: Entries, tagged: Tagged) -> list[int]:
    """Return which copies, by index, are of no record that carries the tag, `carrying` those.

    A copy may outlive its record, which a later record of the same key, without the tag
    perhaps, has superseded. So a copy is stray if its record is there without the tag or
    with other bytes, if it doesn't say what it comes from, or if there is no record of its key.
    """
    entries, carried = copies.entries, set(carrying.matches)
    left = [
        index
        for index, match in enumerate(entries.matches)
        if match not in carried and entries.counted[index] and entries.settled[index]
        if not copies.tombstones.cover(entries.keys[index], entries.times[index])
    ]
    without_tag = {entries.matches[index] for index in left}.intersection(tagged.digests)
    known = {entries.keys[index] for index in left}.intersection(tagged.keys)
    written = _written(tagged, {copies.origins[index] for index in left})
    return [
        index
        for index in left
        if entries.matches[index] in without_tag
        or entries.keys[index] not in known
        or copies.origins[index] == NO_ORIGIN
        or written.get(copies.origins[index], entries.times[index] + 1) <= entries.times[index]
    ]


def _written(tagged: Tagged, origins: Collection[int]) -> dict[int, int]:
    """Return when the first record of each of these origins was written that is still there."""
    found: dict[int, int] = {}
    for origin, time in zip(tagged.origins, tagged.times, strict=True):
        if origin in origins:
            found[origin] = min(time, found.get(origin, time))
    return found
