"""Words the refusals of a book as mistakes of its year book."""

from __future__ import annotations

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.errors import (
    BadAmount,
    BadPlan,
    BadScore,
    BudgetBelowSpent,
    InTheFuture,
    MissingWords,
    OutsideYear,
    OverBudget,
    PeriodIsClosed,
    Refused,
    TooLong,
    TransferUnbalanced,
)
from perfbot.years.problems import shown

_MONEY = (BadAmount, BudgetBelowSpent, OverBudget, TransferUnbalanced)


def about_money(refused: Refused) -> bool:
    """Whether the refusal depends on sums, which mean nothing after an unreadable amount."""
    return isinstance(refused, _MONEY)


def wording(refused: Refused) -> tuple[str, str, str]:
    """What was expected, what was found, and the remedy."""
    match refused:
        case OverBudget():
            budget, spent = format_wan(refused.budget), format_wan(refused.executed + refused.amount)
            return (
                f"不超过调整后预算 {budget} 万元的支出",
                f"支出合计 {spent} 万元",
                "请核对金额，或补上漏写的追加、调剂。",
            )
        case TransferUnbalanced():
            expected, found = format_wan(refused.expected), format_wan(refused.lines_sum)
            return (
                f"各行合计 {expected} 万元",
                f"合计 {found} 万元",
                "调剂各行合计要等于 supplement，调出的写负数。",
            )
        case BudgetBelowSpent():
            after, spent = format_wan(refused.budget_after), format_wan(refused.executed)
            return f"不少于已支出 {spent} 万元的预算", f"{after} 万元", "请核对调出或调减的金额。"
        case _:
            return _other(refused)


def _other(refused: Refused) -> tuple[str, str, str]:
    match refused:
        case BadAmount():
            found = f"{format_wan(refused.amount)} 万元"
            return "不为 0、方向正确的金额", found, "年初预算和追加写正数，调减写负数，且至少要有一行。"
        case BadPlan():
            return "逐月不减少的累计数", f"第 {refused.month} 个月变小了", "用款计划写累计数，不写当月数。"
        case BadScore():
            return "0 到 100 的分值", shown(str(refused.score)), "请核对。"
        case PeriodIsClosed():
            return "没有关账的期间", f"{refused.period} 已关账", "请先用 /close 重新开账，或删去这一格。"
        case MissingWords():
            return "文字", "空的", "请填写。"
        case OutsideYear():
            return f"{refused.year} 年的日期", str(refused.on), "请核对年份。"
        case InTheFuture():
            return f"不晚于今天（{refused.today}）的日期", str(refused.on), "还没有发生的事请到时再登记。"
        case TooLong():
            return f"最多 {refused.limit} 字", f"{refused.length} 字", "请缩短。"
        case _:
            return "台账接受的内容", shown(str(refused)), "请核对这一项。"
