"""Builds the exported workbook: entries, budget, indicators, results and trail of a book, amounts as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from perfbot.domain.books.book import Book
from perfbot.render.chat.trail import Names
from perfbot.render.export import goals as export_goals
from perfbot.render.export import money as export_money
from perfbot.render.export import trail as export_trail
from perfbot.render.export.sheet import ExportColumn, ExportKind, ExportSheet, Value, Values, words_of
from perfbot.render.export.trail import OfficeRow
from perfbot.render.xlsx import harmless, saved_xlsx, sheet_titles
from perfbot.text_width import width

if TYPE_CHECKING:
    from openpyxl.styles import Alignment, Border, Font, PatternFill

Page: TypeAlias = Any
"""openpyxl's write-only worksheet: a row is on its way to the file as soon as it is appended."""
Style: TypeAlias = Any

_FORMATS = {
    ExportKind.MONEY: "#,##0.00",
    ExportKind.FIGURE: "#,##0.00",
    ExportKind.SHARE: "0.00%",
    ExportKind.DAY: "yyyy-mm-dd",
    ExportKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    ExportKind.COUNT: "0",
}
_CENTRED = (ExportKind.MARK, ExportKind.DAY, ExportKind.MOMENT, ExportKind.COUNT)
_LINE, _MARGIN, _TALLEST = 15.0, 5.0, 400.0
_FACE, _BOLD_FACE = "仿宋", "黑体"


def export_sheets(
    book: Book, names: Names, changes: Iterable[OfficeRow], places: Mapping[str, str] | None = None
) -> tuple[ExportSheet, ...]:
    """Every sheet of the book after the first; `places` says by entry id where an archive keeps the file."""
    words = words_of(book, names)
    return (
        export_money.projects(words),
        export_money.budget(words),
        export_money.spending(words),
        export_money.plans(words),
        export_goals.indicators(words),
        export_goals.results(words),
        export_trail.texts(words),
        export_trail.evidence(words, places or {}),
        export_trail.trail(words),
        export_trail.office(changes),
    )


def export_xlsx(book: Book, sheets: Sequence[ExportSheet], now: datetime) -> bytes:
    """The workbook; what people typed never becomes a formula. The same sheets and moment give the same bytes."""
    from openpyxl import Workbook

    made = Workbook(write_only=True)
    made.properties.title = harmless(f"{book.year}年台账导出")
    made.properties.creator = harmless(book.bureau)
    shown = (_about(book, sheets, now), *sheets)
    for title, sheet in zip(sheet_titles(sheet.title for sheet in shown), shown, strict=True):
        _write(made.create_sheet(title), sheet)
    return saved_xlsx(made, now)


def _about(book: Book, sheets: Sequence[ExportSheet], now: datetime) -> ExportSheet:
    fund = book.fund
    told: list[Values] = [
        ("一级项目", book.name),
        ("主管部门", book.bureau),
        ("实施单位", fund.unit if fund else ""),
        ("联系人", fund.contact if fund else ""),
        ("联系电话", fund.phone if fund else ""),
        ("年度", str(book.year)),
        ("导出时间", f"{now:%Y-%m-%d %H:%M:%S}"),
        ("台账记录", f"{_numbers(book)}；冲销的记录保留，“状态”栏注明由哪一号冲销"),
        ("金额单位", "“项目汇总”为万元，其余各表为元；都是数字，可直接求和"),
        ("计入合计", "已冲销的记录计为 0，对此列求和即为有效金额"),
        ("单引号", "文字开头若是 = + - @ 等符号，前面加了单引号，以免被表格软件当作公式"),
    ]
    told += [(f"工作表：{sheet.title}", f"{len(sheet.rows) - sheet.total} 行") for sheet in sheets]
    return ExportSheet("说明", (ExportColumn("项目", width=22), ExportColumn("内容", width=90)), tuple(told))


def _write(page: Page, sheet: ExportSheet) -> None:
    _laid_out(page, sheet)
    page.append([_cell(page, field.title, _style(page, ExportKind.WORDS, head=True)) for field in sheet.fields])
    kinds, last = {field.kind for field in sheet.fields}, len(sheet.rows) - 1
    plain, strong = ({kind: _style(page, kind, bold=bold) for kind in kinds} for bold in (False, True))
    for place, row in enumerate(sheet.rows):
        styles = strong if sheet.total and place == last else plain
        page.row_dimensions[place + 2].height = _height(row, sheet.fields)
        cells = zip(row, sheet.fields, strict=True)
        page.append([_cell(page, value, styles[field.kind]) for value, field in cells])


def _height(row: Values, fields: Sequence[ExportColumn]) -> float:
    """Room for the longest words of the row in points; programs do not agree on growing a row by themselves."""
    lines = (_lines(value, field.width - 2) for value, field in zip(row, fields, strict=True) if isinstance(value, str))
    return min(_TALLEST, _MARGIN + _LINE * max(lines, default=1))


def _lines(text: str, room: int) -> int:
    return sum(max(1, math.ceil(width(line) / room)) for line in text.split("\n"))


def _cell(page: Page, value: Value, style: Style) -> Any:
    """A cell in a style that was worked out once: openpyxl compares fonts for each cell that is given one."""
    from openpyxl.cell import Cell

    cell: Any = Cell(page, row=1, column=1, style_array=style)
    if value is None or value == "":
        return cell
    if isinstance(value, str):
        cell.value, cell.data_type = harmless(value), "s"
    else:
        cell.value = value
    return cell


def _style(page: Page, kind: ExportKind, *, head: bool = False, bold: bool = False) -> Style:
    from openpyxl.cell import Cell

    cell: Any = Cell(page, row=1, column=1)
    cell.number_format = _FORMATS.get(kind, "General")
    cell.font, cell.alignment = _look(kind, head=head, bold=bold)
    cell.border, fill = _lines_round()
    if head or bold:
        cell.fill = fill
    return cell._style


@cache
def _lines_round() -> tuple[Border, PatternFill]:
    """Thin lines round every cell, for print shows no others; a heading and a total stand on grey."""
    from openpyxl.styles import Border, PatternFill, Side

    line = Side(style="thin", color="FFBFBFBF")
    return Border(left=line, right=line, top=line, bottom=line), PatternFill("solid", start_color="FFEDEFF2")


@cache
def _look(kind: ExportKind, *, head: bool, bold: bool) -> tuple[Font, Alignment]:
    from openpyxl.styles import Alignment, Font

    font = Font(name=_BOLD_FACE if head or bold else _FACE, size=11)
    if head or kind in _CENTRED:
        return font, Alignment(horizontal="center", vertical="center", wrap_text=True)
    if kind is ExportKind.WORDS:
        return font, Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    return font, Alignment(vertical="center")


def _laid_out(page: Page, sheet: ExportSheet) -> None:
    """Widths, a heading that stays, filters; printed on A4 across, one page wide, the heading on each page."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, field in enumerate(sheet.fields, start=1):
        page.column_dimensions[get_column_letter(place)].width = field.width
    page.freeze_panes = "A2"
    whole = len(sheet.rows) + 1 - sheet.total
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.fields))}{whole}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _numbers(book: Book) -> str:
    """The number of entries, and whether numbers are missing: those lost with a damaged file are not used again."""
    last = next((entry.number for entry in book.newest_first()), 0)
    if last == len(book):
        return f"共 {last} 条，编号 1 至 {last}，一条不缺"
    return f"共 {len(book)} 条，编号 1 至 {last}，其中 {last - len(book)} 个编号在数据修复或恢复后不再使用"
