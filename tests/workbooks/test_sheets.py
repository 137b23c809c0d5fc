"""The set-up workbook: what is filled in comes back the same, and every mistake is named by its sheet and cell."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl
import pytest

from perfbot.domain.book import Book
from perfbot.domain.changes import Subject
from perfbot.domain.entries import BudgetChanged, BudgetKind, Reversal
from perfbot.domain.keys import BookKey
from perfbot.domain.members import LOADER, Member, Role, Scope
from perfbot.render.terms import SECTION_PLACES
from perfbot.workbooks.apart import read_grid
from perfbot.years.from_book import year_book_of
from perfbot.years.grid import Grid
from perfbot.years.loader import build_book, sample
from perfbot.years.planning import Plan, plan_of, rehearse
from perfbot.years.problems import YearBookProblems
from perfbot.years.roster import Joining, roster
from perfbot.years.schema import YearBook
from perfbot.years.sheet_reading import Surroundings, is_workbook, read_workbook
from perfbot.years.sheets import SHEETS, TEXTS
from perfbot.years.workbook_schema import PersonRow, Workbook
from tests.book_builder import BookBuilder
from tests.workbooks.files import NOW, changed, edited, initial_2021, real, workbook

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


def test_what_is_filled_in_comes_back_the_same() -> None:
    book = real()
    read_back = read(workbook(book, PEOPLE, spending=True)).book
    assert [(row.code, row.name, row.short_name, row.mid_year, row.reported) for row in read_back.projects] == [
        (row.code, row.name, row.short_name, row.mid_year, row.reported) for row in book.projects
    ]
    assert [(row.code, row.level_two, row.name, row.target, row.actual) for row in read_back.indicators] == [
        (row.code, row.level_two, row.name, row.target, row.actual) for row in book.indicators
    ]
    assert [(text.section, text.paragraphs) for text in read_back.texts] == [
        (text.section, text.paragraphs) for text in book.texts
    ]
    assert [(row.project, row.amount) for row in read_back.spending] == [
        (row.project, row.amount) for row in book.spending
    ]
    assert read_back.declared is not None
    assert read_back.declared.score == Decimal(97)


def test_people_come_with_their_projects_by_name() -> None:
    assert read(base()).people == PEOPLE


def test_the_example_rows_are_passed_over() -> None:
    blank = edited(
        read_grid(workbook()),
        {"基本情况!B2": 2021, "基本情况!B3": "某经费", "基本情况!B4": "某局", "基本情况!B5": "某局"},
    )
    book = read(blank).book
    assert (book.projects, book.indicators, book.texts) == ((), (), ())


def test_the_sections_are_those_of_the_report() -> None:
    assert TEXTS.column("section").choices == tuple(SECTION_PLACES.values())


def test_columns_in_another_order_are_found_by_their_heading() -> None:
    def swap(book: Any) -> None:
        sheet = book["二级项目"]
        for row in range(1, 20):
            first, second = sheet.cell(row, 2), sheet.cell(row, 5)
            first.value, second.value = second.value, first.value

    assert read(changed(filled(), swap)).book.projects == tuple(
        replace(row, at=other.at)
        for row, other in zip(read(base()).book.projects, read(base()).book.projects, strict=True)
    )


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("基本情况!B2", None, "“基本情况”B2：应为预算年度，实为没有填。请填写这一格。"),
        ("基本情况!B2", "明年", "“基本情况”B2：应为预算年度（数字），实为“明年”。只填数字，不写单位。"),
        ("基本情况!B2", 1999, "“基本情况”B2：应为2000 到 2099 的年份，实为“1999”。请核对预算年度。"),
        (
            "基本情况!B8",
            1007,
            "“基本情况”B8：应为0.00 万元（各项目年初预算合计），实为1007.00。请核对合计或各项目的金额。",
        ),
        ("基本情况!B9", 97, "“基本情况”B10：应为自评得分和绩效等级都填或都不填，实为只填了一个。请补上。"),
        ("基本情况!B9", 101, "“基本情况”B9：应为0 到 100 的数，最多四位小数，实为“101”。请核对。"),
        (
            "基本情况!B11",
            "工业",
            "“基本情况”B11：应为小写字母、数字和“-”组成的短代号（最多 8 个字符），实为“工业”。例：gongye。",
        ),
        ("二级项目!A3", None, "“二级项目”A3：应为二级项目名称，实为没有填。请填写这一格，或把整行删掉。"),
        (
            "二级项目!A4",
            "项目评审验收",
            "“二级项目”A4：应为不重复的名称，实为“项目评审验收” 与 A3 相同。请改名，或删去重复的一行。",
        ),
        (
            "二级项目!D3",
            "=1+1",
            "“二级项目”D3：应为预算金额（万元），实为公式 “=1+1”。请改成数值或文字",
        ),
        (
            "二级项目!D3",
            "二十",
            "“二级项目”D3：应为金额（万元，不小于 0，最多六位小数），实为“二十”。只填数字，单位是万元，例：20.5。",
        ),
        (
            "二级项目!D3",
            -5,
            "“二级项目”D3：应为金额（万元，不小于 0，最多六位小数），实为“-5”。只填数字，单位是万元，例：20.5。",
        ),
        ("二级项目!G3", "对", "“二级项目”G3：应为是或否，实为“对”。请从下拉框里选。"),
        ("绩效指标!A3", "不存在的", "“绩效指标”A3：应为“二级项目”表里有的名称，实为“不存在的”。"),
        (
            "绩效指标!E3",
            date(2021, 3, 5),
            "“绩效指标”E3：应为目标值，实为日期 2021-03-05。Excel 把内容变成了日期：请把这一格的格式设为“文本”",
        ),
        ("绩效指标!F3", 120, "“绩效指标”F3：应为0 到 100 的数，最多四位小数，实为“120”。请核对。"),
        ("文字部分!A3", "七、别的", "“文字部分”A3：应为报告里有的部分，实为“七、别的”。"),
        ("文字部分!B3", "共{花了}万元", "“文字部分”B3：应为认识的空格位，实为“{花了}”。"),
        ("人员!B3", "书记", "“人员”B3：应为管理员、经办人、查看 之一，实为“书记”。"),
        ("人员!D3", "中博会、无此", "“人员”D3：应为“二级项目”表里有的名称或简称，实为“无此”。"),
        ("人员!F3", "@chen", "“人员”F3：应为Telegram 数字 ID，实为“@chen”。不知道就留空，装入后会生成邀请链接。"),
    ],
)
def test_every_mistake_is_named_by_sheet_and_cell_with_what_to_do(place: str, value: Any, told: str) -> None:
    assert any(line.startswith(told) for line in problems({place: value})), problems({place: value})


def test_all_mistakes_are_named_at_once_in_the_order_of_the_sheets() -> None:
    found = problems({"人员!B3": "书记", "二级项目!D3": "x", "基本情况!B3": None})
    assert [line.split("：")[0] for line in found] == ["“基本情况”B3", "“二级项目”D3", "“人员”B3"]


def test_a_day_outside_the_year_is_named() -> None:
    (line,) = problems({"二级项目!E3": "2020-12-31", "二级项目!D3": 5})
    assert line.startswith("“二级项目”E3：应为2021 年的日期")


def test_a_plan_that_falls_or_has_a_gap_is_named_at_its_month() -> None:
    months = {f"用款计划!{'BCDEFGHIJKLM'[n]}3": n for n in range(12)}
    falls = problems({"用款计划!A3": "中博会经费", **months, "用款计划!E3": 1})
    assert falls == ["“用款计划”E3：应为不比上个月少的累计数，实为1.00。用款计划填到该月底为止的累计数，不填当月数。"]
    gap = problems({"用款计划!A3": "中博会经费", **months, "用款计划!E3": None})
    assert gap == ["“用款计划”E3：应为4月，实为没有填。请填写这一格，或把整行删掉。"]


def test_a_missing_sheet_or_heading_is_named() -> None:
    def spoil(book: Any) -> None:
        book["二级项目"]["A1"].value = "名字"

    (line, *_) = problems({}, changed(filled(), spoil))
    assert "“二级项目”A1" in line


def test_a_workbook_of_something_else_is_none_of_ours() -> None:
    assert not is_workbook(Grid({"Sheet1": {}}))
    assert is_workbook(read_grid(workbook()))


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
    file = with_cells({"绩效指标!J3": "是"}, **known(book)).book
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


def test_words_that_look_like_formulas_stay_words_in_the_workbook_handed_out() -> None:
    file = initial_2021()
    nasty = replace(file, projects=(replace(file.projects[0], name="=1+1", short_name="@x", section="+2"),))
    read_back = read_grid(workbook(nasty)).sheets["二级项目"]
    assert [read_back[3, column].kind.value for column in (1, 2, 3)] == ["text"] * 3
    assert read_back[3, 1].text == "=1+1"


def test_every_sheet_has_its_head_frozen_and_its_drop_downs() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book.sheetnames == [sheet.title for sheet in SHEETS]
    for sheet in SHEETS:
        page = book[sheet.title]
        assert page.freeze_panes in ("A2", "B3")
        lists = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
        assert len(lists) == sum(bool(column.choices or column.other) for column in sheet.columns)
        assert page.sheet_state == "visible"
