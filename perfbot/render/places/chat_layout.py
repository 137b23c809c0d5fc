"""Lays a Document out as the lines of a plain chat message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from perfbot.render.cleaning import clean, one_line
from perfbot.render.document import (
    FIGURE_WORDS,
    Align,
    Block,
    Details,
    Divider,
    Document,
    Figure,
    Heading,
    Inline,
    Items,
    Paragraph,
    Span,
    Table,
    Title,
    inline,
    plain,
)
from perfbot.render.places.cards import caption_line, cards
from perfbot.render.places.cutting import cut_line
from perfbot.render.places.markup import safe_link
from perfbot.render.plain_forms import plain_forms, steady
from perfbot.text_width import width

GRID_WIDTH = 30
GRID_COLUMNS = 3
# Well under half a message, so that a heading and what follows it always fit into one.
LONGEST_PIECE = 1_500
_LONGEST_LINK = 1_500
_KEPT_LINES = 6
_GAP = "\n\n"


@dataclass(frozen=True, eq=False)
class Surround:
    """The surroundings of lines: a quotation, or a grid under its head lines."""

    head: str | None = None


_NO_GRIDS = Surround()


@dataclass(frozen=True)
class Line:
    """Words that are never split; `before` separates them from the line before in one message.

    What is named by a `heading` stands close under it, unless it has a bold name of its own (`apart`).
    """

    words: Inline
    before: str = _GAP
    surround: Surround | None = None
    keep_next: bool = False
    heading: bool = False
    apart: bool = False


def chat_lines(document: Document, *, grids: bool = True, longest: int = LONGEST_PIECE) -> Iterator[Line]:
    """The document's lines in reading order, none longer than `longest` UTF-16 units.

    Without `grids` narrow tables are told in lines too, for places that have no monospaced blocks.
    """
    under_heading = False
    for line in _blocks(document.blocks, None if grids else _NO_GRIDS):
        close = under_heading and line.before == _GAP and not line.apart
        pieces = list(_pieces(replace(line, before="\n") if close else line, longest))
        yield from pieces
        under_heading = line.heading if pieces else under_heading


def _pieces(line: Line, longest: int) -> Iterator[Line]:
    """A line that is too long, as several pieces that are joined where they meet in one message."""
    words = tuple(_safe(span) for span in line.words)
    if not plain(words).strip():
        return
    pieces = cut_line(words, longest)
    if len(pieces) == 1:
        yield line if pieces[0] == line.words else replace(line, words=pieces[0])
        return
    for index, piece in enumerate(pieces):
        keep_next = line.keep_next and index == len(pieces) - 1
        yield replace(line, words=piece, before=line.before if index == 0 else "", keep_next=keep_next)


def _safe(span: Span) -> Span:
    link = safe_link(span.link) if span.link and len(span.link) <= _LONGEST_LINK else None
    text = clean(span.text)
    return span if text == span.text and link == span.link else replace(span, text=text, link=link)


def _blocks(blocks: Sequence[Block], quote: Surround | None) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Title():
                yield Line((Span(one_line(block.text), bold=True),), surround=quote, keep_next=True)
                yield Line(inline(one_line(block.subtitle)), "\n", quote)
            case Heading():
                yield Line((Span(one_line(block.text), bold=True),), surround=quote, keep_next=True, heading=True)
            case Paragraph():
                title = bool(block.line) and all(span.bold for span in block.line)
                yield Line(block.line, surround=quote, keep_next=title, heading=title)
            case Items():
                yield from _items(block, quote)
            case Table():
                yield from _table(block, quote)
            case Details():
                yield from _details(block, quote)
            case Figure():
                yield from _figure(block, quote)
            case Divider():
                yield Line(inline("－" * 12), surround=quote)


def _items(items: Items, quote: Surround | None) -> Iterator[Line]:
    for number, words in enumerate(items.lines, start=1):
        mark = items.number_format.format(number) if items.numbered else "• "
        yield Line((Span(mark), *words), "\n" if number > 1 else _GAP, quote)


def _figure(figure: Figure, quote: Surround | None) -> Iterator[Line]:
    """Its caption; the facts in words stand folded beneath, since the picture itself follows the message."""
    words = clean(figure.alternative)
    yield Line((Span(f"〔图〕{one_line(figure.caption)}", bold=True),), surround=quote)
    if words.strip():
        yield from _details(Details(FIGURE_WORDS, (Paragraph(inline(words)),)), quote)


def _details(details: Details, quote: Surround | None) -> Iterator[Line]:
    summary = (Span(one_line(details.summary), bold=True),)
    yield Line(summary, surround=quote, keep_next=True)
    inside = list(_blocks(details.blocks, quote or Surround()))
    for index, line in enumerate(inside):
        yield replace(line, before="\n") if index == 0 else line


def _table(table: Table, quote: Surround | None) -> Iterator[Line]:
    caption = caption_line(table)
    if caption:
        yield Line((Span(caption, bold=True),), surround=quote, keep_next=True)
    grid = None if quote else _grid(table)
    if grid is None:
        yield from _cards(table, quote, "\n" if caption else _GAP)
        return
    head, rows = grid
    surround = Surround(head)
    for index, row in enumerate(rows):
        yield Line(inline(row), "\n" if index or caption else _GAP, surround)


def _cards(table: Table, quote: Surround | None, before: str) -> Iterator[Line]:
    for card in cards(table):
        if card.name:
            yield Line((Span(card.name, bold=True),), before, quote, keep_next=bool(card.rows[0]), apart=True)
        for row in card.rows:
            for index, words in enumerate(row):
                last = index == len(row) - 1 or index >= _KEPT_LINES
                yield Line(words, "\n", quote, keep_next=not last)
        before = _GAP


def _grid(table: Table) -> tuple[str, list[str]] | None:
    """Head and rows of a narrow table set in columns, or None when a phone would wrap or misalign it."""
    cells = [[plain_forms(one_line(cell)) for cell in row.cells] for row in table.rows]
    titles = [plain_forms(one_line(column.title)) for column in table.columns]
    if not cells or not 1 < len(titles) <= GRID_COLUMNS or not all(steady("".join(row)) for row in (titles, *cells)):
        return None
    widths = [max(map(width, column)) for column in zip(titles, *cells, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > GRID_WIDTH:
        return None
    head, rule, *rows = _tabulated(titles, cells, [column.align for column in table.columns])
    return f"{head}\n{rule}\n", rows


def _tabulated(titles: list[str], cells: list[list[str]], aligns: Sequence[Align]) -> list[str]:
    from tabulate import tabulate

    stands = tuple(align.value for align in aligns)
    grid = tabulate(cells, titles, "simple", disable_numparse=True, colalign=stands, headersalign=stands)
    return [line.rstrip() for line in grid.split("\n")]
