"""Rates as people see them: bars, gaps in percentage points, money against money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, format_wan, percent, percentage_points
from perfbot.domain.monitoring.statuses import CheckpointStatus, GoalStatus, MoneyStatus
from perfbot.render.terms import NONE_MARK, goal_light_words

_FULL, _EMPTY = "▰", "▱"


def bar(rate: Decimal | None, cells: int) -> str:
    """A bar that is full only at 100% and empty only at nothing; both characters are equally wide on a phone."""
    if rate is None:
        return _EMPTY * cells
    filled = min(cells, int(rate * cells))
    shown = max(filled, 1 if rate > 0 else 0)
    return _FULL * shown + _EMPTY * (cells - shown)


def rate_words(rate: Decimal | None) -> str:
    """A rate as a percentage, — where there is no budget."""
    return NONE_MARK if rate is None else percent(rate)


def money_words(money: MoneyStatus) -> str:
    """Spent against budget, in 万元 without the unit."""
    return f"{format_wan(money.executed)} / {format_wan(money.budget)}"


def gap_words(money: MoneyStatus) -> str:
    """How far ahead of or behind 序时进度 or the 用款计划, in percentage points; empty without a budget."""
    if money.gap is None:
        return ""
    measure = "用款计划" if money.by_plan else "序时进度"
    if abs(money.gap) < Decimal("0.0005"):
        return f"与{measure} {percent(money.expected, 1)} 持平"
    side = "高于" if money.gap > 0 else "低于"
    return f"{side}{measure} {percentage_points(abs(money.gap))}（应达 {percent(money.expected, 1)}）"


def checkpoint_words(point: CheckpointStatus, as_of: date) -> str:
    """The next checkpoint and what is still to spend to reach it; on its own day, what was reached."""
    day = short_day(point.on)
    if point.on == as_of:
        reached = "已达到" if point.missing == 0 else f"还差 {format_sum(point.missing)}"
        return f"{day}节点：应达 {percent(point.share, 0)}，{reached}"
    when = f"{day}应达 {percent(point.share, 0)}"
    if point.missing == 0:
        return f"下一节点：{when}，已达到"
    pace = "" if point.on_course else "，按目前速度达不到"
    return f"下一节点：{when}，还需支出 {format_sum(point.missing)}{pace}"


def goal_words(goals: GoalStatus) -> str:
    """The light of the goals, and indicators met, exceeded, pending and for a person to judge."""
    if goals.total == 0:
        return "没有绩效指标"
    parts = [f"{goal_light_words(goals.light)}　指标 {goals.total} 项：达标 {goals.met}"]
    parts += [f"其中超额 {goals.exceeded}"] if goals.exceeded else []
    parts += [f"待填 {goals.pending - goals.returned}"] if goals.pending > goals.returned else []
    parts += [f"需人工判断 {goals.unclear}"] if goals.unclear else []
    unmet = goals.total - goals.met - goals.pending - goals.unclear
    parts += [f"尚未达标 {unmet}"] if unmet else []
    return "，".join((*parts, *review_words(goals.waiting, goals.returned)))


def review_words(waiting: int, returned: int) -> Iterator[str]:
    """What counts of the results that are not confirmed, said beside every figure that is made of them."""
    if returned:
        yield f"已退回 {returned}（不计入）"
    if waiting:
        yield f"待审核 {waiting}（先计入）"
