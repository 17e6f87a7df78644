"""Caption and credit of the lead image, where the page's structured data gives none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.events import Image
from services.parser.credits.header_line import read_header_line
from services.parser.markup.page import WHOLLY_LINKED, HtmlPage
from services.parser.page.lines import Line

_BLOCKS_BEFORE_BODY = 6
_MIN_CAPTION_CHARS, _MAX_CAPTION_CHARS, _MAX_CREDIT_CHARS = 12, 1_000, 120
"""What is shorter or longer is no caption, or no credit. Set by hand."""

_LABEL = (
    r"photo(?:graph)?(?:\scredit|\sby|\scourtesy(?:\sof)?)?|(?:image|picture)(?:\scredit)?|credit|"
    r"fotos?|fotograf(?:ie|ía)?|bild|bildquelle|crédito?s?(?:\sphoto)?|zdjęcie|фото|图|圖|写真|사진"
)
_AGENCY = r"(?:AP|AFP|EPA|Reuters|dpa|Getty)\b"
_OF_AGENCY = rf"(?:©|{_AGENCY})[^()]*|[^()]*/{_AGENCY}[^()]*"
_CREDITS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\((?:(?:{_LABEL})\s*[:：]\s*)?(?P<credit>{_OF_AGENCY})\)\s*$",  # noqa: RUF001  as printed
        rf"\((?:{_LABEL})\s*[:：]\s*(?P<credit>[^()]+)\)\s*$",  # noqa: RUF001  as printed
        rf"(?:^|(?<=[\s.|]))(?:{_LABEL})\s*[:：]\s*(?P<credit>[^:]+)$",  # noqa: RUF001  as printed
        r"(?:^|(?<=[\s.|]))©\s*(?P<credit>.+)$",
    )
]
"""A credit at a caption's end: "(AP Photo/Jane Doe)", "Photo: Jane Doe", "© Jane Doe"."""


def with_lead_caption(image: Image | None, page: HtmlPage, body: Sequence[int]) -> Image | None:
    """Return the image with the caption of the figure at the body's start, if it has none."""
    if image is None or image.caption:
        return image
    lines = _caption_lines(page, body)
    caption, credit = split_credit(" ".join(lines))
    if credit is None and len(lines) > 1 and len(lines[-1]) <= _MAX_CREDIT_CHARS:
        caption, credit = " ".join(lines[:-1]), lines[-1]
    return image.model_copy(
        update={"caption": caption or None, "credit": image.credit or credit or None}
    )


def split_credit(text: str) -> tuple[str, str | None]:
    """Return a caption without its credit, and the credit."""
    for form in _CREDITS:
        found = form.search(text)
        if found and len(found["credit"]) <= _MAX_CREDIT_CHARS:
            return text[: found.start()].rstrip(" |-\u2013(,"), found["credit"].strip(" .)©")
    return text, None


def _caption_lines(page: HtmlPage, body: Sequence[int]) -> list[str]:
    """Return the lines of the first caption between headline and second paragraph."""
    end = body[1] if len(body) > 1 else body[0]
    near = range(max(0, body[0] - _BLOCKS_BEFORE_BODY), end)
    captions = {i: holder for i in near if (holder := _figcaption(page, i)) is not None}
    first = next(iter(captions.values()), None)
    lines = [page.blocks[i].text for i, holder in captions.items() if holder == first]
    signed = any(read_header_line(Line(line)) for line in lines)  # the portrait of an author
    fits = _MIN_CAPTION_CHARS <= sum(map(len, lines)) <= _MAX_CAPTION_CHARS
    return lines if fits and not signed else []


def _figcaption(page: HtmlPage, index: int) -> int | None:
    """Return the element of the caption that the block is in, unless it leads elsewhere."""
    if page.shapes[index].linked == WHOLLY_LINKED:
        return None
    number = page.blocks[index].element
    around = (number, page.elements[number].parent)
    return next((one for one in around if page.elements[one].tag == "figcaption"), None)
