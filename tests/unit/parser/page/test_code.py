from __future__ import annotations

import pytest

from services.parser.page.code import is_code


@pytest.mark.parametrize(
    "text",
    [
        "var player = new Player(); player.load({id: 7, autoplay: false});",
        "googletag.cmd.push(function() { googletag.display('slot-3'); });",
        "(function(d, s){ var js = d.createElement(s); js.async = 1; d.body.append(js); })();",
        "const el = document.querySelector('#map'); if (el && el.dataset) { draw(el); }",
        ".promo-box { margin: 0 auto; padding: 4px; } @media print { .box { top: 0 } }",
        '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry burns"}',
        "window.dataLayer = window.dataLayer || []; dataLayer.push({event: 'view'});",
    ],
)
def test_scripts_styles_and_data_are_code(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "A ferry burnt on Monday, the harbour office said.",
        "The council (which met twice); the mayor {sic} said: \u201cNo function() was held.\u201d",
        "The score was 3-2 (1-1, 1-1, 1-0); the goals came late.",
        "The programmer wrote x = 1; and y = 2; before the court, he said (see exhibit 4);",
        "\u201cvar\u201d is a word of the language, and document.write(); is one of its calls.",
    ],
)
def test_prose_is_not(text: str) -> None:
    assert not is_code(text)
