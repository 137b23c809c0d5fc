"""Builds one sheet of the exported workbook: columns with their kind, rows of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry, IndicatorSet
from perfbot.render.chat.trail import Names, who
from perfbot.render.terms import BASES

Value: TypeAlias = "str | int | Decimal | date | datetime | None"
Values: TypeAlias = tuple[Value, ...]


class ExportKind(Enum):
    """What a column holds, and so how its cells are shown and aligned; MONEY is 元, SHARE a share of 1."""

    WORDS = "words"
    MARK = "mark"
    COUNT = "count"
    MONEY = "money"
    FIGURE = "figure"
    SHARE = "share"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class ExportColumn:
    """One column: its heading, what it holds, its width in characters."""

    title: str
    kind: ExportKind = ExportKind.WORDS
    width: int = 14


@dataclass(frozen=True)
class ExportSheet:
    """A sheet of one table; the last row is a total where `total` says so."""

    title: str
    fields: tuple[ExportColumn, ...]
    rows: tuple[Values, ...]
    total: bool = False


NUMBER = ExportColumn("编号", ExportKind.COUNT, 7)
PROJECT = ExportColumn("二级项目", width=24)
SIGNED = (
    ExportColumn("状态", width=16),
    ExportColumn("登记人", ExportKind.MARK, 12),
    ExportColumn("登记时间", ExportKind.MOMENT, 18),
    ExportColumn("依据", ExportKind.MARK, 12),
    ExportColumn("说明", width=36),
)


@dataclass(frozen=True)
class ExportNames:
    """What the rows of a book need beside the entry: the book, people's names, names of codes."""

    book: Book
    names: Names
    described: Mapping[str, IndicatorSet]

    def project(self, code: str) -> str:
        """A project's name, its code where there is none."""
        known = self.book.projects.get(code)
        return known.name if known else code

    def indicator(self, code: str) -> tuple[str, str]:
        """An indicator's project and name, also when it was removed."""
        known = self.described.get(code)
        return (self.project(known.project), known.name) if known else ("", code)

    def number(self, entry_id: str) -> int | None:
        """The number of the entry of this id."""
        entry = self.book.entry(entry_id) if entry_id else None
        return entry.number if entry else None

    def signed(self, entry: Entry, *, otherwise: str = "有效") -> Values:
        """The columns that end an entry's row: whether it counts, who, when, basis, note."""
        gone = self.book.reversal_of(entry.id)
        state = otherwise if gone is None else f"已由第 {gone.number} 号冲销"
        return state, who(entry.recorded_by, self.names), moment(entry.recorded_at), BASES[entry.basis], entry.note

    def counted(self, entry: Entry, amount: Decimal) -> Decimal:
        """The amount in 元 as it goes into the sums: nothing once the entry was reversed."""
        return amount if self.book.counts(entry) else Decimal(0)


def words_of(book: Book, names: Names) -> ExportNames:
    """The words for a book."""
    return ExportNames(
        book, names, {entry.indicator: entry for entry in book.entries if isinstance(entry, IndicatorSet)}
    )


def moment(at: datetime) -> datetime:
    """The time as the office's clock showed it; Excel knows no time zones."""
    return at.replace(tzinfo=None, microsecond=0)


def yes(said: object) -> str:
    """是, or nothing."""
    return "是" if said else ""
