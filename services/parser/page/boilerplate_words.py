"""Words by which the page's own machinery gives itself away, in the languages of news.

Generic words only: no publisher, agency or product of one of them belongs here.
"""

from __future__ import annotations

MACHINERY = frozenset(
    """
    advertisement advertising sponsored newsletter newsletters subscribe subscriber subscribers
    subscription subscriptions sign login log-in register cookies cookie javascript browser
    privacy consent opt-out website copyright rights reserved comments comment share
    follow facebook twitter whatsapp instagram telegram linkedin youtube tiktok google e-mail email
    inbox app download podcast
    click here read more related topics tags search menu login logout account
    anzeige werbung abonnieren abo abonnement anmelden registrieren einloggen teilen drucken
    kommentare kommentar kommentieren datenschutz impressum lesen artikel redaktion mehr
    merkliste folgen lesezeit themen empfohlen suche suchen startseite menü
    publicité abonnez-vous abonner abonnés abonné partager partagez commentaires commenter
    connexion inscrivez-vous réservé lire aussi suivez
    publicidad suscríbete suscribirse suscriptores compartir comentarios comentar inicia sesión
    regístrate síguenos leer etiquetas boletín
    pubblicità abbonati iscriviti condividi commenti accedi leggi anche seguici riproduzione
    riservata
    publicidade assine assinantes compartilhar partilhar comentários leia também siga
    advertentie abonneer deel delen reacties inloggen lees ook
    annons annonse annonce prenumerera logga dela del kommentarer kommentera läs les også
    mainos tilaa jaa kommentit lue myös kirjaudu
    reklama subskrybuj udostępnij komentarze zaloguj czytaj także
    inzerce předplatné sdílet komentáře přihlásit čtěte
    reklam abone paylaş yorum yorumlar takip haberler
    hirdetés előfizetés megosztás hozzászólás
    publicitate abonează-te distribuie comentarii citește
    реклама подписаться подписывайтесь поделиться комментарии читайте также войти
    підписатися підписуйтесь поділитися коментарі
    iklan langganan bagikan komentar baca juga ikuti
    """.split()  # noqa: SIM905  a page of quotes is harder to read
)
"""Lower-case words of share bars, prompts, notices and pointers."""

CREDITS = frozenset(
    """
    photo photos picture pictures image images credit photograph photographer getty
    foto fotos bild bilder quelle archivbild symbolbild symbolfoto imago
    crédit crédits imagen fotografía immagine imagem fotografie beeld foto-illustratie
    kuva zdjęcie fot zdroj fotoğraf fotó kép imagine фото изображение
    file handout via shutterstock illustration
    """.split()  # noqa: SIM905  a page of quotes is harder to read
)
"""Lower-case words of picture captions and credits."""


def is_machinery(text: str) -> bool:
    """Tell whether the text has a word of the page's machinery, captions or credits."""
    words = {word.strip(".,:;!?()").lower() for word in text.split()}
    return not (words.isdisjoint(MACHINERY) and words.isdisjoint(CREDITS))
