"""What a request says of its dumps, and what it cannot say."""

from __future__ import annotations

import pytest

from services.ingest.core import Origin
from services.ingest.parameters import origin_of, origin_of_batch
from services.ingest.refused import Refused
from services.records.record import Rejected


def test_query_and_headers_say_where_a_dump_is_from() -> None:
    query = "source=Wire+A&url=https%3A%2F%2Fx%2F%3Fa%3D1%26b%3D2&id=7"
    assert origin_of(query, {"ce-time": "2026-03-12T09:15:00Z", "ce-id": "7"}) == Origin(
        id="7", source="Wire A", url="https://x/?a=1&b=2", time="2026-03-12T09:15:00Z"
    )
    assert origin_of("source=Wire&url=https://x/?a=1", {}).url == "https://x/?a=1"
    assert origin_of("url=https://x/&source=Wire", {}).source == "Wire"


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("url=https://x/?a=1&b=2", "'b'.*encode"),
        ("url=https://x/?a=1&id=2", "is id a parameter of ours or of the url.*%26"),
        ("sorce=Wire", "did you mean source?"),
        ("ulr=https://x/", "did you mean url?"),
        ("frobnicate=1", "there are id, source, url, time"),
        ("source=A&source=B", "twice"),
        ("source=A", "differ"),
        ("x" * 100_000 + "=1", "no parameter"),
        ("%ff=1", "no parameter"),
    ],
)
def test_other_parameters_are_refused_by_name(query: str, remedy: str) -> None:
    with pytest.raises(Refused, match=remedy) as caught:
        origin_of(query, {"ce-source": "B"} if "differ" in remedy else {})
    assert (caught.value.status, caught.value.reason) == (400, "invalid-parameter")
    assert len(caught.value.detail) < 400


def test_a_time_is_iso_8601() -> None:
    with pytest.raises(Rejected, match="ISO 8601"):
        origin_of("time=" + "yesterday" * 1000, {})


def test_a_batch_has_a_source_and_a_time_but_no_id_and_no_url() -> None:
    assert origin_of_batch("source=Wire", {"ce-time": "2026-03-12"}).source == "Wire"
    for query, headers in (("id=7", {}), ("url=https://x/", {}), ("", {"ce-id": "7"})):
        with pytest.raises(Refused, match="in each line"):
            origin_of_batch(query, headers)
