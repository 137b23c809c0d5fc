"""关账和重新开账: a month or the year is closed for entries, or opened again with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from perfbot.domain.books.commands import ClosePeriod, Command, ReopenPeriod
from perfbot.forms.engine.choosing import label_of, one_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Problem, Situation
from perfbot.forms.engine.one_line import take_choice, tokens
from perfbot.forms.questions import office_only, reason_field, renamed

_ACTIONS = (Choice("close", "关账"), Choice("reopen", "重新开账"))
_IN_WORDS = (*"一二三四五六七八九十", "十一", "十二")


def _any_closed(here: Situation) -> bool:
    return bool(here.ctx.book.closed_periods)


def _reopening(here: Situation) -> bool:
    return bool(here.value("action") == "reopen")


def _periods(here: Situation) -> tuple[Choice, ...]:
    book, closed = here.ctx.book, here.ctx.book.closed_periods
    known = _month_choices(book.year, here.ctx.today)
    return tuple(choice for choice in known if (choice.id in closed) == _reopening(here))


def _month_choices(year: int, today: date) -> tuple[Choice, ...]:
    """The months that have begun, and the year."""
    begun = [month for month in range(1, 13) if date(year, month, 1) <= today]
    months = [Choice(f"{year}-{month:02d}", f"{month}月", names=_month_names(year, month)) for month in begun]
    return (*months, Choice(str(year), f"{year}年度", names=("全年", "年度", f"{year}年", f"{year}年度")))


def _month_names(year: int, month: int) -> tuple[str, ...]:
    written = (f"{month}月", f"{_IN_WORDS[month - 1]}月", f"{year}年{month}月")
    figures = (str(month), f"{month:02d}", f"{year}.{month}", f"{year}{month:02d}")
    return (*written, *(f"{one}份" for one in written), *figures)


def _denied(ctx: Context, subject: str) -> Problem | None:
    return office_only(ctx, subject)


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> Command:
    if values.get("action") == "reopen":
        return ReopenPeriod(key=draft.id, period=values["period"], reason=values["reason"])
    return ClosePeriod(key=draft.id, period=values["period"])


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`6月`, `全年`, `重新开账 6月 补录发票`: what to do, with which period, and why."""
    words, closed = tokens(line), ctx.book.closed_periods
    action = take_choice(words, _ACTIONS)
    period = take_choice(words, _month_choices(ctx.book.year, ctx.today))
    doing = action.id if action else "close" if period and period.id not in closed else ""
    told = {"action": doing if closed else "", "period": period.id if period else ""}
    if doing == "reopen":
        told["reason"] = " ".join(words)
    return {name: words for name, words in told.items() if words}


CLOSE = Form(
    name="close",
    command="close",
    title="关账",
    fields=(
        Field(
            name="action",
            label="操作",
            ask="关账，还是重新开账？",
            read=one_of(lambda _: _ACTIONS),
            choices=lambda _: _ACTIONS,
            closed=True,
            applies=_any_closed,
            show=label_of(lambda _: _ACTIONS),
        ),
        Field(
            name="period",
            label="期间",
            ask=lambda here: "重新开哪个期间？" if _reopening(here) else "关哪个月，还是全年？",
            hint="点选，或输入，例：6月、全年",
            read=one_of(_periods),
            choices=_periods,
            closed=True,
            by_number=False,
            show=label_of(_periods),
            depends_on=("action",),
        ),
        renamed(
            reason_field("为什么重新开账？", "有支出漏登记", "需要更正已登记的内容"),
            applies=_reopening,
            depends_on=("action",),
        ),
    ),
    build=_build,
    denied=_denied,
    one_line=_one_line,
)
