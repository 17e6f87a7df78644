from __future__ import annotations

import pytest

from services.parser.markup.json_ld import read_structured

ARTICLE = '{"@type": "Article", "headline": "Ferry"}'


@pytest.mark.parametrize(
    "script",
    [
        f"[{ARTICLE}]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {ARTICLE}]}}',
        f'{{"mainEntity": {ARTICLE}}}',
        f"//<![CDATA[\n{ARTICLE}\n//]]>",
        f"{ARTICLE};",
        ARTICLE.replace("Article", "https://schema.org/NewsArticle"),
        ARTICLE.replace('"Article"', '["WebPage", "Article"]'),
        ARTICLE.replace("}", ', "description": "two\nlines"}'),
        ARTICLE.replace("}", ",}"),
        ARTICLE.replace("}", ', "keywords": ["a", "b",],\n}'),
        ARTICLE.replace("{", '{ /* the "story" */ ').replace("}", " // its end\n}"),
        ARTICLE.replace("}", ', "url": "https://news.example/a//b",}'),
        ARTICLE.replace('", "', '"\n"'),
        ARTICLE.replace('"', "&quot;"),
        ARTICLE.replace("}", ', "description": "The "big" one", "x": 1}'),
        ARTICLE.replace("}", ', "description": "It\\\'s \\x here"}'),
        ARTICLE.replace("}", ', "dateModified": , "x": 1}'),
        '{"@type": "WebSite", "name": "Wire"}\n' + ARTICLE,
        '{"@type": "WebSite", "name": "Wire"},\n' + ARTICLE.replace("}", ",}"),
        ARTICLE + "}",
        ARTICLE.replace("}", ', "author": {"name": "Jane Roe"}'),
        f"<!-- SEO -->\n{ARTICLE}",
        f"window.data = {ARTICLE};",
    ],
)
def test_an_article_is_found_wherever_it_stands(script: str) -> None:
    assert read_structured(["{broken", script]).headline == "Ferry"


def test_the_outer_article_goes_before_those_inside() -> None:
    post = '{"@type": "BlogPosting", "headline": "Update"}'
    script = f'{{"@type": "LiveBlogPosting", "liveBlogUpdate": [{post}], "headline": "Ferry"}}'
    assert read_structured([script]).headline == "Ferry"


def test_a_page_dates_what_no_article_does() -> None:
    script = '{"@type": "WebPage", "datePublished": "2024-05-03"}'
    assert read_structured([script]).published == ("2024-05-03",)


@pytest.mark.parametrize("script", ["", "{", "[" * 100_000, "null", '{"@type": 1}'])
def test_what_is_broken_is_skipped(script: str) -> None:
    assert read_structured([script]).headline is None
