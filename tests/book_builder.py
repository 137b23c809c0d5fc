"""Builds small books the way people do, command by command, so that tests start from what could really be recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role
from perfbot.domain.books.rules import decide
from perfbot.domain.values import Direction

OFFICE = Member(1, "王主任", Role.ADMIN)
WAN = Decimal(10_000)


class BookBuilder:
    """A book of one fund; amounts are given in 万元, dates default to the first of January."""

    def __init__(self, year: int = 2021, fund: str = "f") -> None:
        self.book = Book(BookKey(fund, year))
        self.year = year
        self._keys = count(1)
        self._do(
            do.DescribeFund(key=self._key(), name="工业发展管理经费", bureau="工业和信息化局", unit="工业和信息化局")
        )

    def _key(self) -> str:
        return f"k{next(self._keys)}"

    def _do(self, command: do.AnyCommand, *, by: Member = OFFICE, on: date | None = None) -> Entry:
        today = on or date(self.year, 12, 31)
        now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
        entries = decide(self.book, command, Circumstances(by, now, today))
        for entry in entries:
            self.book.apply(entry)
        return entries[-1]

    def day(self, month: int, day: int) -> date:
        return date(self.year, month, day)

    def project(
        self,
        code: str,
        budget: str = "",
        *,
        name: str = "",
        mid_year: bool = False,
        section: str = "",
        goal: str = "完成全年任务。",
    ) -> BookBuilder:
        self._do(
            do.AddProject(
                key=self._key(),
                project=code,
                name=name or f"项目{code}",
                mid_year=mid_year,
                section=section,
                goal=goal,
            )
        )
        return self.budget(code, budget) if budget else self

    def budget(
        self, code: str, amount: str, on: date | None = None, kind: BudgetKind = BudgetKind.APPROPRIATION
    ) -> BookBuilder:
        line = BudgetLine(project=code, amount=Decimal(amount) * WAN)
        self._do(do.ChangeBudget(key=self._key(), kind=kind, on=on or self.day(1, 1), lines=(line,)))
        return self

    def transfer(self, source: str, target: str, amount: str, on: date) -> BookBuilder:
        moved = Decimal(amount) * WAN
        lines = (BudgetLine(project=source, amount=-moved), BudgetLine(project=target, amount=moved))
        self._do(do.ChangeBudget(key=self._key(), kind=BudgetKind.TRANSFER, on=on, lines=lines))
        return self

    def plan(self, code: str, cumulative: Sequence[int]) -> BookBuilder:
        amounts = tuple(Decimal(amount) * WAN for amount in cumulative)
        self._do(do.SetPlan(key=self._key(), project=code, cumulative=amounts))
        return self

    def spend(self, code: str, amount: str, on: date, *, by: Member = OFFICE, awaiting: bool = False) -> BookBuilder:
        self._do(
            do.RecordSpending(
                key=self._key(),
                project=code,
                amount=Decimal(amount) * WAN,
                on=on,
                purpose="付款",
                awaiting_supplement=awaiting,
            ),
            by=by,
            on=on,
        )
        return self

    def indicator(
        self,
        project: str,
        code: str,
        target: str,
        *,
        kind: str = "数量指标",
        name: str = "",
        weight: str | None = None,
        direction: Direction | None = None,
    ) -> BookBuilder:
        self._do(
            do.SetIndicator(
                key=self._key(),
                project=project,
                indicator=code,
                level_one="",
                level_two=kind,
                name=name or f"指标{code}",
                target_value=target,
                weight=None if weight is None else Decimal(weight),
                direction=direction,
            )
        )
        return self

    def result(
        self, code: str, actual: str, on: date | None = None, *, reason: str = "", remedy: str = "", by: Member = OFFICE
    ) -> BookBuilder:
        day = on or self.day(12, 20)
        self._do(
            do.RecordResult(key=self._key(), indicator=code, actual_value=actual, on=day, reason=reason, remedy=remedy),
            by=by,
            on=day,
        )
        return self

    def explain(self, subject: str, reason: str, remedy: str = "") -> BookBuilder:
        self._do(do.ExplainDeviation(key=self._key(), subject=subject, reason=reason, remedy=remedy))
        return self

    def record(self, command: do.AnyCommand, *, by: Member = OFFICE) -> Entry:
        return self._do(command, by=by)

    def key(self) -> str:
        return self._key()
