from __future__ import annotations

import pytest

from services.parser.credits.byline import read_byline
from services.parser.page.lines import read_lines
from services.parser.plain.blocks import join_lines
from services.parser.times.dates import find_date


def joined(*lines: str) -> list[str]:
    return [line.text for line in join_lines(read_lines("\n".join(lines))).lines]


def test_a_sentence_cut_at_a_link_is_one_block() -> None:
    pieces = (
        "Die Feuerwehr meldete, wie die",
        "Hafenzeitung",
        "berichtet, am Sonntag keine Opfer.",
    )
    assert joined(*pieces) == [" ".join(pieces)]
    assert joined("The ferry left the harbour of Ellery", ", as planned.") == [
        "The ferry left the harbour of Ellery, as planned."
    ]


def test_titles_and_sentences_stay_apart() -> None:
    lines = [
        "Fire destroys ferry terminal in Ellery",
        "von",
        "Jane Doe",
        "It was dark. Nobody came.",
    ]
    assert joined(*lines) == lines


def test_a_day_is_no_number_of_a_list() -> None:
    assert [line.text for line in read_lines("3. Mai 2024\n06. 01. 2026\n2. Item")] == [
        "3. Mai 2024",
        "06. 01. 2026",
        "Item",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3. Mai 2024, 17:47 Uhr", "2024-05-03T17:47"),
        ("2 de mayo de 2024", "2024-05-02"),
        ("14. října 2024", "2024-10-14"),
        ("2024. május 2.", "2024-05-02"),
        ("2024年5月2日 20時01分", "2024-05-02T20:01"),
        ("2024. 5. 2.", "2024-05-02"),
        ("02.05.24", "2024-05-02"),
        ("23/05/2024 à 09:47", "2024-05-23T09:47"),
        ("5/23/2024", "2024-05-23"),
        ("30.01.202430. Januar 2024", "2024-01-30"),
        ("Jane DoeNovember 21, 202501747", "2025-11-21"),
        ("2 minute readApril 25, 20232:26 PM GMT+2", "2023-04-25T14:26+02:00"),
        ("3 May 2024 10:00 GMT+99", "2024-05-03T10:00"),
    ],
)
def test_dates_of_many_languages(text: str, value: str) -> None:
    found = find_date(text)
    assert found
    assert found[0][0] == value


def test_slashes_are_read_in_the_order_of_the_page() -> None:
    assert find_date("04/05/2024") is None
    day_first = find_date("04/05/2024", day_first=True)
    month_first = find_date("04/05/2024", day_first=False)
    assert day_first
    assert month_first
    assert (day_first[0][0], month_first[0][0]) == ("2024-05-04", "2024-04-05")


def test_roles_are_no_names() -> None:
    assert read_byline("Von Jana Muster, Redakteurin") == ("Jana Muster",)


def test_lines_broken_at_one_length_are_joined_where_words_have_no_spaces() -> None:
    text = "消防员周日赶到北港的渡轮码头，无人受伤。警方说起火的原因还在调查，" * 20  # noqa: RUF001
    broken = [text[start : start + 31] for start in range(0, len(text), 31)]
    title, *blocks = joined("码头大火", *broken)
    assert title == "码头大火"
    assert "".join(blocks) == text
    assert len(blocks) < len(broken) / 3


def test_headlines_of_one_length_stay_lines() -> None:
    lines = [
        f"北港渡轮码头大火之后市长今天说三个人仍然失踪消防员第{number:02}次下水寻找"
        for number in range(30)
    ]
    assert joined(*lines) == lines
