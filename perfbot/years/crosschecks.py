"""Checks a year book against itself: codes, references, control totals, and the rules of the book it would fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.errors import MissingWords, Refused, UnknownIndicator, UnknownProject
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import LOADER
from perfbot.domain.books.rules import decide
from perfbot.toml_lines import Path
from perfbot.years.commands import stated_at
from perfbot.years.problems import Findings, nearest, shown
from perfbot.years.refusals import about_money, wording
from perfbot.years.schema import YearBook, YearBookRow

ZERO = Decimal(0)


def check(book: YearBook, findings: Findings) -> None:
    """Note whatever contradicts itself in the file."""
    _unique(findings, "code", ((row, row.code) for row in book.projects))
    _unique(findings, "name", ((row, row.name) for row in book.projects))
    _unique(findings, "code", ((row, row.code) for row in book.indicators))
    _unique(findings, "code", ((row, row.code) for row in book.budget))
    _unique(findings, "code", ((row, row.code) for row in book.spending))
    _known_projects(book, findings)
    _control_counts(book, findings)
    if not findings.sums_unsure:
        _control_sums(book, findings)
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


def _control_counts(book: YearBook, findings: Findings) -> None:
    counted = (
        ("projects", book.control.projects, sum(row.reported for row in book.projects)),
        ("indicators", book.control.indicators, len(book.indicators)),
    )
    for key, stated, found in counted:
        if stated is not None and stated != found:
            remedy = "请核对核对数，或补上、删去相应的内容。"
            findings.add((*book.control.at, key), f"{found}（下面各项的个数）", str(stated), remedy)


def _control_sums(book: YearBook, findings: Findings) -> None:
    control = book.control
    lines = [(event.kind, line.amount) for event in book.budget for line in event.lines]
    sums = (
        ("initial", control.initial, sum((a for kind, a in lines if kind is BudgetKind.APPROPRIATION), ZERO)),
        ("supplement", control.supplement, sum(_supplements(book), ZERO)),
        ("adjusted", control.adjusted, sum((amount for _, amount in lines), ZERO)),
        ("spent", control.spent, sum((row.amount for row in book.spending), ZERO)),
    )
    for key, stated, found in sums:
        if stated is not None and stated != found:
            expected = f'"{format_wan(found)}"（下面各笔合计，万元）'
            path = (*control.at, key)
            findings.add(path, expected, f'"{format_wan(stated)}"', "请核对核对数，或找出写错的那一笔。")


def _supplements(book: YearBook) -> Iterator[Decimal]:
    for event in book.budget:
        if event.kind is BudgetKind.SUPPLEMENT:
            yield from (line.amount for line in event.lines)
        yield event.supplement


def _rules(book: YearBook, findings: Findings) -> None:
    """Play the file into an empty book: what the book refuses is a mistake of the file."""
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
