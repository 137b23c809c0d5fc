"""Derives the alerts 预警 of a fund on a day from its book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from perfbot.domain.books.book import Book
from perfbot.domain.books.states import ZERO
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.domain.monitoring.alert import Alert as Alert
from perfbot.domain.monitoring.alert import AlertKind as AlertKind
from perfbot.domain.monitoring.alert import Severity as Severity
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.monitoring.overdue import overdue_results, quiet_since, reasons_are_due
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.statuses import FundStatus, MoneyStatus, ProjectStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook


@dataclass(frozen=True)
class _Scene:
    book: Book
    status: FundStatus
    rulebook: Rulebook


_Check = Callable[[_Scene], Iterator[Alert]]
_SEVERITY = {Light.RED: Severity.CRITICAL, Light.YELLOW: Severity.WARNING}


def alerts(book: Book, as_of: date, rulebook: Rulebook = DEFAULT) -> tuple[Alert, ...]:
    """Everything wrong on the day, worst first; a light of the whole fund mutes equal or lesser ones beneath it."""
    scene = _Scene(book, overview(book, as_of, rulebook), rulebook)
    found = [alert for check in CHECKS for alert in check(scene)]
    fund = next((alert for alert in found if alert.kind is AlertKind.FUND_BEHIND), None)
    heard = [replace(alert, muted=_is_muted(alert, fund)) for alert in found]
    return tuple(sorted(heard, key=_worst_first))


def _is_muted(alert: Alert, fund: Alert | None) -> bool:
    beneath = alert.kind in (AlertKind.PROJECT_BEHIND, AlertKind.QUIET)
    return fund is not None and beneath and alert.severity <= fund.severity


def _worst_first(alert: Alert) -> tuple[int, int, Decimal, Decimal, int]:
    return -alert.severity, list(AlertKind).index(alert.kind), -abs(alert.points), -alert.amount, -alert.count


def _fund_behind(scene: _Scene) -> Iterator[Alert]:
    money = scene.status.money
    if _is_behind(money, scene.rulebook):
        yield Alert(
            kind=AlertKind.FUND_BEHIND, project="", severity=_SEVERITY[money.light], points=-(money.gap or ZERO)
        )


def _is_behind(money: MoneyStatus, rulebook: Rulebook) -> bool:
    """Whether the light is red or yellow and the gap is large enough to report; in January a light says little."""
    return money.light in _SEVERITY and -(money.gap or ZERO) * 100 >= rulebook.watch.least_gap


def _over_budget(scene: _Scene) -> Iterator[Alert]:
    for project in scene.status.projects:
        if project.money.awaiting_supplement > 0:
            yield Alert(
                kind=AlertKind.OVER_BUDGET,
                project=project.code,
                severity=Severity.CRITICAL,
                amount=project.money.awaiting_supplement,
            )


def _project_behind(scene: _Scene) -> Iterator[Alert]:
    for project in scene.status.projects:
        money = project.money
        if _is_behind(money, scene.rulebook):
            point = money.checkpoint if money.checkpoint and money.checkpoint.missing else None
            yield Alert(
                kind=AlertKind.PROJECT_BEHIND,
                project=project.code,
                severity=_SEVERITY[money.light],
                points=-(money.gap or ZERO),
                amount=point.missing if point else ZERO,
                until=point.on if point else None,
            )


def _goals_behind(scene: _Scene) -> Iterator[Alert]:
    for project in scene.status.projects:
        if project.goals.light in _SEVERITY:
            yield Alert(
                kind=AlertKind.GOALS_BEHIND,
                project=project.code,
                severity=_SEVERITY[project.goals.light],
                count=len(project.goals.troubled),
                names=project.goals.troubled,
            )


def _quiet(scene: _Scene) -> Iterator[Alert]:
    for project in scene.status.projects:
        since = quiet_since(project, scene.status.as_of, scene.rulebook)
        if since is not None:
            weeks = (scene.status.as_of - since).days // 7
            yield Alert(kind=AlertKind.QUIET, project=project.code, severity=Severity.NOTE, count=weeks, since=since)


def _results_missing(scene: _Scene) -> Iterator[Alert]:
    for project in scene.status.projects:
        late = overdue_results(scene.book, project.code, scene.status.as_of, scene.rulebook)
        yield from _about(AlertKind.RESULTS_MISSING, project.code, Severity.WARNING, late)


def _lights_apart(scene: _Scene) -> Iterator[Alert]:
    """目标完成而钱没花，或钱花了而目标没动: more than so many points between the share of goals and of money."""
    limit = scene.rulebook.watch.lights_apart / 100
    for project in scene.status.projects:
        apart = _apart(project)
        if apart is not None and abs(apart) > limit:
            yield Alert(kind=AlertKind.LIGHTS_APART, project=project.code, severity=Severity.NOTE, points=apart)


def _apart(project: ProjectStatus) -> Decimal | None:
    """Goals minus money as shares of 1; None without a budget, or before every result is in."""
    goals, rate = project.goals, project.money.rate
    if goals.share is None or rate is None or goals.pending:
        return None
    return goals.share - rate


def _reasons_missing(scene: _Scene) -> Iterator[Alert]:
    due = reasons_are_due(scene.status.as_of, scene.book.year, scene.rulebook)
    for project in scene.status.projects if due else ():
        statuses = indicator_statuses(scene.book, scene.status.as_of, project.code)
        unexplained = tuple(status for status in statuses if status.reason_missing)
        yield from _about(AlertKind.REASONS_MISSING, project.code, Severity.NOTE, unexplained)


def _about(kind: AlertKind, project: str, severity: Severity, statuses: Sequence[IndicatorStatus]) -> Iterator[Alert]:
    """One alert for all these indicators of a project, if there are any."""
    if statuses:
        names = tuple(status.state.described.name for status in statuses)
        yield Alert(kind=kind, project=project, severity=severity, count=len(names), names=names)


CHECKS: tuple[_Check, ...] = (
    _fund_behind,
    _over_budget,
    _project_behind,
    _goals_behind,
    _quiet,
    _results_missing,
    _lights_apart,
    _reasons_missing,
)
"""Everything that is looked for, in the order in which equals are told."""
