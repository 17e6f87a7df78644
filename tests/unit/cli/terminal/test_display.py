from __future__ import annotations

import io

from rich.console import Console

from schemas.events import Article, Headline, Software
from services.classifier.core import classify
from services.cli.terminal.display import show_article

HOSTILE = "\x1b[2JEarthquake\r\x07 kills\u202e dozens"


def test_control_characters_do_not_reach_the_terminal() -> None:
    article = Article(
        article_id="a" * 32,
        dump_id="quake",
        content_hash="b" * 32,
        format="text",
        parser=Software(name="tagwire", version="test"),
        headline=HOSTILE,
        byline=(HOSTILE,),
        paragraphs=(HOSTILE,),
        related=(Headline(headline=HOSTILE),),
    )
    out = io.StringIO()
    show_article(Console(file=out, width=100), classify(article), whole=True)
    assert out.getvalue().count("Earthquake") >= 4
    assert not set("\x1b\r\x07\u202e") & set(out.getvalue())
