"""Computes how much should have been spent by a day: 序时进度, or the project's 用款计划."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal

from perfbot.domain.books.entries import PlanSet
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.states import ZERO, ProjectState

ONE = Decimal(1)


def time_progress(as_of: date, year: int) -> Decimal:
    """序时进度: the elapsed share of the year, by days, the day itself included."""
    if as_of.year != year:
        return ZERO if as_of.year < year else ONE
    return elapsed_share(date(year, 1, 1), as_of)


def elapsed_share(start: date, as_of: date) -> Decimal:
    """The share of the days from `start` to 31 December that have passed by `as_of`, both ends included."""
    end = date(start.year, 12, 31)
    if as_of < start:
        return ZERO
    return min(ONE, Decimal((as_of - start).days + 1) / ((end - start).days + 1))


def planned(plan: PlanSet, as_of: date, year: int) -> Decimal:
    """The 元 that the 用款计划 expects spent by the day: month-end amounts, interpolated by days."""
    if as_of.year != year:
        return ZERO if as_of.year < year else plan.cumulative[-1]
    before = plan.cumulative[as_of.month - 2] if as_of.month > 1 else ZERO
    share = Decimal(as_of.day) / calendar.monthrange(year, as_of.month)[1]
    return before + (plan.cumulative[as_of.month - 1] - before) * share


def expected_spending(project: ProjectState, as_of: date, year: int) -> Decimal:
    """What a project should have spent by the day, in 元.

    The 用款计划 replaces 序时进度. Without one, 年初预算 and what leaves a project count from 1 January,
    and what is added later (年中追加, 调剂 into it) counts from its own date, or it would be behind on arrival
    (our decision).
    """
    budget = project.adjusted_budget(as_of)
    if project.plan is not None:
        return min(planned(project.plan, as_of, year), max(ZERO, budget))
    return max(ZERO, sum((_expected_of(line[0], line[1], line[3], as_of) for line in project.budget_lines), ZERO))


def first_money_on(project: ProjectState, as_of: date, year: int) -> date | None:
    """The day from which a project has money: 1 January for 年初预算, else its first 追加 or 调剂; None: not yet."""
    days = (
        date(year, 1, 1) if kind is BudgetKind.APPROPRIATION else on
        for on, amount, _, kind in project.budget_lines
        if on <= as_of and amount > 0
    )
    return min(days, default=None)


def _expected_of(on: date, amount: Decimal, kind: BudgetKind, as_of: date) -> Decimal:
    if on > as_of:
        return ZERO
    from_january = kind is BudgetKind.APPROPRIATION or amount < 0
    return amount * elapsed_share(date(on.year, 1, 1) if from_january else on, as_of)
