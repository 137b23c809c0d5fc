"""Makes a simulated year from a year book: dated payments and results that end in its exact totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_DOWN, Decimal
from random import Random

from perfbot.domain.books import commands as do
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Stated
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member
from perfbot.years.loader import commands_of
from perfbot.years.schema import IndicatorRow, ProjectRow, YearBook

FUND = "moni"
"""The code of the fund that a simulated year is kept under, apart from any real one."""
MARK = "（模拟数据）"
NOTE = "模拟数据：由年度台账的合计数生成，仅供试用，不是实际支付记录。"
SEED = 2021

_PURPOSES = ("专家评审费", "委托服务费", "场地租赁费", "宣传印刷费", "设备维护费", "会务费", "培训费", "差旅费", "尾款")
_SPREAD = Decimal("0.35")
_WHOLE = Decimal(100)
_COUNT = re.compile(r"[≧≥＞>]?(?P<number>[0-9]+)(?P<unit>[^0-9%]{1,3})")


@dataclass(frozen=True)
class Dated:
    """A command of the simulated year, the day on which it is recorded, and the project it belongs to ("": the fund).

    Amounts are in 元.
    """

    on: date
    stated: Stated
    project: str = ""


@dataclass(frozen=True)
class _Pace:
    """The pace of a project's money: month-end shares of its total, and payments a year."""

    shares: tuple[int, ...]
    payments: int


# Percent of the year's total paid by each month's end: the source says that the first half was slow
# (审批、采购、合同审定耗时较多), and that the year ended near 99%.
_PACES = (
    _Pace((2, 5, 11, 20, 29, 40, 52, 64, 75, 85, 93, 100), 18),
    _Pace((0, 3, 8, 14, 22, 32, 44, 57, 70, 82, 92, 100), 14),
    _Pace((8, 16, 25, 33, 41, 50, 58, 67, 76, 85, 93, 100), 22),
    _Pace((0, 0, 0, 4, 12, 20, 20, 34, 55, 72, 89, 100), 9),
)
_MID_YEAR = _Pace((0, 0, 0, 0, 0, 0, 8, 26, 48, 66, 86, 100), 8)


def renamed(book: YearBook, fund: str = FUND) -> YearBook:
    """The year book as a fund of its own, whose name says that it is simulated; without texts and declaration."""
    described = replace(book.fund, key=BookKey(fund, book.key.year), name=f"{book.fund.name}{MARK}")
    return replace(book, fund=described, texts=(), declared=None)


def simulated_year(book: YearBook, seed: int = SEED, *, payments: int = 1) -> tuple[Dated, ...]:
    """The year of this book day by day; the same for the same seed. `payments` multiplies the number of payments.

    Σ of a project's payments is exactly what the book says was spent; the last result of an indicator is exactly the
    book's. Every command has the basis SIMULATED.
    """
    arrivals = _arrivals(book)
    setting = [
        Dated(_day_of(stated, arrivals, book.key.year), _marked(stated.command))
        for stated in commands_of(book)
        if not isinstance(stated.command, (do.RecordSpending, do.RecordResult))
    ]
    totals: dict[str, Decimal] = {}
    for row in book.spending:
        totals[row.project] = totals.get(row.project, Decimal(0)) + row.amount
    lived: list[Dated] = []
    for place, project in enumerate(book.projects):
        chance = Random(f"{seed}.{project.code}")  # noqa: S311 - a plausible year, not a secret
        pace = _MID_YEAR if project.mid_year else _PACES[place % len(_PACES)]
        pace = replace(pace, payments=pace.payments * payments)
        lived += _spending(book.key, project.code, totals.get(project.code, Decimal(0)), pace, chance)
        lived += _results(book.key, project, chance)
    return (*sorted(setting, key=lambda item: item.on), *sorted(lived, key=lambda item: item.on))


def _arrivals(book: YearBook) -> dict[str, date]:
    """The day on which each 年中追加 gets its first money."""
    added = {project.code for project in book.projects if project.mid_year}
    events = [stated.command for stated in commands_of(book) if isinstance(stated.command, do.ChangeBudget)]
    lines = sorted((event.on, line.project) for event in events for line in event.lines)
    return {project: on for on, project in reversed(lines) if project in added}


def _day_of(stated: Stated, arrivals: Mapping[str, date], year: int) -> date:
    """The day of a set-up command: its own for budget events and 年中追加, else the first of January."""
    if isinstance(stated.command, do.ChangeBudget):
        return stated.command.on
    return arrivals.get(getattr(stated.command, "project", ""), date(year, 1, 1))


def _marked(command: do.AnyCommand) -> Stated:
    return Stated(command, Basis.SIMULATED, NOTE)


def _spending(key: BookKey, project: str, total: Decimal, pace: _Pace, chance: Random) -> Iterator[Dated]:
    """Payments in whole hundreds of 元 on working days along the pace; the last one takes the rest."""
    if total <= 0:
        return
    left, months = total, _months(pace, chance)
    for number, month in enumerate(months):
        is_last = number == len(months) - 1
        amount = left if is_last else min(left, _share(total / len(months), chance))
        if amount <= 0:
            continue
        left -= amount
        on = date(key.year, 12, 28) if is_last else _working_day(key.year, month, chance)
        command = do.RecordSpending(
            key=f"m{key.year}.{key.fund}.s.{project}.{number}",
            project=project,
            amount=amount,
            on=on,
            purpose=_PURPOSES[int(chance.random() * len(_PURPOSES))],
        )
        yield Dated(on, _marked(command), project)


def _months(pace: _Pace, chance: Random) -> list[int]:
    """The month of each payment: as many by a month's end as the pace has paid by then."""
    months: list[int] = []
    for month, share in enumerate(pace.shares, start=1):
        wanted = pace.payments * share // 100
        months += [month] * max(0, wanted - len(months))
    return months or [12]


def _share(even: Decimal, chance: Random) -> Decimal:
    """An even share, varied by up to a third."""
    swing = 1 + _SPREAD * Decimal(round(chance.random() * 2 - 1, 4))
    return (even * swing / _WHOLE).quantize(Decimal(1), ROUND_DOWN) * _WHOLE


def _working_day(year: int, month: int, chance: Random) -> date:
    day = date(year, month, 1) + timedelta(days=int(chance.random() * 28))
    while day.weekday() >= 5 or (day.month, day.day) in _CLOSED:
        day += timedelta(days=1)
    return day if day.month == month else date(year, month, 20 if month != 2 else 19)


_CLOSED = frozenset({(1, 1), (1, 2), (1, 3), *((5, day) for day in range(1, 6)), *((10, day) for day in range(1, 8))})
"""Holidays with a fixed date; the office pays nobody on them."""


def _results(key: BookKey, project: ProjectRow, chance: Random) -> Iterator[Dated]:
    for row in project.indicators:
        steps = [*_steps(row, project, chance), (date(key.year, 12, 6 + int(chance.random() * 18)), row.actual)]
        for number, (on, actual) in enumerate(steps):
            if actual:
                command = do.RecordResult(
                    key=f"m{key.year}.{key.fund}.r.{row.code}.{number}",
                    indicator=row.code,
                    actual_value=actual,
                    on=on,
                )
                yield Dated(on, _marked(command), project.code)


def _steps(row: IndicatorRow, project: ProjectRow, chance: Random) -> Iterator[tuple[date, str]]:
    """Counts grow with the year, a little behind time; everything else is known at its end."""
    counted = _COUNT.fullmatch(row.actual)
    if counted is None or int(counted["number"]) < 4 or row.on is None:
        return
    quarters = ((9, 24, 45),) if project.mid_year else ((4, 12, 14), (7, 8, 38), (9, 24, 68))
    for month, day, percent in quarters:
        reached = int(counted["number"]) * (percent + int(chance.random() * 10)) // 100
        if reached > 0:
            yield date(row.on.year, month, day), f"{reached}{counted['unit']}"


def circumstances(item: Dated, zone: tzinfo, actors: dict[str, Member]) -> Circumstances:
    """Who records the item and when; what nobody answers for comes from the hand behind loaded files."""
    at = datetime.combine(item.on, time(16, 30), zone)
    return Circumstances(actors.get(item.project, LOADER), at, item.on, item.stated.basis, item.stated.note)
