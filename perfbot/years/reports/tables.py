"""Reads a report's table of budget and spending by project, each column in its own unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.money import WAN, format_wan
from perfbot.domain.books.sections import MID_YEAR_MARK
from perfbot.years.reports.columns import MoneyColumns, factor, flat, is_last_years, money_columns, told_unit, unit_of

Rows = Sequence[Sequence[str]]

_FIGURE = re.compile(r"(?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,6})?)(?P<unit>(?:亿|千万|百万|万|千|百)?元|[万亿])?")
_HEAD_FIGURE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)(?:\(.*\))?")
_NOTHING = ("—", "——", "-", "－", "/", "无")
_PROJECT = ("二级项目", "项目名称", "子项目", "项目")
_NO_FACTS = ("一级项目", "序号", "执行率", "支出率", "占比", "比例")
"""Headings of columns that say nothing of their own."""


@dataclass(frozen=True)
class MoneyLine:
    """One project's line; amounts in 元, None where the cell could not be read.

    `initial` is told only where the table has the initial budget beside that of the whole year.
    """

    name: str
    mid_year: bool
    budget: Decimal | None
    spent: Decimal | None
    initial: Decimal | None = None


@dataclass(frozen=True)
class MoneyTable:
    """The lines, the totals that the table itself gives (元), how it was read, and what is doubtful or left out."""

    lines: tuple[MoneyLine, ...]
    budget: Decimal | None = None
    spent: Decimal | None = None
    read_as: str = ""
    doubts: tuple[str, ...] = ()


def headed(rows: Rows) -> tuple[Rows, str]:
    """The table below one row of headings, and the unit that a title across it tells.

    A title across is left out, headings of two rows are joined, and no row is short.
    """
    width = max(map(len, rows), default=0)
    even, unit = [[*row, *[""] * (width - len(row))] for row in rows], ""
    while len(even) > 1 and width > 1 and len(set(filter(None, even[0]))) < 2:
        unit = told_unit("".join(dict.fromkeys(even[0]))) or unit
        even = even[1:]
    if len(even) > 2 and len(set(even[0])) < width and not any(_HEAD_FIGURE.fullmatch(flat(cell)) for cell in even[1]):
        joined = [upper if upper == lower else upper + lower for upper, lower in zip(even[0], even[1], strict=True)]
        even = [joined, *even[2:]]
    return even, unit


def is_money(rows: Rows) -> bool:
    """Whether the table has budget and spending beside each other."""
    columns = money_columns(rows[0], 0) if rows else MoneyColumns()
    return None not in (columns.spent, columns.initial if columns.budget is None else columns.budget)


def money_table(rows: Rows, unit: str, year: int = 0) -> MoneyTable:
    """The lines of a budget table of the year (0: the newest); `unit` counts where a heading names none.

    Where nothing names a unit, 万元 is taken and both readings are told.
    """
    return _MoneyReader(rows, unit, year).table()


class _MoneyReader:
    """One table with its columns and their units."""

    def __init__(self, rows: Rows, unit: str, year: int) -> None:
        self.head, self.rows = [flat(cell) for cell in rows[0]], rows[1:]
        self.columns = money_columns(rows[0], year)
        self.name = column(self.head, _PROJECT)
        self.told = {place: unit_of(self.head[place]) or unit for place in self._money()}
        self.assumed: list[tuple[str, Decimal]] = []
        """Column and number of the figures whose unit nothing names."""

    def _money(self) -> tuple[int, ...]:
        return (*self.columns.taken, *(other for _, other in self.columns.rivals))

    def table(self) -> MoneyTable:
        lines: list[MoneyLine] = []
        total: tuple[Decimal | None, Decimal | None] = (None, None)
        doubts: list[str] = []
        for row in self.rows:
            words = row[self.name or 0].strip()
            if any(_TOTAL.fullmatch(flat(cell)) for cell in row):
                total = self._budget(row), self._amount(row, self.columns.spent)
            elif words:
                lines.append(self._line(row, words))
            elif any(cell.strip() for cell in row):
                doubts.append(f"预算表里有一行没有项目名称，没有读取：{'、'.join(filter(None, row))[:80]}。")
        return MoneyTable(tuple(lines), *total, self._read_as(), (*doubts, *self._doubts(lines)))

    def _line(self, row: Sequence[str], words: str) -> MoneyLine:
        name, marked = MID_YEAR_MARK.sub("", words).strip(), bool(MID_YEAR_MARK.search(words))
        first, budget = self._amount(row, self.columns.initial), self._budget(row)
        return MoneyLine(name, marked, budget, self._amount(row, self.columns.spent), first)

    def _budget(self, row: Sequence[str]) -> Decimal | None:
        """What the year's budget came to: as its column says, else the initial one with what was added."""
        if self.columns.budget is not None:
            return self._amount(row, self.columns.budget)
        added = [place for place in (*self.columns.added, self.columns.either) if place is not None]
        parts = [self._amount(row, place) for place in (self.columns.initial, *added)]
        return None if None in parts else sum((part or Decimal(0) for part in parts), Decimal(0))

    def _amount(self, row: Sequence[str], place: int | None) -> Decimal | None:
        words = flat(row[place]).replace(",", "") if place is not None else ""
        if words in _NOTHING:
            return Decimal(0)
        found = _FIGURE.fullmatch(words.replace("人民币", ""))
        if found is None or place is None:
            return None
        unit = found["unit"] or self.told[place]
        number, times = Decimal(found["number"]), factor(unit) if unit else WAN
        if number and not unit:
            self.assumed.append((self.head[place], number))
        return None if times is None else number * times

    def _read_as(self) -> str:
        named = (
            ("年初预算", self.columns.initial),
            ("全年预算", self.columns.budget),
            *(("追加", place) for place in self.columns.added),
            ("增减", self.columns.either),
            ("支出", self.columns.spent),
        )
        parts = [
            f"{what}取“{self.head[place]}”列，单位{self.told[place] or '没有写'}"
            for what, place in named
            if place is not None
        ]
        return f"预算表：{'；'.join(parts)}。"

    def _doubts(self, lines: Sequence[MoneyLine]) -> Iterator[str]:
        yield from self._unit_doubts()
        if self.columns.initial is not None:
            unclear = [line.name for line in lines if line.initial is None]
            yield from (f"“{name}”的年初预算读不出来，先按全年预算填。" for name in unclear)
        if self.columns.either is not None:
            yield self._either(self.columns.either)
        yield from (self._rival(taken, other) for taken, other in self.columns.rivals)
        known = {self.name or 0, *self._money()}
        left = [head for place, head in enumerate(self.head) if place not in known and not self._is_plain(place)]
        if left:
            yield f"预算表里没有读取的列：{'、'.join(f'“{head[:40]}”' for head in left)}。"

    def _is_plain(self, place: int) -> bool:
        """Whether the column is empty or says nothing of its own."""
        said = any(row[place].strip() for row in self.rows)
        return not said or (
            any(word in self.head[place] for word in _NO_FACTS) and not is_last_years(self.head[place], 0)
        )

    def _unit_doubts(self) -> Iterator[str]:
        for place in self.columns.taken:
            if self.told[place] and factor(self.told[place]) is None:
                yield f"“{self.head[place]}”列的单位是{self.told[place]}，没有读取，请按人民币填写。"
        for head, number in self.assumed[:1]:
            yield (
                f"预算表没有写明金额单位，先按万元读：“{head}”{number:f} 是 {format_wan(number * WAN)} 万元；"
                f"如果单位是元，就是 {number:f} 元。是哪一种？不对的请在附件里改。"
            )

    def _either(self, place: int) -> str:
        row = next((row for row in self.rows if self._amount(row, place)), self.rows[0])
        added, after = self._budget(row), self._amount(row, place)
        return (
            f"“{self.head[place]}”可能是增减的数，也可能是调整后的预算：先按增减读，“{row[self.name or 0]}”全年预算 "
            f"{_wan(added)}；如果是调整后的预算，就是 {_wan(after)}。是哪一种？不对的请在附件里改。"
        )

    def _rival(self, taken: int, other: int) -> str:
        row = next((row for row in self.rows if flat(row[taken]) != flat(row[other])), self.rows[0])
        return (
            f"“{self.head[taken]}”和“{self.head[other]}”两列分不清取哪一列：先取前一列，“{row[self.name or 0]}”是 "
            f"{_wan(self._amount(row, taken))}；后一列是 {_wan(self._amount(row, other))}。不对的请在附件里改。"
        )


def _wan(amount: Decimal | None) -> str:
    return "读不出来" if amount is None else f"{format_wan(amount)} 万元"


def column(head: Sequence[str], titles: Sequence[str], beside: Sequence[str] = ("一级项目", "率")) -> int | None:
    """The first column whose heading holds one of these words, the first word first, and none of those `beside`."""
    known = [(index, cell) for index, cell in enumerate(head) if not any(word in cell for word in beside)]
    return next((index for title in titles for index, cell in known if title in cell), None)
