"""The files that are handed in of a book, report and official form, in every format that each is made in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import score_book
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.document import Attachment, Document
from perfbot.render.docx.document import BadTemplate, Metadata, docx_bytes
from perfbot.render.docx.to_pdf import PdfFailed, PdfUnavailable, pdf_available, pdf_bytes
from perfbot.render.places.html import html_page
from perfbot.render.places.markdown import markdown
from perfbot.render.places.text import text
from perfbot.render.report.form_docx import form_docx
from perfbot.render.report.form_grid import FormSheet
from perfbot.render.report.form_kinds import MONITOR, OVERVIEW, PROGRESS, SELF, SUMMARY, TARGET, form_filename
from perfbot.render.report.form_page import form_document, form_json
from perfbot.render.report.form_sheet import form_sheets
from perfbot.render.report.form_xlsx import form_xlsx
from perfbot.render.report.fund_forms import progress_form, summary_form
from perfbot.render.report.monitor_form import monitor_forms
from perfbot.render.report.self_evaluation import closing_lines, compile_report, report_filename
from perfbot.render.report.self_summary import self_summary, self_summary_document
from perfbot.render.report.sheet_page import sheets_document
from perfbot.render.report.target_form import target_forms
from perfbot.render.terms import DRAFT_MARK

__all__ = [
    "FORMS",
    "PAPERS",
    "REPORT",
    "SELF",
    "BadTemplate",
    "Paper",
    "PaperSource",
    "PdfFailed",
    "PdfUnavailable",
    "paper",
    "pdf_available",
    "shown",
]

REPORT = "report"
MONITORED = (7, 31)
"""Month and day up to which projects are monitored, January to July (财预〔2019〕136号)."""
_SUFFIXES = {"text": "txt", "markdown": "md"}


@dataclass(frozen=True)
class PaperSource:
    """What a paper is made of: `as_of` None means everything recorded, `projects` are codes, none meaning all.

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
    def monitored_on(self) -> date:
        """The day of the 运行监控表: the one asked for, else today, or 31 July of a year that is not this one."""
        today = self.now.date()
        return self.as_of or (today if today.year == self.book.year else date(self.book.year, *MONITORED))

    def forms(self, kind: str) -> tuple[FormSheet, ...]:
        """The official forms of this kind, a key of FORMS."""
        return FORMS[kind](self)

    def metadata(self, filename: str) -> Metadata:
        """What a file of this name says of itself."""
        return Metadata(filename.rpartition(".")[0], self.book.fund.bureau if self.book.fund else "", self.now)


@dataclass(frozen=True)
class Paper:
    """A file: its name and what is in it."""

    filename: str
    content: bytes


def paper(kind: str, form: str, source: PaperSource) -> Paper:
    """The paper of this kind in this format; blocking. Raises BadTemplate, PdfUnavailable, PdfFailed."""
    suffix = _SUFFIXES.get(form, form)
    return Paper(_filename(kind, suffix, source), PAPERS[kind][form](source))


def _filename(kind: str, suffix: str, source: PaperSource) -> str:
    if kind == REPORT:
        return report_filename(source.book, suffix)
    return form_filename(source.book, kind, source.forms(kind), suffix)


def shown(kind: str, source: PaperSource, files: Sequence[Attachment] = ()) -> Document:
    """The official forms of this kind as chat and shell show them; the files go with them."""
    if kind == SELF:
        return form_document(source.book.key, source.forms(kind), files)
    return sheets_document(source.book.key, kind, source.forms(kind), files)


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
    """A draft is signed by nobody, and a bureau's template has its own closing lines."""
    metadata, compiled = source.metadata(report_filename(source.book)), source.report
    is_draft = (compiled.title or "").endswith(DRAFT_MARK)
    signed = () if is_draft or source.template else closing_lines(source.book, source.now.date())
    return docx_bytes(compiled, template=source.template, metadata=metadata, closing=signed)


def _report_pdf(source: PaperSource) -> bytes:
    return pdf_bytes(_report_docx(source))


def _form_docx(kind: str, source: PaperSource) -> bytes:
    return form_docx(source.forms(kind), source.metadata(_filename(kind, "docx", source)))


def _form_xlsx(kind: str, source: PaperSource) -> bytes:
    known = score_book(source.book, source.day, source.rulebook) if kind == SELF else None
    return form_xlsx(known, source.forms(kind), source.metadata(_filename(kind, "xlsx", source)))


def _overview(source: PaperSource) -> Document:
    (sheet,) = source.forms(OVERVIEW)
    return self_summary_document(source.book, sheet)


def _overview_docx(source: PaperSource) -> bytes:
    return docx_bytes(_overview(source), metadata=source.metadata(_filename(OVERVIEW, "docx", source)))


def _form(kind: str) -> dict[str, Callable[[PaperSource], bytes]]:
    return {
        "text": lambda source: rendered(shown(kind, source), "text"),
        "json": lambda source: as_json(form_json(source.book.key, source.forms(kind))),
        "docx": partial(_form_docx, kind),
        "xlsx": partial(_form_xlsx, kind),
    }


FORMS: dict[str, Callable[[PaperSource], tuple[FormSheet, ...]]] = {
    SELF: lambda source: form_sheets(source.book, source.day, source.rulebook, source.projects),
    TARGET: lambda source: target_forms(source.book, source.day, source.projects),
    MONITOR: lambda source: monitor_forms(source.book, source.monitored_on, source.projects),
    SUMMARY: lambda source: (summary_form(source.book, source.day, source.rulebook, source.projects),),
    PROGRESS: lambda source: (progress_form(source.book, source.day, source.rulebook, source.projects),),
    OVERVIEW: lambda source: (self_summary(source.book, source.day, source.rulebook, source.projects),),
}
"""The kinds of official forms, and how each is filled."""

PAPERS: dict[str, dict[str, Callable[[PaperSource], bytes]]] = {
    REPORT: {
        "text": partial(_report, "text"),
        "docx": _report_docx,
        "html": partial(_report, "html"),
        "markdown": partial(_report, "markdown"),
        "pdf": _report_pdf,
    },
    **{kind: _form(kind) for kind in FORMS},
    OVERVIEW: _form(OVERVIEW) | {"text": lambda source: rendered(_overview(source), "text"), "docx": _overview_docx},
}
"""Kind, format, how it is made; the first format is the shell's default."""
