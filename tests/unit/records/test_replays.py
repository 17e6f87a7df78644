"""Dead letters go back to the topics that services read, whatever their headers say."""

from __future__ import annotations

import pytest

from schemas import dead_letters as names
from schemas.dead_letters import Reason
from schemas.topics import ARTICLES, RAW, TOPICS, Topic
from services.records.dead_letters import dead_letter
from services.records.record import Record, Rejected
from services.records.replays import NotReplayable, original
from services.records.skipped import Skipped, skipped_letter

OTHERS = [f"own-{topic.name}" for topic in TOPICS if topic not in (RAW, ARTICLES)]


def letter(topic: str | None) -> Record:
    headers = () if topic is None else ((names.TOPIC, topic.encode()),)
    return Record("own-news-dead-letters", 0, 3, b"page", b"k", headers)


@pytest.mark.parametrize("topic", [RAW, ARTICLES])
def test_what_died_goes_back_as_it_was(topic: Topic) -> None:
    record = Record(f"own-{topic.name}", 1, 2, b"page", b"k", (("ce_id", b"7"),), timestamp=5)
    died = dead_letter(record, Rejected(Reason.EMPTY_DUMP, "nothing"), stage="parser")
    message = original(
        Record("own-news-dead-letters", 0, 3, b"page", b"k", died.headers), "own-", [RAW, ARTICLES]
    )
    assert (message.topic, message.key, message.value) == (topic, b"k", b"page")
    assert message.headers == record.headers


@pytest.mark.parametrize("topic", ["other-topic", "news-raw", "__consumer_offsets", "", *OTHERS])
def test_no_other_topic_is_written_to(topic: str) -> None:
    with pytest.raises(NotReplayable, match="own-news-raw or own-news-articles only"):
        original(letter(topic), "own-", [RAW, ARTICLES])


def test_where_it_came_from_must_be_said() -> None:
    with pytest.raises(NotReplayable, match="does not say where it came from"):
        original(letter(None), "own-", [RAW, ARTICLES])


def test_records_that_are_gone_have_nothing_to_replay() -> None:
    died = skipped_letter(Skipped("own-news-raw", 0, 9, None), stage="parser")
    with pytest.raises(NotReplayable, match="nothing to replay"):
        original(
            Record("own-news-dead-letters", 0, 3, None, None, died.headers), "own-", [RAW, ARTICLES]
        )


def test_what_is_cut_is_not_replayed() -> None:
    cut = Record(
        "own-news-dead-letters",
        0,
        3,
        b"pa",
        None,
        (
            (names.TOPIC, b"own-news-raw"),
            (names.PARTITION, b"1"),
            (names.OFFSET, b"7"),
            (names.CUT, b"value"),
            (names.VALUE_LENGTH, b"4"),
        ),
    )
    with pytest.raises(NotReplayable, match=r"2 of 4 bytes.*stands at own-news-raw-1-7"):
        original(cut, "own-", [RAW, ARTICLES])
