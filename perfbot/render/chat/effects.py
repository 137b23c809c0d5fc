"""What a command would change, in short lines: old → new, what the rate becomes, and what to look at twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, format_wan, rate_percent
from perfbot.domain.books.states import ZERO
from perfbot.domain.previews.effects import (
    BudgetEffect,
    BudgetShift,
    Effect,
    PeriodEffect,
    PlanEffect,
    ResultEffect,
    ReversalEffect,
    ScoreEffect,
    SpendingEffect,
    WordsEffect,
)
from perfbot.domain.values import Outcome
from perfbot.render.chat.refusals import period_words
from perfbot.render.terms import outcome_words

_SHORT = 60


def effect_lines(effect: Effect) -> tuple[str, ...]:
    """The lines of an effect, warnings last."""
    return _LINES[type(effect)](effect)


def moved(before: Decimal, after: Decimal) -> str:
    """16.40 → 19.60 万元; one figure where nothing moves."""
    if before == after:
        return f"{format_wan(after)} 万元"
    return f"{format_wan(before)} → {format_wan(after)} 万元"


def rates(before: str, after: str) -> str:
    """82.00% → 98.00%; one figure where nothing moves."""
    return after if before == after else f"{before} → {after}"


def _spending(effect: SpendingEffect) -> tuple[str, ...]:
    rate = rates(rate_percent(effect.spent_before, effect.budget), rate_percent(effect.spent_after, effect.budget))
    fund = rates(
        rate_percent(effect.fund_before, effect.fund_budget), rate_percent(effect.fund_after, effect.fund_budget)
    )
    lines = [
        f"已支出 {moved(effect.spent_before, effect.spent_after)}",
        f"支出率 {rate}",
        f"预算 {format_wan(effect.budget)} 万元" + ("" if effect.over else f"，还剩 {format_sum(effect.remaining)}"),
        f"一级项目支出率 {fund}",
    ]
    if effect.moved_from is not None:
        left = effect.moved_from
        lines.append(f"“{left.name}”已支出 {moved(left.spent_before, left.spent_after)}")
    return (*lines, *_warnings(effect))


def _warnings(effect: SpendingEffect) -> tuple[str, ...]:
    found = []
    if effect.over:
        found.append(f"⚠️ 超出预算 {format_sum(effect.over)}")
    if effect.duplicates:
        numbers = "、".join(str(number) for number in effect.duplicates[:5])
        found.append(f"⚠️ 可能重复：第 {numbers} 号已有同一项目、同一天、同样金额的支出")
    return tuple(found)


def _result(effect: ResultEffect) -> tuple[str, ...]:
    judgement = effect.judgement
    change = f"完成值 {rates(_quoted(effect.before), _quoted(effect.after))}"
    if effect.later is not None:
        change = f"⚠️ 现行完成值仍以 {short_day(effect.later)} 的 {_quoted(effect.after)} 为准，因为它的日期更晚"
    elif effect.before == effect.after:
        change = "与已登记的完成值相同"
    because = () if judgement.outcome in (Outcome.MET, Outcome.PENDING) else (f"依据：{judgement.why}",)
    return (*((change,) if effect.before is not None else ()), outcome_words(judgement.outcome), *because)


def _quoted(value: str | None) -> str:
    if value is None:
        return "待填"
    line = " ".join(value.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _budget(effect: BudgetEffect) -> tuple[str, ...]:
    lines = [f"{_named(shift.name)}预算 {moved(shift.before, shift.after)}{_rates(shift)}" for shift in effect.shifts]
    same = "，总额不变" if effect.fund_before == effect.fund_after else ""
    fund = f"一级项目预算 {moved(effect.fund_before, effect.fund_after)}{same}"
    return (*lines, fund, *(_unplanned(shift) for shift in effect.shifts if shift.planned not in (None, shift.after)))


def _unplanned(shift: BudgetShift) -> str:
    """The plan no longer ends at the budget: the way to a new one."""
    planned = shift.planned or ZERO
    word = "少" if planned < shift.after else "多"
    apart = format_sum(abs(shift.after - planned))
    plan = f"{_named(shift.name)}的用款计划全年 {format_wan(planned)} 万元"
    return f"⚠️ {plan}，比调整后的预算{word} {apart}，请用 /plan 更新"


def _named(name: str) -> str:
    """The name in quotation marks, unless it has some of its own."""
    return name if "“" in name else f"“{name}”"


def _rates(shift: BudgetShift) -> str:
    """What the execution rate becomes; nothing was spent, nothing to say."""
    if not shift.executed:
        return ""
    before, after = (rate_percent(shift.executed, budget) for budget in (shift.before, shift.after))
    return f"（支出率 {rates(before, after)}）"


def _reversal(effect: ReversalEffect) -> tuple[str, ...]:
    return effect_lines(effect.effect) if effect.effect else ()


def _plan(effect: PlanEffect) -> tuple[str, ...]:
    head = "替换原来的用款计划" if effect.before else "首次填报用款计划"
    months = [f"{month}月 {format_wan(amount)}" for month, amount in enumerate(effect.after, start=1)]
    rows = ["　".join(months[start : start + 3]) for start in range(0, 12, 3)]
    short = effect.budget - effect.after[-1]
    lines = (f"{head}（每月底累计，万元）：", *rows)
    if short == 0:
        return lines
    word = "少" if short > 0 else "多"
    return (*lines, f"⚠️ 全年合计比预算 {format_wan(effect.budget)} 万元{word} {format_sum(abs(short))}")


def _score(effect: ScoreEffect) -> tuple[str, ...]:
    score, grade = effect.after
    if effect.before is None:
        return ()
    old_score, old_grade = effect.before
    return (f"自评得分 {rates(f'{old_score:f}', f'{score:f}')} 分，等级 {rates(old_grade, grade)}",)


def _words(effect: WordsEffect) -> tuple[str, ...]:
    return (f"原来写的：{_quoted(effect.before)}",) if effect.before else ()


def _period(effect: PeriodEffect) -> tuple[str, ...]:
    name = period_words(effect.period)
    if effect.closing:
        locked = "关账后不能再登记；冲销、更正只有管理员能做，也可由管理员重新开账"
        return (f"{name}有 {effect.entries} 条记录", locked)
    return (f"{name}有 {effect.entries} 条记录", "重新开账后可以登记、冲销和更正")


_LINES: dict[type[Any], Callable[[Any], tuple[str, ...]]] = {
    SpendingEffect: _spending,
    ResultEffect: _result,
    BudgetEffect: _budget,
    ReversalEffect: _reversal,
    PlanEffect: _plan,
    ScoreEffect: _score,
    WordsEffect: _words,
    PeriodEffect: _period,
}
