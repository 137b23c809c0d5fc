"""Renders a Document as rich messages: headings, native tables, details and pictures that the phone itself draws."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfbot.render.cleaning import one_line
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
    Row,
    Span,
    Table,
    Title,
    inline,
    plain,
)
from perfbot.render.places.cards import caption_line, cards
from perfbot.render.places.cutting import cut, cut_line, split_lines
from perfbot.render.places.markup import escape, inline_html
from perfbot.render.places.merging import parted_groups, row_spans
from perfbot.render.places.packing import Cost, Frame, Media, Part, Piece, pack

# Telegram's limits on a rich message (core.telegram.org/bots/api#sendrichmessage) with some room to spare:
# 32,768 characters of text, 500 blocks, 50 media, 20 columns, 16 levels of nesting.
LIMITS: Cost = (32_000, 480, 48)
MOST_COLUMNS = 20
_MANY_COLUMNS = 4
_MOST_GROUP_ROWS = 40
_MOST_DETAILS = 6
_LONG_PARAGRAPH = 8_000
_LONG_HEAD = 2_000
_LONG_SUMMARY = 200
_ROW_ROOM = 12_000
_SHORT_WORDS = 3_000


@dataclass(frozen=True)
class RichMessage:
    """One rich message: its html and the pictures it refers to as (id, filename, PNG bytes)."""

    html: str
    media: tuple[Media, ...] = field(default=(), repr=False)


def profits(document: Document) -> bool:
    """Whether the document is better as a rich message: it has a table, picture, heading or folding part, or is long.

    A few lines stand closer together in a plain message, and every version of the app shows them.
    """
    if any(not isinstance(block, (Paragraph, Items)) for block in document.blocks):
        return True
    lines = [line for block in document.blocks for line in _lines_of(block)]
    return sum(map(len, map(plain, lines))) > _SHORT_WORDS


def _lines_of(block: Block) -> tuple[Inline, ...]:
    match block:
        case Paragraph():
            return (block.line,)
        case Items():
            return block.lines
    return ()


def rich_parts(document: Document) -> list[RichMessage]:
    """The document as rich messages within Telegram's limits, parted between blocks or rows, table heads repeated."""
    writer = _RichWriter()
    parts: list[Part] = pack(writer.pieces(document.blocks), LIMITS)
    return [RichMessage(part.body, part.media) for part in parts]


class _RichWriter:
    """Turns blocks into pieces and numbers the pictures on the way."""

    def __init__(self) -> None:
        self.pictures = 0

    def pieces(self, blocks: Sequence[Block], frames: tuple[Frame, ...] = ()) -> Iterator[Piece]:
        for block in blocks:
            match block:
                case Title():
                    yield from _heading(1, block.text, frames)
                    yield from _paragraphs(inline(block.subtitle), frames)
                case Heading():
                    yield from _heading(min(max(block.level, 1) + 1, 6), block.text, frames)
                case Paragraph():
                    yield from _paragraphs(block.line, frames, "footer" if block.note else "p")
                case Items():
                    yield from _items(block, frames)
                case Table():
                    yield from _table(block, frames)
                case Details():
                    yield from self._details(block, frames)
                case Figure():
                    yield from self._figure(block, frames)
                case Divider():
                    yield _piece("<hr/>", "", frames)

    def _details(self, block: Details, frames: tuple[Frame, ...]) -> Iterator[Piece]:
        summary, *rest = cut(one_line(block.summary), _LONG_SUMMARY)
        body = (*(Paragraph(inline(words)) for words in rest), *block.blocks)
        if sum("<details" in frame.opening for frame in frames) >= _MOST_DETAILS:
            yield from self.pieces((Paragraph((Span(summary, bold=True),)), *body), frames)
            return
        tag = "<details open>" if block.open else "<details>"
        frame = Frame(
            f"{tag}<summary>{escape(summary)}</summary>",
            "</details>",
            (len(summary) + 4, 1, 0),
            f"{tag}<summary>{escape(summary)}（续）</summary>",
        )
        inside = list(self.pieces(body, (*frames, frame)))
        yield from inside or [_piece("<p>—</p>", "—", (*frames, frame))]

    def _figure(self, block: Figure, frames: tuple[Frame, ...]) -> Iterator[Piece]:
        self.pictures += 1
        name = re.sub("[^A-Za-z0-9_-]+", "", block.name)[:40] or "figure"
        key = f"{name}-{self.pictures}"
        caption, *rest = cut(one_line(block.caption), _LONG_SUMMARY)
        words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
        body = f'<figure><img src="tg://photo?id={key}"/>{words}</figure>'
        yield Piece(body, (len(caption), 2, 1), frames, media=((key, f"{key}.png", block.png),))
        yield from (piece for words in rest for piece in _paragraphs(inline(words), frames))
        if block.alternative.strip():
            yield from self._details(Details(FIGURE_WORDS, (Paragraph(inline(block.alternative)),)), frames)


def _piece(body: str, text: str, frames: tuple[Frame, ...], blocks: int = 1, keep_next: bool = False) -> Piece:
    return Piece(body, (len(text), blocks, 0), frames, keep_next=keep_next)


def _heading(size: int, text: str, frames: tuple[Frame, ...]) -> Iterator[Piece]:
    for words in cut(one_line(text), _LONG_HEAD):
        if words.strip():
            yield _piece(f"<h{size}>{escape(words)}</h{size}>", words, frames, keep_next=True)


def _paragraphs(line: Inline, frames: tuple[Frame, ...], tag: str = "p", keep_next: bool = False) -> Iterator[Piece]:
    for own_line in split_lines(line):
        for words in cut_line(own_line, _LONG_PARAGRAPH):
            yield _piece(f"<{tag}>{inline_html(words)}</{tag}>", plain(words), frames, keep_next=keep_next)


def _items(items: Items, frames: tuple[Frame, ...]) -> Iterator[Piece]:
    if items.numbered:
        for number, line in enumerate(items.lines, start=1):
            yield from _paragraphs((Span(items.number_format.format(number)), *line), frames)
        return
    frame = Frame("<ul>", "</ul>", (0, 1, 0))
    for line in items.lines:
        for words in (words for own in split_lines(line) for words in cut_line(own, _LONG_PARAGRAPH)):
            yield _piece(f"<li>{inline_html(words)}</li>", plain(words), (*frames, frame), blocks=2)


def _table(table: Table, frames: tuple[Frame, ...]) -> Iterator[Piece]:
    caption, head = caption_line(table), [one_line(column.title) for column in table.columns]
    if not head or len(head) > MOST_COLUMNS or len(caption) + sum(map(len, head)) > _LONG_HEAD:
        yield from _cards(table, frames)
        return
    cells = "".join(_cell("th", escape(title), column.align) for title, column in zip(head, table.columns, strict=True))
    opening = f"<table bordered striped{' compact' if len(head) >= _MANY_COLUMNS else ''}>"
    top = f"<tr>{cells}</tr>"
    frame = Frame(
        f"{opening}{_caption(caption)}{top}",
        "</table>",
        (len(caption) + sum(map(len, head)) + 4, 2, 0),
        f"{opening}{_caption(f'{caption}（续）' if caption else '')}{top}",
    )
    for group in parted_groups(_short_rows(table), _MOST_GROUP_ROWS):
        yield _group(table, group, (*frames, frame))


def _caption(caption: str) -> str:
    return f"<caption>{escape(caption)}</caption>" if caption else ""


def _cell(tag: str, words: str, align: Align, rows: int = 1) -> str:
    stands = "" if align is Align.LEFT else f' align="{align.value}"'
    covers = f' rowspan="{rows}" valign="middle"' if rows > 1 else ""
    return f"<{tag}{stands}{covers}>{words}</{tag}>"


def _short_rows(table: Table) -> Table:
    """The table with a row that is longer than a message continued on further rows."""
    room = max(_ROW_ROOM // len(table.columns) // 2, 200)
    rows = [part for row in table.rows for part in _continued(row, room)]
    return Table(table.columns, tuple(rows), table.caption, table.unit, table.merge_down)


def _continued(row: Row, room: int) -> Iterator[Row]:
    if sum(map(len, row.cells)) <= room:
        yield row
        return
    columns = [cut(one_line(cell), room) for cell in row.cells]
    for index in range(max(map(len, columns))):
        yield Row(tuple(words[index] if index < len(words) else "" for words in columns), row.total)


def _group(table: Table, rows: tuple[Row, ...], frames: tuple[Frame, ...]) -> Piece:
    spans = row_spans(Table(table.columns, rows, merge_down=table.merge_down))
    written = [_row(table, row, covers) for row, covers in zip(rows, spans, strict=True)]
    text = "".join(cell for row in rows for cell in row.cells)
    return _piece("".join(written), text, frames, blocks=len(rows))


def _row(table: Table, row: Row, covers: Sequence[int]) -> str:
    cells = []
    for column, cell, rows in zip(table.columns, row.cells, covers, strict=True):
        words = escape(one_line(cell))
        if rows:
            cells.append(_cell("td", f"<b>{words}</b>" if row.total and words else words, column.align, rows))
    return f"<tr>{''.join(cells)}</tr>"


def _cards(table: Table, frames: tuple[Frame, ...]) -> Iterator[Piece]:
    caption = caption_line(table)
    if caption:
        yield from _paragraphs((Span(caption, bold=True),), frames, keep_next=True)
    for card in cards(table):
        yield from _paragraphs((Span(card.name, bold=True),), frames, keep_next=True)
        for line in (line for row in card.rows for line in row):
            yield from _paragraphs(line, frames)
