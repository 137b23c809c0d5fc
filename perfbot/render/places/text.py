"""Renders a Document as plain text for the shell, tables set by tabulate with every cell's words kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfbot.render.cleaning import clean, one_line
from perfbot.render.document import (
    Block,
    Details,
    Divider,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Table,
    Title,
    plain,
)
from perfbot.render.places.cards import caption_line


def text(document: Document) -> str:
    """The whole document as text that ends in one newline; blocks are parted by an empty line."""
    return "\n\n".join(_blocks(document.blocks)) + "\n"


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        words = _block(block)
        if words.strip():
            yield words


def _block(block: Block) -> str:
    match block:
        case Title():
            return "\n".join(filter(None, (one_line(block.text), one_line(block.subtitle))))
        case Heading():
            return one_line(block.text)
        case Paragraph():
            return clean(plain(block.line))
        case Items():
            return "\n".join(_items(block))
        case Table():
            return _table(block)
        case Details():
            return "\n\n".join((one_line(block.summary), *_blocks(block.blocks)))
        case Figure():
            caption, words = one_line(block.caption), clean(block.alternative)
            return f"〔图〕{caption}" + (f"\n{words}" if words.strip() else "")
        case Divider():
            return "-" * 40


def _items(items: Items) -> Iterator[str]:
    for number, line in enumerate(items.lines, start=1):
        yield (items.number_format.format(number) if items.numbered else "- ") + clean(plain(line))


def _cells(table: Table) -> list[list[str]]:
    head = [one_line(column.title) for column in table.columns]
    return [head, *([one_line(cell) for cell in row.cells] for row in table.rows)]


def _table(table: Table) -> str:
    from tabulate import tabulate

    head, *rows = _cells(table)
    stands = tuple(column.align.value for column in table.columns)
    grid = tabulate(rows, head, "simple", disable_numparse=True, colalign=stands, headersalign=stands) if rows else ""
    lines = (grid or "  ".join(head)).split("\n")
    return "\n".join(filter(None, (caption_line(table), *(line.rstrip() for line in lines))))
