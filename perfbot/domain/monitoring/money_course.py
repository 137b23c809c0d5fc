"""Computes the money of a project or fund up to a day, and the light that follows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from perfbot.domain.amounts.money import execution_rate
from perfbot.domain.books.states import ZERO, ProjectState
from perfbot.domain.monitoring.expectation import expected_spending, first_money_on
from perfbot.domain.monitoring.lights import Light, budget_light, remembers, standing
from perfbot.domain.monitoring.statuses import CheckpointStatus, MoneyStatus
from perfbot.domain.rulebook import Checkpoint, Lights, Rulebook

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_LONGEST_MEMORY = 60
_FIRST_MONTH = 31


def money_status(projects: Sequence[ProjectState], as_of: date, year: int, rulebook: Rulebook) -> MoneyStatus:
    """Budget, spending and light of these projects taken together, as of a day; amounts in 元.

    A fund is Σ executed ÷ Σ adjusted budget, and what is expected of it is Σ of what its projects should have spent.
    """
    budget = sum((project.adjusted_budget(as_of) for project in projects), ZERO)
    executed = sum((project.executed(as_of) for project in projects), ZERO)
    rate = execution_rate(executed, budget)
    expected = _expected_rate(projects, as_of, year)
    since = min((day for project in projects if (day := first_money_on(project, as_of, year))), default=None)
    return MoneyStatus(
        budget=budget,
        executed=executed,
        rate=rate,
        expected=expected,
        gap=None if rate is None else rate - expected,
        v=standing(rate, expected),
        light=_light(projects, executed, as_of, year, since, rulebook.lights),
        week_spent=sum((spent_between(project, as_of - WEEK, as_of) for project in projects), ZERO),
        awaiting_supplement=sum((project.awaiting_supplement(as_of) for project in projects), ZERO),
        by_plan=any(project.plan is not None for project in projects),
        checkpoint=next_checkpoint((budget, executed), as_of, year, since, rulebook.checkpoints),
    )


def _expected_rate(projects: Sequence[ProjectState], on: date, year: int) -> Decimal:
    budget = sum((project.adjusted_budget(on) for project in projects), ZERO)
    wanted = sum((expected_spending(project, on, year) for project in projects), ZERO)
    return wanted / budget if budget > 0 else ZERO


def _light(
    projects: Sequence[ProjectState], executed: Decimal, as_of: date, year: int, since: date | None, rules: Lights
) -> Light:
    """The light on the day, never green beyond the budget; earlier days count only where v is near a border."""
    if executed > sum((project.adjusted_budget(as_of) for project in projects), ZERO):
        return Light.OVER

    def v_on(day: date) -> Decimal | None:
        budget = sum((project.adjusted_budget(day) for project in projects), ZERO)
        later = sum((spent_between(project, day, as_of) for project in projects), ZERO)
        return standing(execution_rate(executed - later, budget), _expected_rate(projects, day, year))

    return settled_light(v_on, as_of, rules, since)


def settled_light(
    v_on: Callable[[date], Decimal | None], as_of: date, rules: Lights, since: date | None = None
) -> Light:
    """The light of a day, computed from v on the days before, so that it does not depend on who looked when."""
    course = [(as_of, v_on(as_of))]
    while remembers(course[-1][1], rules) and len(course) < _LONGEST_MEMORY:
        day = course[-1][0] - _DAY
        course.append((day, v_on(day)))
    light = Light.NONE
    for day, v in reversed(course):
        light = budget_light(v, light, day, rules, since)
    return light


def spendings_between(project: ProjectState, after: date, upto: date) -> int:
    """How many spendings are dated later than `after` and up to `upto`."""
    first, last = _window(project, after, upto)
    return max(0, last - first)


def spent_between(project: ProjectState, after: date, upto: date) -> Decimal:
    """元 spent on days later than `after` and up to `upto`; looks only at the entries in between."""
    first, last = _window(project, after, upto)
    return sum((item[2].amount for item in project.spendings[first:last]), ZERO)


def _window(project: ProjectState, after: date, upto: date) -> tuple[int, int]:
    by_day = project.spendings
    return bisect_right(by_day, after, key=lambda item: item[0]), bisect_right(by_day, upto, key=lambda item: item[0])


def next_checkpoint(
    money: tuple[Decimal, Decimal], as_of: date, year: int, since: date | None, checkpoints: Sequence[Checkpoint]
) -> CheckpointStatus | None:
    """The first checkpoint on or after the day, and the 元 still to spend; None after the last or without a budget.

    `money` is budget and executed; `since` the day of the first money, from which the pace is reckoned.
    """
    budget, executed = money
    for point in checkpoints:
        on = date(year, point.month, min(point.day, 28) if point.month == 2 else point.day)
        if on >= as_of and budget > 0:
            missing = max(ZERO, budget * point.share - executed)
            on_course = _on_course(executed, missing, as_of, on, since or date(year, 1, 1))
            return CheckpointStatus(on=on, share=point.share, missing=missing, on_course=on_course)
    return None


def _on_course(executed: Decimal, missing: Decimal, as_of: date, on: date, since: date) -> bool:
    """Whether the pace so far would cover what is missing; False in the first month, which says too little."""
    elapsed = (as_of - since).days + 1
    return elapsed <= _FIRST_MONTH or missing <= executed * (on - as_of).days / elapsed
