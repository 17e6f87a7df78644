from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.parser.markup.read import read_html
from services.parser.page.extract import Extract, Stamp

COURT = (Path(__file__).parents[1] / "samples" / "court-ruling.html").read_text(encoding="utf-8")
STRUCTURED = COURT[COURT.index("<script") : COURT.index("</script>")]
WITHOUT = COURT.replace(STRUCTURED, "<script>")


def with_head(markup: str) -> str:
    return WITHOUT.replace("</head>", f"{markup}</head>")


def test_a_whole_page() -> None:
    extract = read_html(COURT)
    assert extract.headline == "Court stops sale of the old mint"
    assert [paragraph.split()[1].strip(",") for paragraph in extract.paragraphs] == [
        "court",
        "judges",
        "buyer",
    ]
    assert (extract.section, extract.byline) == ("Courts", ("Jane Doe",))
    assert (extract.language, extract.source) == ("en-GB", "The Ellery Courier")
    assert extract.url == "https://courier.example/courts/old-mint?utm_source=feed"
    assert extract.published == Stamp("2024-09-15T10:30:05+02:00", "second", "structured-data")
    assert extract.updated == Stamp("2024-09-15T12:00+02:00", "minute", "structured-data")


def test_meta_elements_date_the_page_too() -> None:
    meta = '<meta property="article:published_time" content="2024-09-15T10:30Z">'
    assert read_html(with_head(meta)).published == Stamp("2024-09-15T10:30Z", "minute", "meta")


def test_a_visible_date_is_a_day() -> None:
    page = WITHOUT.replace("</h1>", '</h1><time datetime="2024-09-15">15 September 2024</time>')
    assert read_html(page).published == Stamp("2024-09-15", "day", "byline")


def test_without_a_date_there_is_none() -> None:
    assert read_html(WITHOUT).published is None


def test_the_sites_name_leaves_the_title() -> None:
    assert read_html(WITHOUT).headline == "Court stops sale of the old mint"


@pytest.mark.parametrize("lang", ["und", "x-default", "english", ""])
def test_an_invalid_language_is_not_passed_on(lang: str) -> None:
    assert read_html(COURT.replace('lang="en-GB"', f'lang="{lang}"')).language == "en"


@pytest.mark.parametrize("url", ["https://courier.example/", "/courts", "mailto:a@b.example", ""])
def test_a_canonical_url_that_names_no_page_is_ignored(url: str) -> None:
    page = COURT.replace("https://courier.example/courts/old-mint?utm_source=feed", url)
    assert read_html(page).url is None


def test_a_fragment_is_a_page() -> None:
    fragment = COURT[COURT.index("<article>") : COURT.index("<footer>")]
    assert len(read_html(fragment).paragraphs) == 3


@pytest.mark.parametrize(
    "page",
    ["", "<html></html>", "<html><body><nav><a href=/>Home</a></nav></body></html>", "<!---->"],
)
def test_a_page_without_text_gives_an_empty_extract(page: str) -> None:
    assert read_html(page) == Extract()


LIST = """<section><h2>{title}</h2><ol>
<li><div>World</div><a href=/1>Two rescued after boat sinks off the coast</a><div>3 hours ago</div>
<li><div>Culture</div><a href=/2>Museum reopens after ten years of works</a><div>yesterday</div>
<li><div>Farming</div><a href=/3>Farmers count the cost of a dry spring</a><div>2 days ago</div>
</ol></section></body>"""


def test_the_lists_around_the_article() -> None:
    extract = read_html(COURT.replace("</body>", LIST.format(title="Most read")))
    assert [entry.headline.split()[0] for entry in extract.most_viewed] == [
        "Two",
        "Museum",
        "Farmers",
    ]
    assert len(extract.paragraphs) == 3
    related = read_html(COURT.replace("</body>", LIST.format(title="Related stories"))).related
    assert related[1] == "Museum reopens after ten years of works"


def test_an_index_page_is_no_article() -> None:
    card = "<div><h3><a href=/{n}>Story {n} of the day at the coast</a></h3><p>{text}</p></div>"
    text = "A fisherman heard the calls and brought both to the shore before the lifeboat came."
    cards = "".join(card.format(n=number, text=text + str(number) + ".") for number in range(9))
    assert read_html(f"<body><main>{cards}</main></body>").several


def test_a_page_that_scripts_build() -> None:
    story = COURT[COURT.index("<p>") : COURT.index("</article>")] * 2
    script = story.replace('"', "&quot;").replace("<", "\\u003c").replace("\n", "\\n")
    page = f'<body><div id="root"></div><script>push([1,"{script}"])</script></body>'
    assert read_html(page).paragraphs[0].startswith("A court in Port Ellery stopped")


def test_a_page_whose_navigation_never_closes() -> None:
    assert len(read_html(COURT.replace("</nav>", "")).paragraphs) == 3


@given(st.text("<>/=\"' abpdivh1\n&;#x-!", max_size=300))
def test_any_markup_is_read(markup: str) -> None:
    assert read_html(markup) == read_html(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<a href=/>Seven words that could well be a title</a>" * 100_000,
        "<div>" * 100_000 + "deep",
        "x" * 1_000_000,
        "<p>" + "word " * 200_000,
        "".join(f"<p><b a={number}>" for number in range(20_000)),
        "<title>" * 50_000,
        "<h1>" * 50_000,
    ],
    ids=["links", "deep", "line", "paragraph", "formatting", "titles", "headings"],
)
def test_hostile_pages_come_to_an_end(markup: str) -> None:
    assert read_html(f"<body>{markup}</body>").byline == ()


def test_an_age_beside_the_headline_dates_the_article() -> None:
    shown = "</h1><div>Ellery Courier <span>Yesterday</span></div>"
    assert read_html(WITHOUT.replace("</h1>", shown)).age == "Yesterday"


def test_an_index_of_cards_holds_several_articles() -> None:
    card = "<div><a href=/{0}><h2>The ferry of pier {0} burns again</h2><p>It burnt.</p></a></div>"
    assert read_html("".join(card.format(number) for number in range(6))).several


STORY = [
    "The library at Old Quay opened its doors again on Tuesday, five weeks after the flood.",
    "Readers brought flowers and a cake, the head of the library said on the steps.",
    "The cellar stays shut until the walls are dry, which may take all of the summer.",
]
PLAYER = "var p = new Player(); p.load({id: 7}); document.body.appendChild(p.node);"


@pytest.mark.parametrize(
    "between",
    [
        f"<span style='display: none'>{PLAYER}</span>",
        f"<span class=loader>{PLAYER}</span>",
        f"<div>{PLAYER * 5}</div>",
        "<span hidden>Loading the player</span>",
    ],
)
def test_scripts_and_placeholders_among_the_paragraphs_are_not_read(between: str) -> None:
    body = between.join(f"<p>{text}</p>" for text in STORY)
    page = f"<body><article><h1>Library opens after the flood</h1>{body}</article>"
    assert list(read_html(page).paragraphs) == STORY


def test_a_hidden_span_in_a_sentence_is_not_read() -> None:
    marked = STORY[0].replace(" on ", " <span style=display:none>Share</span>on ")
    page = f"<body><article><h1>Library opens after the flood</h1><p>{marked}</p><p>{STORY[1]}</p>"
    assert list(read_html(page).paragraphs) == STORY[:2]


def test_lines_of_byline_and_date_above_the_story_are_no_paragraphs() -> None:
    front = "<p class=by>By Jane Roe</p><p>12 May 2025</p>"
    body = "".join(f"<p>{text}</p>" for text in STORY)
    page = f"<body><article><h1>Library opens after the flood</h1>{front}{body}</article>"
    found = read_html(page)
    assert (found.byline, list(found.paragraphs)) == (("Jane Roe",), STORY)


def test_program_text_that_the_article_shows_is_its_own() -> None:
    body = f"<p>{STORY[0]}</p><p>{STORY[1]}</p><pre><code>{PLAYER}</code></pre><p>{STORY[2]}</p>"
    page = f"<body><article><h1>Library opens after the flood</h1>{body}</article>"
    assert PLAYER in read_html(page).paragraphs
