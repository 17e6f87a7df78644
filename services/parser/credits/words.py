"""Words of bylines, in the languages of news: each is known here and nowhere else.

Generic words and the agencies whose names stand beside an author's; no other publisher.
All are in lower case.
"""

from __future__ import annotations

SHORT_BY_WORDS = frozenset("by von par por di door av af oleh".split())  # noqa: SIM905
"""Words that stand directly before an author's name, as "By Jane Doe"."""

BY_WORDS = SHORT_BY_WORDS | frozenset(
    """
    autor autorin autore auteur author authors autores yazan de od from
    text tekst texte texto testo текст автор автори автора quelle source bron fonte kilde
    penulis författare skrevet teksti opracowanie
    """.split()  # noqa: SIM905
)
"""All words that stand before an author's name, those before a colon too."""

GENRES = frozenset(
    """
    written story report words text texte kolumne kommentar gastkommentar gastbeitrag interview
    analyse analysis essay reportage porträt ein eine un une una opinion column review kommentti
    posts post article posted erstellt verfasst geschrieben gepostet beitrag
    """.split()  # noqa: SIM905
)
"""What an author wrote, before the by-word: "Kommentar von"."""

PARTICLES = frozenset(
    """
    al bin ben bint da das de degli dei del della den der di do dos du el ibn la le ten ter van von
    zu zur af y e
    """.split()  # noqa: SIM905
)
"""Small words within a name."""

JOINING = frozenset("and und et e y i og och en dan ve и і та ja with mit avec con".split())  # noqa: RUF001, SIM905  Ukrainian
"""Words between two authors."""

AMBIGUOUS_JOINING = frozenset("e en i y mit with avec con".split())  # noqa: SIM905
"""Those of them after which a place or a second surname may stand: "Jane Doe en Madrid"."""

PLACE_WORDS = tuple(
    """
    in im for at of from aus bei für à au em en depuis desde para pour dalla?(?!\\s+nostr) voor uit
    fra från på hos w z dla в из для special\\s+to
    """.split()  # noqa: SIM905
)
"""Words between an author and where they are or work, as patterns."""

TITLES_AFTER_A_NAME = ("jr", "sr", "ii", "iii")
"""What follows a name and a comma, and belongs to the name."""

ROLE_NOUNS = frozenset(
    """
    reporter reporters editor editors correspondent correspondents writer writers columnist
    columnists contributor contributors journalist journalists director producer analyst analysts
    author authors commentator critic blogger photojournalist freelancer intern trainee fellow
    researcher economist anchor presenter broadcaster host strategist professor president founder
    ceo photographer videographer
    redakteur redaktor redaktorka redaktorin autor volontär volontärin
    korrespondent kolumnist reporterin journalistin ressortleiter ressortleiterin leiter
    leiterin herausgeber herausgeberin
    journaliste rédacteur rédactrice envoyé envoyée correspondant correspondante
    chroniqueur chroniqueuse éditorialiste pigiste
    redactor redactora periodista periodistas corresponsal enviado enviada editora
    columnista articulista cronista
    giornalista redattore redattrice inviato inviata corrispondente editorialista
    direttore direttrice caporedattore caporedattrice
    jornalista repórter redator redatora correspondente colunista
    redacteur verslaggever verslaggeefster
    redaktør redaktör korrespondentti toimittaja
    dziennikarz dziennikarka muhabir muhabiri editör editörü yazar yazarı gazeteci
    журналист журналистка корреспондент корреспондентка редактор редакторка обозреватель
    обозревательница колумнист репортёр репортер
    кореспондент кореспондентка журналіст журналістка оглядач оглядачка
    wartawan jurnalis kontributor
    """.split()  # noqa: SIM905, RUF001  Turkish
)
"""What an author is: a part of a byline with one of these says no more than that."""

DESKS = frozenset(
    """
    desk bureau newsroom agencies redaktion chefredaktion agenturen rédaction agences redacción
    agencias redazione agenzie redação redactie редакция редакція
    """.split()  # noqa: SIM905
)
"""Roles of several people at once: no name of a person follows."""

ROLE_ENDINGS = (
    "redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporter", "reporterin",
    "journalist", "journalistin", "redaktion", "autorin", "kolumnist", "kolumnistin",
    "kommentator", "kommentatorin", "kritiker", "kritikerin", "redacteur", "correspondent",
    "toimittaja", "redaktør", "redaktör", "redaktor", "redakteure", "redakteuren",
    "korrespondenten", "reportern", "journalisten", "journalistinnen", "autoren",
)  # fmt: skip
"""What longer role nouns end in, as "Wirtschaftsredakteurin" does."""

RANKS = frozenset(
    """
    senior junior chief deputy associate assistant managing executive principal acting former lead
    head special our unser unsere unserem unserer notre nostro nostra nuestro nuestra
    jefe jefa capo principal leitende leitender stellvertretende stellvertretender freie freier
    politische politischer ehemalige starszy
    старший старшая главный главная специальный специальная собственный
    """.split()  # noqa: SIM905
)
"""Words before a role noun that begin a role wherever they stand."""

DEPARTMENTS = frozenset(
    """
    staff political politics business sports lifestyle content hub features news
    """.split()  # noqa: SIM905
)
"""Departments that stand after a name even without a role noun."""

BEATS = frozenset(
    """
    data health climate science technology tech environment environmental education economics
    economic economy finance financial money markets energy foreign defence defense security
    diplomatic global international world national local regional city metro state affairs social
    investigative investigations general crime court courts legal law justice religion culture
    arts art music film tv television radio media entertainment food travel fashion style books
    theatre opera football soccer cricket tennis rugby racing golf sport transport housing
    immigration labor labour consumer community multimedia digital online video audio podcast
    audience engagement breaking opinion opinions comment letters photo picture visual graphics
    copy night weekend day morning medical wellness royal royals parliamentary congressional
    white house washington europe european asia africa african america american china russia
    ukraine uk us un eu india middle east gaming games property retail industry industries
    automotive motoring aviation space nature wildlife science contributing freelance guest
    war conflict
    wirtschaft politik kultur wissen wissenschaft gesundheit panorama lokales ausland inland
    feuilleton meinung
    politique économie culture santé monde
    política economía cultura salud internacional deportes deportiva deportivo política sociedad
    politica economia esteri cronaca sanità
    """.split()  # noqa: SIM905
)
"""What reporters report about: part of a role before or after its noun, else of a name."""

AGENCIES = frozenset(
    [
        *("reuters", "ap", "afp", "dpa", "apa", "upi", "cnn", "bbc", "bbc news", "bloomberg"),
        *("associated press", "the associated press", "agence france-presse", "xinhua", "efe"),
        *("ansa", "tass", "sda", "sid", "pa media", "press association", "deutsche presse-agentur"),
        *("bloomberg news", "cnn business", "npr", "sky news", "abc news", "cbs news", "nbc news"),
        *("fox news", "al jazeera", "kyodo", "kyodo news", "pti", "ani", "aap", "agencia efe"),
        *("europa press", "lusa", "belga", "anp", "ntb", "tt", "ritzau", "stt", "pap", "čtk"),
        *("рейтер", "рбк", "тасс", "риа новости", "интерфакс"),
    ]
)
"""News agencies, and broadcasters whose names stand beside their authors'."""

ORGANISATION_WORDS = frozenset(
    """
    news press times post courier herald tribune journal gazette chronicle telegraph observer
    magazine media agency radio tv television network university institute institut universität
    zeitung nachrichten presse gmbh inc ltd llc foundation
    """.split()  # noqa: SIM905
)
"""Words in the name of a publisher or another organisation."""

PLACES_OF_TWO_WORDS = frozenset(
    [
        *("new york", "new york city", "washington dc", "washington d.c", "washington d.c."),
        *("san francisco", "los angeles", "las vegas", "san diego", "new orleans", "new jersey"),
        *("hong kong", "tel aviv", "new delhi", "mexico city", "buenos aires", "são paulo"),
        *("rio de janeiro", "kuala lumpur", "addis ababa", "abu dhabi", "cape town", "sri lanka"),
        *("saudi arabia", "south africa", "south korea", "north korea", "new zealand", "st. louis"),
        *("united states", "united kingdom", "united nations", "salt lake city", "kansas city"),
        *("nueva york", "ciudad de méxico", "cidade do méxico", "nova york", "nova iorque"),
        *("san josé", "san salvador", "santo domingo", "la paz", "la habana", "tel-aviv"),
        *("frankfurt am main", "den haag", "the hague", "west bank", "north carolina"),
        *("south carolina", "north dakota", "south dakota", "new hampshire", "new mexico"),
        *("west virginia", "rhode island", "northern ireland", "panama city", "ho chi minh city"),
    ]
)
"""Places of several words that stand beside correspondents' names; they look like names."""

OFFICES = ("기자", "記者", "记者", "特派員")
"""What stands after a name where words have no spaces between them: "reporter"."""

DATE_WORDS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi
    vendredi samedi dimanche published posted updated on am publié le publicado el erstellt
    aktualisiert publisert publicerad oppdatert uppdaterad
    """.split()  # noqa: SIM905
)
"""Words other than months between a name and the date after it."""
