"""The files that are handed in: the report is signed when it is final, and read back without its signature."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx
import pytest

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import ScoreDeclared
from perfbot.papers import FORM, PAPERS, REPORT, PaperSource, paper
from perfbot.workbooks.word_files import open_letter
from perfbot.years.loader import build_book, sample
from perfbot.years.reports.reading import read_report
from perfbot.years.sheets.reading import Surroundings

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
    assert made.filename.startswith("2021年工业发展管理经费项目支出绩效自评" + ("表" if kind == FORM else "报告"))
