from __future__ import annotations

from pathlib import Path

import pytest

from services.parser.page import lines
from services.parser.page.extract import Extract, ListedStory, Stamp
from services.parser.plain.read import read_text

HARBOUR = Path(__file__).parents[1] / "samples" / "harbour-fire.txt"
BODY = [
    "A fire destroyed the passenger terminal of Port Ellery on Sunday.",
    "The blaze broke out shortly before dawn in a kitchen on the ground floor.",
]


def page(*lines: str) -> Extract:
    return read_text("\n".join(lines))


def test_a_whole_dump() -> None:
    extract = read_text(HARBOUR.read_text(encoding="utf-8"))
    assert extract.headline == "Fire destroys ferry terminal in Port Ellery, three people missing"
    assert extract.section == "Europe"
    assert extract.language == "en"
    assert extract.published == Stamp("2024-09-15", "day", "dump-header")
    assert [paragraph.split()[0] for paragraph in extract.paragraphs] == [
        "PORT",
        "The",
        "“We",
        "Ferries",
    ]
    assert extract.related == (
        "Two held after break-in at Port Ellery customs house",
        "Fire destroys ferry terminal in Port Ellery, three people missing",
        "Storm closes mountain road for the third time this month",
    )
    assert [(entry.section, entry.age) for entry in extract.most_viewed] == [
        ("Europe", "20 hours ago"),
        ("US News", "3 days ago"),
        ("Health", "1 week ago"),
    ]


def test_byline_and_dates_around_the_headline() -> None:
    extract = page(
        "Fire destroys ferry terminal in Port Ellery",
        "By Jane Doe and John Roe | Published April 27, 2025, 3:04 pm EDT",
        "Updated: 28 April 2025",
        *BODY,
    )
    assert extract.byline == ("Jane Doe", "John Roe")
    assert extract.published == Stamp("2025-04-27T15:04-04:00", "minute", "byline")
    assert extract.updated == Stamp("2025-04-28", "day", "byline")
    assert extract.paragraphs == tuple(BODY)


def test_published_and_updated_on_one_line() -> None:
    extract = page("Fire destroys terminal", "Published 2025-04-27 Updated 2025-04-28", *BODY)
    assert extract.headline == "Fire destroys terminal"
    assert extract.published == Stamp("2025-04-27", "day", "byline")
    assert extract.updated == Stamp("2025-04-28", "day", "byline")


def test_a_date_in_a_sentence_is_not_the_articles() -> None:
    extract = page("Fire destroys ferry terminal", *BODY, "It was built on April 27, 1925.")
    assert extract.published is None
    assert len(extract.paragraphs) == len(BODY) + 1


def test_the_pages_machinery_is_no_paragraph() -> None:
    extract = page(
        *("Fire destroys ferry terminal in Port Ellery", "Share", BODY[0], "Advertisement"),
        *("Read more: How the terminal was built in three years", "* * *", BODY[1]),
    )
    assert extract.paragraphs == tuple(BODY)


def test_menus_around_the_article_stay_out() -> None:
    menu = ["* Home", "* World", "* Sport", "Sign in", "Search"]
    extract = page(*menu, "Fire destroys ferry terminal in Port Ellery", *BODY, *menu, "Imprint")
    assert extract.headline == "Fire destroys ferry terminal in Port Ellery"
    assert extract.paragraphs == tuple(BODY)
    assert extract.related == ()


def test_subheads_and_lists_within_the_body_stay() -> None:
    extract = page("Fire destroys ferry terminal in Port Ellery", BODY[0], "Third fire", BODY[1])
    assert extract.paragraphs == (BODY[0], "Third fire", BODY[1])


@pytest.mark.parametrize("title", ["Most Viewed", "MOST READ", "Most Popular:", "Trending"])
def test_most_viewed_lists_under_all_their_names(title: str) -> None:
    extract = page(
        *("Fire destroys ferry terminal in Port Ellery", *BODY, title),
        *("Governor signs bill on coastal defences", "Storm closes mountain road again", "Imprint"),
    )
    assert extract.most_viewed == (
        ListedStory("Governor signs bill on coastal defences"),
        ListedStory("Storm closes mountain road again"),
    )


def test_numbers_and_bullets_lead_entries() -> None:
    extract = page(
        *("Fire destroys ferry terminal in Port Ellery", *BODY, "Most Read", "1."),
        *("20 schools closed after storm", "2. Storm closes mountain road again"),
        *("• World | 2 hours ago", "Governor signs bill on coastal defences"),
    )
    assert extract.most_viewed == (
        ListedStory("20 schools closed after storm"),
        ListedStory("Storm closes mountain road again"),
        ListedStory("Governor signs bill on coastal defences", "World", "2 hours ago"),
    )


def test_a_list_before_the_article_does_not_become_its_headline() -> None:
    extract = page(
        *("Trending", "* Governor signs bill on coastal defences"),
        *("* Storm closes mountain road again", "Fire destroys ferry terminal", *BODY),
    )
    assert extract.headline == "Fire destroys ferry terminal"
    assert extract.paragraphs == tuple(BODY)
    assert len(extract.most_viewed) == len(BODY)


def test_related_stories_may_have_a_title() -> None:
    extract = page(
        *("Fire destroys ferry terminal in Port Ellery", *BODY, "Related stories"),
        *("- Governor signs bill on coastal defences", "- Storm closes mountain road again"),
    )
    assert extract.related == (
        "Governor signs bill on coastal defences",
        "Storm closes mountain road again",
    )


@pytest.mark.parametrize(
    "line", ["Fire destroys ferry terminal in Port Ellery", "Magnitude 6.1 quake hits Ellery sea."]
)
def test_a_single_line_is_a_wire_alert(line: str) -> None:
    extract = page("", "", line, "")
    assert (extract.headline, extract.paragraphs) == (line, ())


def test_an_alert_may_have_a_header() -> None:
    extract = page("date 2025-04-27 World", "Fire destroys ferry terminal in Port Ellery")
    assert extract.headline == "Fire destroys ferry terminal in Port Ellery"
    assert (extract.section, extract.paragraphs) == ("World", ())
    assert extract.published == Stamp("2025-04-27", "day", "dump-header")


def test_a_long_single_line_is_a_paragraph() -> None:
    extract = page(" ".join(BODY * 10))
    assert extract.headline is None
    assert len(extract.paragraphs) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Home\nWorld\nSport\nSign in\nContact us",
        "***\n---\n###",
        "!!!!!!!!!!!!!!!!!!!!!!!",
        "12 34 56\n78 90",
        "aaaa aaaa aaaa aaaa aaaa.",
    ],
)
def test_nothing_article_like_gives_an_empty_extract(text: str) -> None:
    assert read_text(text) == Extract()


def test_other_languages_are_told() -> None:
    german = "Die Feuerwehr teilte mit, dass das Terminal in der Nacht vollständig ausbrannte."
    extract = page("Feuer zerstört Fährterminal in Port Ellery", *[german] * 4, "Es war dunkel.")
    assert extract.language == "de"
    assert extract.headline == "Feuer zerstört Fährterminal in Port Ellery"


@pytest.mark.parametrize(("sentences", "published"), [(2, None), (12, "2024-05-04")])
def test_the_order_of_day_and_month_needs_a_language_that_tells(
    sentences: int, published: str | None
) -> None:
    french = [
        f"Les pompiers ont indiqué que le quai numéro {number} a brûlé toute la nuit de samedi."
        for number in range(sentences)
    ]
    extract = page("Un incendie détruit le terminal de Port Ellery", "04/05/2024", *french)
    assert (extract.published.value if extract.published else None) == published


def test_two_lines_are_a_headline_and_a_paragraph() -> None:
    lead = "Hundreds of people were evacuated after the river burst its banks."
    extract = page("Flood in Osk valley", lead)
    assert (extract.headline, extract.paragraphs) == ("Flood in Osk valley", (lead,))


def test_the_date_of_a_quoted_post_is_not_the_articles() -> None:
    post = "— Osk Fire Service (@oskfire) April 27, 2025"
    assert page("Fire tears through ferry terminal in Port Ellery", post, *BODY).published is None


def test_a_label_may_be_glued_to_its_time() -> None:
    extract = page(
        "Fire tears through ferry terminal in Port Ellery", "Updated20:49, 5 Aug 2024", *BODY
    )
    assert extract.published is None
    assert extract.updated is not None


def test_lines_beyond_the_most_of_a_page_are_not_even_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(text: str) -> lines.Line:
        made.append(text)
        return lines.Line(text)

    monkeypatch.setattr(lines, "_line", make)
    assert len(lines.read_lines(" a\n\n\nb \n" * lines.MAX_LINES)) == lines.MAX_LINES
    assert made[:2] == ["a", "b"]
    assert len(made) == lines.MAX_LINES


def test_scripts_among_the_lines_are_no_paragraphs() -> None:
    script = "var p = new Player(); p.load({id: 7}); document.body.appendChild(p.node); // end."
    found = page("Fire destroys ferry terminal in Port Ellery", BODY[0], script, BODY[1])
    assert list(found.paragraphs) == BODY


def test_chinese_credits_are_the_byline_and_no_paragraph() -> None:
    body = [f"渡轮第{number}号周日在港口起火，消防员赶到现场，无人受伤。" for number in range(5)]  # noqa: RUF001
    extract = page("北港渡轮码头大火三人失踪", "2025-04-27", *body, "记者 王小明 李丽", "编辑:陈江")
    assert extract.byline == ("王小明", "李丽")
    assert extract.paragraphs == tuple(body)
