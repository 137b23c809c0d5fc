"""Checks a year book for contradictions: codes, references, control totals, and the rules of the book."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.errors import MissingWords, Refused, UnknownIndicator, UnknownProject
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.toml_lines import Path
from perfbot.years.commands import stated_at
from perfbot.years.problems import Findings, nearest, shown
from perfbot.years.refusals import about_money, wording
from perfbot.years.schema import YearBook, YearBookRow
from perfbot.years.table import CONTROL, Kind


def check(book: YearBook, findings: Findings) -> None:
    """Note every contradiction in the file."""
    _unique(findings, "code", ((row, row.code) for row in book.projects))
    _unique(findings, "name", ((row, row.name) for row in book.projects))
    _unique(findings, "code", ((row, row.code) for row in book.indicators))
    _unique(findings, "code", ((row, row.code) for row in book.budget))
    _unique(findings, "code", ((row, row.code) for row in book.spending))
    _known_projects(book, findings)
    _control(book, findings)
    if book.key.year:
        _rules(book, findings)


def _unique(findings: Findings, key: str, rows: Iterable[tuple[YearBookRow, str]]) -> None:
    first: dict[str, Path] = {}
    for row, word in rows:
        if word in first and word.strip():
            line = findings.line(first[word])
            findings.add((*row.at, key), "不重复的写法", f"{shown(word)} 与第 {line} 行相同", "请改成不同的。")
        first.setdefault(word, row.at)


def _known_projects(book: YearBook, findings: Findings) -> None:
    known = [row.code for row in book.projects]
    shares = [(line.at, line.project) for event in book.budget for line in event.lines]
    for at, code in [*shares, *((row.at, row.project) for row in book.spending)]:
        if code and code not in known:
            findings.add((*at, "project"), "上面有的二级项目代号", shown(code), nearest(code, known))


def _control(book: YearBook, findings: Findings) -> None:
    totals = book.totals
    for field in CONTROL:
        stated, found = getattr(book.control, field.name), getattr(totals, field.name)
        counted = field.kind is Kind.COUNT
        if stated in (None, found) or (findings.sums_unsure and not counted):
            continue
        path = (*book.control.at, field.name)
        if counted:
            remedy = "请核对核对数，或补上、删去相应的内容。"
            findings.add(path, f"{found}（下面各项的个数）", str(stated), remedy)
        else:
            expected = f'"{format_wan(found)}"（下面各笔合计，万元）'
            findings.add(path, expected, f'"{format_wan(stated)}"', "请核对核对数，或找出写错的那一笔。")


def _rules(book: YearBook, findings: Findings) -> None:
    """Play the file into an empty book, and note what the book refuses."""
    trial = Book(book.key)
    year_end = datetime(book.key.year, 12, 31, tzinfo=UTC)
    for path, stated in stated_at(book):
        try:
            circumstances = Circumstances(LOADER, year_end, date(book.key.year, 12, 31), stated.basis, stated.note)
            for entry in decide(trial, stated.command, circumstances):
                trial.apply(entry)
        except (UnknownProject, UnknownIndicator, MissingWords):
            continue  # named before, at the key itself
        except Refused as refused:
            if not (findings.sums_unsure and about_money(refused)):
                findings.add(path, *wording(refused))
