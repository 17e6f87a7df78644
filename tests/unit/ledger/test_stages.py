"""What counts as missing, double, superseded, stray or in flight, case by case."""

from __future__ import annotations

import pytest

from schemas import dead_letters as names
from schemas.headers import ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.ledger.books import lines, rows
from services.ledger.gaps import OffsetGap, unread
from services.records.skipped import Skipped, skipped_letter
from tests.unit.ledger.world import PREFIX, World

ARTICLE = b'{"article_id": "k"}'


def test_a_dump_delivered_twice_is_double_at_the_first_stage_only() -> None:
    world = World()
    first = world.parse(raw := world.send())
    second = world.again(first)
    for article in (first, second):
        world.classify(article, "crime")
    world.commit(raw, first, second)
    assert world.findings() == [("double", raw.position)]
    world.compact(TAGGED, 2)
    assert world.findings() == [("double", raw.position)]
    assert world.books()[1].total == {"results": 1, "superseded": 1}


def test_a_later_version_excuses_an_earlier_result_and_not_the_other_way_round() -> None:
    world = World()
    old, new = (world.parse(world.send()) for _ in range(2))
    tagged = [world.classify(article, "crime") for article in (old, new)]
    world.commit(*world.records(RAW), old, new)
    world.remove(tagged[0])
    assert world.findings() == []
    assert world.books()[1].total == {"results": 1, "superseded": 1}
    world.remove(tagged[1])
    world.topics[PREFIX + TAGGED.name].append(tagged[0])
    copies = world.records(TAG_TOPICS["crime"])
    assert world.findings() == [("missing", new.position)]
    world.remove(copies[1])
    assert world.findings() == [("missing", new.position)]


def test_a_copy_outlives_a_version_that_lost_the_tag() -> None:
    world = World()
    old, new = (world.parse(world.send()) for _ in range(2))
    tagged = world.classify(old, "crime")
    world.classify(new)
    world.commit(*world.records(RAW), old, new)
    world.remove(tagged)
    assert world.findings() == []


def test_a_second_delivery_that_is_in_flight_leaves_the_result_to_the_first() -> None:
    world = World()
    first = world.parse(raw := world.send())
    world.again(first)
    world.classify(first)
    world.commit(raw, first)
    assert world.books()[1].total == {"results": 1, "in flight": 1}


def test_a_result_too_many_is_named_once_at_its_last_input() -> None:
    world = World()
    first = world.parse(raw := world.send())
    second = world.again(first)
    for article in (first, second, second):
        world.classify(article)
    world.commit(raw, first, second)
    assert world.findings() == [("double", raw.position), ("double", second.position)]


@pytest.mark.parametrize("topic", [TAGGED, TAG_TOPICS["crime"]])
def test_the_rest_of_what_is_not_committed_may_still_come(topic: Topic) -> None:
    world = World()
    article = world.parse(world.send())
    world.classify(article, "crime")
    world.remove(world.records(topic)[0])
    assert world.findings() == []
    world.commit(article)
    assert len(world.findings()) == {TAGGED: 2}.get(topic, 1)


def test_old_records_are_known_but_do_not_count() -> None:
    world = World()
    old = world.send("Wire")
    world.bury(world.send("Wire"))
    world.commit(*world.records(RAW))
    new = world.send("Wire")
    world.commit(new)
    (raw, *_) = world.books({PREFIX + RAW.name: new.timestamp or 0})
    assert raw.findings == [("missing", new.position)]
    assert raw.total == {"missing": 1}
    assert ("missing", old.position) in world.findings()


def test_outcomes_of_records_that_retention_has_deleted_are_no_finding() -> None:
    world = World()
    world.bury(raw := world.send())
    article = world.parse(parsed := world.send())
    world.classify(article, "crime")
    for record in (raw, parsed, article):
        world.remove(record)
    assert world.findings() == []


def test_records_of_others_are_taken_as_they_come() -> None:
    world = World()
    world.write(DEAD_LETTERS, None, None)
    world.write(TAGGED, b"k", b"[1]", [(ORIGIN, b"\xff")])
    world.write(TAGGED, b"k", b'{"tags": [{"tag": []}, {"tag": "weather"}, 3]}')
    article = world.write(ARTICLES, None, b"{}")
    assert world.findings() == []
    world.bury(article)
    world.commit(article)
    assert world.findings() == []
    forged = world.write(ARTICLES, b"k", ARTICLE)
    assert world.findings() == [("stray", forged.position)]
    world.bury(forged)
    assert world.findings() == []


def test_rows_are_by_source_and_lines_say_what_is_wrong() -> None:
    world = World()
    world.parse(world.send("Wire"))
    world.bury(world.send())
    world.commit(*world.records(RAW))
    lost = world.send("Wire")
    world.commit(lost)
    (raw, *_) = world.books()
    assert rows(raw) == [
        ("(none)", {"dead letters": 1}),
        ("Wire", {"results": 1, "missing": 1}),
        ("total", {"results": 1, "dead letters": 1, "missing": 1}),
    ]
    assert not raw.balanced
    assert list(lines(raw)) == [
        f"{lost.position}: nothing on own-news-articles or own-news-dead-letters"
    ]


def test_a_deleted_article_is_its_own_fate_before_and_after_compaction() -> None:
    world = World()
    deleted, kept = (world.parse(world.send(key=b"a"), key) for key in "ab")
    for article in (deleted, kept):
        world.classify(article, "crime")
    world.commit(*world.records(RAW), deleted, kept)
    world.delete(b"a")
    fates = {"results": 1, "deleted": 1}
    for _ in range(2):
        _, articles, *tags = world.books()
        assert articles.total == fates
        assert [stage.findings for stage in tags] == [[]] * 3
        for topic in (TAGGED, *TAG_TOPICS.values()):
            world.compact(topic, len(world.records(topic)))
    world.forget_tombstones()
    assert world.books()[1].total == fates


def test_what_is_lost_after_a_deletion_is_missing() -> None:
    world = World()
    world.classify(old := world.parse(world.send()))
    world.delete(b"k")
    new = world.parse(world.send())
    world.commit(*world.records(RAW), old, new)
    assert world.findings() == [("missing", new.position)]
    assert world.books()[1].total == {"deleted": 1, "missing": 1}


def test_articles_of_a_raw_topic_that_was_recreated_are_not_judged() -> None:
    world = World()
    world.send()
    for _ in range(2):
        world.parse(world.send())
    world.recreate(RAW)
    raw = world.send()
    world.parse(raw)
    world.commit(raw)
    assert world.findings() == []
    forged = world.write(ARTICLES, b"k", ARTICLE, [(ORIGIN, b"own-news-raw-0-77")])
    assert world.findings() == [("stray", forged.position)]


def test_what_was_deleted_unread_is_counted_once_and_named() -> None:
    world = World()
    world.commit(*[world.parse(world.send("Wire")) for _ in range(2)], *world.records(RAW))
    gap = OffsetGap(PREFIX + RAW.name, 1, 3, 12)
    skipped = Skipped(gap.topic, gap.partition, gap.last, None, first=gap.first)
    letter = skipped_letter(skipped, stage="parser")
    for _ in range(2):  # as at-least-once may write it
        world.write(DEAD_LETTERS, letter.key, letter.value, letter.headers)
    world.gaps = [OffsetGap(PREFIX + ARTICLES.name, 0, 0, 0)]
    raw, articles, *_ = world.books()
    assert raw.total == {"results": 2, "skipped": 10}
    assert (raw.balanced, raw.gaps) == (True, [gap])
    assert list(lines(raw)) == ["own-news-raw-1: up to 10 deleted unread, offsets 3 to 12"]
    assert articles.total["skipped"] == 1


def test_a_gap_before_the_window_does_not_count() -> None:
    world = World()
    letter = skipped_letter(Skipped(PREFIX + RAW.name, 0, 9, None, first=0), stage="parser")
    written = world.write(DEAD_LETTERS, letter.key, letter.value, letter.headers)
    world.write(DEAD_LETTERS, None, None, [(names.REASON, b"deleted-unread")])
    since = {PREFIX + RAW.name: (written.timestamp or 0) + 1}
    assert [stage.gaps for stage in world.books(since)] == [[]] * 5
    assert len(world.books()[0].gaps) == 1


@pytest.mark.parametrize(
    ("committed", "has_run", "found"),
    [
        ({0: 4, 1: 9}, True, [(0, 4, 6)]),
        ({0: 7, 1: None}, True, [(1, 0, 4)]),
        ({0: None, 1: None}, False, [(0, 0, 6), (1, 0, 4)]),
        ({0: None, 1: None}, True, []),
        ({0: 8, 1: 5}, True, []),
    ],
)
def test_what_is_gone_before_it_is_read_is_seen(
    committed: dict[int, int | None],
    has_run: bool,  # noqa: FBT001 - a parameter of the test
    found: list[tuple[int, int, int]],
) -> None:
    starts = {("news-raw", 0): 7, ("news-raw", 1): 5}
    standing = {("news-raw", number): offset for number, offset in committed.items()}
    gaps = unread("news-raw", starts, {**standing, ("other", 0): 0}, has_run=has_run)
    assert [(gap.partition, gap.first, gap.last) for gap in gaps] == found
