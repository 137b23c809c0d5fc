"""Writes the set-up workbook: drop-downs, notes, an example row, frozen heads."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from perfbot.years.sheets.columns import LINE_TITLES, MOST_ROWS, SHEETS, Sheet
from perfbot.years.sheets.filling import Filled, Value
from perfbot.years.sheets.grid import column_letter
from perfbot.years.table import Kind, RowField

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_HEAD, _EXAMPLE, _FIRST = 1, 2, 3
_LAST = _FIRST + MOST_ROWS - 1
_BLUE, _PALE, _YELLOW, _GREY = "FF1F4E78", "FFDDEBF7", "FFFFF8E1", "FF8A8A8A"
_FORMATS = {Kind.AMOUNT: "0.00####", Kind.DAY: "yyyy-mm-dd"}
_WORDS = RowField("")
_NOTE_WIDTH = 46
_LINE, _TALLEST = 15.0, 400.0
_FACE: dict[str, Any] = {"name": "SimSun", "size": 11}


def workbook_bytes(filled: Filled, created: datetime) -> bytes:
    """The workbook with these rows as an .xlsx file; `created` is an aware time."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        page = book.create_sheet(sheet.title)
        if sheet.lines:
            _write_lines(page, sheet, filled[sheet.key])
        else:
            _write_rows(page, sheet, filled[sheet.key])
        _print_in_width(page)
    book.properties.created = book.properties.modified = created.replace(tzinfo=None)
    book.properties.creator = book.properties.lastModifiedBy = ""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _print_in_width(page: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{_HEAD}:{_HEAD}"


@cache
def _styles() -> dict[str, Any]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    line = Side(style="thin", color="FFBFBFBF")
    return {
        "head": {
            "font": Font(**_FACE, bold=True, color="FFFFFFFF"),
            "fill": PatternFill("solid", start_color=_BLUE),
            "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
        },
        "label": {
            "font": Font(**_FACE, bold=True),
            "fill": PatternFill("solid", start_color=_PALE),
            "alignment": Alignment(vertical="center"),
        },
        "answer": {"font": Font(**_FACE), "alignment": Alignment(horizontal="left", vertical="center", wrap_text=True)},
        "example": {
            "font": Font(**_FACE, italic=True, color=_GREY),
            "fill": PatternFill("solid", start_color=_YELLOW),
            "alignment": Alignment(vertical="top", wrap_text=True),
        },
        "note": {"font": Font(**_FACE, color=_GREY), "alignment": Alignment(vertical="center", wrap_text=True)},
        "words": {"font": Font(**_FACE), "alignment": Alignment(vertical="top", wrap_text=True)},
        "box": {"border": Border(left=line, right=line, top=line, bottom=line)},
    }


def _dress(cell: Any, *names: str) -> None:
    styles = _styles()
    for name in names:
        for attribute, style in styles[name].items():
            setattr(cell, attribute, style)


def _write_rows(page: Worksheet, sheet: Sheet, rows: list[dict[str, Value]]) -> None:
    for index, column in enumerate(sheet.columns, start=1):
        head = _put(page, _HEAD, index, column.head)
        head.comment = _comment(column) if column.note else None
        _dress(head, "head", "box")
        _dress(_put(page, _EXAMPLE, index, column.example), "example", "box")
        page.column_dimensions[column_letter(index)].width = column.width
        if column.is_words:
            # Typed into an ordinary cell, 3-5 becomes a day and 100% a 1.
            page.column_dimensions[column_letter(index)].number_format = "@"
        _guide(page, sheet, column, f"{column_letter(index)}{_FIRST}:{column_letter(index)}{_LAST}")
    for number, row in enumerate(rows, start=_FIRST):
        for index, column in enumerate(sheet.columns, start=1):
            _dress(_put(page, number, index, row.get(column.name, ""), column), "words", "box")
        page.row_dimensions[number].height = _height(sheet, row)
    page.row_dimensions[_HEAD].height = 30
    page.freeze_panes = f"B{_FIRST}"
    page.sheet_view.zoomScale = 110


def _height(sheet: Sheet, row: dict[str, Value]) -> float:
    """Room in points for the longest words of the row: not every program grows a row by itself."""
    told = [(str(row.get(column.name, "")), column.width - 2) for column in sheet.columns]
    lines = [sum(1 + _letters(line) // room for line in words.split("\n")) for words, room in told]
    return min(_TALLEST, _LINE * max(lines))


def _letters(words: str) -> int:
    """The width in half-width letters: a Chinese one counts two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in words)


def _comment(column: RowField) -> Any:
    """The note as shown over the heading."""
    from openpyxl.comments import Comment

    return Comment(column.note, "", height=90, width=260)


def _write_lines(page: Worksheet, sheet: Sheet, rows: list[dict[str, Value]]) -> None:
    known = rows[0] if rows else {}
    for index, width in enumerate((24, 44, _NOTE_WIDTH), start=1):
        page.column_dimensions[column_letter(index)].width = width
        _dress(_put(page, _HEAD, index, LINE_TITLES[index - 1]), "head", "box")
    for row, column in enumerate(sheet.columns, start=2):
        _dress(_put(page, row, 1, column.head), "label", "box")
        _dress(_put(page, row, 2, known.get(column.name, ""), column), "answer", "box")
        _dress(_put(page, row, 3, column.note), "note", "box")
        page.row_dimensions[row].height = 32
        _guide(page, sheet, column, f"B{row}")
    page.row_dimensions[_HEAD].height = 30
    page.freeze_panes = "A2"


def _put(page: Worksheet, row: int, column: int, value: Value, field: RowField = _WORDS) -> Any:
    """The cell with this value; words stay words and never become formulas."""
    cell = page.cell(row, column)
    if isinstance(value, str) and value:
        cell.value, cell.data_type = _clean(value), "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@", "\t", "\r"))
        return cell
    cell.value = None if isinstance(value, str) else value
    cell.number_format = _FORMATS.get(field.kind, "@" if field.is_words else "General")
    return cell


def _clean(words: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", words.encode("utf-8", "ignore").decode()))


def _guide(page: Worksheet, sheet: Sheet, column: RowField, places: str) -> None:
    """The drop-down and the note of these cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(allow_blank=True, **_rule(column))
    rule.promptTitle, rule.prompt = column.title[:32], (column.note or column.title)[:250]
    rule.showInputMessage = bool(column.note)
    rule.showErrorMessage = column.strict or bool(column.other) or not column.is_words
    rule.errorTitle, rule.error = column.title[:32], (column.note or column.title)[:220]
    rule.errorStyle = "stop" if column.strict or column.other else "warning"
    page.add_data_validation(rule)
    rule.add(places)


def _rule(column: RowField) -> dict[str, Any]:
    if column.other:
        other = next(sheet for sheet in SHEETS if sheet.key == column.other)
        return {"type": "list", "formula1": f"'{other.title}'!$A${_FIRST}:$A${_LAST}"}
    if column.choices:
        return {"type": "list", "formula1": f'"{",".join(column.choices)}"'}
    if column.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.SCORE, Kind.YEAR):
        return {"type": "decimal", "operator": "greaterThanOrEqual", "formula1": "0"}
    if column.kind is Kind.DAY:
        return {"type": "date", "operator": "greaterThan", "formula1": "36526"}
    return {"type": None}
