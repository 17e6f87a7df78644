"""Authors are the same wherever a page names them: five ways, one reader."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.parser.credits.names import read_names
from services.parser.markup.read import read_html
from services.parser.plain.read import read_text

HEADLINE = "Fire destroys ferry terminal in Port Ellery"
DAY = "April 27, 2025"
BODY = [
    f"The fire at the ferry terminal was put out after {count} hours, the harbour master said. "
    "Nobody was hurt when the roof came down, and the ferries to Osk left an hour late."
    for count in ("two", "three", "four", "five", "six", "seven")
]
MENU = [f"Section {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]

Authors = tuple[str, ...]


def html(head: str = "", front: str = "") -> Authors:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    page = f"<head>{head}</head><body><article><h1>{HEADLINE}</h1>{front}{body}</article></body>"
    return read_html(page).byline


def structured(credit: str) -> Authors:
    data = {"@type": "NewsArticle", "author": {"@type": "Person", "name": credit}}
    return html(f'<script type="application/ld+json">{json.dumps(data)}</script>')


def meta(credit: str) -> Authors:
    return html(f'<meta name="author" content="{escape(credit)}">')


def element(credit: str) -> Authors:
    return html(front=f"<p class=byline>{escape(credit)}</p>")


def paragraph(credit: str) -> Authors:
    return html(front=f"<p>{escape(credit)}</p><p>{DAY}</p>")


def dump(credit: str) -> Authors:
    lines = [*MENU, HEADLINE, credit, DAY, *BODY, "Imprint", "Contact", *MENU]
    return read_text("\n".join(lines)).byline


FIELDS = (structured, meta, element)
WAYS: tuple[Callable[[str], Authors], ...] = (*FIELDS, paragraph, dump)


def five_ways(credit: str) -> dict[str, Authors]:
    return {way.__name__: way(credit) for way in WAYS}


def everywhere(*authors: str) -> dict[str, Authors]:
    return {way.__name__: authors for way in WAYS}


JANE = [
    "Jane Doe",
    "Jane Doe, Senior Reporter",
    "Jane Doe Senior Editor",
    "Jane Doe, Data Journalist",
    "Jane Doe, Health Editor",
    "Jane Doe, Chief Political Analyst",
    "Senior Reporter Jane Doe",
    "By Senior Reporter Jane Doe",
    "Chief Climate Correspondent Jane Doe",
    "Jane Doe Chief Climate Correspondent",
    "Jane Doe Washington Bureau Chief",
    "Opera Critic Jane Doe",
    "Foreign Affairs Editor Jane Doe",
    "Jane Doe, Foreign Affairs and Defence Editor",
    "Jane Doe, Grand Opera Critic",
    "Jane Doe, Deputy Managing Editor, Opinion",
    "Jane Doe, editor-in-chief",
    "Jane Doe, Assistant Professor of History, Osk University",
    "Jane Doe, opera critic at The Osk Courier",
    "Jane Doe is a senior reporter",
    "Editor: Jane Doe",
    "Author: Jane Doe",
    "By: Jane Doe",
    "by Jane Doe",
    "Written by Jane Doe, Health Editor",
    "Jane Doe | Senior Reporter",
    "Jane Doe \u2022 Senior Reporter",
    "Jane Doe \u2013 Senior Reporter",
    "Jane Doe (Senior Reporter)",
    "Jane Doe in Berlin",
    "By Jane Doe in Port Ellery, senior reporter",
    "Jane Doe, Chief Climate Correspondent, in Berlin",
    "Jane Doe, Kiel",
    "Jane Doe, New York",
    "Jane Doe, BBC News, Kyiv",
    "Jane Doe, Political Reporter, BBC Osk",
    "Jane Doe for CNN",
    "By Jane Doe, for CNN",
    "By Jane Doe For Osk.Example",
    "Jane Doe, Special to The Post",
    "Jane Doe | Reuters",
    "Jane Doe Reuters",
    "Jane Doe/AP",
    "Jane Doe (AP)",
    "By Jane Doe and Reuters",
    "By Jane Doe, staff and agencies",
    "Jane Doe, The Osk Courier",
    "Jane Doe - Osk Courier",
    "By Our Correspondent Jane Doe",
    "Jane Doe jane.doe@osk.example",
    "Jane Doe @janedoe",
    "Jane Doe (@janedoe)",
    "Jane Doe Senior Reporter @janedoe",
]


@pytest.mark.parametrize("credit", JANE)
def test_one_author_is_alone(credit: str) -> None:
    assert five_ways(credit) == everywhere("Jane Doe")


@pytest.mark.parametrize(
    "credit", [credit for credit in JANE[::2] if "@" not in credit and " a " not in credit]
)
def test_capitals_change_nothing(credit: str) -> None:
    assert five_ways(credit.upper()) == everywhere("JANE DOE")


@pytest.mark.parametrize(
    ("credit", "author"),
    [
        ("Von Jana Muster, Redakteurin", "Jana Muster"),
        ("Jana Muster, Wirtschaftsredakteurin", "Jana Muster"),
        ("Jana Muster, Korrespondentin in Kiew", "Jana Muster"),
        ("Max Muster, freier Journalist", "Max Muster"),
        ("Von unserem Korrespondenten Max Muster", "Max Muster"),
        ("Lena von der Aue, Redakteurin", "Lena von der Aue"),
        ("Par Jeanne Exemple, correspondant \u00e0 Kiev", "Jeanne Exemple"),
        ("Jeanne Exemple, r\u00e9dactrice en chef", "Jeanne Exemple"),
        ("Jean Exemple, envoy\u00e9 sp\u00e9cial \u00e0 Kiev", "Jean Exemple"),
        ("Jean Exemple avec AFP", "Jean Exemple"),
        ("Por Juana P\u00e9rez, periodista", "Juana P\u00e9rez"),
        ("Juana P\u00e9rez, redactora jefe de Internacional", "Juana P\u00e9rez"),
        ("Juana P\u00e9rez en Madrid", "Juana P\u00e9rez"),
        ("Juana P\u00e9rez y agencias", "Juana P\u00e9rez"),
        ("Jos\u00e9 Ejemplo y Modelo, columnista", "Jos\u00e9 Ejemplo y Modelo"),
        ("di Maria Rossi, corrispondente da Kiev", "Maria Rossi"),
        ("dal nostro inviato Mario Rossi", "Mario Rossi"),
        ("Por Ana Souza, correspondente em Lisboa", "Ana Souza"),
        ("Jan de Vries, verslaggever", "Jan de Vries"),
        ("Ola Nordmann, journalist i Oslo", "Ola Nordmann"),
        ("Jan Kowalski, dziennikarz", "Jan Kowalski"),
        ("Анна Иванова, редактор", "Анна Иванова"),
        ("Корреспондент Иван Иванов", "Иван Иванов"),
        ("Іван Іваненко, кореспондент", "Іван Іваненко"),
        ("Mary Jane Doe, Reporter", "Mary Jane Doe"),
        ("Jude Law, Film Critic", "Jude Law"),
        ("John Doe Jr., Senior Writer", "John Doe Jr"),
    ],
)
def test_roles_of_many_languages_and_names_of_many_words(credit: str, author: str) -> None:
    assert five_ways(credit) == everywhere(author)


@pytest.mark.parametrize(
    ("credit", "authors"),
    [
        ("Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("JANE DOE AND JOHN ROE", ("JANE DOE", "JOHN ROE")),
        ("Jane Doe, John Roe and Max Muster", ("Jane Doe", "John Roe", "Max Muster")),
        ("Jane Doe and John Roe in Paris", ("Jane Doe", "John Roe")),
        ("Jane Doe in Kyiv and John Roe in Paris", ("Jane Doe", "John Roe")),
        ("Von Jane Doe und John Roe, Kiel", ("Jane Doe", "John Roe")),
        ("Jane Doe & John Roe, Staff Writers", ("Jane Doe", "John Roe")),
        ("Jane Doe, Reporter, and John Roe, Editor", ("Jane Doe", "John Roe")),
        ("Jane Doe and Senior Reporter John Roe", ("Jane Doe", "John Roe")),
        ("Reporters Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Juana P\u00e9rez y Juan G\u00f3mez", ("Juana P\u00e9rez", "Juan G\u00f3mez")),
        ("Jan de Vries en Piet Jansen", ("Jan de Vries", "Piet Jansen")),
        ("By Reuters", ("Reuters",)),
        ("Associated Press", ("Associated Press",)),
    ],
)
def test_several_authors_and_agencies(credit: str, authors: Authors) -> None:
    assert five_ways(credit) == everywhere(*authors)


@pytest.mark.parametrize("way", FIELDS)
@pytest.mark.parametrize("credit", ["dpa", "Reuters", "Staff Writer", "Redaktion"])
def test_an_agency_or_a_desk_may_have_signed(way: Callable[[str], Authors], credit: str) -> None:
    assert way(credit) == (credit,)


@pytest.mark.parametrize("credit", ["Senior Reporter", "By Our Correspondent", "Chief Editor"])
def test_a_role_alone_is_nobody(credit: str) -> None:
    assert five_ways(credit) == everywhere()


def test_an_author_s_role_may_be_an_author_of_its_own() -> None:
    data = {"@type": "NewsArticle", "author": ["Jane Doe", "Senior Reporter"]}
    assert html(f'<script type="application/ld+json">{json.dumps(data)}</script>') == ("Jane Doe",)


def syllables(*beginnings: str) -> st.SearchStrategy[str]:
    endings = st.sampled_from(["anik", "estor", "ilva", "omund", "urek"])
    return st.builds(str.__add__, st.sampled_from(beginnings), endings)


GIVEN = syllables("J", "Kl", "M", "P", "T")
SURNAMES = st.one_of(
    syllables("B", "D", "Gr", "V", "Z"),
    st.builds("{}-{}".format, syllables("B", "D"), syllables("V", "Z")),
)
NAMES = st.builds("{} {}".format, GIVEN, SURNAMES)
RANKS = ["Senior ", "Chief ", "Deputy ", "Managing "]
KNOWN, UNKNOWN = ["Health ", "Data ", "Political ", "Foreign Affairs "], ["Zither ", "Lighthouse "]
NOUNS = ["Reporter", "Editor", "Correspondent", "Analyst", "Journalist", "Writer"]
ROLES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", *RANKS]),
        st.sampled_from(["", *KNOWN]),
        st.sampled_from(NOUNS),
    ),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(RANKS),
        st.sampled_from(UNKNOWN),
        st.sampled_from(NOUNS),
    ),
    st.sampled_from(["Redakteurin", "Korrespondent", "Periodista", "Giornalista", "Корреспондент"]),
)
FORMS = st.sampled_from(
    [
        "{name}, {role}",
        "{name} {role}",
        "{role} {name}",
        "{role}: {name}",
        "{name} | {role}",
        "{name} \u00b7 {role}",
        "{name} \u2013 {role}",
        "{name} ({role})",
        "{name}, {role} in Kiel",
        "{name}, {role}, Osk Courier",
        "{name}, {role} | Reuters",
    ]
)
BY_WORDS = st.sampled_from(["", "By ", "Von ", "Par ", "Por ", "Written by "])
CASES = st.sampled_from([str, str.upper])


@settings(max_examples=40, deadline=None)
@given(name=NAMES, role=ROLES, form=FORMS, by=BY_WORDS, case=CASES, small=st.booleans())
def test_no_role_is_an_author(
    *, name: str, role: str, form: str, by: str, case: Callable[[str], str], small: bool
) -> None:
    role = role.lower() if small and not form.startswith("{role}") else role
    credit = case(by + form.format(name=name, role=role))
    assert five_ways(credit) == everywhere(case(name))


def surname(name: str) -> str:
    """Return the first half of the surname: more mentions of it speak against an author."""
    return name.rsplit(maxsplit=1)[-1].partition("-")[0]


@settings(max_examples=20, deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=4, unique_by=surname),
    role=ROLES,
    last=st.sampled_from([" and ", " und ", " et ", " & ", ", "]),
    by=BY_WORDS,
    case=CASES,
)
def test_every_author_is_read_once(
    *, names: list[str], role: str, last: str, by: str, case: Callable[[str], str]
) -> None:
    joined = ", ".join(names[:-1]) + (last if names[1:] else "") + names[-1]
    credit = case(f"{by}{joined}, {role}")
    authors = tuple(map(case, names))
    assert tuple(name.text for name in read_names(credit)) == authors
    assert {way(credit) for way in FIELDS} == {authors}
