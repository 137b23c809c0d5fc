"""A book taken out of the program: the workbook, and an archive with everything that belongs to the year."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import EvidenceAttached, Reversal
from perfbot.domain.books.errors import Refused
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.papers import REPORT, SELF, PaperSource, paper
from perfbot.records.evidence import EvidenceFiles
from perfbot.render.export import words as words
from perfbot.render.export.sheet import ExportSheet, words_of
from perfbot.render.export.trail import OfficeRow, evidence
from perfbot.render.export.words import numbered_name
from perfbot.render.export.workbook import export_sheets, export_xlsx
from perfbot.render.places.text import text
from perfbot.render.report.self_evaluation import compile_report
from perfbot.years.from_book import year_book_of
from perfbot.years.loader import build_book, read_year_book
from perfbot.years.problems import YearBookProblems
from perfbot.years.writing import year_book_text


@dataclass(frozen=True)
class Origin:
    """What an export is made of; `names` and `changes` are the office's, `now` is the moment it carries."""

    book: Book
    now: datetime
    evidence: EvidenceFiles
    names: Mapping[int, str]
    changes: tuple[OfficeRow, ...] = ()
    rulebook: Rulebook = DEFAULT
    template: bytes | None = None


@dataclass(frozen=True)
class Packed:
    """The workbook as it stands in an archive, and what is not in the archive as it should be, in words."""

    workbook: bytes = field(repr=False)
    problems: tuple[str, ...]


def workbook(origin: Origin) -> bytes:
    """Everything the book holds as .xlsx."""
    return export_xlsx(origin.book, _sheets(origin, {}), origin.now)


def evidence_size(book: Book) -> int:
    """Bytes of all files that the archive would carry."""
    return sum(item.size for item in _attached(book))


def archive(origin: Origin, target: IO[bytes], *, with_evidence: bool = True) -> Packed:
    """Write the zip of everything.

    Entries have plain relative names; the same book, files and moment give the same bytes.
    """
    book = origin.book
    with zipfile.ZipFile(target, "w") as bundle:
        places, problems = _add_evidence(bundle, origin) if with_evidence else _left_out(book)
        made = export_xlsx(book, _sheets(origin, places), origin.now)
        year_book = year_book_text(year_book_of(book), words.YEAR_BOOK_HEAD)
        returns = _returns(year_book, origin)
        files = {
            words.INDEX: words.csv_of(evidence(words_of(book, origin.names), places)),
            words.workbook_filename(book): made,
            **_reports(origin),
            words.year_book_filename(book): year_book.encode(),
        }
        about = words.about_archive(book, origin.now, returns, tuple(files), problems)
        for name, content in {words.ABOUT: about, **files}.items():
            bundle.writestr(_member(name, origin.now, zipfile.ZIP_DEFLATED), content)
    return Packed(made, problems)


def _sheets(origin: Origin, places: Mapping[str, str]) -> tuple[ExportSheet, ...]:
    return export_sheets(origin.book, origin.names, origin.changes, places)


def _reports(origin: Origin) -> dict[str, bytes]:
    """The report and the official forms."""
    book, source = origin.book, PaperSource(origin.book, origin.now, origin.rulebook, origin.template)
    made = {words.report_entry(book): paper(REPORT, "docx", source).content}
    if source.forms(SELF):
        made |= {words.form_entry(book, form): paper(SELF, form, source).content for form in ("docx", "xlsx")}
    return made


def _attached(book: Book) -> list[EvidenceAttached]:
    """Every file that was ever attached, reversed or not: an audit asks for those too."""
    return [entry for entry in book.entries if isinstance(entry, EvidenceAttached)]


def _add_evidence(bundle: zipfile.ZipFile, origin: Origin) -> tuple[dict[str, str], tuple[str, ...]]:
    """Put the files in, under the number of their entry; where each is by entry id, and which are not to be had."""
    places: dict[str, str] = {}
    problems: list[str] = []
    for item in _attached(origin.book):
        try:
            content = origin.evidence.read(item.sha256, item.suffix)
        except (OSError, ValueError) as trouble:
            why = words.CHANGED if isinstance(trouble, ValueError) else words.GONE
            places[item.id] = f"（{why}）"
            problems.append(words.file_problem(item.number, item.filename, why))
        else:
            places[item.id] = f"{words.EVIDENCE_FOLDER}/{numbered_name(item.number, item.filename, item.suffix)}"
            bundle.writestr(_member(places[item.id], origin.now, zipfile.ZIP_STORED), content)
    return places, tuple(problems)


def _left_out(book: Book) -> tuple[dict[str, str], tuple[str, ...]]:
    places = {item.id: f"（{words.LEFT_OUT}）" for item in _attached(book)}
    return places, (words.evidence_left_out(book.year, evidence_size(book)),)


def _member(name: str, now: datetime, compression: int) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    member.compress_type, member.external_attr = compression, 0o600 << 16
    return member


def _returns(year_book: str, origin: Origin) -> words.Returns:
    """Load the exported year book as anyone would, and compare the reports."""
    try:
        loaded = build_book(read_year_book(year_book, ""), origin.now)
    except (YearBookProblems, Refused):
        return words.Returns.REFUSED
    same = _report(loaded, origin) == _report(_without_files(origin.book), origin)
    return words.Returns.EQUAL if same else words.Returns.DIFFERENT


def _report(book: Book, origin: Origin) -> str:
    return text(compile_report(book, today=origin.now.date()))


def _without_files(book: Book) -> Book:
    """The book but for its evidence, which a year book does not carry."""
    files = {item.id for item in _attached(book)}
    left = (e for e in book.entries if e.id not in files and not (isinstance(e, Reversal) and e.target in files))
    return Book(book.key, left)
