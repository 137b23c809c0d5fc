"""The official 项目支出绩效自评表: its grid, figures, reasons and gaps, as Word and as Excel."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.values import Direction
from perfbot.render.docx.document import Metadata
from perfbot.render.report.form_docx import form_docx
from perfbot.render.report.form_grid import COLUMNS, FormSheet, Look
from perfbot.render.report.form_sheet import form_sheets
from perfbot.render.report.form_xlsx import form_xlsx
from perfbot.render.xlsx import LONGEST_TITLE, harmless, sheet_titles
from perfbot.years.loader import build_book, sample
from perfbot.years.simulated import renamed, simulated_year
from tests.book_builder import BookBuilder
from tests.render.wordml import W, check
from tests.simulated_books import played

YEAR_END = date(2021, 12, 31)
METADATA = Metadata("自评表", "工业和信息化局", datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def real() -> Book:
    return build_book(sample(), datetime(2022, 3, 1, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def sheets(real: Book) -> tuple[FormSheet, ...]:
    return form_sheets(real)


@pytest.fixture(scope="module")
def workbook(real: Book, sheets: tuple[FormSheet, ...]) -> bytes:
    return form_xlsx(score_book(real, YEAR_END), sheets, METADATA)


def texts(sheet: FormSheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def one(built: BookBuilder) -> FormSheet:
    return form_sheets(built.book, YEAR_END)[0]


def covered(sheet: FormSheet) -> list[list[int]]:
    """How often each place of the grid is covered."""
    places = [[0] * COLUMNS for _ in sheet.rows]
    for top, row in enumerate(sheet.rows):
        for cell in row:
            for down in range(cell.rows):
                for across in range(cell.columns):
                    places[top + down][cell.column + across] += 1
    return places


def short() -> BookBuilder:
    """A project short of one target, above another, with one result to come."""
    built = BookBuilder().project("p", "29", name="大楼运维").spend("p", "25.24", YEAR_END)
    built.indicator("p", "a", "≥10次", name="检查次数").result("a", "8次")
    built.indicator("p", "b", "≥90%", kind="服务对象满意度", name="满意度").result("b", "100%")
    return built.indicator("p", "c", "≥5家", name="服务企业")


def test_there_is_a_form_for_each_reported_project(sheets: tuple[FormSheet, ...]) -> None:
    assert len(sheets) == 13
    assert [sheet.code for sheet in sheets][:2] == ["p01", "p02"]


def test_some_projects_can_be_picked(real: Book) -> None:
    assert [sheet.name for sheet in form_sheets(real, codes=["p03"])] == ["无线电监测大楼运维"]


def test_every_place_of_every_form_is_covered_exactly_once(sheets: tuple[FormSheet, ...]) -> None:
    for sheet in (*sheets, one(short())):
        assert all(count == 1 for row in covered(sheet) for count in row)


def test_the_money_rows_carry_budget_execution_rate_and_points(real: Book) -> None:
    (sheet,) = form_sheets(real, codes=["p03"])
    assert ["年度资金总额", "29.00", "29.00", "25.24", "10", "87.03%", "8.70"] in texts(sheet)
    assert ["其中：当年财政拨款", "29.00", "29.00", "25.24", "—", "87.03%", "—"] in texts(sheet)


def test_money_added_in_the_year_was_not_in_the_first_budget(real: Book) -> None:
    (sheet,) = form_sheets(real, codes=["p12"])
    assert ["年度资金总额", "0.00", "234.25", "233.94", "10", "99.87%", "9.99"] in texts(sheet)
    assert texts(sheet)[0][1] == "推动江门大型产业集聚区建设工作经费（年中追加）"


def test_the_indicator_rows_stand_by_level_with_their_points(real: Book) -> None:
    (sheet,) = form_sheets(real, codes=["p12"])
    lines = texts(sheet)[sheet.heading + 1 :]
    assert lines[0][:2] == ["产出指标", "数量指标"]
    assert lines[-2][:2] == ["效益指标", "经济效益"]
    assert lines[-2][3:] == ["2000亿元", "3199亿元", "40", "40.00", ""]
    assert lines[-1] == ["总分", "100", "99.99", "等级：优"]


def test_targets_and_results_stand_exactly_as_people_wrote_them(real: Book, sheets: tuple[FormSheet, ...]) -> None:
    shown = {text for sheet in sheets for row in texts(sheet) for text in row}
    for state in real.indicators.values():
        assert {state.described.name, state.described.target_value} <= shown
        assert state.results[-1].actual_value in shown


def test_a_direction_that_was_given_stands_behind_the_target_that_does_not_say_it() -> None:
    built = BookBuilder().project("p", "10").indicator("p", "a", "5%", name="占比变动", direction=Direction.AT_MOST)
    built.indicator("p", "b", "≥6家", name="家数", direction=Direction.AT_LEAST)
    (sheet,) = form_sheets(built.book)
    shown = {text for row in texts(sheet) for text in row}
    assert {"5%（≤）", "≥6家"} <= shown


def test_a_form_without_a_goal_is_a_draft_and_says_why(sheets: tuple[FormSheet, ...]) -> None:
    assert all(sheet.title == "项目支出绩效自评表（草稿）" for sheet in sheets)
    assert sheets[0].gaps == ("没有填写年度总体目标",)


def test_a_finished_form_is_no_draft() -> None:
    built = BookBuilder().project("p", "1").spend("p", "1", YEAR_END).indicator("p", "a", "≥1次")
    sheet = one(built.result("a", "1次"))
    assert (sheet.title, sheet.gaps) == ("项目支出绩效自评表", ())


def test_missing_results_and_reasons_are_named_gaps() -> None:
    sheet = one(short())
    assert sheet.gaps == ("“检查次数”缺偏差原因和改进措施", "“服务企业”缺完成值")
    gaps = [cell.text for row in sheet.rows for cell in row if cell.look is Look.GAP]
    assert gaps == ["【缺偏差原因和改进措施】", "【缺完成值】"]
    assert texts(sheet)[-1][-1] == "未定稿"


def test_the_note_on_points_says_what_was_done_with_those_of_kinds_that_are_not_there() -> None:
    built = BookBuilder().project("p", "1").spend("p", "1", YEAR_END).indicator("p", "a", "≥1次")
    assert "没有效益指标、满意度指标，其分值由其他类别按比例分摊" in one(built).notes[1]
    built.indicator("p", "b", "≥1家", kind="经济效益")
    assert one(built).notes[1].endswith("没有满意度指标，其分值并入效益指标。")
    built.indicator("p", "c", "≥90%", kind="满意度指标")
    assert one(built).notes[1].endswith("指标 90 分。")


def test_reason_and_remedy_stand_in_the_last_column() -> None:
    sheet = one(short().explain("a", "场地停用。", "明年补办").explain("p", "采购结余", "据实编制"))
    assert any("原因：场地停用；措施：明年补办" in row for row in texts(sheet))
    assert sheet.notes[-1] == "3. 资金执行偏差　原因：采购结余；措施：据实编制"
    assert "“检查次数”缺偏差原因和改进措施" not in sheet.gaps


def test_what_was_written_of_the_goal_is_kept_and_what_was_not_is_told_in_figures() -> None:
    assert ["完成全年任务。", "3 项绩效指标完成 1 项；支出 25.24 万元，预算执行率 87.03%。"] in texts(one(short()))


def test_a_form_of_simulated_figures_says_that_it_must_not_be_handed_in() -> None:
    year = renamed(sample())
    made = form_sheets(played(simulated_year(year), year.key, YEAR_END, ZoneInfo("Asia/Shanghai")), codes=["p03"])
    assert "模拟数据" in made[0].notes[-1]


def test_the_word_file_is_whole_by_the_schema(sheets: tuple[FormSheet, ...]) -> None:
    check(form_docx(sheets, METADATA))
    check(form_docx([one(short())]))


def test_the_word_file_says_what_the_grid_says(sheets: tuple[FormSheet, ...]) -> None:
    word = docx.Document(io.BytesIO(form_docx(sheets)))
    assert len(word.tables) == 2 * 13
    for sheet, above, below in zip(sheets, word.tables[::2], word.tables[1::2], strict=True):
        shown = [
            "".join(node.text or "" for node in row.iter(f"{W}t")) for row in (*above._tbl.tr_lst, *below._tbl.tr_lst)
        ]
        grid = ["".join(cell.text.replace("\n", "") for cell in row) for row in sheet.rows]
        assert grid[sheet.heading].startswith("绩效指标一级指标")
        assert shown.pop(sheet.heading) == grid.pop(sheet.heading).removeprefix("绩效指标")
        assert shown == [f"绩效指标{row}" if place == sheet.heading else row for place, row in enumerate(grid)]


def test_on_every_page_stands_the_heading_of_the_indicators_and_a_row_stays_whole_unless_it_is_long() -> None:
    built = (
        BookBuilder().project("p", "1").indicator("p", "a", "≥10次", name="检查").result("a", "8次", reason="长" * 99)
    )
    word = docx.Document(io.BytesIO(form_docx([one(built.indicator("p", "b", "≥10次", name="维护"))])))
    (_, below) = [[(_has(row, "tblHeader"), _has(row, "cantSplit")) for row in t._tbl.tr_lst] for t in word.tables]
    assert below == [(True, True), (False, False), (False, True), (False, True)]


def _has(row: Any, told: str) -> bool:
    return row.find(f"{W}trPr/{W}{told}") is not None


def test_each_form_begins_a_page(sheets: tuple[FormSheet, ...]) -> None:
    with zipfile.ZipFile(io.BytesIO(form_docx(sheets))) as archive:
        assert archive.read("word/document.xml").decode().count("<w:pageBreakBefore/>") == 12


def test_the_same_book_gives_the_same_bytes(real: Book, sheets: tuple[FormSheet, ...], workbook: bytes) -> None:
    assert form_docx(sheets, METADATA) == form_docx(form_sheets(real), METADATA)
    assert form_xlsx(score_book(real, YEAR_END), sheets, METADATA) == workbook


def pages(content: bytes) -> list[Any]:
    return load_workbook(io.BytesIO(content)).worksheets


def test_the_workbook_has_a_summary_and_a_sheet_for_each_project(workbook: bytes) -> None:
    titles = [page.title for page in pages(workbook)]
    assert titles[:3] == ["汇总", "01评审验收", "02无线电监管"]
    assert len(titles) == 14


def test_the_summary_adds_up_to_the_funds_own_score(workbook: bytes) -> None:
    rows = [list(row) for row in pages(workbook)[0].iter_rows(min_row=3, values_only=True)]
    assert rows[2][1:5] == ["无线电监测大楼运维", 29, 25.24, pytest.approx(0.870345, abs=1e-6)]
    total = rows[-1]
    assert total[1:4] == ["合计（全部指标合并计算）", 1127.7, 1114.44]
    assert total[5:] == [9.88, 50, 30, 10, 99.88, "优"]
    assert sum(Decimal(str(row[2])) for row in rows[:-1]) == Decimal("1127.7")


def test_figures_are_numbers_that_excel_can_add(workbook: bytes) -> None:
    page = pages(workbook)[3]
    values = [cell for row in page.iter_rows() for cell in row if cell.value in (29, 25.24, 8.7, 10)]
    assert {cell.data_type for cell in values} == {"n"}
    assert len(values) >= 6


def test_the_sheets_are_laid_out_as_the_form_is(workbook: bytes, sheets: tuple[FormSheet, ...]) -> None:
    page = pages(workbook)[1]
    merged = {str(area) for area in page.merged_cells.ranges}
    assert {"A3:B3", "C3:I3", "A5:A9", "A10:A11"} <= merged
    assert page.print_title_rows == f"${sheets[0].heading + 3}:${sheets[0].heading + 3}"
    assert page["A1"].value == "项目支出绩效自评表（草稿）"


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("words", FORMULAS)
def test_what_people_typed_never_becomes_a_formula(words: str) -> None:
    built = BookBuilder().project("p", "1", name=f"x{words}", goal=words or "x").spend("p", "1", YEAR_END)
    built.indicator("p", "a", "≥10次", name=words.strip() or "x").result("a", "8次", reason=words)
    content = form_xlsx(score_book(built.book, YEAR_END), form_sheets(built.book, YEAR_END), METADATA)
    for page in pages(content):
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.lstrip()[:1] in tuple("=+@"))


def test_plain_words_and_signs_inside_stay_as_they_are() -> None:
    assert harmless("3-5场") == "3-5场"
    assert harmless("≥10次") == "≥10次"
    assert harmless("") == ""
    assert harmless("-5%") == "'-5%"


@given(st.lists(st.text(max_size=60), max_size=12))
@settings(max_examples=80, deadline=None)
def test_sheet_titles_are_ones_that_excel_takes(names: list[str]) -> None:
    titles = sheet_titles(names)
    assert len(titles) == len(names)
    assert len({title.lower() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title) <= LONGEST_TITLE
        assert not set(title) & set("[]:*?/\\")
        assert not title.startswith("'")
        assert not title.endswith("'")


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=10, deadline=None)
def test_whatever_is_typed_both_files_open(name: str, reason: str) -> None:
    built = BookBuilder().project("p", "1", name=f"项目{name.strip()}")
    built.indicator("p", "a", "≥10次", name=f"指标{name.strip()}").result("a", "8次", reason=reason)
    made = form_sheets(built.book, YEAR_END)
    assert len(docx.Document(io.BytesIO(form_docx(made))).tables) == 2
    assert len(pages(form_xlsx(score_book(built.book, YEAR_END), made))) == 2
