"""Strict readers of Telegram's two HTML dialects, for tests: what they refuse, Telegram would refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

INLINE = {"b", "i", "s", "u", "code", "a"}
RICH_BLOCKS = {
    *(f"h{size}" for size in range(1, 7)),
    *("p", "hr", "footer", "ul", "li", "details", "summary", "figure", "img", "figcaption"),
    *("table", "caption", "tr", "th", "td"),
}
PARENTS = {
    "li": {"ul"},
    "summary": {"details"},
    "figcaption": {"figure"},
    "img": {"figure"},
    "caption": {"table"},
    "tr": {"table"},
    "th": {"tr"},
    "td": {"tr"},
}
CONTAINERS = {None, "details"}
ATTRIBUTES = {
    "a": {"href"},
    "table": {"bordered", "striped", "compact"},
    "details": {"open"},
    "td": {"align", "valign", "rowspan"},
    "th": {"align"},
    "img": {"src"},
    "blockquote": {"expandable"},
}
COUNTED = {*(f"h{size}" for size in range(1, 7)), "p", "hr", "footer", "ul", "li", "details", "figure", "table", "tr"}
VOID = {"hr", "img"}
ENTITIES = {"lt", "gt", "amp", "quot"}


class Refused(AssertionError):
    """Telegram would not take this html."""


@dataclass
class Read:
    """What a message says once its markup is read."""

    text: str = ""
    blocks: int = 0
    deepest: int = 0
    entities: int = 0
    pictures: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, allowed: set[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.allowed, self.read = allowed, Read()
        self.open: list[str] = []
        self.covered: dict[int, int] = {}
        self.columns: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self.open[-1] if self.open else None
        if tag not in self.allowed:
            raise Refused(f"<{tag}> is not of the dialect")
        if set(dict(attrs)) - ATTRIBUTES.get(tag, set()):
            raise Refused(f"<{tag}> with {attrs}")
        if tag in PARENTS and parent not in PARENTS[tag]:
            raise Refused(f"<{tag}> in <{parent}>")
        if tag in RICH_BLOCKS and tag not in PARENTS and parent not in CONTAINERS:
            raise Refused(f"<{tag}> in <{parent}>")
        if parent == "code" or (parent == "pre"):
            raise Refused(f"<{tag}> in <{parent}>")
        if tag == "blockquote" and "blockquote" in self.open:
            raise Refused("a quotation in a quotation")
        self._count(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)
            self.read.deepest = max(self.read.deepest, len(self.open))

    handle_startendtag = handle_starttag

    def _count(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.read.blocks += tag in COUNTED
        self.read.entities += tag in {*INLINE, "pre", "blockquote"}
        if tag == "img":
            self.read.pictures.append((attributes["src"] or "").removeprefix("tg://photo?id="))
        if tag == "table":
            self.read.tables.append([])
            self.covered, self.columns = {}, None
        if tag == "tr":
            self.read.tables[-1].append([])
        if tag in ("td", "th"):
            self._cell(int(attributes.get("rowspan") or 1))

    def _cell(self, rows: int) -> None:
        row = self.read.tables[-1][-1]
        while self.covered.get(len(row), 0) > 0:
            self.covered[len(row)] -= 1
            row.append("")
        self.covered[len(row)] = rows - 1
        row.append("")
        self.cell = (row, len(row) - 1)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(f"</{tag}> closes nothing")
        if tag == "tr":
            row = self.read.tables[-1][-1]
            while self.covered.get(len(row), 0) > 0:
                self.covered[len(row)] -= 1
                row.append("")
            self.columns = self.columns or len(row)
            if len(row) != self.columns:
                raise Refused(f"a row of {len(row)} cells in a table of {self.columns} columns")
        if tag == "table" and any(self.covered.values()):
            raise Refused("a merged cell reaches out of its table")

    def handle_data(self, data: str) -> None:
        if "<" in data or ">" in data or "&" in data:
            raise Refused(f"a bare mark in {data!r}")
        self._say(data)

    def handle_entityref(self, name: str) -> None:
        if name not in ENTITIES:
            raise Refused(f"&{name};")
        self._say({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name])

    def handle_charref(self, name: str) -> None:
        raise Refused(f"&#{name};")

    def _say(self, words: str) -> None:
        self.read.text += words
        if any(tag in self.open for tag in ("td", "th")):
            row, index = self.cell
            row[index] += words


def _read(html: str, allowed: set[str]) -> Read:
    reader = _Reader(allowed)
    reader.feed(html)
    reader.close()
    if reader.open:
        raise Refused(f"left open: {reader.open}")
    return reader.read


def read_chat(html: str) -> Read:
    """A plain message's text; refuses anything but b i s u code a pre blockquote."""
    return _read(html, {*INLINE, "pre", "blockquote"})


def read_rich(html: str) -> Read:
    """A rich message; refuses what is outside of the dialect, crooked tables and blocks within paragraphs."""
    return _read(html, {*INLINE, *RICH_BLOCKS})
