"""Worlds in which all is well balance; broken in one place, the books name that place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.headers import ORIGIN
from schemas.topics import ARTICLES, DEAD_LETTERS, RAW, TAG_TOPICS, TAGGED, Topic
from services.records.record import Record
from tests.unit.ledger.world import PREFIX, World

TAGS = sorted(TAG_TOPICS)
TAG_NAMES = {PREFIX + topic.name: topic for topic in TAG_TOPICS.values()}


@dataclass(frozen=True)
class Story:
    """What happens to a dump, and whether all of it is committed."""

    end: str  # a tagged article may be deleted again, by tombstones
    key: str
    tags: tuple[str, ...]
    source: str | None
    committed: bool


def stories(*ends: str) -> st.SearchStrategy[list[Story]]:
    story = st.builds(
        Story,
        end=st.sampled_from(ends),
        key=st.sampled_from("abc"),
        tags=st.lists(st.sampled_from(TAGS), unique=True).map(tuple),
        source=st.sampled_from([None, "Wire", "Post"]),
        committed=st.booleans(),
    )
    return st.lists(story, max_size=12)


def world_of(told: list[Story]) -> World:
    world = World()
    for story in told:
        tell(world, story)
    return world


def tell(world: World, story: Story) -> None:
    raw = world.send(story.source, key=story.key.encode())
    inputs = [raw]
    if story.end == "dead dump":
        world.bury(raw)
    else:
        inputs.append(article := world.parse(raw, story.key))
        if story.end in {"dead article", "replayed"}:
            letter = world.bury(article)
        if story.end == "replayed":
            inputs.append(article := world.replay(letter))
        if story.end in {"tagged", "replayed", "deleted"}:
            world.classify(article, *story.tags)
        if story.end == "deleted":
            world.delete(story.key.encode())
    if story.committed:
        world.commit(*inputs)


@given(
    stories("tagged", "dead dump", "dead article", "replayed"),
    st.integers(0, 3),
    st.integers(0, 3),
    st.data(),
)
def test_whatever_has_its_outcome_balances(
    told: list[Story], unparsed: int, unclassified: int, data: st.DataObject
) -> None:
    world = world_of(told)
    for _ in range(unclassified):
        world.parse(world.send(key=b"a"), "another")
    for _ in range(unparsed):
        world.send("Wire")
    results = len(world.records(TAGGED))
    for topic in (TAGGED, *TAG_TOPICS.values()):
        world.compact(topic, data.draw(st.integers(0, len(world.records(topic)))))
    compacted = len(world.records(TAGGED)) < results
    books = world.books()
    assert [one.findings for one in books] == [[]] * 5
    raw, articles, *_ = (one.total for one in books)
    assert raw.total() == len(world.records(RAW))
    assert articles.total() == len(world.records(ARTICLES))
    assert raw["in flight"] == unparsed
    assert raw["dead letters"] == sum(story.end == "dead dump" for story in told)
    # Of what is not committed, a result that is compacted away looks like one to come.
    assert compacted or articles["in flight"] == unclassified


@given(stories("tagged", "deleted", "dead dump", "dead article", "replayed"), st.data())
def test_what_was_deleted_on_purpose_or_by_retention_balances(
    told: list[Story], data: st.DataObject
) -> None:
    world = world_of(told)
    for topic in (TAGGED, *TAG_TOPICS.values()):
        world.compact(topic, data.draw(st.integers(0, len(world.records(topic)))))
    if data.draw(st.booleans()):
        for topic in (TAGGED, *TAG_TOPICS.values()):
            world.compact(topic, len(world.records(topic)))
        world.forget_tombstones()
    for raw in world.records(RAW)[: data.draw(st.integers(0, len(told)))]:
        world.expire(raw)
    assert world.findings() == []


def original(letter: Record) -> str:
    named = (letter.header(f"__streams.errors.{at}") for at in ("topic", "partition", "offset"))
    return "-".join(map(str, named))


def of(world: World, record: Record) -> str:
    """Return the position of the input that a record was made from."""
    origin = record.header(ORIGIN)
    return next(one.position for one in world.records(ARTICLES) if one.header(ORIGIN) == origin)


def lose_an_article(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    article = pick(world, ARTICLES, data)
    world.remove(article)
    return [("missing", article.header(ORIGIN) or "")]


def double_an_article(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    article = pick(world, ARTICLES, data)
    world.again(article)
    return [("double", article.header(ORIGIN) or "")]


def bury_a_parsed_dump(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    article = pick(world, ARTICLES, data)
    raw = next(one for one in world.records(RAW) if one.position == article.header(ORIGIN))
    world.bury(raw)
    return [("double", raw.position)]


def lose_a_dead_letter(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    letter = pick(world, DEAD_LETTERS, data)
    world.remove(letter)
    return [("missing", original(letter))]


def double_a_dead_letter(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    letter = pick(world, DEAD_LETTERS, data)
    world.again(letter)
    return [("double", original(letter))]


def lose_a_tagged_record(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged = pick(world, TAGGED, data)
    world.remove(tagged)
    copies = [one for topic in TAG_NAMES.values() for one in world.records(topic)]
    strays = [one.position for one in copies if one.value == tagged.value]
    return [("missing", of(world, tagged)), *(("stray", position) for position in strays)]


def double_a_tagged_record(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged = pick(world, TAGGED, data)
    world.again(tagged)
    return [("double", of(world, tagged))]


def lose_a_copy(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged, copy = pick_copy(world, data)
    world.remove(copy)
    return [("missing", tagged.position)]


def change_a_copy(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged, copy = pick_copy(world, data)
    changes = (
        replace(copy, value=b"{}"),
        replace(copy, headers=(*copy.headers, ("more", b""))),
        replace(copy, headers=()),
    )
    records = world.topics[copy.topic]
    records[records.index(copy)] = data.draw(st.sampled_from(changes))
    return [("missing", tagged.position), ("stray", copy.position)]


def plant_a_copy_with_other_bytes(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    _, copy = pick_copy(world, data)
    others = (
        replace(copy, value=b"{}"),
        replace(copy, headers=(*copy.headers, ("more", b""))),
        replace(copy, headers=()),
    )
    return [("stray", world.again(data.draw(st.sampled_from(others))).position)]


def forge_an_article(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    raw = PREFIX + RAW.name
    no_records = ("", "-", f"{raw}-0-999999", f"{raw}-99-0", f"{raw}-0-1", f"{raw}-0--1")
    others = ("own-news-articles-0-0", f"{raw}-0-99999999999999999999", f"{raw}-\u00b2-0", "own")
    origin = data.draw(st.sampled_from([None, *no_records, *others]))
    headers = [] if origin is None else [(ORIGIN, origin.encode())]
    return [("stray", world.write(ARTICLES, b"k", b'{"article_id": "k"}', headers).position)]


def double_a_copy(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged, copy = pick_copy(world, data)
    world.again(copy)
    return [("double", tagged.position)]


def copy_to_a_tag_that_is_not_carried(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    tagged = pick(world, TAGGED, data)
    others = [
        topic
        for topic in TAG_NAMES.values()
        if tagged.value not in {copy.value for copy in world.records(topic)}
    ]
    assume(others)
    topic = data.draw(st.sampled_from(others))
    return [("stray", world.write(topic, tagged.key, tagged.value, tagged.headers).position)]


def copy_of_nothing(world: World, data: st.DataObject) -> list[tuple[str, str]]:
    topic = data.draw(st.sampled_from([*TAG_NAMES.values()]))
    return [("stray", world.write(topic, b"nobody", b"\xff").position)]


def pick(world: World, topic: Topic, data: st.DataObject) -> Record:
    assume(world.records(topic))
    return data.draw(st.sampled_from(world.records(topic)))


def pick_copy(world: World, data: st.DataObject) -> tuple[Record, Record]:
    copies = [one for topic in TAG_NAMES.values() for one in world.records(topic)]
    assume(copies)
    copy = data.draw(st.sampled_from(copies))
    return next(one for one in world.records(TAGGED) if one.value == copy.value), copy


@pytest.mark.parametrize(
    "break_it",
    [
        lose_an_article,
        double_an_article,
        bury_a_parsed_dump,
        lose_a_dead_letter,
        double_a_dead_letter,
        lose_a_tagged_record,
        double_a_tagged_record,
        lose_a_copy,
        change_a_copy,
        double_a_copy,
        copy_to_a_tag_that_is_not_carried,
        copy_of_nothing,
        plant_a_copy_with_other_bytes,
        forge_an_article,
    ],
)
@given(stories("tagged", "dead dump"), st.data())
def test_what_is_broken_is_named_and_nothing_else(
    break_it: Callable[[World, st.DataObject], list[tuple[str, str]]],
    told: list[Story],
    data: st.DataObject,
) -> None:
    # A later version of an article excuses an earlier one: each has a key of its own.
    world = world_of([replace(s, key=f"k{n}", committed=True) for n, s in enumerate(told)])
    wanted = break_it(world, data)
    assert sorted(world.findings()) == sorted(wanted)
