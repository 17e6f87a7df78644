"""The main job, whole: dumps in at one end, tagged articles and dead letters out at the other."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c

from schemas import dead_letters as names
from schemas.events import Article, decode, encode
from schemas.headers import CE_ID, CE_TYPE, ORIGIN, TRACEPARENT
from schemas.tagged import TaggedArticle
from schemas.topics import ARTICLES, DEAD_LETTERS, MAX_DUMP_BYTES, RAW, TAG_TOPICS, TAGGED, Topic
from services.records.record import Record
from services.runtime.kafka import clients
from services.runtime.kafka.offsets import ranges_of
from services.runtime.kafka.topic_admin import create_topics
from services.runtime.process.settings import Settings
from tests.integration.harness import commit_offsets, contents, process, publish, tagwire, wait_for

STORY = """Flood forces hundreds from their homes in Osk valley
By Ida Moreau
March 12, 2026
Hundreds of people were evacuated on Thursday after the Osk river burst its banks, rescuers said.
Two bridges collapsed and a village was cut off by the flood, the fire service said.
"""
PAGE = (
    "<html lang='en'><head><title>Flood in Osk</title></head><body><article><h1>Flood in Osk</h1>"
    + "".join(f"<p>{line}</p>" for line in STORY.splitlines()[3:])
    + "</article></body></html>"
)
CRC = slice(17, 21)  # in a record batch, before the bytes it covers
TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

BAD: dict[str, bytes | None] = {
    "tombstone": None,
    "empty": b"",
    "white-space": b" \n\t \r\n",
    "nul-bytes-only": bytes(100),
    "invalid-utf-8": b"\xff\xfe\xfd" + bytes(range(256)) * 4,
    "cut-off-json": b'{"text": "Flood forces hund',
    "json-of-another-shape": b'{"title": "x", "pages": [1, 2]}',
    "html-without-text": b"<html><body><script>var a = 1</script><img src=x></body></html>",
    "a-million-lines-of-one-character": b"x\n" * 1_000_000,
}
GOOD: dict[str, bytes] = {
    "text": STORY.encode(),
    "html": PAGE.encode(),
    "utf-16-with-mark": STORY.encode("utf-16"),
    "utf-16-without-mark": STORY.encode("utf-16-le"),
    "nul-bytes-within": STORY.replace("Osk", "O\0sk").encode(),
    "headline-only": b"Earthquake shakes northern coast",
    "unknown-script": "ས་ཡོམ་ཆེན་པོ་ཞིག་བྱུང་།\n".encode() * 3,
    "date-in-the-future": STORY.replace("2026", "2199").encode(),
    "no-date": STORY.replace("March 12, 2026\n", "").encode(),
    "large": (STORY + "The water rose all night, people said. " * 200_000).encode()[
        :MAX_DUMP_BYTES
    ],
}


@contextmanager
def services(settings: Settings) -> Iterator[None]:
    with ExitStack() as stack:
        for service in ("parser", "classifier"):
            stack.enter_context(process(tagwire(service), settings))
        yield


def ids(records: list[Record]) -> set[str]:
    return {record.header(CE_ID) or "" for record in records}


async def publish_named(settings: Settings, dumps: Mapping[str, bytes | None]) -> None:
    for name, value in dumps.items():
        await publish(settings, [value], headers=[(CE_ID, name.encode()), (TRACEPARENT, TRACE)])


async def test_plain_bytes_from_any_client_come_out_tagged(settings: Settings) -> None:
    await publish(settings, [STORY.encode()])
    with services(settings):
        (record,) = await wait_for(settings, [TAGGED], lambda found: len(found) == 1)
        copies = [TAG_TOPICS["disaster"]]
        (same,) = await wait_for(settings, copies, lambda found: len(found) == 1)
    tagged = decode(TaggedArticle, record.value or b"")
    assert tagged.headline == "Flood forces hundreds from their homes in Osk valley"
    assert tagged.byline == ("Ida Moreau",)
    assert tagged.published_at == "2026-03-12"
    assert [tag.tag for tag in tagged.tags] == ["disaster"]
    assert tagged.dump_id.startswith(f"{settings.topic_prefix}{RAW.name}-")
    assert record.key == tagged.article_id.encode()
    assert record.header(CE_TYPE) == "tagwire.tagged.v1"
    assert (same.key, same.value) == (record.key, record.value)
    assert await contents(settings, TAG_TOPICS["crime"]) == []


async def test_every_bad_dump_is_a_dead_letter_and_the_next_one_is_processed(
    settings: Settings,
) -> None:
    await publish_named(settings, BAD)
    await publish_named(settings, GOOD)
    with services(settings):
        letters = await wait_for(settings, [DEAD_LETTERS], lambda found: ids(found) >= set(BAD))
        tagged = await wait_for(settings, [TAGGED], lambda found: ids(found) >= set(GOOD))
    assert ids(letters) == set(BAD)
    assert ids(tagged) == set(GOOD)
    for letter in letters:
        name = letter.header(CE_ID) or ""
        assert letter.value == BAD[name]
        assert letter.header(names.REASON) in set(names.Reason) - {names.Reason.INTERNAL_ERROR}, (
            name
        )
        assert letter.header(names.MESSAGE)
    assert all(record.header(TRACEPARENT) == TRACE.decode() for record in [*letters, *tagged])
    events = {record.header(CE_ID): decode(TaggedArticle, record.value or b"") for record in tagged}
    assert events["date-in-the-future"].published_at is None
    assert events["no-date"].published_at is None
    assert events["utf-16-without-mark"].paragraphs == events["text"].paragraphs
    assert events["nul-bytes-within"].paragraphs == events["text"].paragraphs


async def test_odd_keys_and_headers_are_passed_over(settings: Settings) -> None:
    odd = [("content-type", b"\xff\xfe"), ("ce_time", b"yesterday"), ("ce_id", b"\xff"), ("x", b"")]
    await publish(settings, [STORY.encode()], key=b"k" * 1024, headers=odd)
    latin = STORY.replace("Osk", "Öskår").encode("latin-1")
    await publish(settings, [latin], headers=[("content-type", b"text/plain; charset=ISO-8859-1")])
    with services(settings):
        records = await wait_for(settings, [TAGGED], lambda found: len(found) == 2)
    headlines = {decode(TaggedArticle, record.value or b"").headline for record in records}
    assert "Flood forces hundreds from their homes in Öskår valley" in headlines


async def test_header_names_that_are_not_utf_8_stop_nobody(settings: Settings) -> None:
    own = settings.model_copy(update={"topic_prefix": f"{settings.topic_prefix}odd-"})
    await create_topics(own.model_copy(update={"topic_partitions": 1}))
    await publish(own, [STORY.encode()], headers=[(CE_ID, b"before")])
    for value in (STORY.encode(), b" "):
        await publish_with_header_name(own, value, b"x\xff\xfe")
    await publish(own, [STORY.encode()], headers=[(CE_ID, b"after"), ("null", None)])
    with services(own):
        tagged = await wait_for(own, [TAGGED], lambda found: len(found) == 3)
        (letter,) = await wait_for(own, [DEAD_LETTERS], lambda found: len(found) == 1)
    assert ids(tagged) >= {"before", "after"}
    assert ("x\ufffd\ufffd", b"odd") in letter.headers


async def publish_with_header_name(settings: Settings, value: bytes, name: bytes) -> None:
    """Write a record as a client does that doesn't check its headers: aiokafka would."""
    placeholder = "n" * len(name)
    async with clients.producer(settings) as producer:
        batch = producer.create_batch()
        batch.append(key=None, value=value, timestamp=None, headers=[(placeholder, b"odd")])
        batch.close()
        data = bytearray(batch._build().replace(placeholder.encode(), name))  # noqa: SLF001
        data[CRC] = calc_crc32c(bytes(data[CRC.stop :])).to_bytes(4, "big")
        batch._buffer = data  # noqa: SLF001
        await (await producer.send_batch(batch, settings.topic_prefix + RAW.name, partition=0))


@pytest.mark.parametrize("codec", ["gzip", "lz4", "snappy", "zstd"])
async def test_producers_may_compress(settings: Settings, codec: str) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers, compression_type=codec
    )
    async with producer:
        await producer.send_and_wait(settings.topic_prefix + RAW.name, STORY.encode() * 50)
    with process(tagwire("parser"), settings):
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)


async def test_an_article_that_is_none_becomes_a_dead_letter_of_the_classifier(
    settings: Settings,
) -> None:
    await publish(settings, [None, b"{}", b"\xff"], topic=ARTICLES)
    with process(tagwire("classifier"), settings):
        letters = await wait_for(settings, [DEAD_LETTERS], lambda found: len(found) == 3)
    assert {letter.header(names.REASON) for letter in letters} == {"invalid-article"}
    assert {letter.header(names.STAGE) for letter in letters} == {"classifier"}


async def test_fields_of_a_newer_version_are_ignored(settings: Settings) -> None:
    await publish(settings, [STORY.encode()])
    with process(tagwire("parser"), settings):
        (record,) = await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
    newer = orjson.dumps(orjson.loads(record.value or b"") | {"mood": "calm"})
    await publish(settings, [newer], topic=ARTICLES)
    with process(tagwire("classifier"), settings):
        first, second = await wait_for(settings, [TAGGED], lambda found: len(found) == 2)
    assert first.value == second.value


async def test_a_redelivery_gives_the_same_bytes(settings: Settings) -> None:
    await publish(settings, [STORY.encode()])
    own = settings.model_copy(update={"delivery": "at-least-once"})
    await run_until(own, "parser", ARTICLES, 1)
    await forget_offsets(own, "parser", RAW)
    first, second = await run_until(own, "parser", ARTICLES, 2)
    assert same(first) == same(second)
    assert first.header(ORIGIN) == (await contents(own, RAW))[0].position
    article = decode(Article, first.value or b"")
    assert encode(article) == first.value
    first, second = await run_until(own, "classifier", TAGGED, 2)
    assert same(first) == same(second)
    first, second = await contents(own, TAG_TOPICS["disaster"])
    assert same(first) == same(second)


async def test_a_dump_sent_twice_gives_the_same_article(settings: Settings) -> None:
    await publish(settings, [STORY.encode()] * 2, headers=[(CE_ID, b"one")])
    first, second = await run_until(settings, "parser", ARTICLES, 2)
    assert (first.key, first.value) == (second.key, second.value)


async def test_an_article_from_elsewhere_is_its_own_origin(settings: Settings) -> None:
    await publish(settings, [STORY.encode()])
    (article,) = await run_until(settings, "parser", ARTICLES, 1)
    await publish(settings, [article.value], topic=ARTICLES)
    records = await run_until(settings, "classifier", TAGGED, 2)
    (own,) = [one for one in await contents(settings, ARTICLES) if not one.headers]
    wanted = {article.header(ORIGIN), own.position}
    assert {record.header(ORIGIN) for record in records} == wanted


def same(record: Record) -> Record:
    """Return what a redelivery must not change: all but where and when it was written."""
    return replace(record, offset=0, timestamp=None)


async def run_until(settings: Settings, service: str, sink: Topic, count: int) -> list[Record]:
    """Run a service until its sink has so many records, stop it cleanly, and return them."""
    with process(tagwire(service), settings) as worker:
        records = await wait_for(settings, [sink], lambda found: len(found) == count)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    return records


async def forget_offsets(settings: Settings, service: str, source: Topic) -> None:
    """Set a group's committed offsets back to the start, as a crash before a commit leaves them."""
    await commit_offsets(
        settings, service, dict.fromkeys(await ranges_of(settings, [source], None), 0)
    )


@pytest.mark.parametrize("service", ["parser", "classifier"])
async def test_a_worker_stops_cleanly_on_sigterm(settings: Settings, service: str) -> None:
    await publish(settings, [STORY.encode()])
    with process(tagwire("parser"), settings):
        await wait_for(settings, [ARTICLES], lambda found: len(found) == 1)
    await publish(settings, [STORY.encode()])
    with process(tagwire(service), settings) as worker:
        sink, count = {"parser": (ARTICLES, 2), "classifier": (TAGGED, 1)}[service]
        await wait_for(settings, [sink], lambda found: len(found) >= count)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
