"""The name of its site behind a headline."""

from __future__ import annotations

import pytest

from services.classifier.encoder.site_name import without_site


@pytest.mark.parametrize(
    ("headline", "source", "left"),
    [
        ("Flood hits town - Reuters", "Reuters", "Flood hits town"),
        ("Flood hits town | BBC News", "BBC", "Flood hits town"),
        ("Flood hits town | BBC News", "www.bbc.co.uk", "Flood hits town"),
        ("Flood hits town - The Cape Courier", "cape-courier.example", "Flood hits town"),
        ("Flood hits town - twice", "Reuters", "Flood hits town - twice"),
        ("Flood hits coast - US", "usatoday.com", "Flood hits coast - US"),
        ("Flood hits town - Reuters", None, "Flood hits town - Reuters"),
    ],
)
def test_the_name_of_its_source_leaves_a_headline(
    headline: str, source: str | None, left: str
) -> None:
    assert without_site(headline, source) == left
