from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.page.extract import ListedStory
from services.parser.page.lines import Line, read_lines
from services.parser.sidebars.read import Sidebars, read_related, read_sidebars
from services.parser.sidebars.titles import kind_of_title

STORM = "Storm closes mountain road for a second night"
BRIDGE = "Council votes to rebuild the old harbour bridge"
FERRY = "Ferry company asks for higher fares next year"
SCHOOL = "School in Ellery opens after a year of repairs"


def sidebars(*lines: str) -> Sidebars:
    return read_sidebars(read_lines("\n".join(lines)))


def viewed(*lines: str) -> list[tuple[str, str | None, str | None]]:
    return [(one.headline, one.section, one.age) for one in sidebars(*lines).most_viewed]


@pytest.mark.parametrize(
    "title",
    [
        *("Most Read", "MOST VIEWED:", "Trending now", "Most read in Politics", "Popular"),
        *("Meistgelesen", "Am beliebtesten", "Mest lest", "Mest læste", "Mest läst - Sverige"),
        *("Meest gelezen", "Les plus lus", "Lo más leído", "I più letti", "Mais lidas"),
        *("Najczęściej czytane", "Самое читаемое", "Найпопулярніше", "En çok okunanlar"),
        *("人気記事", "社会ランキング", "정치 많이 본 뉴스", "Terpopuler", "Enim loetud"),
        *("Skaitomiausi", "Legolvasottabb", "Cele mai citite", "Nejčtenější", "Luetuimmat"),
    ],
)
def test_most_viewed_in_the_languages_of_news(title: str) -> None:
    assert viewed(title, STORM, BRIDGE, FERRY) == [
        (STORM, None, None),
        (BRIDGE, None, None),
        (FERRY, None, None),
    ]


@pytest.mark.parametrize(
    "title",
    [
        *("Related", "More on this", "More from the region", "Read next", "Mehr zum Thema"),
        *("Les også", "Læs også", "Läs också", "Lees ook", "À lire aussi", "Te puede interesar"),
        *("Leggi anche", "Leia também", "Czytaj także", "Читайте также", "Читайте також"),
        *("İlgili Haberler", "関連記事", "관련 기사", "Baca juga", "Loe ka", "Taip pat skaitykite"),
        *("Kapcsolódó cikkek", "Citește și", "Čtěte také", "Lue myös", "»Auch interessant«"),
    ],
)
def test_related_in_the_languages_of_news(title: str) -> None:
    assert sidebars(title, STORM, BRIDGE, FERRY).related == (STORM, BRIDGE, FERRY)


@pytest.mark.parametrize(
    "line", ["Most read it as a threat", "Trends in farming", "Read the rules", "", "1", "-"]
)
def test_what_heads_no_list(line: str) -> None:
    assert kind_of_title(line) is None


def test_latest_stands_in_where_nothing_is_related() -> None:
    latest = ["Latest news", STORM, BRIDGE, FERRY]
    assert sidebars(*latest).related == (STORM, BRIDGE, FERRY)
    assert sidebars(*latest, "Related", FERRY, SCHOOL, STORM).related == (FERRY, SCHOOL, STORM)


def test_ranks_sections_and_ages_before_their_headlines() -> None:
    ranked = ["1", "Europe", "3 hours ago", STORM, "2", "Politics", "yesterday", BRIDGE]
    assert viewed("Most read", *ranked) == [
        (STORM, "Europe", "3 hours ago"),
        (BRIDGE, "Politics", "yesterday"),
    ]


def test_ages_after_their_headlines_and_tabs_before_the_first() -> None:
    tabs = ["Today", "Week", "Month"]
    assert viewed("Most read", *tabs, STORM, "1/14 19:42", BRIDGE, "1/14 05:00") == [
        (STORM, None, "1/14 19:42"),
        (BRIDGE, None, "1/14 05:00"),
    ]


def test_an_age_may_stand_on_the_headlines_line() -> None:
    assert viewed("Meistgelesen", f"{STORM} 24.04.2023", f"{BRIDGE} vor 5 Stunden") == [
        (STORM, None, "24.04.2023"),
        (BRIDGE, None, "vor 5 Stunden"),
    ]


def test_a_name_is_a_section_if_it_is_one_word_or_comes_again() -> None:
    lines = [STORM, "Business", BRIDGE, "Jane Doe", FERRY, "Public Service", SCHOOL]
    assert [section for _, section, _ in viewed("Popular", *lines, "Public Service")] == [
        "Business",
        None,
        "Public Service",
        "Public Service",
    ]


def test_captions_repeats_and_cut_summaries_are_no_entries() -> None:
    cut = "The storm began at dawn on Sunday and by the evening the road to ..."
    lines = [STORM, cut, "Photo: Jane Doe", BRIDGE, BRIDGE, FERRY, cut.replace("storm", "ferry")]
    assert sidebars("Related", *lines).related == (STORM, BRIDGE, FERRY)


@pytest.mark.parametrize(
    "end",
    [
        ["Jane Doe has worked at the harbour for twenty years and knows all the ships."],
        [
            "Contact",
            "Imprint",
            "Privacy",
            "Careers",
            "Jobs",
            "Help",
            "Terms of use for our readers",
        ],
        ["Related", SCHOOL],
    ],
)
def test_where_a_list_ends(end: list[str]) -> None:
    assert viewed("Most read", STORM, BRIDGE, FERRY, *end) == [
        (STORM, None, None),
        (BRIDGE, None, None),
        (FERRY, None, None),
    ]


def test_a_bulleted_list_ends_with_its_bullets() -> None:
    bulleted = [f"* {headline}" for headline in (STORM, BRIDGE, FERRY)]
    assert len(viewed("Most read", *bulleted, SCHOOL)) == len(bulleted)


def test_in_html_links_are_entries_and_what_stands_between_is_not() -> None:
    blocks = [
        *(Line("Most read"), Line(STORM, bulleted=True), Line("What the road crews say now")),
        *(Line(BRIDGE, bulleted=True), Line("Who pays for the new bridge"), Line("2 hours ago")),
    ]
    assert read_sidebars(blocks).most_viewed == (
        ListedStory(STORM),
        ListedStory(BRIDGE, None, "2 hours ago"),
    )


def test_menus_and_single_pointers_are_no_lists() -> None:
    assert viewed("Popular", "World", "Business", "Photo of the day", "Sport", "Help") == []
    assert viewed("Most read", STORM) == []
    assert sidebars("Related", "About our paper", "All our news letters").related == ()


def test_related_headlines_without_a_title_follow_one_another() -> None:
    lines = read_lines(f"{STORM}\n{BRIDGE}\nMost read\n{FERRY}")
    assert read_related(lines) == ((STORM, BRIDGE), 2)


@given(st.lists(st.sampled_from(["Most read", "Related", "1", STORM, "3 hours ago", "* x", "."])))
def test_any_lines_give_lists_of_bounded_length(lines: list[str]) -> None:
    found = sidebars(*lines)
    assert len(found.related) <= 30
    assert len(found.most_viewed) <= 30
