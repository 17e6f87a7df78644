"""The reader of HTML dumps: head, body and the page around it, from one tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.language import language_of
from services.parser.credits.han_byline import with_han_byline
from services.parser.markup.body import body_blocks
from services.parser.markup.container import outer_elements
from services.parser.markup.credit_lines import without_credits
from services.parser.markup.embedded import embedded_markup
from services.parser.markup.html_head import HtmlHead, read_head
from services.parser.markup.lead_caption import with_lead_caption
from services.parser.markup.page import WHOLLY_LINKED, Hints, HtmlPage, read_html_page
from services.parser.markup.paragraphs import paragraphs_of
from services.parser.markup.shown_dates import labelled_date, with_shown_dates
from services.parser.markup.shown_headline import headline_above
from services.parser.markup.standfirst import find_standfirst
from services.parser.markup.table_rows import rows_of
from services.parser.markup.teasers import is_index, is_list_of_links
from services.parser.markup.tree import read_tree
from services.parser.markup.visible_header import visible_header
from services.parser.markup.walk import HtmlBlocks, read_blocks
from services.parser.page.code import is_code
from services.parser.page.consent import notice_blocks
from services.parser.page.extract import Extract, Paragraph
from services.parser.page.lines import Line, is_prose, is_title
from services.parser.sidebars.read import read_sidebars


def read_html(text: str, *, day_first: bool | None = None, site: Iterable[str] = ()) -> Extract:
    """Return what an HTML page holds; an empty extract if no article is found on it.

    `day_first` is how the source writes dates in numbers, for pages that don't tell, and `site`
    names the page's site or its hosts.
    """
    tree = read_tree(text)
    if tree.body is None:
        return Extract()
    head = read_head(tree, day_first=day_first, site=site)
    links = False
    for page in _pages(tree, tree.body, hints_of(head)):
        body = body_blocks(page)
        links = links or is_list_of_links(page)
        if is_index(page, body):
            return Extract(several=True)
        if body:
            return _article(head, page, body)
    given = _extract(head, _given(head))
    return Extract(several=True) if links and given == Extract() else given


def hints_of(head: HtmlHead) -> Hints:
    """Return what the head says that the body's model compares with the blocks."""
    return Hints(head.headline or "", head.description or "", head.day_first)


def _pages(tree: LexborHTMLParser, root: LexborNode, hints: Hints) -> Iterator[HtmlPage]:
    """Read the page without its frame, then with it, then what its scripts would show."""
    yield read_html_page(_readable(read_blocks(root)), hints)
    yield read_html_page(_readable(read_blocks(root, whole=True)), hints)
    markup = embedded_markup(script.text() or "" for script in tree.css("script"))
    inner = read_tree(markup).body if markup else None
    if inner is not None:
        yield read_html_page(_readable(read_blocks(inner)), hints)


def _readable(found: HtmlBlocks) -> HtmlBlocks:
    """Return the blocks without scripts that show as text, and the notice about privacy.

    Program text in an element of its own is the article's.
    """
    notice = notice_blocks([block.text for block in found.blocks])
    kept = [
        block
        for index, block in enumerate(found.blocks)
        if index not in notice
        and (found.elements[block.element].tag == "pre" or not is_code(block.text))
    ]
    return HtmlBlocks(kept, found.elements)


def _given(head: HtmlHead) -> tuple[Paragraph, ...]:
    """Return the text that the structured data gives, where the page shows none."""
    lines = (" ".join(line.split()) for line in (head.body_hint or "").split("\n"))
    return tuple(Paragraph(line) for line in lines if line)


def _article(head: HtmlHead, page: HtmlPage, body: Sequence[int]) -> Extract:
    if not head.sure:
        shown = headline_above(page, body, head.title or "", head.headline)
        head = replace(head, headline=shown or head.headline)
    outer = outer_elements(page, body)
    rows = rows_of(page, body, outer)
    body = sorted({*body, *rows})
    lead = find_standfirst(page, body)
    main = [index for index in body if index != lead]
    extract = _extract(head, tuple(paragraphs_of(page, main, rows, outer)))
    if extract == Extract():
        return extract
    own = set(body) | {lead}
    around = [
        Line(block.text, bulleted=page.shapes[index].linked == WHOLLY_LINKED)
        for index, block in enumerate(page.blocks)
        if index not in own
    ]
    related, most_viewed = read_sidebars(around)
    standfirst = None if lead is None else page.blocks[lead].text
    return replace(
        _completed(extract, page, body),
        standfirst=standfirst,
        image=with_lead_caption(extract.image, page, body),
        related=related,
        most_viewed=most_viewed,
    )


def _completed(extract: Extract, page: HtmlPage, body: Sequence[int]) -> Extract:
    """Take from what the page shows what its head does not say, or not surely."""
    extract = with_han_byline(with_shown_dates(extract, page, body), page.blocks, body)
    if extract.published and extract.byline:
        return extract
    shown, age = visible_header(page, body, extract.headline)
    published = extract.published or shown.published
    if published is None and age is None:
        published = labelled_date(page, extract.language)
    return replace(
        extract,
        byline=extract.byline or shown.byline,
        published=published,
        updated=extract.updated or shown.updated,
        age=age,
    )


def _extract(head: HtmlHead, paragraphs: tuple[Paragraph, ...]) -> Extract:
    texts = [paragraph.text for paragraph in paragraphs]
    if not any(is_title(line) or is_prose(line) for line in map(Line, texts)):
        return Extract()  # without the words of a title at least it is a menu
    body, signed = without_credits(tuple(one for one in paragraphs if one.text != head.headline))
    return Extract(
        headline=head.headline,
        title=head.title,
        body=body,
        section=head.section,
        byline=head.byline or signed,
        language=head.language or language_of(texts),
        url=head.url,
        base=head.base,
        source=head.source,
        published=head.published,
        updated=head.updated,
        description=head.description,
        keywords=head.keywords,
        image=head.image,
        access=head.access,
    )
