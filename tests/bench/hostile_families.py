"""Families of hostile dumps, each of any size: what would cost a careless parser its time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import count

Family = Callable[[int], bytes]
"""A dump of about so many bytes."""

_FRONT = (
    "<h1>Ferry burns in Port Elden</h1><p>A ferry burnt on Monday, the harbour office said.</p>"
)
_LEAD = (
    "Ferry burns in Port Elden\nBy Jane Roe\nApril 27, 2025\nA ferry burnt on Monday, it said.\n"
)


def _repeat(unit: str, before: str = "", after: str = "") -> Family:
    return lambda size: (before + unit * (size // len(unit.encode())) + after).encode()


def _numbered(form: str, before: str = "") -> Family:
    """Return the family of `form` with a number that grows."""

    def family(size: int) -> bytes:
        parts, length = [before], 0
        for number in count():
            parts.append(form.format(number))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts).encode()
        raise AssertionError

    return family


def _coded(text: str, charset: str) -> Family:
    return lambda size: (text * (size // len(text.encode(charset)))).encode(charset)


def _in_json(name: str, family: Family) -> Family:
    return lambda size: json.dumps({name: family(size).decode()}).encode()


_NESTED = (
    "div p ul,li ol,li dl,dd dl,dt table table,tr,td span b i a font button select,option form "
    "svg svg,g svg,desc math,mi template object section article h1 blockquote ruby,rt label center"
)
HTML: Mapping[str, Family] = {
    "attributes": _numbered(" a{}=b", "<p"),
    "attributes with quoted ends": _numbered(' a{}=">"', "<p"),
    "attributes with markup": _numbered(" a{}<b", "<p"),
    "the same attribute": _repeat(" a=b", "<p"),
    "attributes of the body": _numbered("<body a{}=b>"),
    "classes": _numbered(" c{}", "<p class='"),
    **{
        f"nested {kinds}": _repeat("".join(f"<{kind}>" for kind in kinds.split(",")), _FRONT)
        for kinds in _NESTED.split()
    },
    "nested links that differ": _numbered("<a href={}><div>"),
    "nested formatting that differs": _numbered("<p><b class=c{}>x"),
    "end tags": _repeat("</p></x-y>"),
    "paragraphs": _repeat("<p>A ferry burnt on Monday.", _FRONT),
    "items with links": _repeat("<li><a href=/x>Ferry burns in Port Elden</a>", _FRONT),
    "links": _repeat("<a href=/x>Ferry </a>", _FRONT),
    "spans": _repeat("<span>a</span>", _FRONT),
    "breaks": _repeat("<br>", _FRONT),
    "lines with breaks": _repeat("a<br><br>", _FRONT),
    "cells": _repeat("<tr><td>a<td>b", f"{_FRONT}<table>"),
    "headings": _repeat("<h2>Ferry burns in Port Elden</h2>"),
    "times": _repeat("<time datetime=2025-04-27>27 April 2025</time>", _FRONT),
    "nested dates": _repeat("<div class=date>27 April 2025", _FRONT),
    "bylines": _repeat("<p class=byline>By Jane Roe</p>", _FRONT),
    "marks": _repeat("<"),
    "comments": _repeat("<!--"),
    "comment ends": _repeat("--", "<!--"),
    "declarations": _repeat("<!x"),
    "entities": _repeat("&", "<p>"),
    "entities with names": _repeat("&ampamp;lt", "<p>"),
    "CDATA": _repeat("<svg><![CDATA["),
    "CDATA ends": _repeat("]]>", "<p>"),
    "one quote": _repeat("a", "<p class='"),
    "scripts": _repeat("<script><!--<script>"),
    "script strings": _repeat('"<p>', "<p>x<script>"),
    "embedded markup": _repeat("\\u003cp>A ferry burnt on Monday. ", '<div></div><script>x="', '"'),
    "meta elements": _numbered("<meta name=a{} content=b>"),
    "a long property": _repeat("a", "<meta content=b property='", "'>" + _FRONT),
    "a long content": _repeat("&amp;", "<meta name=author content='", "'>" + _FRONT),
    "hyphens in a property": _repeat("a-", "<meta content=b property='", "'>" + _FRONT),
    "a long title": _repeat("a - ", "<title>", "</title>" + _FRONT),
    "a long heading": _repeat("a - ", "<h1>"),
    **{
        f"JSON-LD: {name}": _repeat(unit, f"<script type=application/ld+json>{before}", after)
        for name, unit, before, after in (
            ("a long text", "a ", '{"@type":"Article","articleBody":"', f'"}}</script>{_FRONT}'),
            ("nested lists", "[", "", f"</script>{_FRONT}"),
            ("nested objects", '{"a":', "", f"</script>{_FRONT}"),
            ("objects", "{},", "[", f"{{}}]</script>{_FRONT}"),
            ("quotes", '" ', '{"a":', f"</script>{_FRONT}"),
            ("authors", '{"name":"Jane Roe"},', '{"@type":"Article","author":[', "{}]}</script>"),
        )
    },
    "one line": _repeat("A ferry burnt in Port Elden. ", "<p>"),
}  # fmt: skip

TEXT: Mapping[str, Family] = {
    "one line of words": _repeat("ferry ", _LEAD),
    "one line of sentences": _repeat("A ferry burnt in Port Elden. ", _LEAD),
    "line ends": _repeat("\n", _LEAD),
    "short lines": _numbered("{}\n", _LEAD),
    "lines of one letter": _repeat("a\nb\n", _LEAD),
    "sentences": _numbered("A ferry burnt in Port Elden, number {} said.\n", _LEAD),
    "small lines": _repeat("and so on,\nit went\n", _LEAD),
    "digits": _repeat("1", _LEAD),
    "spaces": _repeat(" ", _LEAD, "x"),
    "wide spaces": _repeat("\u2003", _LEAD, "x"),
    "spaces within": _repeat("a" + " " * 1_000, _LEAD),
    "dots": _repeat(".", _LEAD),
    "quotes": _repeat('"', _LEAD),
    "brackets": _repeat("([{", _LEAD),
    "Chinese": _repeat("渡轮在埃尔登港起火", _LEAD),
    "Thai": _repeat("เรือข้ามฟากไฟไหม้", _LEAD),
    "numbers": _repeat("1 2 3 ", _LEAD),
    "slashed dates": _repeat("12/", _LEAD),
    "dotted dates": _repeat("12.04.", _LEAD),
    "dates": _repeat("April 27, 2025\n", _LEAD),
    "dates in one line": _repeat("April 27, 2025 ", _LEAD),
    "months": _repeat("May ", _LEAD),
    "by-words": _repeat("by ", _LEAD),
    "bylines": _repeat("By Jane Roe\n", _LEAD),
    "names": _repeat("Jane Roe and ", _LEAD),
    "lines of names": _numbered("Jane Roe{}\n", _LEAD),
    "ages": _repeat("1 hour ago\n", _LEAD),
    "ages in one line": _repeat("1 hour ago ", _LEAD),
    "addresses": _repeat("https://news.example/a?b=c ", _LEAD),
    "one address": _repeat("a.", f"{_LEAD}https://"),
    "mail": _repeat("jane@news.example ", _LEAD),
    "mojibake": _repeat("Ã¤Ã¶ ", _LEAD),
    "zero-width": _repeat("\u200b\u200d", _LEAD),
    "combining": _repeat("\u0301", f"{_LEAD}a"),
    "emoji": _repeat("\U0001f525", _LEAD),
    "emoji once": _repeat("A ferry burnt. ", f"{_LEAD}\U0001f525"),
    "titles of lists": _repeat("Most read\n1\nRelated\n-\n", _LEAD),
    "headlines of a list": _numbered("Ferry company asks for fare {}\n", f"{_LEAD}Most read\n"),
    "bullets": _repeat("* ", _LEAD),
    "bulleted lines": _repeat("* a ferry\n", _LEAD),
    "piped segments": _repeat("a | ", _LEAD),
    "datelines": _repeat("PORT ELDEN ", _LEAD),
    "capitals": _repeat("A", _LEAD),
    "control characters": _repeat("a\x01", _LEAD),
    "carriage returns": _repeat("\r", _LEAD),
}  # fmt: skip

BYTES: Mapping[str, Family] = {
    "NULs": lambda size: b"\0" * size,
    "NULs and a letter": lambda size: b"\0" * size + b"a",
    "all bytes": lambda size: bytes(range(256)) * (size // 256),
    "high bytes": lambda size: b"\xe4\xf6\xfc " * (size // 4),
    "broken UTF-8": lambda size: "ä".encode() * (size // 2) + b"\xc3",
    "every other character broken": lambda size: b"\xc3\xa4\xff" * (size // 3),
    "UTF-16": _coded("A ferry burnt. ", "utf-16-le"),
    "UTF-16 with a mark": lambda size: b"\xff\xfe" + _coded("A ferry. ", "utf-16-le")(size),
    "UTF-32 with a mark": lambda size: b"\xff\xfe\0\0" + _coded("A ferry. ", "utf-32-le")(size),
    "Big5": _coded("渡輪起火。", "big5"),
    "Shift JIS": _coded("渡船が燃えた。", "shift_jis"),
    "EUC-KR": _coded("여객선 화재. ", "euc_kr"),
    "windows-1251": _coded("Паром сгорел. ", "cp1251"),
    "ISO-2022-JP": _coded("渡船が燃えた。", "iso2022_jp"),
    "meta without end": _repeat("<meta charset"),
    "JSON: a long time": lambda size: b'{"text":"a","fetched_at":"' + b"1" * size + b'"}',
    "JSON: unknown lists": lambda size: b'{"text":"a","x":[' + b"[]," * (size // 3) + b"[]]}",
    "JSON: unknown nesting": lambda size: b'{"text":"a","x":' + b"[" * size,
    "JSON: unknown fields": lambda size: b'{"text":"a"' + b',"x":1' * (size // 6) + b"}",
    "JSON: cut off": lambda size: b'{"text":"' + b"a" * size,
    "JSON: escapes": lambda size: b'{"text":"' + b"\\u00e4" * (size // 6) + b'"}',
    "JSON: text": _in_json("text", TEXT["one line of sentences"]),
    "JSON: markup": _in_json("html", HTML["paragraphs"]),
}

FAMILIES: Mapping[str, Family] = {
    **{f"html: {name}": family for name, family in HTML.items()},
    **{f"text: {name}": family for name, family in TEXT.items()},
    **{f"bytes: {name}": family for name, family in BYTES.items()},
}
