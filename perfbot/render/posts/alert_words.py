"""Words each alert 预警 in one line: sign, project, what is wrong and by how much."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, percentage_points
from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.alerts import Alert, AlertKind, Severity
from perfbot.render.terms import URGENCIES

_MOST_NAMES = 3
_MOST_SUBJECTS = 12

TITLES = {
    AlertKind.FUND_BEHIND: "整体支出偏慢",
    AlertKind.OVER_BUDGET: "超出预算待追加",
    AlertKind.PROJECT_BEHIND: "支出偏慢",
    AlertKind.GOALS_BEHIND: "指标偏慢",
    AlertKind.QUIET: "多周没有支出",
    AlertKind.RESULTS_MISSING: "缺完成值",
    AlertKind.LIGHTS_APART: "目标与资金不同步",
    AlertKind.REASONS_MISSING: "缺偏差原因",
}
_MEASURES = {
    AlertKind.PROJECT_BEHIND: "，低于应达进度的百分点",
    AlertKind.LIGHTS_APART: "，目标减支出的百分点",
}


def subject_words(book: Book, project: str) -> str:
    """The project's short name; empty where the whole fund is meant."""
    known = book.projects.get(project)
    return known.short_name if known else project


def explained_words(book: Book, project: str) -> str:
    """The reason that was given for a project's spending, with the day it was given; empty where there is none."""
    given = book.explanation_of(project)
    if given is None:
        return ""
    remedy = f"，改进：{given.remedy}" if given.remedy else ""
    return f"原因（{short_day(given.recorded_at.date())}）：{given.reason}{remedy}"


def alert_line(book: Book, alert: Alert, *, by_plan: bool = False) -> str:
    """The alert with its sign: ❗ 中博会：支出滞后，低于序时进度 39.6 个百分点."""
    subject = f"{subject_words(book, alert.project)}：" if alert.project else "整体"
    return f"{URGENCIES[alert.severity]} {subject}{alert_facts(alert, by_plan=by_plan)}"


def alert_facts(alert: Alert, *, by_plan: bool = False) -> str:
    """What is wrong, without sign and subject; amounts in 万元."""
    match alert.kind:
        case AlertKind.FUND_BEHIND | AlertKind.PROJECT_BEHIND:
            measure = "用款计划" if by_plan else "序时进度"
            missing = f"，到{short_day(alert.until)}还需支出 {format_sum(alert.amount)}" if alert.until else ""
            return f"支出{_pace(alert)}，低于{measure} {percentage_points(alert.points)}{missing}"
        case AlertKind.OVER_BUDGET:
            return f"超出预算 {format_sum(alert.amount)}，待追加"
        case AlertKind.GOALS_BEHIND:
            return f"{alert.count} 项指标{_pace(alert)}：{_names(alert)}"
        case AlertKind.QUIET:
            since = f"（上次 {short_day(alert.since)}）" if alert.since else ""
            return f"已 {alert.count} 周没有登记支出{since}"
        case AlertKind.RESULTS_MISSING:
            return f"{alert.count} 项指标没有完成值：{_names(alert)}"
        case AlertKind.LIGHTS_APART:
            return _apart(alert)
        case AlertKind.REASONS_MISSING:
            return f"{alert.count} 项未达目标，还缺偏差原因：{_names(alert)}"


def _pace(alert: Alert) -> str:
    return "滞后" if alert.severity is Severity.CRITICAL else "偏慢"


def _apart(alert: Alert) -> str:
    gap = percentage_points(abs(alert.points))
    if alert.points > 0:
        return f"目标完成比支出快 {gap}，请说明资金未用完的原因"
    return f"支出比目标完成快 {gap}，请核实指标完成情况"


def _names(alert: Alert) -> str:
    shown = "、".join(alert.names[:_MOST_NAMES])
    return f"{shown}等" if len(alert.names) > _MOST_NAMES else shown


def group_title(kind: AlertKind, severity: Severity, count: int) -> str:
    """Several alerts of one kind in a few words: ❗ 支出滞后 9 个项目."""
    title = TITLES[kind]
    if severity is Severity.CRITICAL and kind in (AlertKind.PROJECT_BEHIND, AlertKind.GOALS_BEHIND):
        title = title.replace("偏慢", "滞后")
    return f"{URGENCIES[severity]} {title} {count} 个项目"


def group_line(book: Book, alerts: Sequence[Alert]) -> str:
    """Several alerts of one kind and severity in one line, each project with its figure."""
    first = alerts[0]
    listed = _joined([f"{subject_words(book, alert.project)} {_figure(alert)}" for alert in alerts])
    return f"{group_title(first.kind, first.severity, len(alerts))}{_MEASURES.get(first.kind, '')}：{listed}"


def _joined(told: Sequence[str]) -> str:
    """The first dozen, which are the worst."""
    shown = "、".join(told[:_MOST_SUBJECTS])
    return f"{shown}等 {len(told)} 个" if len(told) > _MOST_SUBJECTS else shown


def _figure(alert: Alert) -> str:
    match alert.kind:
        case AlertKind.FUND_BEHIND | AlertKind.PROJECT_BEHIND | AlertKind.LIGHTS_APART:
            return percentage_points(alert.points).removesuffix(" 个百分点")
        case AlertKind.OVER_BUDGET:
            return format_sum(alert.amount)
        case AlertKind.QUIET:
            return f"{alert.count} 周"
    return f"{alert.count} 项"


def resolved_lines(book: Book, keys: Sequence[str]) -> tuple[str, ...]:
    """Alerts that are over, known by their keys alone, a kind to a line: 支出偏慢：中博会、工业节能."""
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        kind, _, project = key.partition(":")
        by_kind.setdefault(kind, []).append(subject_words(book, project))
    known = {item.value: title for item, title in TITLES.items()}
    lines = ((known.get(kind, kind), _joined([name for name in names if name])) for kind, names in by_kind.items())
    return tuple(f"{title}：{names}" if names else title for title, names in lines)
