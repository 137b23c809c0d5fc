"""An existing report read into a draft book: our own comes back the same, and what is not there is said."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import docx
import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import LOADER
from perfbot.render.document import Divider, Document
from perfbot.render.docx.document import Metadata, docx_bytes
from perfbot.render.report.self_evaluation import compile_report
from perfbot.workbooks.isolated import read_grid, read_letter
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.loader import build_book, read_year_book, sample
from perfbot.years.reports.outline import heading
from perfbot.years.reports.reading import ReportDraft, read_report
from perfbot.years.sheets.filling import filled
from perfbot.years.sheets.planning import plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings, read_workbook
from perfbot.years.writing import year_book_text
from tests.book_builder import BookBuilder
from tests.workbooks.files import NOW

AROUND = Surroundings(date(2022, 3, 1), {"工业发展管理经费": "gongye"})


def word_file(book: Book) -> bytes:
    compiled = compile_report(book, today=NOW.date())
    return docx_bytes(compiled, metadata=Metadata("自评报告", book.fund.bureau if book.fund else "", NOW))


def drafted(content: bytes) -> ReportDraft:
    letter = read_letter(content)
    return read_report(letter.blocks, letter.author, "自评报告.docx", AROUND)


@cache
def real() -> Book:
    return build_book(sample(), NOW)


@cache
def draft() -> ReportDraft:
    return drafted(word_file(real()))


def loaded(read: ReportDraft) -> Book:
    return rehearse(plan_of(read.book, None), read.book, None, LOADER, NOW, NOW.date())


def body(document: Document) -> list[Any]:
    """The report itself, without the notes that the system adds behind a line."""
    blocks = list(document.blocks)
    return blocks[: next((index for index, block in enumerate(blocks) if isinstance(block, Divider)), len(blocks))]


def test_our_own_report_of_2021_comes_back_word_for_word_and_figure_for_figure() -> None:
    again = loaded(draft())
    assert body(compile_report(again, today=NOW.date())) == body(compile_report(real(), today=NOW.date()))
    assert again.adjusted_budget() == real().adjusted_budget() == Decimal(11_277_000)
    assert again.executed() == Decimal(11_144_400)


def test_what_a_report_never_says_is_assumed_marked_and_listed() -> None:
    read = draft()
    assert {row.source.basis for row in read.book.budget} == {Basis.ASSUMED}
    assert {row.source.basis for row in read.book.projects} == {Basis.REPORTED}
    told = "\n".join(read.unread)
    assert "不写批复日期和文号" in told
    assert "不写逐笔支付" in told
    assert "年初批复 1007 万元，表中年初项目合计 657.00 万元" in told


def test_projects_added_during_the_year_are_known_by_their_mark() -> None:
    kinds = {row.lines[0].project: row.kind for row in draft().book.budget}
    assert [code for code, kind in kinds.items() if kind is BudgetKind.SUPPLEMENT] == [
        "p09",
        "p10",
        "p11",
        "p12",
        "p13",
    ]


def test_the_draft_comes_as_a_workbook_that_loads_to_the_same_book() -> None:
    grid = read_grid(workbook_bytes(filled(draft().book, spending=True), NOW))
    book = read_workbook(grid, "草稿.xlsx", AROUND).book
    plan = plan_of(book, None)
    again = rehearse(plan, book, None, LOADER, NOW, NOW.date())
    assert body(compile_report(again, today=NOW.date())) == body(compile_report(real(), today=NOW.date()))


def test_the_draft_comes_as_a_year_book_too() -> None:
    text = year_book_text(draft().book, draft().unread)
    again = build_book(read_year_book(text, "草稿.toml"), NOW)
    assert body(compile_report(again, today=NOW.date())) == body(compile_report(real(), today=NOW.date()))


def test_reasons_that_the_report_compiles_go_back_to_their_indicators() -> None:
    builder = BookBuilder().project("p01", "20", name="中博会经费").indicator("p01", "p01-1", "10家", name="参展企业")
    builder.result("p01-1", "8家", reason="疫情影响", remedy="提前组织").spend("p01", "15", date(2021, 6, 1))
    builder.explain("p01", "采购流程长", "提前启动")
    (indicator,) = drafted(word_file(builder.book)).book.indicators
    (project,) = drafted(word_file(builder.book)).book.projects
    assert (indicator.actual, indicator.reason, indicator.remedy) == ("8家", "疫情影响", "提前组织")
    assert (project.reason, project.remedy) == ("采购流程长", "提前启动")


def test_reasons_go_back_whatever_marks_the_names_have_and_to_no_namesake() -> None:
    builder = BookBuilder().project("p01", "20", name="“5+N”大会经费").project("p02", "20", name="中博会经费")
    for code, project, name in (
        ("a", "p01", "“江门工信”更新频率"),
        ("b", "p01", "按期完成率"),
        ("c", "p02", "按期完成率"),
    ):
        builder.indicator(project, code, "10次", name=name).result(
            code, "8次", reason=f"原因{code}", remedy=f"措施{code}。"
        )
    indicators = drafted(word_file(builder.book)).book.indicators
    assert [(one.reason, one.remedy) for one in indicators] == [(f"原因{code}", f"措施{code}") for code in "abc"]


def test_what_is_still_to_be_written_in_a_draft_report_is_no_text() -> None:
    read = drafted(word_file(BookBuilder().project("p01", "20").book))
    assert read.book.texts == ()
    assert "没有读到文字" in "\n".join(read.unread)


Content = Sequence[str | Sequence[Sequence[str]]]


def written(content: Content, author: str = "") -> bytes:
    """A Word file as some office wrote it."""
    word = docx.Document()
    word.core_properties.author = author
    for block in content:
        if isinstance(block, str):
            word.add_paragraph(block)
        else:
            table = word.add_table(len(block), len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, words in zip(row.cells, cells, strict=True):
                    cell.text = words
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


MONEY = (
    ("项目名称", "预算金额", "实际支出金额"),
    ("甲项目", "20.00", "19.5"),
    ("乙项目(年中追加)", "1,000.5", "1000.50"),
    ("合计", "1020.50", "1020.00"),
)
GOALS = (
    ("二级项目", "指标类型", "三级指标", "目标值", "实际完成值"),
    ("甲项目", "数量指标", "次数", "≧3次", "3次"),
    ("", "", "人数", "10人", "12人"),
)
OTHERS = (
    "2020年某某经费项目支出绩效自评报告",
    "一、项目基本情况",
    "（一）项目背景：为了发展。",
    "(二)立项依据",
    "1.文件甲",
    "2.文件乙",
    "（三）预算安排和使用情况",
    "单位：万元",
    MONEY,
    "二、组织实施情况",
    "（一）投入。资金到位。",
    "三、绩效情况",
    GOALS,
    "六、自评结论及得分",
    "自评得分为95.5分，等级为优。",
    "附件：清单",
    "后面的不读",
)


def test_a_report_written_by_hand_is_read_as_far_as_it_goes() -> None:
    read = drafted(written(OTHERS, "某某局"))
    book = read.book
    assert (book.key.year, book.fund.name, book.fund.bureau) == (2020, "某某经费", "某某局")
    assert [(row.name, row.mid_year) for row in book.projects] == [("甲项目", False), ("乙项目", True)]
    assert [(row.name, row.target, row.actual) for row in book.indicators] == [
        ("次数", "≧3次", "3次"),
        ("人数", "10人", "12人"),
    ]
    words = {text.section: text.paragraphs for text in book.texts}
    assert words["background"] == ("为了发展。",)
    assert words["legal_bases"] == ("文件甲", "文件乙")
    assert words["inputs"] == ("资金到位。",)
    assert book.declared is not None
    assert (book.declared.score, book.declared.grade) == (Decimal("95.5"), "优")
    assert [line.amount for row in book.budget for line in row.lines] == [200_000, 10_005_000]
    assert any("五、（一）存在问题" in line for line in read.unread)


def test_figures_in_yuan_are_read_as_yuan() -> None:
    content = ["单位：元" if block == "单位：万元" else block for block in OTHERS]
    assert [line.amount for row in drafted(written(content, "局")).book.budget for line in row.lines] == [
        20,
        Decimal("1000.5"),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ((), "没有找到标题"),
        ((), "没有读到预算安排及使用情况表"),
        ((), "没有读到绩效指标表"),
        ((), "没有写明主管部门"),
        ((("甲", "乙"), ("1", "2")), "有一个表格不认识"),
        (
            ("一、项目概况", (*MONEY[:3], ("合计", "1000", "1020"))),
            "表里预算合计写的是 1000.00 万元，各行相加是 1020.50 万元",
        ),
        (("一、项目概况", (*MONEY[:2], ("丙项目", "大约20", "19"))), "“丙项目”的预算或支出金额读不出来"),
        (("一、项目概况", MONEY, (*GOALS, ("丙项目", "数量指标", "x", "1", "1"))), "指标表里的“丙项目”在预算表里没有"),
    ],
)
def test_what_could_not_be_read_is_listed(content: Any, told: str) -> None:
    blocks = (content,) if content and isinstance(content[0], tuple) else content
    read = drafted(written(blocks))
    assert any(told in line for line in read.unread), read.unread


@pytest.mark.parametrize(
    ("words", "part", "rest"),
    [
        ("一、项目概况", "other", ""),
        ("（1） 设立背景", "background", ""),
        ("（二）过程。", "other", ""),
        ("1、资金管理。根据批复", "funds", "根据批复"),
        ("五、存在问题及建议", "other", ""),
        ("（一）存在问题", "problems", ""),
        ("编制说明（由系统附注）", "end", ""),
    ],
)
def test_headings_are_known_with_their_numbers_and_what_runs_on_behind_them(words: str, part: str, rest: str) -> None:
    found = heading(words)
    assert found is not None
    assert (found.part, found.rest) == (part, rest)


@pytest.mark.parametrize(
    "words", ["存在问题较多，需要改进。", "投入产出比较高", "加强项目管理：制定制度", "过程中发现"]
)
def test_a_sentence_that_begins_like_a_heading_is_none(words: str) -> None:
    assert heading(words) is None


ELSEWHERE: Content = (
    "江门市科学技术局",
    "科普专项资金2019年度绩效自评报告",
    "一、项目概况",
    (
        ("2019年资金使用情况表", "2019年资金使用情况表", "2019年资金使用情况表", "2019年资金使用情况表"),
        ("项目", "资金情况（单位：元）", "资金情况（单位：元）", "资金情况（单位：元）"),
        ("项目", "年初预算", "全年预算数", "执行数"),
        ("科普活动", "100,000.00", "120,000.00", "112,000"),
        ("展馆（年中追加）", "—", "50,000", "50,000"),
        ("合 计", "100,000", "170,000", "162,000"),
    ),
    "三、项目绩效情况",
    (("项目", "指标类型", "指标内容", "目标", "完成"), ("科普活动", "数量指标", "场次", "5场", "6场")),
)


def test_a_report_laid_out_in_another_way_is_read_all_the_same() -> None:
    read = drafted(written(ELSEWHERE, "Administrator"))
    assert (read.book.key.year, read.book.fund.name) == (2019, "科普专项资金")
    assert read.book.fund.bureau == "江门市科学技术局"
    assert [(row.kind, row.lines[0].amount) for row in read.book.budget] == [
        (BudgetKind.APPROPRIATION, 100_000),
        (BudgetKind.SUPPLEMENT, 20_000),
        (BudgetKind.SUPPLEMENT, 50_000),
    ]
    assert sum(row.amount for row in read.book.spending) == 162_000
    assert [(row.name, row.target, row.actual) for row in read.book.indicators] == [("场次", "5场", "6场")]
    assert not [line for line in read.unread if "合计" in line or "读不出来" in line]
    assert any("年初预算 10.00 万元、全年 12.00 万元" in line for line in read.unread)
    assert loaded(read).adjusted_budget() == 170_000


def test_indicators_under_no_project_are_named_as_left_out_unless_there_is_only_one() -> None:
    goals = (("指标类型", "三级指标", "目标值", "完成值"), ("数量指标", "次数", "3次", "3次"))
    read = drafted(written((*OTHERS[:8], MONEY, "三、绩效情况", goals)))
    assert any(line.startswith("1 项指标没有写明属于哪个二级项目") for line in read.unread)
    alone = drafted(written((*OTHERS[:8], MONEY[:2], "三、绩效情况", goals)))
    assert [row.name for row in alone.book.projects[0].indicators] == ["次数"]


def test_a_letter_about_something_else_holds_nothing_of_a_report() -> None:
    assert not drafted(written(("关于召开会议的通知", "各科室："))).found_anything
