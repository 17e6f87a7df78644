"""What the page shows above its body: headline, standfirst and dates."""

from __future__ import annotations

import pytest

from services.parser.markup.read import read_html
from services.parser.page.extract import Extract, Stamp

HEADLINE = "Ferry runs aground off northern cape"
LEAD = "All forty passengers were brought to the harbour by fishing boats."
BODY = "".join(
    f"<p>The ferry went aground near the northern cape in {when} fog, the harbour office said on"
    " Monday, and its passengers were brought ashore by the lifeboats of the district.</p>"
    for when in ("thick", "early", "sudden", "evening")
)


def read(above: str, head: str = "", after: str = "") -> Extract:
    return read_html(f"<html lang=en><head>{head}</head><body>{above}{BODY}{after}</body></html>")


@pytest.mark.parametrize(
    "title",
    [
        f"Cape Courier - Regional - {HEADLINE}",
        f"{HEADLINE}_Regional_Courier",
        f"{HEADLINE} (from Cape Courier)",
        f"{HEADLINE} on CapeCourier.example",
    ],
)
def test_what_stands_above_the_body_and_in_the_title_is_the_headline(title: str) -> None:
    extract = read(f"<div>{HEADLINE}</div>", f"<title>{title}</title>")
    assert extract.headline == HEADLINE
    assert HEADLINE not in extract.paragraphs


@pytest.mark.parametrize("heading", [f"<h2>{HEADLINE}</h2>", f"<td class=storytitle>{HEADLINE}"])
def test_the_heading_of_the_story_goes_before_a_title_of_the_site_alone(heading: str) -> None:
    table = f"<table><tr>{heading}</table>"
    assert read(table, "<title>Cape Courier: Regional</title>").headline == HEADLINE


def test_a_title_that_two_sources_tell_is_not_looked_up() -> None:
    told = "Ferry accident off the cape: what we know so far"
    meta = f"<meta property=og:title content='{told}'><title>{told}</title>"
    assert read(f"<h2>{HEADLINE}</h2>", meta).headline == told


@pytest.mark.parametrize(
    "markup",
    [
        f"<h2 class=article-subtitle>{LEAD}</h2>",
        f"<p class=leadText>{LEAD}</p>",
        f"<div class=vorspann><p>{LEAD}</p></div>",
    ],
)
def test_a_standfirst_is_no_paragraph(markup: str) -> None:
    extract = read(f"<h1>{HEADLINE}</h1>{markup}")
    assert extract.standfirst == LEAD
    assert len(extract.paragraphs) == 4


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{LEAD}</p>",
        f"<p class=leader>{LEAD}</p>",
        "<p class=subtitle>Last updated: Monday, April 28, 2025 at noon</p>",
    ],
)
def test_other_lines_are_no_standfirst(markup: str) -> None:
    assert read(f"<h1>{HEADLINE}</h1>{markup}").standfirst is None


def shown(day: str) -> Stamp:
    return Stamp(day, "day", "byline")


@pytest.mark.parametrize(
    "line",
    [
        "Posted in Harbours, Ferries by Jane Roe on April 27, 2025",
        "From our correspondents in Port Elden, Ellery April 27, 2025",
        "Sunday, 27 April 2025",
    ],
)
def test_the_date_directly_above_the_body_is_the_articles(line: str) -> None:
    assert read(f"<h1>{HEADLINE}</h1><div>{line}</div>").published == shown("2025-04-27")


def test_a_date_after_an_update_label_is_no_date_of_publication() -> None:
    extract = read(
        f"<h1>{HEADLINE}</h1><div>By Jane Roe of Ellery, last updated April 27, 2025</div>"
    )
    assert (extract.published, extract.updated) == (None, shown("2025-04-27"))


def test_the_date_of_a_picture_is_not_the_articles() -> None:
    caption = "The ferry and its crew in the harbour of Port Elden, April 20, 2025"
    figure = f"<figure><figcaption>{caption}</figcaption></figure>"
    assert read(f"<h1>{HEADLINE}</h1>{figure}").published is None


def test_the_date_of_a_quoted_post_is_not_the_articles() -> None:
    post = "<blockquote>Osk Fire Service (@oskfire) April 20, 2025</blockquote>"
    assert read(f"<h1>{HEADLINE}</h1>{post}").published is None


@pytest.mark.parametrize(
    ("language", "wanted"), [("en-GB", "2025-05-04"), ("en-US", "2025-04-05"), ("en", None)]
)
def test_the_order_of_day_and_month_is_that_of_the_region(
    language: str, wanted: str | None
) -> None:
    page = f"<html lang={language}><body><h1>{HEADLINE}</h1><div>04/05/2025</div>{BODY}"
    assert read_html(page).published == (shown(wanted) if wanted else None)


def test_one_date_that_is_said_to_be_of_publication_is_it_wherever_it_stands() -> None:
    after = "<div>Ferries</div>" * 30 + "<div>Published on April 27, 2025. Licence: free</div>"
    assert read(f"<h1>{HEADLINE}</h1>", after=after).published == shown("2025-04-27")
    two = f"{after}<div>Published on April 28, 2025. Licence: free</div>"
    assert read(f"<h1>{HEADLINE}</h1>", after=two).published is None


EDITED = "2025-06-20T16:02:46Z"
META = "<meta property=article:{}_time content={}>"


def test_a_publication_told_to_be_the_last_edit_gives_way_to_an_earlier_date_shown() -> None:
    above = f"<h1>{HEADLINE}</h1><div>May 14, 2025</div>"
    stamps = META.format("published", EDITED) + META.format("modified", EDITED)
    assert read(above, stamps).published == shown("2025-05-14")
    later = above.replace("May 14", "June 20")
    assert read(later, stamps).published == Stamp(EDITED, "second", "meta")
    only = META.format("published", EDITED)
    assert read(above, only).published == Stamp(EDITED, "second", "meta")


def test_a_date_of_publication_that_the_page_shows_stays_whatever_else_it_says() -> None:
    stamps = META.format("published", EDITED) + META.format("modified", EDITED)
    above = f"<h1>{HEADLINE}</h1><div>20 June 2025</div><div>First aground on 14 May 2025</div>"
    assert read(above, stamps).published == Stamp(EDITED, "second", "meta")


def test_the_date_below_the_headline_counts_however_much_stands_between() -> None:
    stamps = META.format("published", EDITED) + META.format("modified", EDITED)
    title = f"<title>{HEADLINE}</title>"
    above = f"<h1>{HEADLINE}</h1><div>May 14, 2025</div>" + "<div>Share</div>" * 7
    assert read(above, stamps + title).published == shown("2025-05-14")


@pytest.mark.parametrize("above", ["Tide turns early", "Fog lifts"])
def test_the_heading_right_above_the_body_goes_before_that_of_the_page(above: str) -> None:
    extract = read(f"<h1>Latest News</h1><div>Search:</div><h2>{above}</h2>")
    assert extract.headline == above


def test_a_date_in_the_headline_is_not_the_articles() -> None:
    dated = "Ferry timetable of 27 April 2025"
    page = f"<html><title>{dated}</title><body><h1>{dated}</h1>{BODY}"
    assert read_html(page).published is None


def test_chinese_credits_name_the_author_and_leave_the_paragraphs() -> None:
    text = "".join(
        f"<p>渡轮于周{day}在北港附近起火,消防员很快赶到现场,无人受伤。</p>" for day in "一二三四五"
    )
    signed = f"{text}<p>记者 王小明</p><p>责任编辑:李丽</p>"
    page = f"<html lang=zh><body><h1>渡轮在北港附近起火</h1>{signed}"
    extract = read_html(page.replace(":", "\uff1a").replace(",", "\uff0c"))
    assert extract.byline == ("王小明",)
    assert all("王小明" not in paragraph for paragraph in extract.paragraphs)


def test_by_lines_and_dates_leave_both_ends_of_the_paragraphs() -> None:
    page = f"<h1>{HEADLINE}</h1><p>By Jane Roe</p>{BODY}<p>By John Doe and Ida Moreau</p>"
    assert len(read_html(f"<body>{page}").paragraphs) == 4
