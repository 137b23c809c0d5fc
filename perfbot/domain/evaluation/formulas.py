"""Computes the share of its weight that an indicator earns, from target A and actual value B."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from perfbot.domain.indicators.judged import direction_of_indicator, read_value
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.monitoring.goals import is_limit
from perfbot.domain.rulebook import LimitFormula, Rulebook, Scoring
from perfbot.domain.values import Mismatch, Outcome, Value, comparable
from perfbot.domain.values.dates import in_year
from perfbot.domain.values.growth import alike_in_growth

ONE = Decimal(1)
ZERO = Decimal(0)


class Formula(Enum):
    """The rule that gave a score; render words it with its numbers and source.

    财预〔2020〕10号: EXECUTION, REACHED, SHORT, ACHIEVED, PARTLY, MISSED. The forms built on it: NONE_WANTED (A = 0),
    KEPT and OVER_RATIO or OVER_LINEAR (≤). Our decisions: INSIDE and BEYOND (ranges), ON_TIME, LATE. PENDING and
    UNCLEAR give no score yet; NO_BUDGET leaves execution out.
    """

    EXECUTION = "execution"
    NO_BUDGET = "no_budget"
    REACHED = "reached"
    SHORT = "short"
    NONE_WANTED = "none_wanted"
    KEPT = "kept"
    OVER_RATIO = "over_ratio"
    OVER_LINEAR = "over_linear"
    INSIDE = "inside"
    BEYOND = "beyond"
    ON_TIME = "on_time"
    LATE = "late"
    ACHIEVED = "achieved"
    PARTLY = "partly"
    MISSED = "missed"
    PENDING = "pending"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Earned:
    """The share of its weight that an indicator earns (None: not yet), with the A and B that its formula used."""

    formula: Formula
    share: Decimal | None
    target: Decimal | None = None
    actual: Decimal | None = None
    days_late: int = 0


def earned(status: IndicatorStatus, rulebook: Rulebook) -> Earned:
    """The share that a judged indicator earns: full where it is 完成 or 超额, else by its formula.

    B = A under a strict target (＞10次, 10次) is 部分完成, and B ÷ A gives full marks all the same.
    """
    outcome = status.judgement.outcome
    if outcome is Outcome.PENDING:
        return Earned(Formula.PENDING, None)
    if outcome is Outcome.UNCLEAR:
        return Earned(Formula.UNCLEAR, None)
    target, actual = read_value(status.state.described.target_value), read_value(status.actual)
    if target.kind == "date":
        year = status.result.on.year if status.result else None
        return _timed(target, actual, outcome, rulebook.scoring, year)
    target, actual = alike_in_growth(target, actual, direction_of_indicator(status.state.described))
    numbers = comparable(target, actual) if target.is_numeric and actual.is_numeric else None
    if numbers is None or isinstance(numbers, Mismatch):
        return _worded(outcome, rulebook.scoring)
    if outcome in (Outcome.MET, Outcome.EXCEEDED):
        return Earned(_full(target, status), ONE, *numbers)
    return _missed(status, numbers, rulebook.scoring)


def _full(target: Value, status: IndicatorStatus) -> Formula:
    if target.kind == "range" and not target.is_exact:
        return Formula.BEYOND if status.judgement.over_fulfilled else Formula.INSIDE
    return Formula.KEPT if is_limit(status) else Formula.REACHED


def _missed(status: IndicatorStatus, numbers: tuple[Decimal, Decimal], scoring: Scoring) -> Earned:
    wanted, given = numbers
    if is_limit(status) and wanted > 0:
        linear = scoring.limit_formula is LimitFormula.LINEAR
        share = over_limit(wanted, given, scoring.limit_formula)
        return Earned(Formula.OVER_LINEAR if linear else Formula.OVER_RATIO, share, wanted, given)
    if wanted <= 0:
        return Earned(Formula.NONE_WANTED, ZERO, wanted, given)
    return Earned(Formula.SHORT, min(ONE, max(ZERO, given / wanted)), wanted, given)


def over_limit(wanted: Decimal, given: Decimal, formula: LimitFormula) -> Decimal:
    """The share left when B exceeds a ≤ target A: A/B, or 1 − (B − A)/A down to 0 at 2A."""
    if given <= wanted:
        return ONE
    if wanted <= 0:
        return ZERO
    return wanted / given if formula is LimitFormula.RATIO else max(ZERO, 1 - (given - wanted) / wanted)


def _worded(outcome: Outcome, scoring: Scoring) -> Earned:
    if outcome in (Outcome.MET, Outcome.EXCEEDED):
        return Earned(Formula.ACHIEVED, scoring.achieved)
    if outcome is Outcome.PARTLY:
        return Earned(Formula.PARTLY, scoring.partly)
    return Earned(Formula.MISSED, scoring.missed)


def _timed(target: Value, actual: Value, outcome: Outcome, scoring: Scoring, year: int | None) -> Earned:
    if outcome in (Outcome.MET, Outcome.EXCEEDED):
        return Earned(Formula.ON_TIME, ONE)
    late = _days_late(target, actual, year)
    if late is None:
        return _worded(outcome, scoring)
    return Earned(Formula.LATE, scoring.late_share if late <= scoring.late_days else scoring.missed, days_late=late)


def _days_late(target: Value, actual: Value, year: int | None) -> int | None:
    """Days between the deadline and the day of completion; a deadline without a year has the result's year."""
    deadline, done = target.end or target.start, actual.end or actual.start
    if deadline is None or done is None:
        return None
    deadline, done = _one_year(target, actual, deadline, done, year)
    return max(0, (done - deadline).days)


def _one_year(target: Value, actual: Value, deadline: date, done: date, year: int | None) -> tuple[date, date]:
    if target.yearless and not actual.yearless:
        return in_year(deadline, year or done.year), done
    if actual.yearless and not target.yearless:
        return deadline, in_year(done, deadline.year)
    return deadline, done
