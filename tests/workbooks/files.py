"""Workbooks and Word files as people, and as attackers, make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, sample
from perfbot.years.schema import YearBook
from perfbot.years.sheets.filling import filled, rolled_over
from perfbot.years.sheets.grid import Cell, CellKind, Grid
from perfbot.years.sheets.schema import PersonRow

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)


def real() -> YearBook:
    """The real 2021 book."""
    return year_book_of(build_book(sample(), NOW))


def initial_2021() -> YearBook:
    """What was known in January 2021: the projects and indicators, without any figure."""
    return rolled_over(real(), 2021)


def workbook(file: YearBook | None = None, people: tuple[PersonRow, ...] = (), *, spending: bool = False) -> bytes:
    """The set-up workbook with this in it."""
    return workbook_bytes(filled(file, people, spending=spending), NOW)


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after somebody worked on it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(grid: Grid, values: Mapping[str, Any]) -> Grid:
    """The opened workbook with other content in these cells ("二级项目!D3"; None: emptied)."""
    sheets = {title: dict(cells) for title, cells in grid.sheets.items()}
    for place, value in values.items():
        title, _, cell = place.partition("!")
        row, column = coordinate_to_tuple(cell)
        if value is None:
            sheets[title].pop((row, column), None)
        else:
            sheets[title][row, column] = _cell(value)
    return replace(grid, sheets=sheets)


def _cell(value: Any) -> Cell:
    if isinstance(value, date):
        return Cell(CellKind.DATE, value.isoformat())
    if isinstance(value, str):
        return Cell(CellKind.FORMULA if value.startswith("=") else CellKind.TEXT, value)
    return Cell(CellKind.NUMBER, str(value))


def with_parts(content: bytes, parts: Mapping[str, bytes], *, without: str = "") -> bytes:
    """The archive with more, or other, parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name != without:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()
