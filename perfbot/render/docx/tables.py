"""Writes a table as Word's own: head on each page, whole rows, figures to the right, cells merged down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from perfbot.render.cleaning import one_line
from perfbot.render.document import Align, Column, Row, Span, Table
from perfbot.render.docx.text import paragraph, run
from perfbot.render.places.merging import row_spans
from perfbot.text_width import width

# 小四 (12 磅) in twentieths of a point: half a character a cell, and the margins and borders of a cell around it.
_CELL = 120
_AROUND = 320
_WIDEST_FIGURE = 14
_GROUP_ON_ONE_PAGE = 6
_ROWS_UNDER_HEAD = 2


def table_xml(table: Table, styles: Mapping[str, str], room: int) -> str:
    """The caption, the unit and the table itself, `room` twentieths of a point wide."""
    widths = column_widths(table, room)
    head = _head(table.columns, widths, styles)
    body = "".join(_rows(table, widths, styles))
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{styles["TableGrid"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        ' w:noVBand="1"/>'
        "</w:tblPr>"
    )
    return f"{_caption(table, styles)}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"


def _caption(table: Table, styles: Mapping[str, str]) -> str:
    caption, unit = one_line(table.caption), one_line(table.unit)
    above = paragraph(styles["Caption"], run(Span(caption))) if caption else ""
    return above + (paragraph(styles["TableUnit"], run(Span(f"单位：{unit}"))) if unit else "")


def column_widths(table: Table, room: int) -> list[int]:
    """Widths in twentieths of a point: figures get what they need on one line, the rest is shared by weight."""
    needs = [_need(table, index) for index in range(len(table.columns))]
    shares = _shares(table)
    fixed = sum(needs)
    if fixed >= room:
        return _exact([need / fixed * room for need in needs], room)
    left = (room - fixed) / sum(shares)
    return _exact([need + share * left for need, share in zip(needs, shares, strict=True)], room)


def _need(table: Table, index: int) -> int:
    if table.columns[index].align is Align.LEFT:
        return _CELL * 4 + _AROUND
    bold = (width(row.cells[index]) + row.total for row in table.rows)
    return _CELL * min(max((width(table.columns[index].title), *bold)), _WIDEST_FIGURE) + _AROUND


def _shares(table: Table) -> list[float]:
    """What columns of words get of the room that is left: by their own weights, or by the length of their words."""
    words = [column.align is Align.LEFT for column in table.columns]
    weights = [float(max(column.weight, 1)) for column in table.columns]
    if len({weight for weight, word in zip(weights, words, strict=True) if word}) <= 1:
        weights = [float(min(max(max(map(width, cells)), 4), 40)) for cells in _by_column(table)]
    if not any(words):
        return weights
    return [weight if word else 0.0 for weight, word in zip(weights, words, strict=True)]


def _by_column(table: Table) -> Iterator[Sequence[str]]:
    for index, column in enumerate(table.columns):
        yield (column.title, *(row.cells[index] for row in table.rows))


def _exact(widths: Sequence[float], room: int) -> list[int]:
    whole = [int(each) for each in widths]
    whole[-1] += room - sum(whole)
    return whole


def _head(columns: Sequence[Column], widths: Sequence[int], styles: Mapping[str, str]) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(styles['TableHead'], run(Span(one_line(column.title))))}</w:tc>"
        for column, wide in zip(columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _rows(table: Table, widths: Sequence[int], styles: Mapping[str, str]) -> Iterator[str]:
    spans = row_spans(table)
    for index, (row, covers) in enumerate(zip(table.rows, spans, strict=True)):
        keep = _stays_with_next(table, spans, index)
        cells = "".join(
            _cell(table.columns[column], wide, row, column, covers[column], keep, styles)
            for column, wide in enumerate(widths)
        )
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _stays_with_next(table: Table, spans: Sequence[Sequence[int]], index: int) -> bool:
    """The first rows stay under the head, a short merged run on one page, and the row above a total with it."""
    if index + 1 >= len(table.rows):
        return False
    if index < _ROWS_UNDER_HEAD or table.rows[index + 1].total:
        return True
    if not table.merge_down or spans[index + 1][table.merge_down[0]] != 0:
        return False
    top = index
    while spans[top][table.merge_down[0]] == 0:
        top -= 1
    return spans[top][table.merge_down[0]] <= _GROUP_ON_ONE_PAGE


def _cell(column: Column, wide: int, row: Row, index: int, covers: int, keep: bool, styles: Mapping[str, str]) -> str:
    merge = {0: "<w:vMerge/>", 1: ""}.get(covers, '<w:vMerge w:val="restart"/>')
    stands = "" if column.align is Align.LEFT else f'<w:jc w:val="{column.align.value}"/>'
    words = one_line(row.cells[index]) if covers else ""
    text = run(Span(words, bold=row.total)) if words else ""
    stays = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(styles['TableText'], text, stays + stands)}</w:tc>"
    )
