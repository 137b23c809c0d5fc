"""The state of a project and of an indicator, computed from their entries."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from perfbot.domain.books.entries import IndicatorResult, IndicatorSet, PlanSet, ProjectAdded, Spending
from perfbot.domain.books.facts import BudgetKind

ZERO = Decimal(0)


@dataclass
class ProjectState:
    """The state of a 二级项目; amounts in 元. Readers do not change it."""

    described: ProjectAdded
    budget_lines: list[tuple[date, Decimal, str, BudgetKind]] = field(default_factory=list)
    spendings: list[tuple[date, int, Spending]] = field(default_factory=list)
    plan: PlanSet | None = None
    indicators: list[str] = field(default_factory=list)
    budget_total: Decimal = ZERO
    spent_total: Decimal = ZERO

    def copy(self) -> ProjectState:
        """A copy that later entries do not change."""
        lines, spendings, indicators = self.budget_lines.copy(), self.spendings.copy(), self.indicators.copy()
        return replace(self, budget_lines=lines, spendings=spendings, indicators=indicators)

    @property
    def code(self) -> str:
        """The project's short code."""
        return self.described.project

    @property
    def name(self) -> str:
        """The project's full name, without the 年中追加 mark."""
        return self.described.name

    @property
    def short_name(self) -> str:
        """The name that fits on a button."""
        return self.described.short_name or self.described.name

    def adjusted_budget(self, as_of: date | None = None) -> Decimal:
        """调整后预算 in 元, by budget events dated up to `as_of` (None: all)."""
        if as_of is None:
            return self.budget_total
        return sum((line[1] for line in self.budget_lines if line[0] <= as_of), ZERO)

    def initial_budget(self) -> Decimal:
        """年初预算 in 元."""
        return sum((line[1] for line in self.budget_lines if line[3] is BudgetKind.APPROPRIATION), ZERO)

    def executed(self, as_of: date | None = None) -> Decimal:
        """已支出 in 元, by spending dated up to `as_of` (None: all); reversed spending does not count."""
        if as_of is None or not self.spendings or self.spendings[-1][0] <= as_of:
            return self.spent_total
        return sum((item[2].amount for item in self.spendings if item[0] <= as_of), ZERO)

    def last_spent_on(self, as_of: date | None = None) -> date | None:
        """The date of the latest spending that counts."""
        items = self.spendings
        upto = len(items) if as_of is None else bisect_right(items, as_of, key=lambda item: item[0])
        return items[upto - 1][0] if upto else None

    def awaiting_supplement(self, as_of: date | None = None) -> Decimal:
        """元 spent beyond the adjusted budget (待追加), zero when the supplement has arrived."""
        return max(ZERO, self.executed(as_of) - self.adjusted_budget(as_of))


@dataclass
class IndicatorState:
    """The state of a 三级指标: its description and the results that count, oldest first."""

    described: IndicatorSet
    results: list[IndicatorResult] = field(default_factory=list)

    def copy(self) -> IndicatorState:
        """A copy that later entries do not change."""
        return replace(self, results=self.results.copy())

    @property
    def code(self) -> str:
        """The indicator's short code."""
        return self.described.indicator

    def result(self, as_of: date | None = None) -> IndicatorResult | None:
        """The latest 实际完成值 dated up to `as_of` (None: of all)."""
        known = [result for result in self.results if as_of is None or result.on <= as_of]
        return max(known, key=lambda result: (result.on, result.number)) if known else None
