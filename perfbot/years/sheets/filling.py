"""What the set-up workbook holds when it is handed out: nothing, a book as it stands, or last year's structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.sections import PLACES
from perfbot.years.reading import level_one_of
from perfbot.years.schema import BudgetRow, IndicatorRow, ProjectRow, Source, YearBook
from perfbot.years.sheets.columns import FUND, INDICATORS, NO, PEOPLE, PLANS, PROJECTS, ROLE_NAMES, TEXTS, YES
from perfbot.years.sheets.schema import PersonRow
from perfbot.years.writing import in_wan

Value: TypeAlias = "str | Decimal | int | date"
Filled: TypeAlias = Mapping[str, list[dict[str, Value]]]
"""The rows of each sheet by its key; values by column key."""

_LONGEST_CELL = 30_000
_ROLES = {role: name for name, role in ROLE_NAMES.items()}


@dataclass(frozen=True)
class _Budget:
    amount: Decimal = Decimal(0)
    first: BudgetRow | None = field(default=None)


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


def _given(**values: Value | None) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value is not None and value != ""}


def _fund(file: YearBook) -> dict[str, Value]:
    fund, declared = file.fund, file.declared
    return _given(
        year=fund.key.year or None,
        name=fund.name,
        bureau=fund.bureau,
        unit=fund.unit,
        contact=fund.contact,
        phone=fund.phone,
        score=declared.score if declared else None,
        grade=declared.grade if declared else None,
        code=fund.key.fund,
    )


def _project(row: ProjectRow, file: YearBook, *, spending: bool) -> dict[str, Value]:
    budget = _budget(row, file)
    spent = sum((item.amount for item in file.spending if item.project == row.code), Decimal(0))
    return _given(
        name=row.name,
        short_name=row.short_name,
        section=row.section,
        budget=in_wan(budget.amount) if budget.amount > 0 else None,
        on=budget.first.on if budget.first else None,
        document_number=budget.first.document_number if budget.first else None,
        mid_year=YES if row.mid_year else NO,
        reported=YES if row.reported else NO,
        goal=row.goal,
        achievement=row.achievement,
        spent=in_wan(spent) if spending and spent else None,
        code=row.code,
    )


def _budget(row: ProjectRow, file: YearBook) -> _Budget:
    """What the sheet's one amount stands for: the initial budget, or what was added for a project of mid-year."""
    wanted = BudgetKind.SUPPLEMENT if row.mid_year else BudgetKind.APPROPRIATION
    events = [event for event in file.budget if event.kind is wanted]
    lines = [(event, line.amount) for event in events for line in event.lines if line.project == row.code]
    return _Budget(sum((amount for _, amount in lines), Decimal(0)), lines[0][0] if lines else None)


def _indicator(project: ProjectRow, row: IndicatorRow) -> dict[str, Value]:
    return _given(
        project=project.name,
        level_one=row.level_one or level_one_of(row.level_two),
        level_two=row.level_two,
        name=row.name,
        target=row.target,
        weight=row.weight,
        actual=row.actual,
        reason=row.reason,
        remedy=row.remedy,
        code=row.code,
    )


def _plan(row: ProjectRow) -> dict[str, Value]:
    months = {f"m{month}": in_wan(amount) for month, amount in enumerate(row.plan, start=1)}
    return {"project": row.name, **months}


def _texts(file: YearBook | None) -> Iterable[dict[str, Value]]:
    known = {text.section: text.paragraphs for text in file.texts} if file else {}
    for section, place in PLACES.items():
        for words in _cells(known.get(section, ())):
            yield _given(section=place, words=words)


def _cells(paragraphs: tuple[str, ...]) -> list[str]:
    """The paragraphs in as many cells as they need; one, perhaps empty, at least."""
    cells = [""]
    for words in paragraphs:
        if cells[-1] and len(cells[-1]) + len(words) >= _LONGEST_CELL:
            cells.append("")
        cells[-1] = f"{cells[-1]}\n{words}" if cells[-1] else words
    return cells


def _person(row: PersonRow, names: Mapping[str, str]) -> dict[str, Value]:
    return _given(
        name=row.name,
        role=_ROLES[row.role],
        section=row.section,
        projects="、".join(names.get(code, code) for code in row.projects),
        reviews="、".join(row.reviews),
        telegram=row.telegram or None,
    )


def rolled_over(file: YearBook, year: int) -> YearBook:
    """The structure for another year without figures: projects and indicators with last year's targets to start from.

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
