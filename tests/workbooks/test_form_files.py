"""The forms that the program writes are read back, as Word and as Excel; so is the standard form of other offices."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cache

import docx
import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import LOADER
from perfbot.papers import PaperSource, paper
from perfbot.render.report.form_kinds import SELF
from perfbot.setting_up import Letter, is_ours, opened
from perfbot.years.loader import build_book, sample
from perfbot.years.reports.reading import ReportDraft, read_report
from perfbot.years.sheets.planning import plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings
from tests.book_builder import BookBuilder
from tests.workbooks.files import NOW

AROUND = Surroundings(date(2022, 3, 1))


@cache
def real() -> Book:
    return build_book(sample(), NOW)


@cache
def written(form: str) -> bytes:
    return paper(SELF, form, PaperSource(real(), NOW)).content


def drafted(suffix: str, content: bytes) -> ReportDraft:
    letter = opened(suffix, content)
    assert isinstance(letter, Letter)
    return read_report(letter.blocks, letter.author, "自评表", AROUND)


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_our_own_forms_come_back_figure_for_figure_and_word_for_word(form: str) -> None:
    read = drafted(form, written(form)).book
    said = [one for one in real().projects.values() if one.described.reported]
    assert [(row.name, row.mid_year) for row in read.projects] == [(one.name, one.described.mid_year) for one in said]
    assert read.key.year == 2021
    assert (read.fund.bureau, read.fund.unit) == ("江门市工业和信息化局", real().fund.unit if real().fund else "")
    assert sum(line.amount for row in read.budget for line in row.lines) == sum(one.adjusted_budget() for one in said)
    assert sum(row.amount for row in read.spending) == sum(one.executed() for one in said)
    states = real().indicators.values()
    known = {(real().projects[one.described.project].name, one.described.name): one for one in states}
    names = {row.code: row.name for row in read.projects}
    assert len(read.indicators) == len(known) == 44
    for project in read.projects:
        for row in project.indicators:
            state = known[names[project.code], row.name]
            assert (row.target, row.level_two) == (state.described.target_value, state.described.level_two)
            assert row.weight is not None


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_what_is_still_missing_in_a_form_is_no_words_of_anybodys(form: str) -> None:
    read = drafted(form, written(form)).book
    words = [row.goal for row in read.projects] + [
        row.reason + row.actual for one in read.projects for row in one.indicators
    ]
    assert not [word for word in words if "【" in word]
    assert not any("不认识" in line for line in drafted(form, written(form)).unread)
    assert read.fund.name == ("工业发展管理经费" if form == "xlsx" else "")


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_forms_reasons_goals_and_actual_values_come_back(form: str) -> None:
    builder = BookBuilder().project("p01", "20", name="中博会经费").indicator("p01", "p01-1", "10家", name="参展企业")
    builder.result("p01-1", "8家", reason="疫情影响", remedy="提前组织").spend("p01", "15", date(2021, 6, 1))
    builder.explain("p01", "采购流程长", "提前启动")
    read = drafted(form, paper(SELF, form, PaperSource(builder.book, NOW)).content)
    (project,) = read.book.projects
    (indicator,) = project.indicators
    assert (indicator.target, indicator.actual, indicator.reason, indicator.remedy) == (
        "10家",
        "8家",
        "疫情影响",
        "提前组织",
    )
    assert (project.reason, project.remedy) == ("采购流程长", "提前启动")
    assert any("中博会经费" in row.name for row in read.book.projects)


def test_a_workbook_of_forms_is_read_where_it_is_asked_for_and_is_no_set_up_workbook() -> None:
    assert not is_ours(written("xlsx"))


HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
STANDARD = [
    ["项目名称", "项目名称", *["绿化养护经费"] * 7],
    ["主管部门", "主管部门", *["某某市城市管理局"] * 3, "实施单位", *["某某市园林所"] * 3],
    ["项目资金（元）", "", "", "年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率", "得分"],
    ["项目资金（元）", "年度资金总额", "年度资金总额", "100,000", "120,000", "90,000", "10", "75%", "7.5"],
    ["项目资金（元）", "其中：当年财政拨款", "其中：当年财政拨款", "100,000", "110,000", "80,000", "—", "—", "—"],
    ["项目资金（元）", "其他资金", "其他资金", "0", "10,000", "10,000", "—", "—", "—"],
    ["年度总体目标", *["预期目标"] * 4, *["实际完成情况"] * 4],
    ["年度总体目标", *["养护绿地"] * 4, *["养护了绿地"] * 4],
    ["绩效指标", *HEAD],
    ["绩效指标", "产出指标", "数量指标", "养护面积", "≥10万平方米", "11万平方米", "50", "50", ""],
    ["绩效指标", "产出指标", "质量指标", "病虫害发生率", "≤5%", "6%", "40", "30", "天气异常"],
    ["总分", "总分", "总分", "总分", "总分", "总分", "100", "87.5", ""],
]


def standard() -> bytes:
    """The one-table form as another office wrote it, merged cells and all."""
    word = docx.Document()
    word.add_paragraph("项目支出绩效自评表")
    word.add_paragraph("（2022年度）")
    table = word.add_table(len(STANDARD), 9)
    for row, cells in zip(table.rows, STANDARD, strict=True):
        start = 0
        for place in range(1, 10):
            if place == 9 or cells[place] != cells[start] or cells[place][:1].isdigit() or cells[start] in ("", "—"):
                row.cells[start].merge(row.cells[place - 1]).text = cells[start]
                start = place
    word.add_paragraph("自评工作组：张三")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def test_the_standard_form_in_one_table_is_read_with_head_money_goal_and_indicators() -> None:
    read = drafted("docx", standard())
    book = read.book
    assert (book.key.year, book.fund.name, book.fund.bureau, book.fund.unit) == (
        2022,
        "绿化养护经费",
        "某某市城市管理局",
        "某某市园林所",
    )
    (project,) = book.projects
    assert (project.name, project.goal, project.achievement) == ("绿化养护经费", "养护绿地", "养护了绿地")
    assert [line.amount for row in book.budget for line in row.lines] == [100_000, 20_000]
    assert [row.amount for row in book.spending] == [90_000]
    assert [(row.level_one, row.level_two, row.name, row.target, row.actual) for row in project.indicators] == [
        ("产出指标", "数量指标", "养护面积", "≥10万平方米", "11万平方米"),
        ("产出指标", "质量指标", "病虫害发生率", "≤5%", "6%"),
    ]
    assert [(row.weight, row.reason) for row in project.indicators] == [(Decimal(50), ""), (Decimal(40), "天气异常")]


def test_what_of_a_standard_form_is_not_taken_over_is_listed() -> None:
    told = "\n".join(drafted("docx", standard()).unread)
    assert "其他资金 0、10,000、10,000" in told
    assert "自评工作组：张三" in told
    assert "“得分”" in told
    assert "没有写一级项目名称，先按项目名称“绿化养护经费”填" in told


def test_a_standard_form_loads_as_a_book() -> None:
    read = drafted("docx", standard()).book
    assert rehearse(plan_of(read, None), read, None, LOADER, NOW, NOW.date()).adjusted_budget() == 120_000
