"""Computes budget, spending, rate and remainder of a project and of the whole fund as of a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import execution_rate
from perfbot.domain.books.book import Book
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.states import ZERO, ProjectState

_ADDED = (BudgetKind.SUPPLEMENT, BudgetKind.TRANSFER)


@dataclass(frozen=True)
class BudgetView:
    """Budget figures as of a date, all in 元; initial + supplemented − cut = adjusted for a fund.

    For one project `supplemented` is what 追加 and 调剂 brought it, negative where a 调剂 took more away.
    """

    initial: Decimal
    supplemented: Decimal
    cut: Decimal
    executed: Decimal
    awaiting: Decimal

    @property
    def adjusted(self) -> Decimal:
        """调整后预算 in 元."""
        return self.initial + self.supplemented - self.cut

    @property
    def rate(self) -> Decimal | None:
        """支出率 = 已支出 ÷ 调整后预算, unrounded; None without a budget."""
        return execution_rate(self.executed, self.adjusted)

    @property
    def remaining(self) -> Decimal:
        """元 still to spend; never below zero."""
        return max(ZERO, self.adjusted - self.executed)


def project_budget(project: ProjectState, as_of: date | None = None) -> BudgetView:
    """One project's budget as of a date (None: everything recorded)."""
    sums = dict.fromkeys(BudgetKind, ZERO)
    for on, amount, _, kind in project.budget_lines:
        if as_of is None or on <= as_of:
            sums[kind] += amount
    return BudgetView(
        initial=sums[BudgetKind.APPROPRIATION],
        supplemented=sum((sums[kind] for kind in _ADDED), ZERO),
        cut=-sums[BudgetKind.CUT],
        executed=project.executed(as_of),
        awaiting=project.awaiting_supplement(as_of),
    )


def fund_budget(book: Book, as_of: date | None = None) -> BudgetView:
    """The fund's budget as of a date: sums over its projects, so that its rate is Σ executed ÷ Σ adjusted."""
    return summed(project_budget(project, as_of) for project in book.projects.values())


def summed(views: Iterable[BudgetView]) -> BudgetView:
    """Several budgets as one."""
    kept = tuple(views)
    return BudgetView(
        initial=sum((view.initial for view in kept), ZERO),
        supplemented=sum((view.supplemented for view in kept), ZERO),
        cut=sum((view.cut for view in kept), ZERO),
        executed=sum((view.executed for view in kept), ZERO),
        awaiting=sum((view.awaiting for view in kept), ZERO),
    )


def reported_projects(book: Book, as_of: date | None = None) -> tuple[ProjectState, ...]:
    """The projects of the report's tables as of a date, so that the rows add up to the total.

    A 年中追加 stands there from the day its money is approved; one that the tables leave out (its money moved on by
    调剂) stands there as long as money is or was spent in its name.
    """
    return tuple(project for project in book.projects.values() if _is_reported(project, as_of))


def _is_reported(project: ProjectState, as_of: date | None) -> bool:
    if project.adjusted_budget(as_of) != 0 or project.executed(as_of) != 0:
        return True
    later = project.described.mid_year and as_of is not None and bool(project.budget_lines)
    return project.described.reported and not later
