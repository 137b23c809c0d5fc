"""The exported workbook: every entry is in it, figures are numbers that add up, what people typed stays words."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import BudgetChanged, IndicatorResult, Spending
from perfbot.render.export.trail import OfficeRow
from perfbot.render.export.workbook import export_sheets, export_xlsx
from perfbot.years.loader import build_book, sample
from tests.book_builder import OFFICE, BookBuilder

NOW = datetime(2022, 1, 10, 9, 30, tzinfo=UTC)
NAMES = {OFFICE.id: OFFICE.name}
FORMULAS = [
    "\u202e=HYPERLINK(1)",
    "\x1f+1",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
    "#N/A",
]

Rows = list[dict[str, Any]]


def exported(book: Book, changes: list[OfficeRow] | None = None) -> bytes:
    return export_xlsx(book, export_sheets(book, NAMES, changes or []), NOW)


def sheet(content: bytes, title: str) -> Rows:
    page = load_workbook(io.BytesIO(content))[title]
    head, *rows = page.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def mended() -> Book:
    """A book in which a payment was entered twice and taken back once, and a result was given anew."""
    built = BookBuilder().project("p1", "10", section="综合科").project("p2", "20")
    built.plan("p1", [1] * 12).plan("p1", range(1, 13))
    built.spend("p1", "3.5", date(2021, 3, 1)).spend("p1", "3.5", date(2021, 3, 1))
    twice = built.book.entries[-1]
    built.record(do.ReverseEntry(key=built.key(), target=twice.id, reason="重复登记"))
    built.transfer("p2", "p1", "5", date(2021, 6, 1))
    built.indicator("p1", "a", "≥10次").result("a", "8次", reason="疫情").result("a", "12次")
    built.record(do.WriteText(key=built.key(), section="background", paragraphs=("旧文字",)))
    built.record(do.WriteText(key=built.key(), section="background", paragraphs=("新文字", "第二段")))
    return built.book


def test_every_entry_is_in_the_trail_under_its_number(mended: Book) -> None:
    rows = sheet(exported(mended), "台账流水")
    assert [row["编号"] for row in rows] == [entry.number for entry in mended.entries]
    assert [row["记录标识"] for row in rows] == [entry.id for entry in mended.entries]
    assert {row["登记人"] for row in rows} == {"王主任"}


def test_a_reversed_entry_stays_and_names_its_reversal(mended: Book) -> None:
    content = exported(mended)
    (reversal,) = [row for row in sheet(content, "台账流水") if row["类型"] == "冲销"]
    first, second = sheet(content, "支出")
    assert first["状态"] == "有效"
    assert second["状态"] == f"已由第 {reversal['编号']} 号冲销"
    (gone,) = [row for row in sheet(content, "台账流水") if row["编号"] == second["编号"]]
    assert (gone["冲销编号"], gone["冲销原因"]) == (reversal["编号"], "重复登记")


def test_amounts_are_numbers_and_their_counted_column_adds_up_to_the_book(mended: Book) -> None:
    content = exported(mended)
    for title in ("支出", "预算变动"):
        rows = sheet(content, title)
        assert all(isinstance(row["金额（元）"], int | float) for row in rows)
    spent = sum(Decimal(str(row["计入合计（元）"])) for row in sheet(content, "支出"))
    budget = sum(Decimal(str(row["计入合计（元）"])) for row in sheet(content, "预算变动"))
    assert (spent, budget) == (mended.executed(), mended.adjusted_budget())


def test_the_projects_sheet_ends_in_the_funds_total(mended: Book) -> None:
    first, second, total = sheet(exported(mended), "项目汇总")
    assert (first["调整后预算（万元）"], first["已支出（万元）"], first["科室"]) == (15, 3.5, "综合科")
    assert (second["追加和调剂（万元）"], second["支出率"]) == (-5, 0)
    assert (total["二级项目"], total["调整后预算（万元）"], total["已支出（万元）"]) == ("合计", 30, 3.5)


def test_results_words_and_plans_keep_their_earlier_versions(mended: Book) -> None:
    content = exported(mended)
    results = sheet(content, "完成值")
    assert [(row["实际完成值"], row["状态"]) for row in results] == [("8次", "已有更新的完成值"), ("12次", "现行")]
    assert [row["状态"] for row in sheet(content, "用款计划")] == ["已被新计划替换", "现行"]
    texts = [(row["版本"], row["段落"], row["内容"]) for row in sheet(content, "文字部分")]
    assert texts == [("1/2", 1, "旧文字"), ("2/2", 1, "新文字"), ("2/2", 2, "第二段")]
    (indicator,) = sheet(content, "指标")
    assert (indicator["实际完成值"], indicator["完成值编号"]) == ("12次", results[1]["编号"])


def test_the_real_2021_book_comes_out_whole() -> None:
    book = build_book(sample(), NOW)
    content = exported(book)
    payments = sum(isinstance(entry, Spending) for entry in book.entries)
    lines = sum(len(entry.lines) for entry in book.entries if isinstance(entry, BudgetChanged))
    results = sum(isinstance(entry, IndicatorResult) for entry in book.entries)
    assert len(sheet(content, "台账流水")) == len(book)
    assert (len(sheet(content, "支出")), len(sheet(content, "预算变动"))) == (payments, lines)
    assert (len(sheet(content, "指标")), len(sheet(content, "完成值"))) == (44, results)
    total = sheet(content, "项目汇总")[-1]
    assert (total["调整后预算（万元）"], total["已支出（万元）"]) == (1127.7, 1114.44)


def test_the_offices_trail_is_in_it_with_words_for_roles() -> None:
    (row,) = sheet(exported(BookBuilder().book, [(NOW, "王主任", "invited", "", "=张三 editor")]), "办公室流水")
    assert (row["操作人"], row["事项"], row["说明"]) == ("王主任", "发出邀请", "'=张三 经办人")


@pytest.mark.parametrize("typed", FORMULAS)
def test_what_people_typed_never_becomes_a_formula(typed: str) -> None:
    built = BookBuilder().project("p", "1", name=f"x{typed}", goal=typed, section=typed)
    spent = do.RecordSpending(
        key=built.key(), project="p", amount=Decimal(1), on=date(2021, 3, 1), purpose=typed or "x"
    )
    paid = built.record(spent)
    built.record(do.ReverseEntry(key=built.key(), target=paid.id, reason=typed))
    built.indicator("p", "a", "≥10次", name=typed.strip()).result("a", "8次", reason=typed, remedy=typed)
    built.record(do.WriteText(key=built.key(), section="background", paragraphs=(typed,)))
    content = export_xlsx(
        built.book, export_sheets(built.book, {OFFICE.id: typed}, [(NOW, typed, "x", typed, typed)]), NOW
    )
    for page in load_workbook(io.BytesIO(content)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type not in ("f", "e")
                assert not (isinstance(cell.value, str) and cell.value.lstrip()[:1] in tuple("=+@＝"))


def test_the_same_book_and_moment_give_the_same_bytes(mended: Book) -> None:
    assert exported(mended) == exported(Book(mended.key, mended.entries))
