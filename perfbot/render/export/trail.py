"""The exported sheets of words, files and trails: versions, files, entries, changes to the office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from perfbot.domain.books.entries import (
    BudgetChanged,
    Entry,
    EvidenceAttached,
    IndicatorResult,
    Spending,
    TextWritten,
)
from perfbot.domain.books.projects_of_entry import concerns
from perfbot.domain.books.sections import SECTIONS
from perfbot.render.chat.trail import kind_of, what
from perfbot.render.export.sheet import (
    NUMBER,
    PROJECT,
    SIGNED,
    ExportColumn,
    ExportKind,
    ExportNames,
    ExportSheet,
    Values,
    moment,
)
from perfbot.render.office.membership import change_words, detail_words
from perfbot.render.terms import SECTION_NAMES, SECTION_PLACES
from perfbot.render.xlsx import LONGEST_CELL

OfficeRow: TypeAlias = "tuple[datetime, str, str, str, str]"
"""A change to the office: when, who, what (its code), about whom, detail."""


def texts(words: ExportNames) -> ExportSheet:
    """Every version of every section, a row for each paragraph."""
    fields = (
        NUMBER,
        ExportColumn("章节", width=26),
        ExportColumn("位置", width=30),
        ExportColumn("版本", ExportKind.MARK, 10),
        ExportColumn("段落", ExportKind.COUNT, 7),
        ExportColumn("内容", width=80),
        *SIGNED,
    )
    rows = [row for section in SECTIONS for row in _versions(words, section)]
    return ExportSheet("文字部分", fields, tuple(rows))


def _versions(words: ExportNames, section: str) -> Iterator[Values]:
    versions = words.book.text_versions(section)
    for place, entry in enumerate(versions, start=1):
        state = "现行" if place == len(versions) else "已有更新的版本"
        head = (entry.number, SECTION_NAMES[section], SECTION_PLACES[section], f"{place}/{len(versions)}")
        for number, words_ in enumerate(_paragraphs(entry), start=1):
            yield *head, number, words_, *words.signed(entry, otherwise=state)


def _paragraphs(entry: TextWritten) -> Iterator[str]:
    """The paragraphs, in pieces that a cell can hold; one that is empty stands for a section cleared."""
    for text in entry.paragraphs or ("",):
        yield from (text[start : start + LONGEST_CELL] for start in range(0, max(1, len(text)), LONGEST_CELL))


def evidence(words: ExportNames, places: Mapping[str, str]) -> ExportSheet:
    """佐证材料目录: every file and what it supports; `places` says by entry id where an archive has it."""
    fields = (
        NUMBER,
        ExportColumn("佐证编号", ExportKind.COUNT, 10),
        PROJECT,
        ExportColumn("事项", width=40),
        ExportColumn("材料名称", width=30),
        ExportColumn("类型", ExportKind.MARK, 18),
        ExportColumn("大小（字节）", ExportKind.COUNT, 12),
        ExportColumn("SHA-256", width=28),
        ExportColumn("压缩包内的文件", width=40),
        *SIGNED,
    )
    rows = (_file(words, entry, places) for entry in words.book.entries if isinstance(entry, EvidenceAttached))
    return ExportSheet("佐证材料", fields, tuple(rows))


def _file(words: ExportNames, entry: EvidenceAttached, places: Mapping[str, str]) -> Values:
    target = words.book.entry(entry.target)
    matter = f"{kind_of(target)}：{what(words.book, target)}" if target else ""
    about = (entry.number, words.number(entry.target), _projects(words, entry), matter)
    file = (entry.filename, entry.media_type, entry.size, entry.sha256, places.get(entry.id, ""))
    return *about, *file, *words.signed(entry)


def trail(words: ExportNames) -> ExportSheet:
    """台账流水: every entry in recording order; a reversed one names its reversal, a reversal what it reversed."""
    fields = (
        NUMBER,
        ExportColumn("类型", ExportKind.MARK, 12),
        PROJECT,
        ExportColumn("内容", width=60),
        ExportColumn("金额（元）", ExportKind.MONEY, 18),
        ExportColumn("发生日期", ExportKind.DAY, 12),
        ExportColumn("冲销编号", ExportKind.COUNT, 10),
        ExportColumn("冲销原因", width=24),
        *SIGNED,
        ExportColumn("记录标识", width=24),
    )
    return ExportSheet("台账流水", fields, tuple(_entry(words, entry) for entry in words.book.entries))


def _entry(words: ExportNames, entry: Entry) -> Values:
    gone = words.book.reversal_of(entry.id)
    said = (entry.number, kind_of(entry), _projects(words, entry), what(words.book, entry), _amount(entry), _day(entry))
    reversal = (gone.number, gone.reason) if gone else (None, "")
    return *said, *reversal, *words.signed(entry), entry.id


def _amount(entry: Entry) -> Decimal | None:
    """元 that were spent, or by which a budget event changes the fund's total."""
    if isinstance(entry, Spending):
        return entry.amount
    if isinstance(entry, BudgetChanged):
        return sum((line.amount for line in entry.lines), Decimal(0))
    return None


def _day(entry: Entry) -> date | None:
    return entry.on if isinstance(entry, Spending | BudgetChanged | IndicatorResult) else None


def _projects(words: ExportNames, entry: Entry) -> str:
    concerned = concerns(words.book, entry)
    return "、".join(state.short_name for code, state in words.book.projects.items() if code in concerned)


def office(rows: Iterable[OfficeRow]) -> ExportSheet:
    """The office's trail: who changed what about whom."""
    fields = (
        ExportColumn("时间", ExportKind.MOMENT, 18),
        ExportColumn("操作人", ExportKind.MARK, 14),
        ExportColumn("事项", width=24),
        ExportColumn("对象", ExportKind.MARK, 14),
        ExportColumn("说明", width=40),
    )
    return ExportSheet("办公室流水", fields, tuple(map(_changed, rows)))


def _changed(row: OfficeRow) -> Values:
    at, by, what_changed, about, detail = row
    return moment(at), by, change_words(what_changed), about, detail_words(detail)
