"""Makes the files of a book that are handed in, report and official form, in every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.document import Document
from perfbot.render.docx.document import BadTemplate, Metadata, docx_bytes
from perfbot.render.docx.to_pdf import PdfFailed, PdfUnavailable, pdf_available, pdf_bytes
from perfbot.render.places.html import html_page
from perfbot.render.places.markdown import markdown
from perfbot.render.places.text import text
from perfbot.render.report.form_docx import form_docx
from perfbot.render.report.form_grid import FormSheet
from perfbot.render.report.form_page import form_document, form_filename, form_json
from perfbot.render.report.form_sheet import form_sheets
from perfbot.render.report.form_xlsx import form_xlsx
from perfbot.render.report.self_evaluation import closing_lines, compile_report, report_filename
from perfbot.render.terms import DRAFT_MARK

__all__ = [
    "FORM",
    "PAPERS",
    "REPORT",
    "BadTemplate",
    "Paper",
    "PaperSource",
    "PdfFailed",
    "PdfUnavailable",
    "paper",
    "pdf_available",
]

REPORT, FORM = "report", "form"
_SUFFIXES = {"text": "txt", "markdown": "md"}


@dataclass(frozen=True)
class PaperSource:
    """The input of a paper: `as_of` None means everything recorded, `projects` are codes, none meaning all.

    `now` is the moment that the file carries; `template` is the bureau's own .docx for the report.
    """

    book: Book
    now: datetime
    rulebook: Rulebook = DEFAULT
    template: bytes | None = None
    as_of: date | None = None
    projects: tuple[str, ...] = ()

    @property
    def report(self) -> Document:
        """The compiled report."""
        return compile_report(self.book, as_of=self.as_of, today=self.now.date())

    @property
    def day(self) -> date:
        """The day of the official forms: the one asked for, else today, or the last of a year that is over."""
        return self.as_of or min(self.now.date(), date(self.book.year, 12, 31))

    @property
    def forms(self) -> tuple[FormSheet, ...]:
        """The official forms."""
        return form_sheets(self.book, self.day, self.rulebook, self.projects)

    def metadata(self, filename: str) -> Metadata:
        """The metadata for a file of this name."""
        return Metadata(filename.rpartition(".")[0], self.book.fund.bureau if self.book.fund else "", self.now)


@dataclass(frozen=True)
class Paper:
    """A file: its name and what is in it."""

    filename: str
    content: bytes


def paper(kind: str, form: str, source: PaperSource) -> Paper:
    """The paper of this kind in this format; blocking. Raises BadTemplate, PdfUnavailable, PdfFailed."""
    suffix = _SUFFIXES.get(form, form)
    name = form_filename(source.book, source.forms, suffix) if kind == FORM else report_filename(source.book, suffix)
    return Paper(name, PAPERS[kind][form](source))


def rendered(document: Document, form: str) -> bytes:
    """A document as text, Markdown or one HTML page."""
    if form == "html":
        return html_page(document).encode()
    return markdown(document).encode() if form == "markdown" else (text(document).rstrip("\n") + "\n").encode()


def as_json(value: object) -> bytes:
    """JSON as people and programs read it."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _report(form: str, source: PaperSource) -> bytes:
    return rendered(source.report, form)


def _report_docx(source: PaperSource) -> bytes:
    """The report as .docx; a draft has no signature, and a bureau's template brings its own."""
    metadata, compiled = source.metadata(report_filename(source.book)), source.report
    is_draft = (compiled.title or "").endswith(DRAFT_MARK)
    signed = () if is_draft or source.template else closing_lines(source.book, source.now.date())
    return docx_bytes(compiled, template=source.template, metadata=metadata, closing=signed)


def _report_pdf(source: PaperSource) -> bytes:
    return pdf_bytes(_report_docx(source))


def _form_docx(source: PaperSource) -> bytes:
    sheets = source.forms
    return form_docx(sheets, source.metadata(form_filename(source.book, sheets, "docx")))


def _form_xlsx(source: PaperSource) -> bytes:
    sheets, known = source.forms, score_book(source.book, source.day, source.rulebook)
    return form_xlsx(known, sheets, source.metadata(form_filename(source.book, sheets, "xlsx")))


PAPERS: dict[str, dict[str, Callable[[PaperSource], bytes]]] = {
    REPORT: {
        "text": partial(_report, "text"),
        "docx": _report_docx,
        "html": partial(_report, "html"),
        "markdown": partial(_report, "markdown"),
        "pdf": _report_pdf,
    },
    FORM: {
        "text": lambda source: rendered(form_document(source.book.key, source.forms), "text"),
        "json": lambda source: as_json(form_json(source.book.key, source.forms)),
        "docx": _form_docx,
        "xlsx": _form_xlsx,
    },
}
"""Kind, format, how it is made; the first format is the shell's default."""
