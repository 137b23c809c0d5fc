"""Reads the rows of one sheet of the set-up workbook, noting every mistake with its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from perfbot.domain.amounts.dates import InvalidDate
from perfbot.domain.amounts.money import InvalidAmount
from perfbot.domain.amounts.numerals import folded
from perfbot.domain.books.sections import MID_YEAR_MARK
from perfbot.toml_lines import Path
from perfbot.years.problems import YearBookProblem, nearest, shown
from perfbot.years.sheets.columns import EXAMPLE_MARK, SHEETS, Sheet
from perfbot.years.sheets.grid import Cell, CellKind, Grid, column_letter
from perfbot.years.table import NO, YES, FieldTable, Kind, RowField
from perfbot.years.typed import FIRST_YEAR, LAST_YEAR, amount_of, day_of, year_of

_HEAD_WITHIN = 5
EMPTY = "空的"
"""What is found in a cell that must be filled in."""
_SCORE = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?")
_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_LOOKS = re.compile(r"[*＊\s]|[（(].*?[)）]")
_A_SHEET = 100_000
_ROW = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True, order=True)
class CellProblem(YearBookProblem):
    """One mistake in a workbook; `key` names sheet and cell, `line` only orders."""

    def __str__(self) -> str:
        if self.found == EMPTY:
            return f"{self.key}：{self.expected}没有填。{self.remedy}"
        return f"{self.key}：应为{self.expected}，实为{self.found}。{self.remedy}"


@dataclass
class SheetNotes:
    """Collects the mistakes of a workbook."""

    problems: list[CellProblem] = field(default_factory=list)

    def add(self, sheet: Sheet, row: int, column: int, expected: str, found: str, remedy: str) -> None:
        """Note one mistake at a cell."""
        self.problems.append(cell_problem(sheet.title, f"{column_letter(column)}{row}", expected, found, remedy))


def cell_problem(title: str, place: str, expected: str, found: str, remedy: str) -> CellProblem:
    """A mistake at a cell of the sheet of this title."""
    order = [sheet.title for sheet in SHEETS].index(title) if title else 0
    row = _ROW.fullmatch(place)
    line = order * _A_SHEET + (int(row[1]) if row else 0)
    return CellProblem(line, f"“{title}”{place}" if title else "台账", expected, found, remedy)


@dataclass(frozen=True)
class SheetRow:
    """One filled row (of 基本情况: the whole sheet); what is missing or wrong is noted, an empty value handed back."""

    sheet: Sheet
    row: int
    cells: Mapping[str, Cell]
    places: Mapping[str, tuple[int, int]]
    notes: SheetNotes

    def read(self, table: FieldTable, year: int = 0, **defaults: Any) -> dict[str, Any]:
        """Every field of the table that this sheet has a column for, by its name; `defaults` stand for empty cells."""
        here = [field for field in table if field in self.sheet.columns]
        return {field.name: self._value(field, year, defaults.get(field.name, field.default)) for field in here}

    def _value(self, field: RowField, year: int, default: Any) -> Any:
        if field.kind is Kind.DAY:
            return self.day(field.name, year)
        if field.kind is Kind.FLAG:
            return self.flag(field.name, default)
        value = _READERS.get(field.kind, SheetRow.text)(self, field.name)
        return default if value in ("", None) else value

    def at(self, key: str = "") -> Path:
        """Sheet and cell: the one of this key, else the row's first."""
        return (self.sheet.title, self.place(key or self.sheet.columns[0].name))

    def problem(self, key: str, expected: str, found: str, remedy: str) -> None:
        """Note a mistake at one of the row's cells."""
        row, column = self.places[key]
        self.notes.add(self.sheet, row, column, expected, found, remedy)

    def place(self, key: str) -> str:
        """The cell's name, such as B5."""
        row, column = self.places[key]
        return f"{column_letter(column)}{row}"

    def text(self, key: str) -> str:
        """Words as they stand, outer blanks taken off."""
        column, cell = self.sheet.column(key), self._usable(key)
        words = cell.text.strip() if cell else ""
        if cell and cell.kind is CellKind.DATE and column.is_words:
            remedy = "Excel 把内容变成了日期：请把这一格的格式设为“文本”，再重新填一次。"
            self.problem(key, column.title, f"日期 {words}", remedy)
        if not words and column.starred and key in self.places and not self._is_bad(key):
            remedy = "请填写这一格。" if self.sheet.lines else "请填写这一格，或把整行删掉。"
            self.problem(key, column.title, EMPTY, remedy)
        if words and column.strict and words not in column.choices:
            self.problem(key, f"{'、'.join(column.choices)} 之一", shown(words), nearest(words, column.choices))
            return ""
        return words

    def name(self, key: str) -> str:
        """A project's name, without the mark of mid-year that reports put behind it."""
        return MID_YEAR_MARK.sub("", self.text(key)).strip()

    def is_marked(self, key: str) -> bool:
        """Whether the name carries that mark."""
        return MID_YEAR_MARK.search(self.text(key)) is not None

    def flag(self, key: str, default: bool) -> bool:
        """是 or 否."""
        cell = self._usable(key)
        words = cell.text.strip() if cell else ""
        if words not in ("", YES, NO, "true", "false"):
            self.problem(key, f"{YES}或{NO}", shown(words), "请从下拉框里选。")
        return default if words == "" else words in (YES, "true")

    def number(self, key: str) -> Decimal | None:
        """A plain number."""
        column, words = self.sheet.column(key), folded(self.text(key))
        if not words:
            return None
        if not _PLAIN.fullmatch(words):
            self.problem(key, f"{column.title}（数字）", shown(words), "只填数字，不写单位。")
            return None
        return Decimal(words)

    def score(self, key: str) -> Decimal | None:
        """A number from 0 to 100."""
        number = self.number(key)
        if number is not None and not (_SCORE.fullmatch(f"{number:f}") and number <= 100):
            self.problem(key, "0 到 100 的数，最多四位小数", shown(f"{number:f}"), "请核对。")
            return None
        return number

    def choice(self, key: str) -> Enum | None:
        """A word of the column's enumeration, in any way that people write it."""
        column, words = self.sheet.column(key), self.text(key)
        found = column.named(words) if column.named else None
        if words and found is None:
            self.problem(key, f"{'、'.join(column.choices)} 之一", shown(words), nearest(words, column.choices))
        return found

    def year(self, key: str) -> int:
        """A year that a book can have; 0 when it is missing or wrong."""
        words = self.text(key)
        year = year_of(words)
        if year is not None and FIRST_YEAR <= year <= LAST_YEAR:
            return year
        if year is not None:
            self.problem(key, f"{FIRST_YEAR} 到 {LAST_YEAR} 的年份", shown(words), "请核对预算年度。")
        elif words:
            self.problem(key, f"{self.sheet.column(key).title}（数字）", shown(words), "只填数字，不写单位。")
        return 0

    def amount(self, key: str) -> Decimal | None:
        """An amount as 元, exact to the 分; a bare number counts in 万元."""
        words = self.text(key)
        try:
            if words and self.cells[key].kind is CellKind.DATE:
                raise InvalidAmount(words, "words")
            return amount_of(words) if words else None
        except InvalidAmount as why:
            remedy = f"{why}" if why.reason == "too_large" else "只填数字，单位是万元，例：20.5。"
            self.problem(key, "金额（万元，不小于 0，最多六位小数）", shown(words), remedy)
            return None

    def day(self, key: str, year: int) -> date | None:
        """A day of the book's year; None also for any there can be while that year (0) is not known."""
        words = self.text(key)
        try:
            return day_of(words, year) if words else None
        except InvalidDate as why:
            self.problem(key, f"{year} 年的日期" if year else "日期", shown(words), f"{why}")
            return None

    def _usable(self, key: str) -> Cell | None:
        cell = self.cells.get(key)
        if cell is not None and self._is_bad(key):
            remedy = "请改成数值或文字（复制后“选择性粘贴—数值”），系统不会运算公式。"
            kind = "公式" if cell.kind is CellKind.FORMULA else "错误值"
            self.problem(key, self.sheet.column(key).title, f"{kind} {shown(cell.text)}", remedy)
            return None
        return cell

    def _is_bad(self, key: str) -> bool:
        cell = self.cells.get(key)
        return cell is not None and cell.kind in (CellKind.FORMULA, CellKind.ERROR)


_READERS: Mapping[Kind, Callable[[SheetRow, str], Any]] = {
    Kind.NAME: SheetRow.name,
    Kind.CHOICE: SheetRow.choice,
    Kind.YEAR: SheetRow.year,
    Kind.SCORE: SheetRow.score,
    Kind.AMOUNT: SheetRow.amount,
}


def sheet_rows(grid: Grid, sheet: Sheet, notes: SheetNotes) -> Iterator[SheetRow]:
    """The filled rows of a sheet in order; the example is passed over."""
    if sheet.lines:
        yield _lines(grid, sheet, notes)
        return
    rows = list(grid.rows(sheet.title))
    head = next((row for row, cells in rows if row <= _HEAD_WITHIN and _is_head(sheet, cells)), None)
    if head is None:
        if rows:
            notes.add(sheet, 1, 1, f"表头“{sheet.columns[0].head}”", "没有找到表头", "请不要删改表头，可重新下载表格。")
        return
    columns = _columns(sheet, head, dict(rows)[head], notes)
    for row, cells in rows:
        found = {
            key: cells[column] for key, column in columns.items() if column in cells and cells[column].text.strip()
        }
        if row > head and found and not _is_example(sheet, found):
            yield SheetRow(sheet, row, found, {key: (row, column) for key, column in columns.items()}, notes)


def _looks(words: str) -> str:
    """A heading for comparison: without star, blanks and brackets."""
    return _LOOKS.sub("", words)


def _is_head(sheet: Sheet, cells: Mapping[int, Cell]) -> bool:
    titles = {_looks(column.title) for column in sheet.columns}
    return len(titles & {_looks(cell.text) for cell in cells.values()}) >= min(2, len(titles))


def _is_example(sheet: Sheet, cells: Mapping[str, Cell]) -> bool:
    first = cells.get(sheet.columns[0].name)
    return first is not None and first.text.strip().startswith(EXAMPLE_MARK)


def _columns(sheet: Sheet, head: int, cells: Mapping[int, Cell], notes: SheetNotes) -> dict[str, int]:
    known = {_looks(column.title): column.name for column in sheet.columns}
    found: dict[str, int] = {}
    for index, cell in sorted(cells.items()):
        key = known.get(_looks(cell.text))
        if key is None:
            remedy = nearest(cell.text, [column.title for column in sheet.columns])
            notes.add(sheet, head, index, "认识的表头", shown(cell.text), remedy)
        else:
            found.setdefault(key, index)
    for column in sheet.columns:
        if column.starred and column.name not in found:
            notes.add(sheet, head, 1, f"一列“{column.title}”", "没有这一列", "请不要删除列，可重新下载表格。")
    return found


def _lines(grid: Grid, sheet: Sheet, notes: SheetNotes) -> SheetRow:
    """The one row of a sheet whose columns stand one below the other: heading in A, content in B."""
    known = {_looks(column.title): column.name for column in sheet.columns}
    cells: dict[str, Cell] = {}
    places = {column.name: (index, 2) for index, column in enumerate(sheet.columns, start=2)}
    for row, line in grid.rows(sheet.title):
        key = known.get(_looks(line[1].text)) if 1 in line else None
        if key is not None:
            places[key] = (row, 2)
            if 2 in line:
                cells[key] = line[2]
    return SheetRow(sheet, 1, cells, places, notes)
