"""What is read of a year book is written again the same: the file, the workbook handed out, the workbook read back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfbot.domain.books.members import Role
from perfbot.domain.values import Direction
from perfbot.workbooks.isolated import read_grid
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years import table
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, read_year_book, sample_text
from perfbot.years.problems import YearBookProblems
from perfbot.years.schema import (
    BudgetRow,
    BudgetShare,
    Control,
    DeclaredRow,
    FundRow,
    IndicatorRow,
    ProjectRow,
    SpendingRow,
    YearBook,
)
from perfbot.years.sheets.filling import filled, rolled_over
from perfbot.years.sheets.reading import Surroundings, read_workbook
from perfbot.years.sheets.schema import PersonRow, Workbook
from perfbot.years.writing import year_book_text
from tests.workbooks.files import edited

GOLDEN = Path(__file__).parent.parent / "golden" / "years"
MADE_UP = (GOLDEN / "made-up.toml").read_text("utf-8")
TEXTS = {"made-up": MADE_UP, "2021": sample_text()}
NOW = datetime(2023, 1, 10, 9, tzinfo=UTC)
PEOPLE = (
    PersonRow(name="陈敏", role=Role.EDITOR, projects=("p01", "p02"), section="规划科", telegram=1002),
    PersonRow(name="赵芳", role=Role.VIEWER, reviews=("规划科", "财务科")),
    PersonRow(name="王主任", role=Role.ADMIN),
)
BOOKS = pytest.mark.parametrize("name", TEXTS)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text("utf-8")


def loaded(name: str) -> YearBook:
    return read_year_book(TEXTS[name], f"{name}.toml")


def of_the_book(name: str) -> YearBook:
    return year_book_of(build_book(loaded(name), NOW), name)


def handed_out(name: str) -> bytes:
    return workbook_bytes(filled(of_the_book(name), PEOPLE, spending=True), NOW)


def read_back(name: str) -> Workbook:
    return read_workbook(read_grid(handed_out(name)), "建账.xlsx", Surroundings(date(2023, 1, 5)))


def told(row: Any, indent: str = "") -> Iterable[str]:
    """Every field of a row in a line of its own, rows within it beneath."""
    for field in sorted(fields(row), key=lambda one: one.name):
        value = getattr(row, field.name)
        rows = [one for one in (value if isinstance(value, tuple) else (value,)) if is_dataclass(one)]
        yield f"{indent}{field.name}:{'' if rows else f' {_plain(value)}'}"
        for one in rows:
            yield from told(one, f"{indent}  ")


def _plain(value: Any) -> str:
    """The value itself; of an amount not with how many noughts it was written."""
    if isinstance(value, tuple):
        return "; ".join(map(_plain, value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def in_the_sheets(content: bytes) -> Iterable[str]:
    """Every cell with its look, every column's width and every rule of an .xlsx file."""
    for page in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        yield f"== {page.title} {page.freeze_panes} {page.dimensions} {page.print_title_rows}"
        for letter, column in sorted(page.column_dimensions.items()):
            yield f"{letter}: {column.width} {column.number_format}"
        for row in page.iter_rows():
            yield f"{row[0].row}: {page.row_dimensions[row[0].row].height}"
            for cell in row:
                note = cell.comment.text if cell.comment else None
                if cell.value is not None or cell.has_style:
                    yield f"{cell.coordinate} {cell.data_type} {cell.value!r} {cell.number_format} {note} {_look(cell)}"
        for rule in page.data_validations.dataValidation:
            yield f"{rule.sqref} {rule.type} {rule.operator} {rule.formula1} {rule.prompt} {rule.error} " + (
                f"{rule.errorStyle} {rule.showErrorMessage} {rule.showInputMessage}"
            )


def _look(cell: Any) -> str:
    return f"{cell.fill.start_color.rgb} {cell.font.b} {cell.font.i} {cell.alignment.horizontal} {cell.quotePrefix}"


@BOOKS
def test_a_book_is_written_byte_for_byte_as_ever(name: str) -> None:
    assert year_book_text(of_the_book(name), ("一行说明",)) == golden(f"{name}-of-the-book.toml")


def test_a_file_is_written_byte_for_byte_as_ever() -> None:
    assert year_book_text(loaded("made-up")) == golden("made-up-as-loaded.toml")


@BOOKS
def test_what_was_written_is_read_as_the_same_year_book(name: str) -> None:
    again = read_year_book(year_book_text(loaded(name)), "again")
    assert year_book_text(again) == year_book_text(loaded(name))
    assert build_book(again, NOW).adjusted_budget() == build_book(loaded(name), NOW).adjusted_budget()


@BOOKS
def test_every_cell_of_the_workbook_handed_out_is_as_ever(name: str) -> None:
    assert "\n".join(in_the_sheets(handed_out(name))) + "\n" == golden(f"{name}-sheets.txt")


def test_the_workbook_of_the_next_year_and_the_empty_one_are_as_ever() -> None:
    rolled = filled(rolled_over(loaded("made-up"), 2023))
    cells = [*in_the_sheets(workbook_bytes(rolled, NOW)), *in_the_sheets(workbook_bytes(filled(), NOW))]
    assert "\n".join(cells) + "\n" == golden("empty-sheets.txt")


def test_every_row_is_read_as_ever() -> None:
    assert "\n".join(told(loaded("made-up"))) + "\n" == golden("made-up-rows.txt")


def test_every_row_of_the_workbook_is_read_as_ever() -> None:
    assert "\n".join(told(read_back("made-up"))) + "\n" == golden("made-up-workbook-rows.txt")


@BOOKS
def test_the_workbook_read_back_says_what_the_book_says(name: str) -> None:
    before, after = of_the_book(name), read_back(name).book
    assert (after.fund.name, after.fund.key, after.fund.phone) == (before.fund.name, before.key, before.fund.phone)
    assert [_stands(row) for row in after.projects] == [_stands(row) for row in before.projects]
    assert [_stands(row) for row in after.indicators] == [_stands(row) for row in before.indicators]
    assert [(text.section, text.paragraphs) for text in after.texts] == [
        (text.section, text.paragraphs) for text in before.texts
    ]
    assert read_back(name).people == PEOPLE


def _stands(row: Any) -> dict[str, Any]:
    """What a workbook has a column for: neither where it stood, nor its basis, nor what the trail alone says."""
    elsewhere = {"at", "source", "result", "on", "indicators"}
    elsewhere |= {"reason", "remedy"} if isinstance(row, ProjectRow) else set()
    return {name: value for name, value in vars(row).items() if name not in elsewhere}


WRITTEN = {
    "≥": Direction.AT_LEAST,
    "≦": Direction.AT_MOST,
    "正向": Direction.AT_LEAST,
    "反向指标": Direction.AT_MOST,
    "等于": Direction.EQUAL,
    "区间": Direction.BETWEEN,
    "定性": Direction.QUALITATIVE,
}


@pytest.mark.parametrize("direction", Direction)
def test_a_direction_comes_back_from_the_file_and_from_the_workbook(direction: Direction) -> None:
    text = MADE_UP.replace('target = "', f'direction = "{direction}", target = "')
    book = build_book(read_year_book(text, ""), NOW)
    assert {state.described.direction for state in book.indicators.values()} == {direction}
    again = read_year_book(year_book_text(year_book_of(book)), "")
    assert {row.direction for row in again.indicators} == {direction}
    content = workbook_bytes(filled(year_book_of(book)), NOW)
    back = read_workbook(read_grid(content), "建账.xlsx", Surroundings(date(2023, 1, 5)))
    assert {row.direction for row in back.book.indicators} == {direction}


@pytest.mark.parametrize("words", WRITTEN)
def test_a_direction_is_read_however_the_office_writes_it_in_the_workbook(words: str) -> None:
    grid = edited(read_grid(handed_out("made-up")), {"绩效指标!F3": words})
    read = read_workbook(grid, "建账.xlsx", Surroundings(date(2023, 1, 5)))
    assert [row.direction for row in read.book.indicators][:2] == [WRITTEN[words], None]


@pytest.mark.parametrize("emptied", ["F3", "F1"])
def test_a_workbook_that_says_no_direction_leaves_the_one_that_was_given(emptied: str) -> None:
    text = MADE_UP.replace('target = "', 'direction = "≤", target = "')
    known = build_book(read_year_book(text, ""), NOW)
    grid = edited(read_grid(handed_out("made-up")), {f"绩效指标!{emptied}": None})
    read = read_workbook(grid, "建账.xlsx", Surroundings(date(2023, 1, 5), book=lambda key: known))
    assert {row.direction for row in read.book.indicators} == {Direction.AT_MOST}


def mistakes(text: str) -> str:
    with pytest.raises(YearBookProblems) as caught:
        read_year_book(text, "坏账册.toml")
    return str(caught.value) + "\n"


def test_the_mistakes_of_a_bad_file_are_told_as_ever() -> None:
    assert mistakes(golden("bad.toml")) == golden("bad-toml.txt")
    assert mistakes("format = 3\nfund = 3\nprojects = 4\nbudget = [1]\n") == golden("hardly-toml.txt")


BAD_CELLS: dict[str, Any] = {
    "基本情况!B2": "明年",
    "基本情况!B3": None,
    "基本情况!B8": 12,
    "基本情况!B9": 101,
    "基本情况!B10": "好",
    "基本情况!B11": "科技",
    "二级项目!A4": "展会“补贴”",
    "二级项目!B4": "展会",
    "二级项目!D3": "=1+1",
    "二级项目!E3": "2020-12-31",
    "二级项目!G3": "对",
    "二级项目!H4": "错",
    "二级项目!K3": "约三十",
    "二级项目!L3": "P 1",
    "绩效指标!A3": "不存在的",
    "绩效指标!C4": None,
    "绩效指标!E4": date(2022, 3, 5),
    "绩效指标!F3": "增加",
    "绩效指标!G3": 120,
    "绩效指标!K3": "停",
    "绩效指标!L4": "p01-1",
    "用款计划!E3": 1,
    "用款计划!B3": None,
    "文字部分!A3": "七、别的",
    "文字部分!B4": "共{花了}万元",
    "人员!B3": "书记",
    "人员!D3": "展会、无此",
    "人员!A4": None,
    "人员!F3": "@chen",
    "二级项目!A1": "名字",
}


def bad_cells(names: Iterable[str]) -> str:
    grid = edited(read_grid(handed_out("made-up")), {name: BAD_CELLS[name] for name in names})
    with pytest.raises(YearBookProblems) as caught:
        read_workbook(grid, "建账.xlsx", Surroundings(date(2023, 1, 5)))
    return str(caught.value) + "\n"


def test_the_mistakes_of_a_bad_workbook_are_told_as_ever() -> None:
    without_head = [name for name in BAD_CELLS if name != "二级项目!A1"]
    of_a_good_year = [name for name in without_head if name not in ("基本情况!B2", "二级项目!A4")]
    told_each = "\n".join(bad_cells([name]) for name in BAD_CELLS)
    assert bad_cells(without_head) + bad_cells(of_a_good_year) + told_each == golden("bad-workbook.txt")


TABLES: dict[type[Any], tuple[table.FieldTable, set[str]]] = {
    FundRow: (table.FUND, {"key"}),
    ProjectRow: (table.PROJECT, {"indicators"}),
    IndicatorRow: (table.INDICATOR, set()),
    BudgetRow: (table.BUDGET, {"lines", "dated"}),
    BudgetShare: (table.SHARE, set()),
    SpendingRow: (table.SPENDING, {"code", "source"}),
    DeclaredRow: (table.DECLARED, set()),
    Control: (table.CONTROL, set()),
}
"""Each row kind with its table and what of the row is read by other means."""


@pytest.mark.parametrize("kind", TABLES)
def test_every_field_of_a_row_stands_in_its_table(kind: type[Any]) -> None:
    declared, elsewhere = TABLES[kind]
    names = {field.name for field in declared} - ({"code", "year"} if kind is FundRow else set())
    assert {field.name for field in fields(kind)} == names | elsewhere | {"at"}
