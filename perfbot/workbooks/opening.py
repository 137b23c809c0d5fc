"""Opens a workbook with openpyxl, read-only, and returns its cells; formulas are not computed."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from perfbot.workbooks.safety import Danger, Unsafe
from perfbot.years.sheets.columns import MOST_ROWS
from perfbot.years.sheets.grid import Cell, CellKind

_MOST_SHEETS = 30
_MOST_COLUMNS = 40
_MOST_LOOKED_AT = 20_000
_HEADROOM = 10
_LONGEST = 32_767
Cells = dict[tuple[int, int], Cell]


def open_workbook(content: bytes) -> tuple[dict[str, Cells], tuple[str, ...]]:
    """Every sheet's filled cells, and the names of sheets with more rows than are read; raises Unsafe."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception as problem:  # what a broken or hostile file makes the reader raise is not to be foreseen
        raise Unsafe(Danger.UNREADABLE, type(problem).__name__) from problem
    if len(book.sheetnames) > _MOST_SHEETS:
        raise Unsafe(Danger.TOO_MANY_PARTS, str(len(book.sheetnames)))
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        raise Unsafe(Danger.HIDDEN_SHEET, hidden[0])
    try:
        read = {sheet.title: _sheet(sheet) for sheet in book.worksheets}
    except Exception as problem:  # as above, while the sheets themselves are read
        raise Unsafe(Danger.UNREADABLE, type(problem).__name__) from problem
    return {title: cells for title, (cells, _) in read.items()}, tuple(t for t, (_, cut) in read.items() if cut)


def _sheet(sheet: Any) -> tuple[Cells, bool]:
    """The filled cells of the first rows, and whether there are more."""
    sheet.reset_dimensions()
    cells: Cells = {}
    for row in sheet.iter_rows(max_row=_MOST_LOOKED_AT, max_col=_MOST_COLUMNS):
        for place in row:
            cell = _cell(place)
            if cell is None:
                continue
            if place.row > MOST_ROWS + _HEADROOM:
                return cells, True
            cells[place.row, place.column] = cell
    return cells, False


def _cell(place: Any) -> Cell | None:
    value = place.value
    if value is None or value == "":
        return None
    if place.data_type == "f":
        return Cell(CellKind.FORMULA, str(value)[:_LONGEST])
    if place.data_type == "e":
        return Cell(CellKind.ERROR, str(value))
    if isinstance(value, bool):
        return Cell(CellKind.FLAG, "true" if value else "false")
    if isinstance(value, (int, float)):
        return _number(value, percent="%" in str(place.number_format))
    if isinstance(value, (datetime, date)):
        day = value.date() if isinstance(value, datetime) else value
        return Cell(CellKind.DATE, day.isoformat())
    return Cell(CellKind.TEXT, str(value)[:_LONGEST] if not isinstance(value, time) else value.isoformat())


def _number(value: int | float, *, percent: bool) -> Cell:
    """The shortest decimal for the number, as people see it: 1 shown in percent is 100%."""
    number = Decimal(repr(value)) * (100 if percent else 1)
    if not number.is_finite():
        return Cell(CellKind.TEXT, repr(value))
    whole = number == number.to_integral_value()
    words = f"{number.to_integral_value() if whole else number.normalize():f}"
    return Cell(CellKind.TEXT, f"{words}%") if percent else Cell(CellKind.NUMBER, words)
