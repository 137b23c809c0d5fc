"""Lays a table out row by row for a narrow screen: a bold name, then 列名 and value in short lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfbot.render.cleaning import one_line
from perfbot.render.document import Align, Inline, Row, Span, Table
from perfbot.render.places.merging import row_groups
from perfbot.text_width import width

LINE_WIDTH = 36
_GAP = "　"


@dataclass(frozen=True)
class Card:
    """A bold name, possibly empty, and under it one run of lines for each row that bears the name."""

    name: str
    rows: tuple[tuple[Inline, ...], ...]


def caption_line(table: Table) -> str:
    """The caption with its unit, as it stands above a table outside of print."""
    caption, unit = one_line(table.caption), one_line(table.unit)
    if not unit:
        return caption
    return f"{caption}（单位：{unit}）" if caption else f"单位：{unit}"


def cards(table: Table) -> list[Card]:
    """One card for each row; rows under one merged cell share a card, each with its own name behind a mark."""
    made = []
    for group in row_groups(table):
        if table.merge_down and not group[0].total:
            made.append(_shared_card(table, group))
        else:
            names = _name_columns(group[0])
            made.append(Card(_words(group[0], names), (tuple(_lines(_pairs(table, group[0], names), group[0])),)))
    return made


def _shared_card(table: Table, group: Sequence[Row]) -> Card:
    merged = table.merge_down
    own = _own_names(table)
    rows = []
    for row in group:
        name = Span(f"▪ {_words(row, own)}")
        figures = _lines(_pairs(table, row, (*merged, *own)), row, LINE_WIDTH - width(_GAP))
        rows.append(((name,), *((Span(_GAP), *line) for line in figures)))
    return Card(_words(group[0], merged), tuple(rows))


def _name_columns(row: Row) -> tuple[int, ...]:
    """The first column names the row, and the next one too when the first is empty or only a number."""
    serial = row.cells[0].strip().isdigit() or not row.cells[0].strip()
    return (0, 1) if serial and len(row.cells) > 2 else (0,)


def _own_names(table: Table) -> tuple[int, ...]:
    """The first two columns of words behind the merged ones, as long as one is left to be told as 列名 and value."""
    own = [index for index in range(len(table.columns)) if index not in table.merge_down]
    named = [index for index in own[:-1] if table.columns[index].align is Align.LEFT]
    return tuple(named[:2] or own[:1])


def _words(row: Row, columns: Sequence[int]) -> str:
    return " ".join(filter(None, (one_line(row.cells[column]) for column in columns)))


def _pairs(table: Table, row: Row, named: Sequence[int]) -> list[tuple[str, str]]:
    return [
        (one_line(column.title), one_line(cell))
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True))
        if index not in named and cell.strip()
    ]


def _lines(pairs: Sequence[tuple[str, str]], row: Row, room: int = LINE_WIDTH) -> Iterator[Inline]:
    line: list[Span] = []
    used = 0
    for title, value in pairs:
        wide = width(f"{title} {value}")
        if line and used + width(_GAP) + wide > room:
            yield tuple(line)
            line, used = [], 0
        gap = _GAP if line else ""
        line += (Span(f"{gap}{title} "), Span(value, bold=row.total))
        used += width(gap) + wide
    if line:
        yield tuple(line)
