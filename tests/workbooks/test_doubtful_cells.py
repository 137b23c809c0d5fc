"""Cells are read as the chat reads words, and what is likely a slip is named with its cell instead of loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.workbooks.isolated import read_grid
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, sample
from perfbot.years.problems import YearBookProblems
from perfbot.years.sheets.roster import person_row, roster
from tests.book_builder import BookBuilder
from tests.workbooks.files import NOW, edited, workbook
from tests.workbooks.opened_sheets import base, known, planned, played, problems, read, with_cells

FIRST = "二级项目!D3"
MONTHS = [f"用款计划!{letter}3" for letter in "BCDEFGHIJKLM"]


def plan(project: str, *amounts: Any) -> dict[str, Any]:
    return {"用款计划!A3": project, **dict(zip(MONTHS, amounts, strict=True))}


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("1,200,000元", "1200000"),
        ("一百零五万", "1050000"),
        ("二十", "200000"),
        ("3.57w", "35700"),
        ("３．５７万元", "35700"),
        ("12+3.5", "155000"),
        (" 20.50 ", "205000"),
    ],
)
def test_an_amount_in_a_cell_is_read_as_in_the_chat(written: str, yuan: str) -> None:
    (event,) = with_cells({FIRST: written}).book.budget
    assert event.lines[0].amount == Decimal(yuan)


@pytest.mark.parametrize("written", ["2021年", "2021年度", " ２０２１ ", "2021"])
def test_a_year_in_a_cell_may_carry_its_word(written: str) -> None:
    assert with_cells({"基本情况!B2": written}).book.key.year == 2021


def test_nought_is_an_amount_where_nothing_was_used_yet() -> None:
    file = with_cells(plan("中博会经费", "0", "0元", *range(10)) | {"二级项目!D10": 20}).book
    assert next(row.plan for row in file.projects if row.plan)[:2] == (0, 0)


def test_a_day_is_checked_also_while_the_year_is_wrong() -> None:
    found = problems({"基本情况!B2": "明年", FIRST: 5, "二级项目!E3": "2月30日", "二级项目!E4": "2020-12-31"})
    assert [line.split("：")[0] for line in found] == ["“基本情况”B2", "“二级项目”E3"]


@pytest.mark.parametrize("written", ["今天", "周五", "昨天"])
def test_a_file_has_no_today(written: str) -> None:
    (line,) = problems({FIRST: 5, "二级项目!E3": written})
    assert line.startswith("“二级项目”E3：应为2021 年的日期")


def test_a_cell_that_excel_made_a_date_is_no_sum_of_money() -> None:
    (line,) = problems({FIRST: date(2021, 10, 12)})
    assert line.startswith("“二级项目”D3：应为金额")


@pytest.mark.parametrize(
    "values",
    [
        {FIRST: 1500000},
        {FIRST: 20, "二级项目!D4": 35, "二级项目!D5": 35000},
        {FIRST: 20, "二级项目!D4": "120,000"},
        {"基本情况!B8": 30, FIRST: 100, "二级项目!D4": 5000},
        {"二级项目!K3": 2_000_000},
        {"基本情况!B8": 1_007_000},
        plan("中博会经费", *[0] * 11, 200_000),
    ],
)
def test_yuan_in_a_column_of_wan_yuan_are_asked_about_with_both_readings(values: dict[str, Any]) -> None:
    place, written = list(values.items())[-1]
    told = next(line for line in problems(values) if line.startswith(f"“{place.replace('!', '”')}：应为金额（万元）"))
    yuan = Decimal(str(written).replace(",", ""))
    assert f"按万元是 {yuan:.2f} 万元，按元是 {yuan / 10_000:.2f} 万元" in told


def test_more_than_there_can_be_is_told_to_look_at_the_unit() -> None:
    (line,) = problems({FIRST: 15_000_000})
    assert "金额超过 1000 亿元，请核对数字和单位" in line


def test_an_amount_with_its_unit_is_not_asked_about() -> None:
    events = with_cells({FIRST: "1500000万元", "二级项目!D4": "1500000元"}).book.budget
    assert [event.lines[0].amount for event in events] == [Decimal(15_000_000_000), Decimal(1_500_000)]


def test_what_the_book_says_already_is_not_asked_about() -> None:
    book = BookBuilder().project("p01", "1500000").project("p02", "0.5").plan("p01", [900_000] * 12).book
    assert planned(read(workbook(year_book_of(book)), **known(book)).book, book).steps == ()


def test_two_indicators_of_one_name_in_a_project_are_refused_at_the_second() -> None:
    assert [line.split("，")[0] for line in problems({"绩效指标!D4": "公示率"})] == [
        "“绩效指标”D4：应为同一项目内不重复的三级指标"
    ]


def test_an_indicator_may_be_replaced_by_another_of_its_name() -> None:
    file = with_cells({"绩效指标!D4": "公示率", "绩效指标!K3": "是"}).book
    assert [row.name for row in file.projects[0].indicators][:2] == ["公示率", "公示率"]


def test_a_plan_above_the_budget_is_refused_at_its_month() -> None:
    values = {"二级项目!D10": 20, **plan("中博会经费", *[5] * 10, 21, 30)}
    assert problems(values) == [
        "“用款计划”L3：应为不超过预算 20.00 万元的累计数，实为21.00。请核对计划，或先改预算金额、登记追加。"
    ]


def test_a_plan_is_held_against_the_budget_that_the_book_will_have() -> None:
    builder = BookBuilder().project("p01", "97", name="项目评审验收")
    book = builder.budget("p01", "3", date(2021, 5, 1), BudgetKind.SUPPLEMENT).book
    values = {"基本情况!B11": "f", "二级项目!D3": 50, **plan("项目评审验收", *[0] * 11, 53)}
    assert with_cells(values, **known(book)).book.projects[0].plan[-1] == 530_000
    above = edited(base(), values | {MONTHS[-1]: 54})
    with pytest.raises(YearBookProblems, match=r"不超过预算 53\.00 万元"):
        read(above, **known(book))


@pytest.mark.parametrize("number", ["13812345678", 13812345678, "19900001111", "8613812345678"])
def test_a_phone_number_is_no_telegram_id(number: Any) -> None:
    told = problems({"人员!F3": number})
    assert told == [
        f"“人员”F3：应为Telegram 数字 ID，实为“{number}”。"
        "这像是手机号，不是 Telegram ID。不知道就留空，装入后会生成邀请链接。"
    ]


MEMBERS = (
    Member(1, "王主任", Role.ADMIN, (Scope("other"),)),
    Member(2, "全部", Role.EDITOR, (Scope(),)),
    Member(3, "本项目", Role.EDITOR, (Scope("gongye"), Scope("other", ("x",))), "会展科"),
    Member(4, "两段", Role.EDITOR, (Scope("gongye", ("p07",)), Scope("other"), Scope("gongye", ("p08", "p01")))),
    Member(5, "各处", Role.VIEWER, (Scope("", ("p01",)),), "", ("会展科", "规划科")),
    Member(6, "走了的", Role.EDITOR, (Scope("gongye", ("p77",)),)),
    Member(7, "重复", Role.EDITOR, (Scope("gongye", ("p02", "p02")), Scope("gongye", ("p01",)))),
)


def test_an_unmodified_workbook_changes_nobody() -> None:
    book = build_book(sample(), NOW)
    people = [person_row(member, "gongye") for member in MEMBERS]
    back = read(workbook(year_book_of(book), tuple(people)), **known(book))
    assert roster(back.people, MEMBERS, "gongye") == ()
    assert planned(back.book, book).steps == ()


def test_a_project_whose_name_has_a_comma_of_lists_is_one_project() -> None:
    book = build_book(sample(), NOW)
    file = year_book_of(book)
    named = replace(file, projects=(replace(file.projects[0], name="评审、验收，检查"), *file.projects[1:]))
    member = Member(2, "李", Role.EDITOR, (Scope("gongye", ("p01", "p02")),))
    back = read(workbook(named, (person_row(member, "gongye"),)))
    assert back.people[0].projects == ("p01", "p02")


def test_an_editor_who_was_of_the_office_gets_what_the_sheet_says() -> None:
    admin = Member(9, "赵", Role.ADMIN, ())
    row = replace(person_row(admin, "f"), role=Role.EDITOR)
    (change,) = roster([row], [admin], "f")
    assert change.member.scopes == (Scope("f"),)


def test_a_member_of_another_fund_who_is_listed_gets_this_one() -> None:
    member = Member(9, "赵", Role.EDITOR, (Scope("other"),))
    (change,) = roster([person_row(member, "f")], [member], "f")
    assert change.member.scopes == (Scope("other"), Scope("f"))


def test_a_book_loaded_from_amounts_in_words_is_the_same_book() -> None:
    plain, words = with_cells({FIRST: 97}).book, with_cells({FIRST: "九十七万"}).book
    assert played(planned(plain), plain).adjusted_budget() == played(planned(words), words).adjusted_budget()
    assert read_grid(workbook()).cut == ()
