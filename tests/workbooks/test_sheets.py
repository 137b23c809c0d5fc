"""The set-up workbook: what is filled in comes back the same, and every mistake is named by its sheet and cell."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from perfbot.render.terms import SECTION_PLACES
from perfbot.workbooks.isolated import read_grid
from perfbot.years.sheets.columns import SHEETS, TEXTS
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.reading import is_workbook
from tests.workbooks.files import changed, edited, initial_2021, real, workbook
from tests.workbooks.opened_sheets import PEOPLE, base, filled, problems, read


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
        ("基本情况!B2", None, "“基本情况”B2：预算年度没有填。请填写这一格。"),
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
        ("二级项目!A3", None, "“二级项目”A3：二级项目名称没有填。请填写这一格，或把整行删掉。"),
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
            "约二十",
            "“二级项目”D3：应为金额（万元，不小于 0，最多六位小数），实为“约二十”。只填数字，单位是万元，例：20.5。",
        ),
        (
            "二级项目!D3",
            -5,
            "“二级项目”D3：应为金额（万元，不小于 0，最多六位小数），实为“-5”。只填数字，单位是万元，例：20.5。",
        ),
        ("二级项目!G3", "对", "“二级项目”G3：应为是或否，实为“对”。请从下拉框里选。"),
        ("绩效指标!A3", "不存在的", "“绩效指标”A3：应为“二级项目”表里有的名称或简称，实为“不存在的”。"),
        (
            "绩效指标!E3",
            date(2021, 3, 5),
            "“绩效指标”E3：应为目标值，实为日期 2021-03-05。Excel 把内容变成了日期：请把这一格的格式设为“文本”",
        ),
        ("绩效指标!G3", 120, "“绩效指标”G3：应为0 到 100 的数，最多四位小数，实为“120”。请核对。"),
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
    assert gap == ["“用款计划”E3：4月没有填。没有用款的月份照填上个月的累计数；没有计划的项目把整行删掉。"]


def test_months_left_empty_are_one_mistake() -> None:
    (gaps,) = problems({"用款计划!A3": "中博会经费", "用款计划!B3": 0, "用款计划!C3": 5})
    assert gaps.startswith("“用款计划”D3：3月、4月、5月、6月、7月、8月、9月、10月、11月、12月没有填。")


def test_a_sum_below_the_projects_is_passed_over_and_says_so() -> None:
    summed = edited(base(), {"二级项目!A16": "合 计", "二级项目!D16": "=SUM(D3:D15)"})
    assert len(read(summed).book.projects) == len(read(base()).book.projects)
    assert read(summed).passed_over == ("“二级项目”A16 合 计",)


def test_a_name_marked_as_of_mid_year_is_kept_without_the_mark() -> None:
    marked = {"二级项目!A3": "项目评审验收（年中追加）", "二级项目!G3": None, "绩效指标!A3": "项目评审验收（年中追加）"}
    first = read(edited(base(), marked)).book.projects[0]
    assert (first.name, first.mid_year, len(first.indicators)) == ("项目评审验收", True, 3)


def test_short_names_name_projects_on_every_sheet_unless_two_share_one() -> None:
    assert read(edited(base(), {"绩效指标!A3": "工业设计大赛"})).book.indicators
    shared = problems({"二级项目!B3": "同名", "二级项目!B4": "同名", "绩效指标!A3": "同名"})
    assert [line.split("：")[0] for line in shared] == ["“二级项目”B4", "“绩效指标”A3"]


def test_a_missing_sheet_or_heading_is_named() -> None:
    def spoil(book: Any) -> None:
        book["二级项目"]["A1"].value = "名字"

    (line, *_) = problems({}, changed(filled(), spoil))
    assert "“二级项目”A1" in line


def test_a_workbook_of_something_else_is_none_of_ours() -> None:
    assert not is_workbook(Grid({"Sheet1": {}}))
    assert is_workbook(read_grid(workbook()))


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
