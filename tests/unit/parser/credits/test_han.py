from __future__ import annotations

import pytest

from services.parser.credits.han import read_han_credit


@pytest.mark.parametrize(
    ("text", "names", "edited", "alone"),
    [
        ("记者 王小明", ("王小明",), False, True),
        ("港口日报记者 王小明 李丽", ("王小明", "李丽"), False, True),
        ("港口日报记者 王小明 北港市报道", ("王小明",), False, True),
        ("本报记者王小明发自北港", ("王小明",), False, True),
        ("記者王小明/台北報導", ("王小明",), False, True),
        ("(通讯社記者王小明台北5日電)", ("王小明",), False, True),
        ("作者:王小明 时间:2005-08-22", ("王小明",), False, True),
        ("( 责任编辑:王小明 )", ("王小明",), True, True),
        ("渡轮在港口起火,消防员赶到现场。(本台记者 王小明)", ("王小明",), False, False),
    ],
)
def test_whom_a_line_credits(text: str, names: tuple[str, ...], edited: bool, alone: bool) -> None:  # noqa: FBT001
    wide = str.maketrans(":(),", "\uff1a\uff08\uff09\uff0c")
    for line in (text, text.translate(wide)):
        assert read_han_credit(line) == (names, edited, alone)


@pytest.mark.parametrize(
    "text", ["记者近日获悉", "文章如何写", "(北港)", "Jane Roe", "", "渡轮在港口起火。"]
)
def test_other_text_credits_nobody(text: str) -> None:
    assert read_han_credit(text) is None


def test_a_credit_in_brackets_stands_at_the_edge_of_a_long_paragraph() -> None:
    long = "渡轮在港口起火。" * 40
    assert read_han_credit(f"据电(记者 王小明)记者从港口获悉,{long}") == (("王小明",), False, False)
    assert read_han_credit(f"{long}(记者 王小明){long}") is None
