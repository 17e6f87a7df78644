"""Parser drift and silent sources show in metrics."""

from __future__ import annotations

from services.parser.content import observed
from services.parser.handler import handle
from services.records.record import Record
from tests.metric_values import moved

BARE = b"Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"
DUMP = Record("news-raw", 0, 0, BARE, timestamp=1_800_000_000_500)


def test_what_an_article_lacks_is_counted_by_source() -> None:
    (message,) = handle(DUMP)
    assert message.facts
    with moved("parser") as found:
        observed()(DUMP, message.facts, "lacking")
    assert found["tagwire_articles_total", "lacking"] == 1
    assert found["tagwire_articles_lacking_total", "date", "lacking"] == 1
    assert found["tagwire_articles_lacking_total", "byline", "lacking"] == 1
    assert found["tagwire_articles_lacking_total", "headline", "lacking"] == 0
    assert found["tagwire_article_body_characters_count", "lacking"] == 1
    assert found["tagwire_article_body_characters_sum", "lacking"] > 50


def test_the_last_dump_of_a_source_is_the_latest_whatever_became_of_it() -> None:
    observe = observed()
    with moved("parser") as found:
        observe(DUMP, None, "latest")
        observe(Record("news-raw", 1, 0, BARE, timestamp=1_700_000_000_000), None, "latest")
        observe(Record("news-raw", 1, 1, BARE), None, "latest")
    assert found == {("tagwire_source_last_dump_timestamp_seconds", "latest"): 1_800_000_000.5}
