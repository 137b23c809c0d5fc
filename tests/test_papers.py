"""The files that are handed in: the report is signed when it is final, and read back without its signature."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import ScoreDeclared
from perfbot.domain.values import Direction
from perfbot.papers import FORMS, PAPERS, REPORT, SELF, PaperSource, paper
from perfbot.render.report.form_grid import FormCell
from perfbot.render.report.form_kinds import NAMES
from perfbot.workbooks.word_files import open_letter
from perfbot.years.loader import build_book, sample
from perfbot.years.reports.reading import read_report
from perfbot.years.sheets.reading import Surroundings
from tests.book_builder import BookBuilder
from tests.render.wordml import check

GOLDEN = Path(__file__).parent / "golden" / "forms"
GOLDEN_DAYS = {"progress": date(2021, 9, 30), "monitor": date(2021, 12, 31)}
NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def book() -> Book:
    return build_book(sample(), NOW)


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


def test_a_final_report_ends_with_bureau_and_day_a_draft_and_a_bureaus_template_do_not(book: Book) -> None:
    signed = lines(paper(REPORT, "docx", PaperSource(book, NOW)).content)
    at = signed.index("江门市工业和信息化局")
    assert signed[at + 1] == "2022年3月1日"
    assert "绩效等级为优" in signed[at - 2]
    draft = Book(book.key, [entry for entry in book.entries if not isinstance(entry, ScoreDeclared)])
    assert "2022年3月1日" not in lines(paper(REPORT, "docx", PaperSource(draft, NOW)).content)
    template = io.BytesIO()
    docx.Document().save(template)
    own = PaperSource(book, NOW, template=template.getvalue())
    assert "2022年3月1日" not in lines(paper(REPORT, "docx", own).content)


def test_a_signed_report_is_read_back_without_its_signature_in_the_words(book: Book) -> None:
    _, blocks = open_letter(paper(REPORT, "docx", PaperSource(book, NOW)).content)
    read = read_report(blocks, "", "x", Surroundings(NOW.date()))
    (conclusion,) = [text for text in read.book.texts if text.section == "conclusion"]
    assert conclusion.paragraphs[-1].endswith("绩效等级为优。")
    assert read.book.fund.bureau == "江门市工业和信息化局"


@pytest.mark.parametrize(("kind", "form"), [(k, f) for k in PAPERS for f in PAPERS[k] if f != "pdf"])
def test_every_paper_has_its_name_and_the_same_bytes_each_time(book: Book, kind: str, form: str) -> None:
    made = paper(kind, form, PaperSource(book, NOW))
    assert made == paper(kind, form, PaperSource(book, NOW))
    assert made.content
    name = "项目支出绩效自评报告" if kind == REPORT else NAMES[kind]
    assert made.filename.startswith(f"2021年工业发展管理经费{name}")


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != SELF])
def test_the_forms_of_2021_say_what_they_said(book: Book, kind: str) -> None:
    made = paper(kind, "text", PaperSource(book, NOW, as_of=GOLDEN_DAYS.get(kind)))
    assert made.content.decode() == (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", FORMS)
def test_every_place_of_every_form_is_covered_exactly_once(book: Book, kind: str) -> None:
    for sheet in PaperSource(book, NOW).forms(kind):
        places = Counter(place for top, row in enumerate(sheet.rows) for cell in row for place in covered(top, cell))
        assert places == Counter(product(range(len(sheet.rows)), range(len(sheet.widths))))


def covered(top: int, cell: FormCell) -> Iterator[tuple[int, int]]:
    return product(range(top, top + cell.rows), range(cell.column, cell.column + cell.columns))


def test_figures_of_a_form_are_numbers_in_excel_and_words_are_words(book: Book) -> None:
    page = load_workbook(io.BytesIO(paper("summary", "xlsx", PaperSource(book, NOW)).content)).active
    assert page is not None
    row = [cell.value for cell in page[4]]
    assert row[:4] == ["1", "项目评审验收", 97, 93.77]
    assert row[6] == "优"
    assert page[17][3].value == pytest.approx(1114.44)


@pytest.mark.parametrize("kind", FORMS)
def test_the_word_file_of_each_form_is_sound(book: Book, kind: str) -> None:
    check(paper(kind, "docx", PaperSource(book, NOW)).content)


def test_a_summary_names_what_was_declared_and_holds_open_what_is_not_finished() -> None:
    built = BookBuilder().project("p", "10", name="甲").spend("p", "9", date(2021, 6, 1)).indicator("p", "a", "≥10次")
    (sheet,) = PaperSource(built.book, NOW).forms("summary")
    assert [cell.text for cell in sheet.rows[1]] == ["1", "甲", "10.00", "9.00", "90.00%", "9.00", "未定稿"]
    assert sheet.gaps == ("1 个项目没有定稿",)


def test_a_published_paragraph_gives_reasons_and_remedies_as_they_were_written() -> None:
    built = BookBuilder().project("p", "10", name="甲").spend("p", "9", date(2021, 6, 1))
    built.indicator("p", "a", "≥10次", name="检查次数").result("a", "8次").explain("a", "场地停用。", "明年补办")
    (sheet,) = PaperSource(built.explain("p", "采购结余").book, NOW).forms("overview")
    told = sheet.rows[1][2].text
    assert "检查次数8次（目标值≥10次）" in told
    assert "一是资金执行：采购结余；二是检查次数：场地停用。下一步改进措施：明年补办。" in told


def test_a_published_paragraph_never_makes_up_a_reason_or_a_score() -> None:
    built = BookBuilder().project("p", "10", name="甲").indicator("p", "a", "≥10次", name="检查次数").result("a", "8次")
    (sheet,) = PaperSource(built.indicator("p", "b", "≥1份", name="报告").book, NOW).forms("overview")
    told = sheet.rows[1][2].text
    for blank in (
        "得分为〔待填：自评得分〕",
        "报告〔待填〕",
        "检查次数：〔待填：偏差原因〕",
        "措施：〔待填：改进措施〕",
    ):
        assert blank in told
    assert sheet.gaps == ("甲没有定稿", "甲有 1 项指标没有写偏差原因")


def test_a_progress_form_says_how_far_each_project_is_behind_the_days_of_the_year() -> None:
    built = BookBuilder().project("p", "10", name="甲").spend("p", "4", date(2021, 6, 1))
    (sheet,) = PaperSource(built.book, NOW, as_of=date(2021, 6, 30)).forms("progress")
    assert [cell.text for cell in sheet.rows[1][2:]] == ["10.00", "10.00", "4.00", "40.00%", "49.59%", "-9.59"]


def test_a_target_form_asks_for_the_money_that_was_granted_and_for_the_goal() -> None:
    built = BookBuilder().project("p", "10", name="甲").indicator("p", "a", "≥10次", name="检查次数")
    (sheet,) = PaperSource(built.book, NOW).forms("target")
    assert any(cell.text == "10.00" and cell.number == 10 for row in sheet.rows for cell in row)
    assert [cell.text for cell in sheet.rows[-1]][-2:] == ["检查次数", "≥10次"]


def test_a_monitoring_form_says_what_stands_on_the_day_and_leaves_to_people_what_only_they_can_tell() -> None:
    built = (
        BookBuilder().project("p", "10", name="甲").spend("p", "4", date(2021, 6, 1)).spend("p", "5", date(2021, 8, 1))
    )
    built.indicator("p", "a", "≥10次", name="检查次数").result("a", "12次", date(2021, 5, 1))
    built.indicator("p", "b", "≥90%", name="合格率").result("b", "95%", date(2021, 5, 1))
    built.indicator("p", "c", "≤5万元", kind="成本指标", name="成本").result("c", "1万元", date(2021, 5, 1))
    built.indicator("p", "d", "≥3份", name="报告").result("d", "3份", date(2021, 9, 1))
    built.indicator("p", "e", "5起", name="事项", direction=Direction.AT_MOST).result("e", "3起", date(2021, 5, 1))
    (sheet,) = PaperSource(built.book, NOW, as_of=date(2021, 7, 31)).forms("monitor")
    texts = [{cell.column: cell.text for cell in row} for row in sheet.rows]
    assert texts[2][6] == "1—7月执行数"
    assert [texts[3][column] for column in (4, 6, 9, 12)] == ["10.00", "4.00", "40.00%", ""]
    told = {row[3]: (row[5], row[6], row[13]) for row in texts[sheet.heading + 2 :]}
    assert told == {
        "检查次数": ("12次", "12次", "√"),
        "合格率": ("95%", "", ""),
        "成本": ("1万元", "", ""),
        "报告": ("—", "", ""),
        "事项": ("3起", "", ""),
    }


def test_a_year_that_is_not_this_one_is_monitored_from_january_to_july(book: Book) -> None:
    (sheet, *_) = PaperSource(book, NOW).forms("monitor")
    assert "截至7月31日" in sheet.subtitle
    running = PaperSource(book, datetime(2021, 6, 30, 9, tzinfo=UTC))
    assert "截至6月30日" in running.forms("monitor")[0].subtitle


def test_the_heading_of_two_rows_comes_again_on_every_page(book: Book) -> None:
    source = PaperSource(book, NOW, as_of=date(2021, 12, 31), projects=("p12",))
    word = docx.Document(io.BytesIO(paper("monitor", "docx", source).content))
    assert len(word.tables[1]._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 2
    page = load_workbook(io.BytesIO(paper("monitor", "xlsx", source).content)).active
    assert page is not None
    assert (page.print_title_rows, page.page_setup.orientation) == ("$11:$12", "landscape")


@pytest.mark.parametrize(("kind", "form"), [(kind, form) for kind in FORMS for form in PAPERS[kind]])
def test_a_fund_without_projects_has_empty_forms_and_no_error(kind: str, form: str) -> None:
    assert paper(kind, form, PaperSource(BookBuilder().book, NOW)).content


def test_a_project_without_money_on_the_day_has_no_form_and_the_answer_says_so(book: Book) -> None:
    early = PaperSource(book, NOW, as_of=date(2021, 3, 1), projects=("p12",))
    assert early.forms("monitor") == ()
    assert "还没有可以填表的项目" in paper("monitor", "text", early).content.decode()
