"""Reads a filled-in set-up workbook into a year book and people, or names every mistake by sheet and cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import count

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.keys import BookKey
from perfbot.years import table
from perfbot.years.fields import CODE
from perfbot.years.from_book import year_book_of
from perfbot.years.problems import YearBookProblems, shown
from perfbot.years.schema import FundRow, Source, YearBook
from perfbot.years.sheets import parts
from perfbot.years.sheets.columns import (
    FUND,
    INDICATORS,
    MONTHS,
    MOST_ROWS,
    PEOPLE,
    PLANS,
    PROJECTS,
    SHEETS,
    TEXTS,
    Sheet,
)
from perfbot.years.sheets.doubts import budget_after, check_plan, check_units
from perfbot.years.sheets.filling import Filled, filled
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.rows import SheetNotes, SheetRow, sheet_rows
from perfbot.years.sheets.schema import Workbook
from perfbot.years.writing import in_wan

_NEEDED = (FUND, PROJECTS)
_CODE_WANTED, _LEAVE_OUT = "小写字母、数字和“-”组成的短代号（最多 8 个字符）", "请留空，由系统生成。"
_SUMS = ("合计", "总计", "小计", "共计")


def is_workbook(grid: Grid) -> bool:
    """Whether the grid is a set-up workbook."""
    return all(sheet.title in grid.sheets for sheet in _NEEDED)


@dataclass(frozen=True)
class Surroundings:
    """The context of reading: the funds' codes by name, a maker of codes, books by key, the day."""

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
    values = row.read(table.FUND)
    name, year, told = values["name"], values.pop("year"), values.pop("code")
    code = told or around.funds.get(name) or around.code_for(name)
    if not CODE.fullmatch(code):
        row.problem("code", _CODE_WANTED, shown(code), "例：gongye。")
    return FundRow(at=row.at("name"), source=source, key=BookKey(code, year), **values)


def fund_key(name: str, year: int, around: Surroundings) -> BookKey:
    """The key of a fund known by name only: its known code, or a new one."""
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
        rows = self._projects()
        codes = self._codes(rows)
        called = parts.project_names(self.known, rows_with(rows, codes), codes)
        plan_rows = self._rows(PLANS)
        plans = dict(parts.plans(plan_rows, called))
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
        self._check_amounts(rows, plan_rows)
        for row in plan_rows:
            self._check_plan(row, called.get(row.name("project"), ""), book)
        return Workbook(book, tuple(parts.people(self._rows(PEOPLE), called)), tuple(self.passed_over))

    def _rows(self, sheet: Sheet) -> list[SheetRow]:
        """The sheet's rows; a sum that somebody wrote below them is no project."""
        rows = list(sheet_rows(self.grid, sheet, self.notes))
        first = sheet.columns[0].name
        sums = [row for row in rows if first in row.cells and row.cells[first].text.replace(" ", "") in _SUMS]
        self.passed_over += [f"“{sheet.title}”{row.place(first)} {row.cells[first].text.strip()}" for row in sums]
        return [row for row in rows if row not in sums]

    def _projects(self) -> list[SheetRow]:
        """The rows of 二级项目; of two with one name the first. Two buttons of one label would be one too many."""
        rows = [row for row in self._rows(PROJECTS) if row.name("name")]
        names, again = [row.name("name") for row in rows], "请改名，或删去重复的一行。"
        twice = _repeated(rows, "name", names, "不重复的名称", again)
        rows = [row for row in rows if row not in twice]
        short_names, alike = [row.text("short_name") for row in rows], "按钮上分不开，请改成不同的。"
        _repeated(rows, "short_name", short_names, "不重复的简称", alike)
        return rows

    def _codes(self, rows: Iterable[SheetRow]) -> dict[str, str]:
        """Each project's code by its name: the one in the sheet, the book's own, or the next free one."""
        by_name = {state.name: code for code, state in self.known.projects.items()} if self.known else {}
        told = {row.name("name"): row.text("project") for row in rows}
        taken = {code for code in told.values() if code} | set(by_name.values())
        fresh = (code for number in count(1) if (code := f"p{number:02d}") not in taken)
        codes = {name: code or by_name.get(name) or next(fresh) for name, code in told.items()}
        self._check_codes(rows, codes)
        return codes | {name: code for name, code in by_name.items() if code not in codes.values()}

    def _check_codes(self, rows: Iterable[SheetRow], codes: Mapping[str, str]) -> None:
        coded = rows_with(rows, codes)
        for row, code in coded:
            if not CODE.fullmatch(code):
                row.problem("project", _CODE_WANTED, shown(code), _LEAVE_OUT)
        _repeated([row for row, _ in coded], "project", [code for _, code in coded], "不重复的代号", _LEAVE_OUT)

    def _result_day(self) -> date:
        """The day of figures without one: today, or the last day of a year that is over."""
        return min(self.around.today, date(self.year or 2000, 12, 31))

    def _check_amounts(self, projects: list[SheetRow], plans: list[SheetRow]) -> None:
        check_units([self.fund_row], "initial", self._exported)
        check_units(projects, "budget", self._exported, self.fund_row.amount("initial"))
        check_units(projects, "spent", self._exported)
        for row in plans:
            for month in MONTHS:
                check_units([row], f"m{month}", self._exported)

    @cached_property
    def _own_workbook(self) -> Filled:
        return filled(year_book_of(self.known) if self.known else None, spending=True)

    def _exported(self, row: SheetRow, key: str) -> bool:
        """Whether the book's own workbook has this amount in this column."""
        return in_wan(row.amount(key) or Decimal(0)) in (one.get(key) for one in self._own_workbook[row.sheet.key])

    def _check_plan(self, row: SheetRow, code: str, book: YearBook) -> None:
        """A plan that the book has already is not questioned again."""
        state = self.known.projects.get(code) if self.known else None
        plan = next((project.plan for project in book.projects if project.code == code), ())
        if not (state and state.plan and state.plan.cumulative == plan):
            check_plan(row, plan, budget_after(code, book, self.known))

    def _check_total(self, book: YearBook) -> None:
        stated, found = self.fund_row.amount("initial"), book.totals.initial
        if stated is not None and stated != found:
            told = f"{parts.wan(found or Decimal(0))} 万元（各项目年初预算合计）"
            self.fund_row.problem("initial", told, parts.wan(stated), "请核对合计或各项目的金额。")


def _repeated(rows: Sequence[SheetRow], key: str, words: Sequence[str], expected: str, remedy: str) -> list[SheetRow]:
    """The rows whose word in this column an earlier row has; each is noted."""
    first: dict[str, SheetRow] = {}
    twice = [row for row, word in zip(rows, words, strict=True) if word and first.setdefault(word, row) is not row]
    for row, word in zip(rows, words, strict=True):
        if row in twice:
            found = word if key == "project" else shown(word)
            row.problem(key, expected, f"{found} 与 {first[word].place(key)} 相同", remedy)
    return twice


def rows_with(rows: Iterable[SheetRow], codes: Mapping[str, str]) -> list[tuple[SheetRow, str]]:
    """The rows of 二级项目 with their codes."""
    return [(row, codes[name]) for row in rows if (name := row.name("name")) in codes]
