"""What a workbook changes in a book: only what differs, told field by field, refused at its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from perfbot.domain.books.entries import BudgetChanged, Reversal
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.previews.changes import Subject
from perfbot.workbooks.isolated import read_grid
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, sample
from perfbot.years.problems import YearBookProblems
from perfbot.years.sheets.roster import Joining, roster
from tests.book_builder import BookBuilder
from tests.workbooks.files import NOW, changed, edited, initial_2021, workbook
from tests.workbooks.opened_sheets import PEOPLE, base, filled, known, planned, played, read, with_cells


def test_a_new_book_is_opened_with_everything_in_the_file() -> None:
    file = with_cells({"二级项目!D3": 97, "二级项目!E3": date(2021, 1, 15), "基本情况!B8": 97}).book
    plan = planned(file)
    assert plan.creates
    book = played(plan, file)
    assert len(book.projects) == 13
    assert len(book.indicators) == 44
    assert book.initial_budget() == 970_000
    event = next(entry for entry in book.entries if isinstance(entry, BudgetChanged))
    assert (event.kind, event.on) == (BudgetKind.APPROPRIATION, date(2021, 1, 15))


def test_loading_the_same_file_twice_changes_nothing() -> None:
    file = read(base()).book
    book = played(planned(file), file)
    again = read(base(), **known(book)).book
    assert planned(again, book).steps == ()


def test_only_what_differs_is_changed_and_told_field_by_field() -> None:
    file = read(base()).book
    book = played(planned(file), file)
    values = {"二级项目!B10": "中小企业博览会", "绩效指标!E6": "≧12次", "二级项目!D3": 97}
    plan = planned(with_cells(values, **known(book)).book, book)
    told = [(c.subject, c.name, c.new, [(f.field, f.before, f.after) for f in c.fields]) for c in plan.changes]
    assert told == [
        (Subject.PROJECT, "中博会经费", False, [("short_name", "中博会", "中小企业博览会")]),
        (Subject.BUDGET, "appropriation", True, [("amount", None, Decimal(970_000))]),
        (Subject.INDICATOR, "行政检查次数", False, [("target_value", "≧10次", "≧12次")]),
    ]


def test_a_renamed_project_is_known_by_its_code() -> None:
    file = read(base()).book
    book = played(planned(file), file)
    values = {"二级项目!A10": "中博会工作经费", **_renamed("中博会经费", "中博会工作经费")}
    plan = planned(with_cells(values, **known(book)).book, book)
    assert [(change.code, change.fields[0].field) for change in plan.changes] == [("p08", "name")]


def test_a_book_that_was_loaded_from_a_year_book_is_changed_by_a_workbook_as_well() -> None:
    book = build_book(sample(), NOW)
    grid = edited(read_grid(workbook(year_book_of(book))), {"二级项目!B10": "中博会展"})
    plan = planned(read(grid, **known(book)).book, book)
    assert [(c.code, c.fields[0].after) for c in plan.changes] == [("p08", "中博会展")]


def _renamed(old: str, new: str) -> dict[str, str]:
    rows = base().sheets["绩效指标"]
    return {f"绩效指标!A{row}": new for (row, column), cell in rows.items() if column == 1 and cell.text == old}


def test_a_row_left_out_stays_in_the_book_and_a_new_one_gets_the_next_code() -> None:
    file = read(base()).book
    book = played(planned(file), file)

    def cut(made: Any) -> None:
        made["二级项目"].delete_rows(3, 2)
        made["绩效指标"].delete_rows(3, 200)
        made["人员"].delete_rows(3, 5)
        made["二级项目"]["A20"].value = "新的项目"
        for column, value in zip("ABCDE", ("新的项目", "", "数量指标", "件数", "3件"), strict=True):
            made["绩效指标"][f"{column}5"].value = value or None

    plan = planned(read(changed(filled(), cut), **known(book)).book, book)
    assert [(change.subject, change.code) for change in plan.changes] == [
        (Subject.PROJECT, "p14"),
        (Subject.INDICATOR, "p14-1"),
    ]


def test_an_indicator_marked_as_dropped_is_dropped() -> None:
    file = read(base()).book
    book = played(planned(file), file)
    file = with_cells({"绩效指标!K3": "是"}, **known(book)).book
    assert "p01-1" not in played(planned(file, book), file, book).indicators


def test_an_initial_budget_that_was_wrong_is_entered_anew_and_the_old_entry_reversed() -> None:
    builder = BookBuilder().project("p01", "97", name="项目评审验收").spend("p01", "90", date(2021, 6, 1))
    book = builder.book
    file = with_cells({"基本情况!B11": "f", "二级项目!D3": 95}, **known(book)).book
    plan = planned(file, book)
    after = played(plan, file, book)
    assert after.initial_budget() == 950_000
    assert sum(isinstance(entry, Reversal) for entry in after.entries) == 1
    change = next(c for c in plan.changes if c.subject is Subject.BUDGET)
    assert (change.fields[0].before, change.fields[0].after) == (Decimal(970_000), Decimal(950_000))


def test_an_initial_budget_below_what_is_spent_is_refused_at_its_cell() -> None:
    book = BookBuilder().project("p01", "97", name="项目评审验收").spend("p01", "90", date(2021, 6, 1)).book
    file = with_cells({"基本情况!B11": "f", "二级项目!D3": 80}, **known(book)).book
    with pytest.raises(YearBookProblems) as caught:
        planned(file, book)
    assert "“二级项目”D3" in str(caught.value)


def test_a_budget_shared_with_others_in_one_entry_leaves_theirs_alone() -> None:
    book = build_book(sample(), NOW)
    grid = edited(read_grid(workbook(year_book_of(book))), {"二级项目!D3": 98})
    wanted = read(grid, **known(book)).book
    after = played(planned(wanted, book), wanted, book)
    assert after.projects["p01"].initial_budget() == 980_000
    assert after.projects["p02"].initial_budget() == book.projects["p02"].initial_budget()
    assert after.initial_budget() - book.initial_budget() == 10_000


def test_spending_that_is_recorded_already_is_never_overwritten_by_a_sum() -> None:
    book = BookBuilder().project("p01", "97", name="项目评审验收").spend("p01", "90", date(2021, 6, 1)).book
    around = {"book": lambda key: book if key == book.key else None}
    with pytest.raises(YearBookProblems) as caught:
        planned(with_cells({"基本情况!B11": "f", "二级项目!K3": 80}, **around).book, book)
    assert "“二级项目”K3" in str(caught.value)
    assert not [
        c
        for c in planned(with_cells({"基本情况!B11": "f", "二级项目!K3": 90}, **around).book, book).changes
        if c.subject is Subject.SPENDING
    ]


def test_a_fund_keeps_its_code_and_a_new_one_gets_one_of_its_own() -> None:
    nameless: dict[str, Any] = {"基本情况!B11": None}
    funds = {"funds": {"工业发展管理经费": "gongye"}, "code_for": lambda name: "new"}
    assert with_cells(nameless, **funds).book.key == BookKey("gongye", 2021)
    assert with_cells(nameless | {"基本情况!B3": "别的经费"}, **funds).book.key == BookKey("new", 2021)


def test_nobody_is_changed_who_is_as_the_sheet_says_and_scopes_of_other_funds_stay() -> None:
    chen = Member(1002, "陈敏", Role.EDITOR, (Scope("other", ("x",)), Scope("f", ("p07",))), "会展科")
    changes = roster(PEOPLE, [chen], "f")
    assert [(change.joining, change.member.name) for change in changes] == [
        (Joining.CHANGED, "陈敏"),
        (Joining.INVITED, "赵芳"),
    ]
    assert changes[0].member.scopes == (Scope("other", ("x",)), Scope("f", ("p07", "p08")))
    assert roster(PEOPLE[:1], [changes[0].member], "f") == ()
    assert roster(PEOPLE[1:], [chen], "f", invited=["赵芳"]) == ()


def test_rolling_over_takes_the_structure_and_no_figure() -> None:
    file = initial_2021()
    book = played(planned(file), file)
    assert len(book.indicators) == 44
    assert book.adjusted_budget() == 0
    assert not any(state.described.mid_year for state in book.projects.values())
    assert all(state.result() is None for state in book.indicators.values())


def test_a_day_or_document_number_that_was_wrong_is_entered_anew_with_its_budget() -> None:
    file = with_cells({"二级项目!D3": 97, "二级项目!D4": 119}).book
    book = played(planned(file), file)
    better = {"二级项目!D3": 97, "二级项目!E3": date(2021, 1, 15), "二级项目!F3": "江财预〔2021〕1号"}
    wanted = with_cells(better, **known(book)).book
    plan = planned(wanted, book)
    (change,) = plan.changes
    assert [(field.field, field.after) for field in change.fields] == [
        ("on", date(2021, 1, 15)),
        ("document_number", "江财预〔2021〕1号"),
    ]
    after = played(plan, wanted, book)
    assert after.initial_budget() == book.initial_budget()
    assert planned(with_cells(better, **known(after)).book, after).steps == ()


def test_projects_of_one_approval_change_their_document_number_together_or_not_at_all() -> None:
    book = build_book(sample(), NOW)
    grid = edited(read_grid(workbook(year_book_of(book))), {"二级项目!F3": "江财预〔2021〕1号"})
    with pytest.raises(YearBookProblems) as caught:
        planned(read(grid, **known(book)).book, book)
    assert "号里的其他项目不同" in str(caught.value)
