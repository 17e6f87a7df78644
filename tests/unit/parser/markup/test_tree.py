from __future__ import annotations

import pytest

from services.parser.markup.tree import read_tree


def test_formatting_that_piles_up_loses_its_attributes() -> None:
    hostile = "".join(f"<p><B a={number}>" for number in range(20_000))
    root = read_tree(hostile).body
    assert root is not None
    assert not root.css("b[a]")


def test_other_formatting_keeps_them() -> None:
    root = read_tree("<p><font color=red>x</font>" * 500).body
    assert root is not None
    assert len(root.css("font[color=red]")) == 500


@pytest.mark.parametrize("markup", ["<", "<" * 100_000, "<a" * 50_000, "&#" * 50_000, "\0<p>\0"])
def test_any_markup_gives_a_tree(markup: str) -> None:
    assert read_tree(markup).body is not None
