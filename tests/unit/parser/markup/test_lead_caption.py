from __future__ import annotations

import pytest

from schemas.events import Image
from services.parser.markup.lead_caption import split_credit
from services.parser.markup.read import read_html

URL = "https://courier.example/ferry.jpg"
META = f"<meta property=og:image content={URL}>"
HEADING = "<h1>Ferry runs aground off northern cape</h1>"
BODY = "".join(
    f"<p>The ferry went aground near the northern cape in {when} fog, the harbour office said on"
    " Monday, and its passengers were brought ashore by the lifeboats of the district.</p>"
    for when in ("thick", "early", "sudden", "evening")
)
CAPTION = "The ferry in the harbour."


def image(figure: str, head: str = META, after: str = "") -> Image | None:
    return read_html(f"<head>{head}</head><body>{HEADING}{figure}{BODY}{after}").image


def figure(caption: str) -> str:
    return f"<figure><img src=/ferry.jpg><figcaption>{caption}</figcaption></figure>"


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (f"{CAPTION} (AP Photo/Jane Doe)", "AP Photo/Jane Doe"),
        (f"{CAPTION} (Jane Doe/Reuters)", "Jane Doe/Reuters"),
        (f"{CAPTION} Photo: Jane Doe", "Jane Doe"),
        (f"{CAPTION} | Credit: Jane Doe / Getty Images", "Jane Doe / Getty Images"),
        (f"{CAPTION} © Jane Doe", "Jane Doe"),
        (f"{CAPTION} (Foto: Jana Döll)", "Jana Döll"),
        (f"{CAPTION} 图：王小明", "王小明"),  # noqa: RUF001  as printed
        (CAPTION, None),
        (f"{CAPTION} It was built (in 1990).", None),
    ],
)
def test_a_credit_stands_at_the_end_of_a_caption(text: str, credit: str | None) -> None:
    caption, found = split_credit(text)
    assert found == credit
    assert caption == (CAPTION if credit else text)


def test_the_caption_of_the_figure_above_the_body_is_the_lead_images() -> None:
    found = image(figure(f"{CAPTION} Photo: Jane Doe"))
    assert found == Image(url=URL, caption=CAPTION, credit="Jane Doe")
    apart = image(figure(f"<p>{CAPTION}</p><p>Jane Doe/AP</p>"))
    assert apart == Image(url=URL, caption=CAPTION, credit="Jane Doe/AP")


def test_a_figure_further_down_or_of_another_story_is_not_the_lead() -> None:
    assert image("", after=figure(CAPTION)) == Image(url=URL)
    assert image(figure(f"<a href=/other>{CAPTION}</a>")) == Image(url=URL)
    assert image(figure(CAPTION), head="") is None


def test_the_portrait_of_an_author_is_not_the_lead() -> None:
    assert image(figure("<p>By Jane Doe</p><p>27 April 2025, 15:04</p>")) == Image(url=URL)


def test_what_structured_data_says_stays() -> None:
    data = f'{{"@type":"Article","image":{{"url":"{URL}","caption":"A ferry"}}}}'
    script = f"<script type=application/ld+json>{data}</script>"
    assert image(figure(CAPTION), head=script) == Image(url=URL, caption="A ferry")
