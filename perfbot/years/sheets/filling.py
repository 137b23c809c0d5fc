"""Fills the set-up workbook: empty, with a book, or with last year's structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.sections import PLACES
from perfbot.years.reading import level_one_of
from perfbot.years.schema import BudgetRow, IndicatorRow, ProjectRow, Source, YearBook
from perfbot.years.sheets.columns import FUND, INDICATORS, PEOPLE, PLANS, PROJECTS, ROLE_NAMES, TEXTS, Sheet
from perfbot.years.sheets.schema import PersonRow
from perfbot.years.table import NO, YES, Kind, RowField
from perfbot.years.writing import in_wan

Value: TypeAlias = "str | Decimal | int | date"
Filled: TypeAlias = Mapping[str, list[dict[str, Value]]]
"""The rows of each sheet by its key; values by column key."""

_LONGEST_CELL = 30_000
_ROLES = {role: name for name, role in ROLE_NAMES.items()}


def filled(file: YearBook | None = None, people: Iterable[PersonRow] = (), *, spending: bool = False) -> Filled:
    """The sheets' rows: without a file only the report's sections to be written; amounts in 万元.

    `spending` also fills in what was spent, which belongs into the workbook of a past year only.
    """
    names = {row.code: row.name for row in file.projects} if file else {}
    return {
        FUND.key: [_fund(file)] if file else [],
        PROJECTS.key: [_project(row, file, spending=spending) for row in file.projects] if file else [],
        INDICATORS.key: [_indicator(row, item) for row in file.projects for item in row.indicators] if file else [],
        PLANS.key: [_plan(row) for row in file.projects if row.plan] if file else [],
        TEXTS.key: list(_texts(file)),
        PEOPLE.key: [_person(row, names) for row in people],
    }


def _row(sheet: Sheet, values: Mapping[str, Any]) -> dict[str, Value]:
    """The values of the filled cells of a row."""
    shown = ((column.name, _shown(column, values.get(column.name))) for column in sheet.columns)
    return {name: value for name, value in shown if value is not None and value != ""}


def _shown(column: RowField, value: Any) -> Any:
    if column.kind is Kind.FLAG and value is not None:
        return YES if value else NO
    if column.kind is Kind.CHOICE and value is not None:
        return value.value
    return in_wan(value) if column.kind is Kind.AMOUNT and value is not None else value


def _fund(file: YearBook) -> dict[str, Value]:
    declared = vars(file.declared) if file.declared else {}
    return _row(FUND, {**declared, **vars(file.fund), "year": file.key.year or None, "code": file.key.fund})


def _project(row: ProjectRow, file: YearBook, *, spending: bool) -> dict[str, Value]:
    given = _given(row, file)
    budget = sum((amount for _, amount in given), Decimal(0))
    spent = sum((item.amount for item in file.spending if item.project == row.code), Decimal(0))
    paid = {"budget": budget if budget > 0 else None, "spent": spent if spending and spent else None}
    return _row(PROJECTS, {**(vars(given[0][0]) if given else {}), **vars(row), **paid})


def _given(row: ProjectRow, file: YearBook) -> list[tuple[BudgetRow, Decimal]]:
    """The sheet's one amount: the initial budget, or the supplement of a project of mid-year."""
    wanted = BudgetKind.SUPPLEMENT if row.mid_year else BudgetKind.APPROPRIATION
    events = [event for event in file.budget if event.kind is wanted]
    return [(event, line.amount) for event in events for line in event.lines if line.project == row.code]


def _indicator(project: ProjectRow, row: IndicatorRow) -> dict[str, Value]:
    level_one = row.level_one or level_one_of(row.level_two)
    return _row(INDICATORS, {**vars(row), "project": project.name, "level_one": level_one, "removed": None})


def _plan(row: ProjectRow) -> dict[str, Value]:
    months = {f"m{month}": amount for month, amount in enumerate(row.plan, start=1)}
    return _row(PLANS, {"project": row.name, **months})


def _texts(file: YearBook | None) -> Iterable[dict[str, Value]]:
    known = {text.section: text.paragraphs for text in file.texts} if file else {}
    for section, place in PLACES.items():
        for words in _cells(known.get(section, ())):
            yield _row(TEXTS, {"section": place, "words": words})


def _cells(paragraphs: tuple[str, ...]) -> list[str]:
    """The paragraphs in as many cells as they need; one, perhaps empty, at least."""
    cells = [""]
    for words in paragraphs:
        if cells[-1] and len(cells[-1]) + len(words) >= _LONGEST_CELL:
            cells.append("")
        cells[-1] = f"{cells[-1]}\n{words}" if cells[-1] else words
    return cells


def _person(row: PersonRow, names: Mapping[str, str]) -> dict[str, Value]:
    projects = "、".join(names.get(code, code) for code in row.projects)
    told = {"role": _ROLES[row.role], "projects": projects, "reviews": "、".join(row.reviews)}
    return _row(PEOPLE, {**vars(row), **told, "telegram": row.telegram or None})


def rolled_over(file: YearBook, year: int) -> YearBook:
    """The structure for another year: projects and indicators with last year's targets, no figures.

    What was added during the year goes on as an ordinary project; budgets, plans, results and words start empty.
    """
    source = Source(Basis.RECORDED, f"结转自 {file.key.year} 年度")
    projects = tuple(_structure(row, source) for row in file.projects if row.reported)
    fund = replace(file.fund, key=BookKey(file.key.fund, year), source=source, at=())
    return YearBook(name=f"{year}", fund=fund, projects=projects)


def _structure(row: ProjectRow, source: Source) -> ProjectRow:
    bare = replace(row, at=(), source=source, mid_year=False, goal="", achievement="", plan=(), reason="", remedy="")
    indicators = (
        replace(item, at=(), source=source, actual="", on=None, reason="", remedy="") for item in row.indicators
    )
    return replace(bare, indicators=tuple(indicators))
