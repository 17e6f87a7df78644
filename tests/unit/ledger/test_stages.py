"""What counts as missing, double, superseded, stray or in flight, case by case."""

from __future__ import annotations

import pytest

from schemas.headers import ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.ledger.books import lines, rows
from tests.unit.ledger.world import PREFIX, World


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
    world.bury(article)
    world.commit(article)
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
