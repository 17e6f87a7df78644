from __future__ import annotations

import pytest

from schemas.dead_letters import Reason
from services.parser.core import parse
from services.parser.decoding.dump import Dump
from services.parser.page.no_page import stands_in
from services.records.record import Rejected

STORY = (
    "Readers in Port Elden were met by a page that said “Access denied” on Monday, officials said.",
    "The council's own site showed a captcha for six hours, and the library's said “not found”.",
    "“We are sorry for the trouble,” he said. Engineers restored the old settings overnight.",
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Access denied", "You don't have permission to access this page on this server."),
        ("Elden Wire", "Please confirm that you are not a robot. Incident ID: 81-2"),
        ("Robot check | Elden Wire", "Enter the characters you see below."),
        ("403 Forbidden", "nginx"),
        ("Elden Wire", "Please enable JavaScript and cookies to continue. Ray ID: 7f"),
        ("Zugriff verweigert", "Ihre Anfrage wurde blockiert. Referenznummer 4711."),
        ("Vérification de sécurité", "Veuillez confirmer que vous n'êtes pas un robot."),
        ("Acceso denegado", "No tiene permiso para ver esta página."),
        ("Доступ запрещён", "Подтвердите, что вы не робот."),
    ],
)
def test_a_refusal_is_no_article(title: str, text: str) -> None:
    assert stands_in((title,), (text,)) is Reason.BLOCKED_PAGE


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 - Elden Wire", "We looked everywhere."),
        ("Page not found | Elden Wire", "Go back to the homepage."),
        ("Elden Wire", "The page you are looking for has been moved. Try using the search."),
        ("Seite nicht gefunden", "Diese Seite wurde verschoben oder gelöscht. Zur Startseite"),
        ("Página no encontrada", "La página que busca no existe."),
        ("Page introuvable", "Cette page n'existe plus. Retour à l'accueil"),
        ("ページが見つかりません", "お探しのページは削除された可能性があります。"),
    ],
)
def test_neither_is_the_word_that_there_is_no_page(title: str, text: str) -> None:
    assert stands_in((title,), (text,)) is Reason.NOT_FOUND


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("Access denied: thousands locked out of council pages in Port Elden", STORY),
        ("Captcha locks thousands out of library in Port Elden", STORY[1:]),
        ("Gone", ("The last ferry left Port Elden for good on Sunday evening.",)),
        ("Robots take over the harbour", ("Twelve cranes now work without drivers, it said.",)),
        ("Police seek driver", ("The page of the register was removed, and cannot be found.",)),
    ],
)
def test_news_about_such_pages_is_news(title: str, paragraphs: tuple[str, ...]) -> None:
    assert stands_in((title,), paragraphs) is None


@pytest.mark.parametrize("dump_format", ["text", "html"])
def test_the_dead_letter_says_what_stood_there(dump_format: str) -> None:
    text = "Sorry, the page you are looking for has been moved or no longer exists. Try the search."
    markup = f"<title>Page not found</title><h1>Page not found</h1><p>{text}</p>"
    dump = (
        Dump(dump_id="1", text=markup, format="html")
        if dump_format == "html"
        else Dump(dump_id="1", text=f"Page not found\n{text}", format="text")
    )
    with pytest.raises(Rejected) as rejected:
        parse(dump)
    assert rejected.value.reason is Reason.NOT_FOUND
