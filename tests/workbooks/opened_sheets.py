"""The filled-in set-up workbook as tests read it: opened once, its cells then changed without a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import LOADER, Role
from perfbot.workbooks.isolated import read_grid
from perfbot.years.problems import YearBookProblems
from perfbot.years.schema import YearBook
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.planning import Plan, plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings, read_workbook
from perfbot.years.sheets.schema import PersonRow, Workbook
from tests.workbooks.files import NOW, edited, initial_2021, workbook

PEOPLE = (
    PersonRow(name="陈敏", role=Role.EDITOR, projects=("p07", "p08"), section="会展科", telegram=1002),
    PersonRow(name="赵芳", role=Role.VIEWER, reviews=("会展科", "无线电科")),
)


@cache
def filled() -> bytes:
    return workbook(initial_2021(), PEOPLE)


@cache
def base() -> Grid:
    return read_grid(filled())


def read(content: bytes | Grid, **around: Any) -> Workbook:
    grid = read_grid(content) if isinstance(content, bytes) else content
    return read_workbook(grid, "建账.xlsx", Surroundings(date(2021, 1, 5), **around))


def with_cells(values: Mapping[str, Any], **around: Any) -> Workbook:
    """The filled-in workbook after these cells were changed."""
    return read(edited(base(), values), **around)


def problems(values: Mapping[str, Any], content: bytes | None = None) -> list[str]:
    with pytest.raises(YearBookProblems) as caught:
        read(edited(read_grid(content) if content else base(), values))
    return [str(problem) for problem in caught.value.problems]


def known(book: Book) -> dict[str, Any]:
    return {"book": lambda key: book if key == book.key else None}


def planned(file: YearBook, book: Book | None = None) -> Plan:
    plan = plan_of(file, book)
    rehearse(plan, file, book, LOADER, NOW, NOW.date())
    return plan


def played(plan: Plan, file: YearBook, book: Book | None = None) -> Book:
    return rehearse(plan, file, book, LOADER, NOW, NOW.date())
