"""The depth of markup, told before it is parsed.

A parser looks through its open elements at nearly every tag, so markup that nests deeply costs
it the square of its size. `Nesting` keeps the "stack of open elements" of the HTML standard on
the safe side: it is exact where markup is in order, and where that takes too much knowledge, an
element is in doubt. It then counts as open, and no longer serves to close others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

MAX_OPEN_ELEMENTS = 200
"""Open elements at most: four times the deepest news page seen, and where Gecko stops, too."""

FORMATTING = frozenset("b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905
"""Elements that a parser opens again in each block until they are closed: not known here."""

_NEVER_OPEN = frozenset(
    """
    area base basefont bgsound br col embed frame hr image img input keygen link meta param source
    track wbr html head body
    """.split()  # noqa: SIM905
)
_CELLS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())  # noqa: SIM905
_CLOSES_P = frozenset(
    """
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption
    figure footer h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre
    search section summary ul xmp
    """.split()  # noqa: SIM905
)
_MAY_CLOSE_P = frozenset(["form", "table"])
_BOUNDARIES = frozenset("applet marquee object select table template".split())  # noqa: SIM905
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_ENDS_IN_SCOPE = (_CLOSES_P - {"hr", "plaintext", "xmp"} - _HEADINGS) | _BOUNDARIES | {"button"}
_SPECIAL = _ENDS_IN_SCOPE | _HEADINGS | {"form", "lost form", "noscript"}
_IMPLIED = frozenset("dd dt li optgroup option p rb rp rt rtc".split())  # noqa: SIM905
_IMPLY = frozenset("form hr optgroup option rb rp rt rtc".split())  # noqa: SIM905
"""Tags that may close what is open on top, as far as its end tag may be left out."""

_ITEMS = {"li": frozenset(["li"]), "dd": frozenset(["dd", "dt"]), "dt": frozenset(["dd", "dt"])}
_BETWEEN_ITEMS = _SPECIAL - {"address", "div", "p"}
_LIMITS = {"p": _BOUNDARIES | {"button"}, "li": _BOUNDARIES | {"ol", "ul"}}
_TABLES = frozenset(["table", "template"])
_DOUBT = "?"


class Nesting:
    """The open elements, outermost first, as tags are taken in."""

    def __init__(self) -> None:
        """Begin with nothing open."""
        self._open: list[str] = []
        self._left_out: Counter[str] = Counter()
        self._link = False  # whether an `a` may be among what a parser opens again

    def takes(self, name: str, *, is_end: bool) -> bool:
        """Take in a tag, and tell whether it may stay: not if it is too deep."""
        if name in _CELLS:
            self._cell(is_end=is_end)
            return True
        return self._end(name) if is_end else self._start(name)

    def _start(self, name: str) -> bool:
        self._make_way(name)
        if name in _NEVER_OPEN:
            return True
        if len(self._open) >= MAX_OPEN_ELEMENTS:
            self._left_out[name] += 1
            return False
        doubtful = name in ("form", "noscript") or "template" in self._open
        self._open.append(_DOUBT + name if doubtful and name != "template" else name)
        return True

    def _make_way(self, name: str) -> None:
        """Close what such a tag closes, as the first thing that it does."""
        if name in _ITEMS:
            self._close(_ITEMS[name], _BETWEEN_ITEMS)
        if name in _CLOSES_P:
            self._close({"p"}, _LIMITS["p"])
        elif name in _MAY_CLOSE_P:
            self._doubt({"p"}, _LIMITS["p"])
        if name in _IMPLY:
            self._doubt_top(_IMPLIED)
        elif name in _HEADINGS:
            self._doubt_top(_HEADINGS)
        elif name == "button":
            self._close({"button"}, _BOUNDARIES)
        elif name in ("select", "input", "keygen"):
            self._doubt({"select"}, ())
        elif name == "a":
            self._link_ends()
            self._link = True

    def _end(self, name: str) -> bool:
        if self._left_out.get(name):
            self._left_out[name] -= 1
            return False
        if name != "a" and self._open and self._open[-1] == name:  # most end tags
            self._open.pop()
            self._left_out.clear()
        elif name == "a":
            self._end_link()
        elif name == "form":
            self._end_form()
        elif name in _HEADINGS:
            self._close(_HEADINGS, _BOUNDARIES)
        elif name in _TABLES:
            self._close({name}, {"template"})
        elif name in _ENDS_IN_SCOPE:
            self._close({name}, _LIMITS.get(name, _BOUNDARIES))
        else:
            self._close({name}, _SPECIAL)
        return True

    def _close(self, names: Collection[str], limits: Collection[str]) -> None:
        """Close the innermost of the names, unless one of the limits stands within it."""
        if not self._has(names):  # most tags: the cheapest answer first
            return
        doubtful: int | None = None
        for place in range(len(self._open) - 1, -1, -1):
            name = self._open[place]
            if name in names:
                if doubtful is not None:
                    self._doubt_from(place)
                else:
                    del self._open[place:]
                    self._left_out.clear()
                return
            if name in limits:
                break
            if name[0] == _DOUBT and (name[1:] in names or name[1:] in limits):
                doubtful = place
        if doubtful is not None:
            self._doubt_from(doubtful)

    def _cell(self, *, is_end: bool) -> None:
        """Take in a tag of a table's part: it closes all that is open in the table, or may."""
        for place in range(len(self._open) - 1, -1, -1):
            name = self._open[place]
            if name == "table" and not is_end:
                del self._open[place + 1 :]
                self._left_out.clear()
                return
            if name.lstrip(_DOUBT) in _TABLES:
                self._doubt_from(place + 1)
                if name[0] != _DOUBT:
                    return

    def _end_link(self) -> None:
        if self._open and self._open[-1] == "a":
            self._open.pop()
            self._link = "a" in self._open
        else:
            self._link_ends()

    def _link_ends(self) -> None:
        """Doubt what a link that ends here may have taken out from among the open elements."""
        if self._link:
            for place, name in enumerate(self._open):
                if name not in _SPECIAL and name[0] != _DOUBT:
                    self._open[place] = _DOUBT + name

    def _end_form(self) -> None:
        """Close a form if it is on top; else it is taken out from among the others, or stays."""
        self._doubt_top(_IMPLIED)
        if self._open and self._open[-1] == _DOUBT + "form":
            self._open.pop()
            return
        for place, name in enumerate(self._open):
            if name == _DOUBT + "form":
                self._open[place] = _DOUBT + "lost form"

    def _has(self, names: Iterable[str]) -> bool:
        """Tell whether one of the names is open, or may be."""
        for name in names:  # noqa: SIM110  a generator would take twice the time
            if name in self._open or _DOUBT + name in self._open:
                return True
        return False

    def _doubt(self, names: Collection[str], limits: Collection[str]) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            name = self._open[place].lstrip(_DOUBT)
            if name in names:
                self._doubt_from(place)
                return
            if name in limits:
                return

    def _doubt_top(self, names: frozenset[str]) -> None:
        """Doubt what is open on top, as far as it is among the names."""
        place, passed = len(self._open), names | {"a"}
        while place and self._open[place - 1].lstrip(_DOUBT) in passed:
            place -= 1
        self._doubt_from(place)

    def _doubt_from(self, place: int) -> None:
        self._open[place:] = _in_doubt(self._open[place:])


def _in_doubt(names: Iterable[str]) -> list[str]:
    return [name if name[0] == _DOUBT else _DOUBT + name for name in names]
