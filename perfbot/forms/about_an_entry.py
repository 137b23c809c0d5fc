"""Checks whether an entry may be corrected, and words it in one line."""

from __future__ import annotations

from datetime import date

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books import checks
from perfbot.domain.books.commands import ReverseEntry
from perfbot.domain.books.entries import (
    BudgetChanged,
    DeviationExplained,
    Entry,
    EvidenceAttached,
    IndicatorResult,
    Spending,
)
from perfbot.domain.books.errors import Refused, UnknownEntry
from perfbot.domain.books.projects_of_entry import concerns
from perfbot.domain.books.rules import decide
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import Field, Problem, Situation, shortened

_TRIAL = "?"


def not_reversible(ctx: Context, subject: str) -> Problem | None:
    """Why the person may not take this entry back, as the rules say it; None when they may."""
    try:
        _may_record(ctx, subject)
        decide(ctx.book, ReverseEntry(key=_TRIAL, target=subject, reason=_TRIAL), ctx.circumstances)
    except Refused as why:
        return why
    return None


def _may_record(ctx: Context, subject: str) -> None:
    """Raises NotAllowed where the entry is about a project that the person does not record for (any more)."""
    entry = ctx.book.entry(subject)
    for project in concerns(ctx.book, entry) if entry else ():
        checks.may_record(ctx.book, ctx, project)


def entry_words(entry: Entry, ctx: Context) -> str:
    """The entry in one line: number, what, how much."""
    return f"第 {entry.number} 号 {_what(entry, ctx)}".strip()


def _what(entry: Entry, ctx: Context) -> str:
    book = ctx.book
    match entry:
        case Spending():
            name = book.projects[entry.project].short_name
            return f"{name} {short_day(entry.on)} {format_wan(entry.amount)} 万元 {shortened(entry.purpose)}"
        case IndicatorResult():
            state = book.indicator(entry.indicator)
            name = state.described.name if state else entry.indicator
            return f"{name} {short_day(entry.on)} 完成值 {shortened(entry.actual_value)}"
        case BudgetChanged():
            first = entry.lines[0]
            more = f" 等 {len(entry.lines)} 个项目" if len(entry.lines) > 1 else ""
            moved = f"{book.projects[first.project].short_name} {format_wan(first.amount)} 万元{more}"
            return f"预算变动 {short_day(entry.on)} {moved} {entry.document_number}"
        case DeviationExplained():
            return f"偏差原因 {shortened(entry.reason)}"
        case EvidenceAttached():
            return f"佐证材料 {shortened(entry.filename)}"
    return ""


def _target(code: str, here: Situation) -> str:
    if here.ctx.book.entry(code) is None:
        raise UnknownEntry(code)
    return code


def _in_words(code: str, here: Situation) -> str:
    entry = here.ctx.book.entry(code)
    return entry_words(entry, here.ctx) + _closed_words(entry, here.ctx) if entry else code


def _closed_words(entry: Entry, ctx: Context) -> str:
    """The reminder for an administrator who changes a closed month."""
    on = getattr(entry, "on", None)
    closure = ctx.book.closure_for(on) if isinstance(on, date) else None
    return f"（{closure.period} 已关账，由管理员处理）" if closure else ""


TARGET = Field(
    name="target",
    label="原记录",
    ask="",
    read=_target,
    default=lambda here: here.draft.subject,
    show=_in_words,
    editable=False,
)


def spending_of(here: Situation) -> Spending | None:
    """The spending under correction."""
    entry = here.ctx.book.entry(here.draft.subject)
    return entry if isinstance(entry, Spending) else None


def result_of(here: Situation) -> IndicatorResult | None:
    """The result under correction."""
    entry = here.ctx.book.entry(here.draft.subject)
    return entry if isinstance(entry, IndicatorResult) else None
