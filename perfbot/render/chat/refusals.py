"""Why a command was refused, in words: what is the matter with which figure, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from perfbot.domain.amounts.day_words import long_day
from perfbot.domain.amounts.money import format_sum, format_wan, format_yuan
from perfbot.domain.books import errors as why
from perfbot.domain.books.book import Book

FIELD_NAMES = {
    "purpose": "用途",
    "reason": "原因",
    "remedy": "改进措施",
    "actual_value": "完成值",
    "fund_name": "一级项目名称",
    "bureau": "主管部门",
    "unit": "实施单位",
    "contact": "联系人",
    "phone": "联系电话",
    "project_code": "项目代码",
    "project_name": "项目名称",
    "short_name": "项目简称",
    "section": "科室",
    "goal": "年度目标",
    "achievement": "目标完成情况",
    "indicator_code": "指标代码",
    "indicator_name": "指标名称",
    "level_one": "一级指标",
    "level_two": "二级指标",
    "target_value": "目标值",
    "document_number": "文号",
    "section_text": "这一部分文字",
    "grade": "绩效等级",
    "filename": "文件名",
    "remark": "退回意见",
}
"""What the rules call a field, and what people call it."""


@dataclass(frozen=True)
class _Known:
    """What turns codes and ids into names; without a book the codes stand for themselves."""

    book: Book | None = None
    names: Mapping[int, str] = field(default_factory=dict)

    def project(self, code: str) -> str:
        state = self.book.projects.get(code) if self.book else None
        return f"“{state.name}”" if state else f"“{code}”"

    def person(self, person: int) -> str:
        return "文件导入" if person == 0 else self.names.get(person, f"同事（{person}）")


def sentence(refused: why.Refused, book: Book | None = None, names: Mapping[int, str] | None = None) -> str:
    """The refusal in one or two sentences of Simplified Chinese: what is wrong, and what to do instead."""
    return _WORDED[type(refused)](refused, _Known(book, names or {}))


def period_words(period: str) -> str:
    """ "2021-06" as 2021年6月, "2021" as 2021年度."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", period, re.ASCII)
    if not found:
        return period
    return f"{found[1]}年{int(found[2])}月" if found[2] else f"{found[1]}年度"


def _not_allowed(refused: why.NotAllowed, known: _Known) -> str:
    if refused.project:
        name = known.project(refused.project)
        return f"您没有{name}的登记权限。请选择自己负责的项目，或请管理员在 /members 里给您加上。"
    return "您的权限不能做这一步。需要的话，请管理员在 /members 里调整。"


def _unknown_project(refused: why.UnknownProject, known: _Known) -> str:
    return f"台账里没有代码为{known.project(refused.project)}的项目，可能已调整。请重新选择项目。"


def _unknown_indicator(refused: why.UnknownIndicator, _: _Known) -> str:
    return f"台账里没有指标“{refused.indicator}”，可能已删除。请重新选择指标。"


def _no_indicators(_: why.NoIndicators, __: _Known) -> str:
    return "您负责的项目还没有设置绩效指标。请管理员在项目卡片下点“添加指标”，或用 /setup 的表格导入。"


def _unknown_entry(_: why.UnknownEntry, __: _Known) -> str:
    return "没有找到这条记录。请用 /history 查看流水，从里面点选。"


def _already_reversed(refused: why.AlreadyReversed, _: _Known) -> str:
    return f"第 {refused.number} 号已经由第 {refused.by_number} 号冲销了，不用再冲销。需要补记请重新登记。"


def _not_reversible(refused: why.NotReversible, _: _Known) -> str:
    return f"第 {refused.number} 号这类记录不能冲销，重新登记一次就会替换旧的。"


def _not_the_author(refused: why.NotTheAuthor, known: _Known) -> str:
    author = known.person(refused.author)
    return f"第 {refused.number} 号是{author}登记的，只有本人或管理员能冲销、更正。请联系{author}或管理员。"


def _over_budget(refused: why.OverBudget, known: _Known) -> str:
    left = refused.budget - refused.executed
    return (
        f"{known.project(refused.project)}预算 {format_wan(refused.budget)} 万元，还剩 {format_sum(left)}，"
        f"这一笔会超出 {format_sum(refused.excess)}。请核对金额；如果在等追加，请标为“待追加”。"
    )


def _below_spent(refused: why.BudgetBelowSpent, known: _Known) -> str:
    return (
        f"调整后{known.project(refused.project)}的预算只有 {format_wan(refused.budget_after)} 万元，"
        f"少于已支出的 {format_wan(refused.executed)} 万元。请减小调出金额，或先冲销多记的支出。"
    )


def _unbalanced(refused: why.TransferUnbalanced, _: _Known) -> str:
    return (
        f"调剂的调出和调入对不上：合计 {format_wan(refused.lines_sum)} 万元，"
        f"应为 {format_wan(refused.expected)} 万元。请核对各项金额。"
    )


def _bad_amount(refused: why.BadAmount, _: _Known) -> str:
    if not refused.amount.is_finite() or refused.amount <= 0:
        return "金额要大于 0。退款或记错了请用“冲销”，不要记负数。"
    return f"金额 {format_yuan(refused.amount)} 元不能登记：最多精确到分，并且要在 1000 亿元以内。请核对。"


def _outside_year(refused: why.OutsideYear, _: _Known) -> str:
    year = refused.year
    return f"{long_day(refused.on)}不在 {year} 年内，这本台账只记 {year} 年的事。请改日期，或换到那一年的台账。"


def _future(refused: why.InTheFuture, _: _Known) -> str:
    return f"{long_day(refused.on)}还没到（今天是{long_day(refused.today)}）。请填实际发生的日期。"


def _period_closed(refused: why.PeriodIsClosed, known: _Known) -> str:
    who, when = known.person(refused.closed_by), long_day(refused.closed_at)
    remedy = "请换日期，或请管理员更正、用 /close 重新开账。"
    return f"{period_words(refused.period)}已由{who}于{when}关账，不能再记。{remedy}"


def _period_open(refused: why.PeriodNotClosed, _: _Known) -> str:
    return f"{period_words(refused.period)}没有关账，直接登记就行。"


def _bad_period(refused: why.BadPeriod, _: _Known) -> str:
    return (
        f"“{refused.period}”不是 {refused.year} 年的月份或年度。请填 {refused.year}-06 这样的月份，或 {refused.year}。"
    )


def _bad_plan(refused: why.BadPlan, _: _Known) -> str:
    if not refused.month:
        return f"用款计划要 1 到 12 月共 12 个累计数，现在有 {refused.count} 个。请补齐。"
    return f"用款计划填的是累计数，{refused.month} 月不能比上个月少，也不能小于 0 或细于 1 分。请核对。"


def _missing(refused: why.MissingWords, _: _Known) -> str:
    return f"{FIELD_NAMES.get(refused.field, refused.field)}不能为空，请填写。"


def _too_long(refused: why.TooLong, _: _Known) -> str:
    name = FIELD_NAMES.get(refused.field, refused.field)
    return f"{name}太长了：{refused.length} 个字，最多 {refused.limit} 个字。请精简后再发。"


def _bad_score(refused: why.BadScore, _: _Known) -> str:
    return f"分数和权重要在 0 到 100 之间，“{refused.score}”不行。请重新填写。"


def _unknown_section(refused: why.UnknownSection, _: _Known) -> str:
    return f"报告里没有“{refused.section}”这一部分。请用 /text 从列表里选择。"


def _not_opened(refused: why.BookNotOpened, _: _Known) -> str:
    return f"还没有 {refused.year} 年的台账（{refused.fund}）。请管理员先用 /setup 建立。"


def _exists(refused: why.BookExists, _: _Known) -> str:
    there = f"{refused.year} 年的台账（{refused.fund}）已经有了，不会覆盖。"
    return f"{there}需要改动请在现有台账里操作；找不到它的，可能已隐藏，请用 /setup 恢复显示。"


def _review_off(_: why.ReviewIsOff, __: _Known) -> str:
    return "这本台账没有启用完成值审核，登记即生效。需要审核，请管理员用 /review 启用。"


def _own_review(refused: why.CannotReviewOwn, _: _Known) -> str:
    return f"第 {refused.number} 号是您自己登记的，不能自己审核。请其他审核人处理。"


def _stale_correction(refused: why.StaleCorrection, _: _Known) -> str:
    return f"第 {refused.number} 号不是这一类记录，不能这样更正。请用 /history 找到它，从下面的按钮更正。"


_WORDED: dict[type[why.Refused], Callable[[Any, _Known], str]] = {
    why.NotAllowed: _not_allowed,
    why.UnknownProject: _unknown_project,
    why.UnknownIndicator: _unknown_indicator,
    why.NoIndicators: _no_indicators,
    why.UnknownEntry: _unknown_entry,
    why.AlreadyReversed: _already_reversed,
    why.NotReversible: _not_reversible,
    why.NotTheAuthor: _not_the_author,
    why.OverBudget: _over_budget,
    why.BudgetBelowSpent: _below_spent,
    why.TransferUnbalanced: _unbalanced,
    why.BadAmount: _bad_amount,
    why.OutsideYear: _outside_year,
    why.InTheFuture: _future,
    why.PeriodIsClosed: _period_closed,
    why.PeriodNotClosed: _period_open,
    why.BadPeriod: _bad_period,
    why.BadPlan: _bad_plan,
    why.MissingWords: _missing,
    why.TooLong: _too_long,
    why.BadScore: _bad_score,
    why.UnknownSection: _unknown_section,
    why.BookNotOpened: _not_opened,
    why.BookExists: _exists,
    why.ReviewIsOff: _review_off,
    why.CannotReviewOwn: _own_review,
    why.StaleCorrection: _stale_correction,
}
