"""Reads a filled-in set-up workbook into a year book and people, or names every mistake by sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.years.problems import YearBookProblems, shown
from perfbot.years.schema import FundRow, Source, YearBook
from perfbot.years.sheets import parts
from perfbot.years.sheets.columns import (
    FUND,
    INDICATORS,
    MOST_ROWS,
    PEOPLE,
    PLANS,
    PROJECTS,
    SHEETS,
    TEXTS,
    Sheet,
)
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.rows import SheetNotes, SheetRow, sheet_rows
from perfbot.years.sheets.schema import Workbook

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,7}")
_NEEDED = (FUND, PROJECTS)
_SUMS = ("合计", "总计", "小计", "共计")


def is_workbook(grid: Grid) -> bool:
    """Whether this is a set-up workbook at all, and not some other file."""
    return all(sheet.title in grid.sheets for sheet in _NEEDED)


@dataclass(frozen=True)
class Surroundings:
    """What is known already: the funds' codes by name, a way to make one, books by key, and the day it is."""

    today: date
    funds: Mapping[str, str] = field(default_factory=dict)
    code_for: Callable[[str], str] = lambda name: "fund"
    book: Callable[[BookKey], Book | None] = lambda key: None


def read_workbook(grid: Grid, name: str, around: Surroundings) -> Workbook:
    """The workbook of these cells; raises YearBookProblems with every mistake at once. Amounts come as 元."""
    notes = SheetNotes()
    _sheets(grid, notes)
    source = Source(Basis.RECORDED, f"导入表格：{name}")
    fund_row = next(iter(sheet_rows(grid, FUND, notes)))
    reader = _WorkbookReader(grid, notes, fund_row, source, around)
    workbook = reader.workbook(name)
    if notes.problems:
        raise YearBookProblems(name, notes.problems)
    return workbook


def _sheets(grid: Grid, notes: SheetNotes) -> None:
    for sheet in _NEEDED:
        if sheet.title not in grid.sheets:
            notes.add(sheet, 1, 1, f"工作表“{sheet.title}”", "没有这张工作表", "请不要改工作表的名字，可重新下载表格。")
    for sheet in SHEETS:
        if sheet.title in grid.cut:
            notes.add(sheet, MOST_ROWS, 1, f"不超过 {MOST_ROWS} 行", "还有更多行", "请删去空行或分几次导入。")


def _strangers(grid: Grid) -> list[str]:
    ours = {sheet.title for sheet in SHEETS}
    return [f"工作表“{title}”" for title in grid.sheets if title not in ours]


def _fund(row: SheetRow, source: Source, around: Surroundings) -> FundRow:
    name, year = row.text("name"), row.number("year")
    if year is not None and (year != int(year) or not 2000 <= year <= 2099):
        row.problem("year", "2000 到 2099 的年份", shown(str(year)), "请核对预算年度。")
        year = None
    code = row.text("code") or around.funds.get(name) or around.code_for(name)
    if not _CODE.fullmatch(code):
        row.problem("code", "小写字母、数字和“-”组成的短代号（最多 8 个字符）", shown(code), "例：gongye。")
    return FundRow(
        at=(FUND.title, row.place("name")),
        source=source,
        key=BookKey(code, int(year or 0)),
        name=name,
        bureau=row.text("bureau"),
        unit=row.text("unit"),
        contact=row.text("contact"),
        phone=row.text("phone"),
    )


def fund_key(name: str, year: int, around: Surroundings) -> BookKey:
    """The book of a fund known by name only: its code as it is, or a new one."""
    return BookKey(around.funds.get(name) or around.code_for(name), year)


class _WorkbookReader:
    """Reads the sheets that depend on the fund and on each other."""

    def __init__(self, grid: Grid, notes: SheetNotes, fund_row: SheetRow, source: Source, around: Surroundings) -> None:
        self.grid = grid
        self.notes = notes
        self.fund_row = fund_row
        self.fund = _fund(fund_row, source, around)
        self.source = source
        self.year = self.fund.key.year
        self.around = around
        self.known = around.book(self.fund.key)
        self.passed_over = _strangers(grid)

    def workbook(self, name: str) -> Workbook:
        rows = list(self._named(PROJECTS, "name"))
        self._check_short_names(rows)
        codes = self._codes(rows)
        called = parts.project_names(self.known, rows_with(rows, codes), codes)
        plans = dict(parts.plans(self._rows(PLANS), called))
        indicators = parts.indicators(self._rows(INDICATORS), called, self.known, self.source, self._result_day())
        projects = tuple(
            parts.project(row, code, self.source, plans.pop(code, ()), tuple(indicators.pop(code, ())))
            for row, code in rows_with(rows, codes)
        )
        projects += parts.untouched(self.known, self.source, plans, indicators)
        book = YearBook(
            name=name,
            fund=self.fund,
            projects=projects,
            budget=tuple(parts.budget(rows_with(rows, codes), self.year, self.source)),
            spending=tuple(parts.spending(rows_with(rows, codes), self._result_day(), self.source)),
            texts=tuple(parts.texts(self._rows(TEXTS), self.known, self.source)),
            declared=parts.declared(self.fund_row, self.source),
        )
        self._check_total(book)
        people = tuple(parts.people(self._rows(PEOPLE), called))
        return Workbook(book, people, tuple(self.passed_over))

    def _rows(self, sheet: Sheet) -> list[SheetRow]:
        """The sheet's rows; a sum that somebody wrote below them is no project."""
        rows = list(sheet_rows(self.grid, sheet, self.notes))
        first = sheet.columns[0].key
        sums = [row for row in rows if first in row.cells and row.cells[first].text.replace(" ", "") in _SUMS]
        self.passed_over += [f"“{sheet.title}”{row.place(first)} {row.cells[first].text.strip()}" for row in sums]
        return [row for row in rows if row not in sums]

    def _named(self, sheet: Sheet, key: str) -> Iterator[SheetRow]:
        """Rows whose name no row before has."""
        seen: dict[str, SheetRow] = {}
        for row in self._rows(sheet):
            name = row.name(key)
            if name in seen:
                first = seen[name].place(key)
                row.problem(key, "不重复的名称", f"{shown(name)} 与 {first} 相同", "请改名，或删去重复的一行。")
            elif name:
                seen[name] = row
                yield row

    def _check_short_names(self, rows: Iterable[SheetRow]) -> None:
        """Two buttons of one label would be one too many."""
        seen: dict[str, SheetRow] = {}
        for row in rows:
            short = row.text("short_name")
            if short in seen:
                told = f"{shown(short)} 与 {seen[short].place('short_name')} 相同"
                row.problem("short_name", "不重复的简称", told, "按钮上分不开，请改成不同的。")
            elif short:
                seen[short] = row

    def _codes(self, rows: Iterable[SheetRow]) -> dict[str, str]:
        """Each project's code by its name: the one in the sheet, the book's own, or the next free one."""
        by_name = {state.name: code for code, state in self.known.projects.items()} if self.known else {}
        told = {row.name("name"): row.text("code") for row in rows}
        taken = {code for code in told.values() if code} | set(by_name.values())
        fresh = (code for number in count(1) if (code := f"p{number:02d}") not in taken)
        codes = {name: code or by_name.get(name) or next(fresh) for name, code in told.items()}
        self._check_codes(rows, codes)
        return codes | {name: code for name, code in by_name.items() if code not in codes.values()}

    def _check_codes(self, rows: Iterable[SheetRow], codes: Mapping[str, str]) -> None:
        used: dict[str, SheetRow] = {}
        for row, code in rows_with(rows, codes):
            if not _CODE.fullmatch(code):
                row.problem(
                    "code", "小写字母、数字和“-”组成的短代号（最多 8 个字符）", shown(code), "请留空，由系统生成。"
                )
            elif code in used:
                row.problem(
                    "code", "不重复的代号", f"{code} 与 {used[code].place('code')} 相同", "请留空，由系统生成。"
                )
            used.setdefault(code, row)

    def _result_day(self) -> date:
        """The day that figures without one stand for: today, or the last of a year that is over."""
        return min(self.around.today, date(self.year or 2000, 12, 31))

    def _check_total(self, book: YearBook) -> None:
        stated = self.fund_row.amount("initial")
        found = sum(
            (line.amount for event in book.budget if event.kind is BudgetKind.APPROPRIATION for line in event.lines),
            Decimal(0),
        )
        if stated is not None and stated != found:
            told = parts.wan(found)
            self.fund_row.problem(
                "initial", f"{told} 万元（各项目年初预算合计）", parts.wan(stated), "请核对合计或各项目的金额。"
            )


def rows_with(rows: Iterable[SheetRow], codes: Mapping[str, str]) -> list[tuple[SheetRow, str]]:
    """The rows of 二级项目 with their codes."""
    return [(row, codes[name]) for row in rows if (name := row.name("name")) in codes]
