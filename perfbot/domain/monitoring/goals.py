"""The goal half of 双监控: an indicator's light on a day, and what several indicators come to together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.indicators.judged import direction_of_indicator, read_value
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState
from perfbot.domain.monitoring.expectation import elapsed_share
from perfbot.domain.monitoring.lights import Light, budget_light, standing, worst
from perfbot.domain.monitoring.statuses import GoalStatus
from perfbot.domain.rulebook import Rulebook
from perfbot.domain.values import Outcome
from perfbot.domain.values.units import measure

ONE = Decimal(1)
_ZERO = Decimal(0)
_PLAIN = {
    Outcome.EXCEEDED: Light.BLUE,
    Outcome.MET: Light.GREEN,
    Outcome.PENDING: Light.NONE,
    Outcome.UNCLEAR: Light.NONE,
}
_WITHOUT_NUMBERS = {Outcome.PARTLY: Light.YELLOW, Outcome.UNMET: Light.RED}


def goal_light(status: IndicatorStatus, as_of: date, start: date, rulebook: Rulebook) -> Light:
    """An indicator's light: B ÷ (A × expected) in the bands of the budget light; limits are green or red.

    Counts are expected to grow evenly from `start` (1 January, or when a 年中追加 got its money) to the year's end;
    rates in % and deadlines are not (our decision). Without numbers the outcome decides; without a result, or when a
    person has to judge, there is no light.
    """
    outcome, ratio = status.judgement.outcome, status.judgement.ratio
    if outcome in _PLAIN:
        return _PLAIN[outcome]
    if ratio is None or is_limit(status):
        return _WITHOUT_NUMBERS[outcome]
    v = standing(ratio, _expected(status, as_of, start) or ONE)
    return budget_light(v, Light.NONE, as_of, rulebook.lights, start)


def is_limit(status: IndicatorStatus) -> bool:
    """Whether less is better: a target with ≤, or one without ≥ whose name or kind says so (投诉率, a cost)."""
    return bool(direction_of_indicator(status.state.described).less_is_better)


def _expected(status: IndicatorStatus, as_of: date, start: date) -> Decimal:
    is_rate = measure(read_value(status.state.described.target_value).unit).family == measure("%").family
    return ONE if is_rate else elapsed_share(start, as_of)


def reached_share(status: IndicatorStatus, rulebook: Rulebook) -> Decimal | None:
    """How much of its goal an indicator reached, at most 1; None where a person has to judge."""
    outcome, ratio = status.judgement.outcome, status.judgement.ratio
    if outcome is Outcome.UNCLEAR:
        return None
    if outcome in (Outcome.MET, Outcome.EXCEEDED):
        return ONE
    if outcome is Outcome.PENDING or ratio is None:
        return {Outcome.PARTLY: rulebook.scoring.partly, Outcome.UNMET: rulebook.scoring.missed}.get(outcome, _ZERO)
    return min(ONE, ONE / ratio if is_limit(status) and ratio > 0 else ratio)


def goal_status(statuses: Iterable[IndicatorStatus], as_of: date, start: date, rulebook: Rulebook) -> GoalStatus:
    """What a project's indicators come to together on a day; the light is the worst one's."""
    kept = tuple(statuses)
    lights = [goal_light(status, as_of, start, rulebook) for status in kept]
    shares = [share for status in kept if (share := reached_share(status, rulebook)) is not None]
    outcomes = [status.judgement.outcome for status in kept]
    return GoalStatus(
        total=len(kept),
        met=sum(outcome in (Outcome.MET, Outcome.EXCEEDED) for outcome in outcomes),
        exceeded=outcomes.count(Outcome.EXCEEDED),
        pending=outcomes.count(Outcome.PENDING),
        unclear=outcomes.count(Outcome.UNCLEAR),
        light=worst(lights),
        share=sum(shares, _ZERO) / len(shares) if shares else None,
        troubled=tuple(
            status.state.described.name for status, light in zip(kept, lights, strict=True) if light.troubled
        ),
        waiting=sum(status.review is ReviewState.WAITING for status in kept),
        returned=sum(status.review is ReviewState.RETURNED for status in kept),
    )


def pooled(goals: Sequence[GoalStatus]) -> GoalStatus:
    """The goals of several projects together: sums, the worst light, and the mean share over all their indicators."""
    shares = [(one.share, one.total - one.unclear) for one in goals if one.share is not None]
    counted = sum(count for _, count in shares)
    return GoalStatus(
        total=sum(one.total for one in goals),
        met=sum(one.met for one in goals),
        exceeded=sum(one.exceeded for one in goals),
        pending=sum(one.pending for one in goals),
        unclear=sum(one.unclear for one in goals),
        light=worst([one.light for one in goals]),
        share=sum((share * count for share, count in shares), _ZERO) / counted if counted else None,
        troubled=tuple(name for one in goals for name in one.troubled),
        waiting=sum(one.waiting for one in goals),
        returned=sum(one.returned for one in goals),
    )
