"""The parts after the report's body: the list of 佐证材料, and notes on figures that were not recorded as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from perfbot.domain.amounts.day_words import plain_day
from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis, Entry, EvidenceAttached, IndicatorResult, Spending
from perfbot.render.document import Align, Block, Column, Divider, Heading, Row, Table, paragraph
from perfbot.render.terms import BASES, ENTRY_KINDS

_DOUBTFUL = (Basis.SIMULATED, Basis.ASSUMED, Basis.DERIVED)
_MOST_NOTES = 8
_COLUMNS = (
    Column("序号", Align.RIGHT, 1),
    Column("二级项目", weight=3),
    Column("事项", weight=5),
    Column("材料名称", weight=4),
    Column("台账编号", Align.RIGHT, 1),
)


def annex(book: Book, as_of: date | None) -> Iterator[Block]:
    """附件：佐证材料目录, when there is any."""
    rows = tuple(_evidence_rows(book, as_of))
    if rows:
        yield Divider(new_page=True)
        yield Heading("附件：佐证材料目录")
        yield Table(_COLUMNS, rows)


def _evidence_rows(book: Book, as_of: date | None) -> Iterator[Row]:
    for number, (item, target) in enumerate(_evidence(book, as_of), start=1):
        project, words = _matter(book, target)
        name = item.filename or f"{item.sha256[:12]}{item.suffix}"
        yield Row((str(number), project, words, name, f"#{target.number}"))


def _evidence(book: Book, as_of: date | None) -> Iterator[tuple[EvidenceAttached, Entry]]:
    """What is attached and still counts, with the entry it supports as it was last corrected, oldest first."""
    attached = [entry for entry in book.entries if type(entry) is EvidenceAttached]
    corrections = _corrections(book) if attached else {}
    for item in attached:
        target = book.entry(item.target)
        while target is not None and target.id in corrections:
            target = corrections[target.id]
        if target is not None and book.counts(item) and book.counts(target) and not _later(target, as_of):
            yield item, target


def _corrections(book: Book) -> dict[str, Entry]:
    """What corrects an entry, by the entry's id."""
    correctable = (Spending, IndicatorResult)
    return {entry.corrects: entry for entry in book.entries if type(entry) in correctable and entry.corrects}  # type: ignore[attr-defined]


def _later(entry: Entry, as_of: date | None) -> bool:
    return as_of is not None and isinstance(entry, Spending | IndicatorResult) and entry.on > as_of


def _matter(book: Book, entry: Entry) -> tuple[str, str]:
    """The project and the entry's facts."""
    if isinstance(entry, Spending):
        words = f"{plain_day(entry.on)} 支出 {format_wan(entry.amount)} 万元：{entry.purpose}"
        return book.projects[entry.project].name, words
    if isinstance(entry, IndicatorResult):
        state = book.indicator(entry.indicator)
        name = state.described.name if state else entry.indicator
        project = book.projects[state.described.project].name if state else ""
        return project, f"{name}：{entry.actual_value}"
    return "", ENTRY_KINDS[type(entry)]


def compiling_notes(book: Book) -> Iterator[Block]:
    """编制说明 after the body: which figures are simulated, assumed or derived, and why; none if all are recorded."""
    said = (Basis.RECORDED, Basis.REPORTED)
    doubtful = [entry for entry in book.newest_first() if entry.basis not in said and book.counts(entry)]
    counted = Counter((entry.basis, type(entry), entry.note) for entry in reversed(doubtful))
    if not counted:
        return
    yield Divider(new_page=True)
    yield paragraph("编制说明（由系统附注，不属于报告正文，报送时可删去）", note=True)
    notes = sorted(counted.items(), key=lambda item: _DOUBTFUL.index(item[0][0]))
    for (basis, kind, note), count in notes[:_MOST_NOTES]:
        yield paragraph(f"【{BASES[basis]}】{ENTRY_KINDS[kind]} {count} 笔：{note or '没有说明'}", note=True)
    if len(notes) > _MOST_NOTES:
        yield paragraph(f"另有 {sum(count for _, count in notes[_MOST_NOTES:])} 笔类似记录，见台账。", note=True)
