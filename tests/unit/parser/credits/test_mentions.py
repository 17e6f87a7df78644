"""A name that the body mentions is seldom the author's; the byline itself is no mention."""

from __future__ import annotations

from services.parser.credits.author_features import ArticlePlace
from services.parser.credits.authors import author_values
from services.parser.page.lines import Line

PROSE = "The fire at the ferry terminal was put out after two hours, the harbour master said."


def mentioned(*body: str) -> dict[str, int]:
    lines = [Line("Fire destroys ferry terminal"), *map(Line, body)]
    text = "\n".join(body)
    place = ArticlePlace(
        lines=lines,
        head=0,
        start=1,
        stop=len(lines),
        dated=(),
        headline=lines[0].text,
        body=text,
        words=frozenset(text.split()),
    )
    return {one.name.text: values.mentioned for one, values in author_values(place)}


def test_names_of_one_family_in_a_line_of_the_body_are_no_mentions() -> None:
    assert mentioned("Jane Doe and John Doe", PROSE) == {"Jane Doe": 0, "John Doe": 0}


def test_a_name_elsewhere_in_the_body_is_mentioned() -> None:
    assert mentioned("Jane Doe", PROSE, "Doe fled, and so did her son.") == {"Jane Doe": 1}
