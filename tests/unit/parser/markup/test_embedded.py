from __future__ import annotations

import json

import pytest

from services.parser.markup.embedded import embedded_markup

STORY = "<p>The mayor said it was “over”.</p>\n" * 20


@pytest.mark.parametrize("escape", [str, lambda text: text.replace("<", "\\u003c")])
def test_the_longest_string_with_paragraphs(escape: object) -> None:
    assert callable(escape)
    small, large = json.dumps(STORY[:-40]), json.dumps(STORY)
    scripts = ["var a = 1;", f"push([1,{escape(small)}])", f'x = {{"body":{escape(large)}}};']
    assert embedded_markup(scripts) == STORY


@pytest.mark.parametrize(
    "script",
    ["", '"<p>short</p>"', '"' + "x" * 1_000 + '"', '"' + STORY, '"' + "<p>" * 500 + '\\x"'],
)
def test_what_is_no_story(script: str) -> None:
    assert embedded_markup([script]) is None


def test_strings_cost_linear_time() -> None:
    assert embedded_markup(['"<p>' + '\\"' * 1_000_000]) is None
