"""Official forms as one Excel workbook: a sheet for each laid out as it is printed, the 自评表 after a summary."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from perfbot.domain.amounts.money import WAN
from perfbot.domain.books.states import ZERO
from perfbot.domain.evaluation.scoring import FundScore, Score, ScoreLine
from perfbot.domain.indicators.taxonomy import Category
from perfbot.render.docx.document import Metadata
from perfbot.render.figures.score_lines import CATEGORIES, EXECUTION_NAME, GRADES
from perfbot.render.report.form_grid import LABELS, FormCell, FormSheet, Look, lines
from perfbot.render.terms import NONE_MARK
from perfbot.render.xlsx import harmless, saved_xlsx, sheet_titles
from perfbot.text_width import width

if TYPE_CHECKING:
    from openpyxl.styles import Alignment, Border, Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

SUMMARY = "汇总"
_BODY = 12
_NAME, _RATE = 2, 5
_SUMMARY_LINE = 22.0
_PERCENT = "0.00%"
_HALF_WIDTHS = 1.05
"""Letters of half a character's width that a cell takes on one line, for each unit of its columns."""
_FACE = "仿宋"
_STANDS = {Look.WORDS: "left", Look.FIGURE: "right", Look.GAP: "left"}


def form_xlsx(known: FundScore | None, sheets: Sequence[FormSheet], metadata: Metadata | None = None) -> bytes:
    """The workbook; figures are numbers and words never formulas. The same input gives the same bytes.

    Where the score is handed in, its summary is the first sheet.
    """
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    names = [f"{number:02}{sheet.short_name}" if sheet.code else sheet.title for number, sheet in enumerate(sheets, 1)]
    titles = sheet_titles([SUMMARY, *names])
    if known is not None:
        _summary(book.create_sheet(titles[0]), known, [score for s in sheets if (score := known.project(s.code))])
    elif not sheets:
        book.create_sheet()
    for title, sheet in zip(titles[1:], sheets, strict=True):
        _form(book.create_sheet(title), sheet)
    said = metadata or Metadata()
    book.properties.title = harmless(said.title or book.worksheets[0].title)
    book.properties.creator = harmless(said.author)
    return saved_xlsx(book, said.created)


def _form(page: Worksheet, sheet: FormSheet) -> None:
    for place, room in enumerate(sheet.widths):
        page.column_dimensions[string.ascii_uppercase[place]].width = room * 1.15
    _across(page, 1, sheet.title, sheet.widths, size=18, face="宋体")
    _across(page, 2, sheet.subtitle, sheet.widths, size=12)
    for number, row in enumerate(sheet.rows, start=3):
        for cell in row:
            _put(page, number, cell)
        page.row_dimensions[number].height = _height(row, sheet.widths)
    missing = [f"定稿前还缺 {len(sheet.gaps)} 项：{'；'.join(sheet.gaps)}。"] if sheet.gaps else []
    below = 3 + len(sheet.rows)
    for number, line in enumerate((*missing, *sheet.notes), start=below):
        _across(page, number, line, sheet.widths, size=10, stands="left")
    end = below + len(missing) + len(sheet.notes)
    for place in (0, 2):
        _signed(page, end + place // 2, sheet.signatures[place : place + 2], len(sheet.widths))
    _printed(page, sheet, heading=3 + sheet.heading)


def _height(row: Sequence[FormCell], widths: Sequence[int]) -> float:
    """Room for the longest words of the row, since merged cells do not grow on their own: 16 points a line."""
    return 6.0 + 16 * max((lines(cell, widths, _HALF_WIDTHS) for cell in row if cell.rows == 1), default=1)


def _put(page: Worksheet, number: int, cell: FormCell) -> None:
    end_row, end_column = number + cell.rows - 1, cell.column + cell.columns
    if (end_row, end_column) != (number, cell.column + 1):  # before its lines are drawn, or openpyxl draws them again
        page.merge_cells(start_row=number, start_column=cell.column + 1, end_row=end_row, end_column=end_column)
    _dressed(page, number, cell.column + 1, end_row, end_column, cell.look)
    target: Any = page.cell(number, cell.column + 1)
    if cell.number is None:
        target.value, target.data_type = harmless(cell.text), "s"
    else:
        target.value, target.number_format = cell.number, cell.number_format


def _dressed(page: Worksheet, top: int, left: int, bottom: int, right: int, look: Look) -> None:
    """Every cell of the area, merged or not, with the look's font, place, ground and a thin line around it."""
    font, place, ground, line = _style(look)
    for row in page.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right):
        for cell in row:
            cell.font, cell.alignment, cell.border = font, place, line
            if ground is not None:
                cell.fill = ground


@cache
def _style(look: Look) -> tuple[Font, Alignment, PatternFill | None, Border]:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    is_label = look in LABELS
    thin = Side(style="thin")
    return (
        Font(name="黑体" if is_label else _FACE, size=11, color="C00000" if look is Look.GAP else None),
        Alignment(horizontal=_STANDS.get(look, "center"), vertical="center", wrap_text=True),
        PatternFill("solid", fgColor="F2F2F2") if is_label else None,
        Border(left=thin, right=thin, top=thin, bottom=thin),
    )


def _across(
    page: Worksheet,
    row: int,
    text: str,
    widths: Sequence[int],
    *,
    size: int,
    face: str = _FACE,
    stands: str = "center",
) -> None:
    from openpyxl.styles import Alignment, Font

    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
    cell: Any = page.cell(row, 1)
    cell.value, cell.data_type = harmless(text), "s"
    cell.font = Font(name=face, size=size, bold=size > _BODY)
    cell.alignment = Alignment(horizontal=stands, vertical="center", wrap_text=True)
    page.row_dimensions[row].height = (
        32.0 if size > _BODY else 2.0 + 16.0 * math.ceil(width(text) / (1.1 * sum(widths)))
    )


def _signed(page: Worksheet, row: int, parts: Sequence[str], columns: int) -> None:
    """Two things to fill in, beside each other."""
    middle = (columns + 1) // 2
    for (first, last), text in zip(((1, middle), (middle + 1, columns)), parts, strict=True):
        page.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
        cell: Any = page.cell(row, first)
        cell.value, cell.data_type = harmless(text), "s"
        cell.font = _style(Look.WORDS)[0]
    page.row_dimensions[row].height = 26.0


def _printed(page: Worksheet, sheet: FormSheet, heading: int) -> None:
    """A4 as the form lies, one page wide, the columns' heading on each page."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape" if sheet.landscape else "portrait", 9
    _one_page_wide(page)
    page.print_title_rows = f"{heading}:{heading + sheet.heading_rows - 1}"
    page.print_options.horizontalCentered = True
    page.page_margins.left = page.page_margins.right = 0.5


def _one_page_wide(page: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


_SUMMARY_TITLES = (
    "序号", "项目名称", "全年预算数（万元）", "全年执行数（万元）", "执行率", EXECUTION_NAME,
    *(CATEGORIES[category] for category in Category), "总分", "等级",
)  # fmt: skip
_SUMMARY_WIDTHS = (6, 40, 15, 15, 11, 12, 12, 12, 12, 10, 8)


def _summary(page: Worksheet, known: FundScore, scores: Sequence[Score]) -> None:
    from openpyxl.styles import Alignment, Font

    title: Any = page.cell(1, 1, harmless(f"{known.key.year}年{known.fund.name} 绩效自评汇总"))
    title.font = Font(name="宋体", size=16, bold=True)
    title.alignment = Alignment(horizontal="center", vertical="center")
    page.row_dimensions[1].height = 36.0
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_SUMMARY_TITLES))
    for place, room in enumerate(_SUMMARY_WIDTHS):
        page.column_dimensions["ABCDEFGHIJK"[place]].width = room
    _summary_row(page, 2, _SUMMARY_TITLES, bold=True)
    for number, score in enumerate(scores, start=1):
        _summary_row(page, 2 + number, (number, *_summary_figures(score, score.name)))
    _summary_row(page, 3 + len(scores), ("", *_summary_figures(known.fund, "合计（全部指标合并计算）")), bold=True)
    page.freeze_panes = "C3"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.print_options.horizontalCentered = True
    _one_page_wide(page)


def _summary_figures(score: Score, name: str) -> tuple[object, ...]:
    grade = GRADES[score.grade] if score.grade and score.complete else "未定稿"
    parts = (_points(score.lines, category) for category in Category)
    total = score.total if score.total is not None else NONE_MARK
    rate = score.rate if score.rate is not None else NONE_MARK
    execution = score.execution.score if score.execution.score is not None else NONE_MARK
    return name, score.budget / WAN, score.executed / WAN, rate, execution, *parts, total, grade


def _points(lines: Sequence[ScoreLine], category: Category) -> Decimal | str:
    own = [line.score for line in lines if line.category is category]
    return sum((score for score in own if score is not None), ZERO) if own else NONE_MARK


def _summary_row(page: Worksheet, row: int, values: Sequence[object], *, bold: bool = False) -> None:
    _dressed(page, row, 1, row, len(values), Look.HEAD if bold else Look.CENTRE)
    page.row_dimensions[row].height = _SUMMARY_LINE
    for place, value in enumerate(values, start=1):
        cell: Any = page.cell(row, place)
        if isinstance(value, str):
            cell.value, cell.data_type = harmless(value), "s"
        else:
            cell.value = value
            cell.number_format = "General" if place == 1 else _PERCENT if place == _RATE else "0.00"
            cell.alignment = _style(Look.FIGURE if place > _NAME else Look.CENTRE)[1]
        if place == _NAME and not bold:
            cell.alignment = _style(Look.WORDS)[1]
