"""Questions for a day or a month of the book's year."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.amounts.day_words import long_day, short_day, weekday
from perfbot.domain.books import checks
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import Choice, Field, Misread, Situation

DAYS_OFFERED = 8
_NAMED = ("今天", "昨天", "前天")


def read_day(text: str, here: Situation) -> date:
    """A day of the book's year that has come and is not closed; raises Misread or PeriodIsClosed."""
    book = here.ctx.book
    try:
        day = parse_date(text, book.year, here.ctx.today)
    except InvalidDate as why:
        raise Misread(str(why)) from None
    _check_open(here, day)
    return day


def _check_open(here: Situation, day: date) -> None:
    """Raises PeriodIsClosed in a closed period, except for the office."""
    book = here.ctx.book
    was_on = getattr(book.entry(here.draft.subject), "on", None)
    if isinstance(was_on, date):
        checks.open_for_correction(book, here.ctx, was_on, day)
    else:
        checks.open_on(book, day)


def kept_day(text: str, here: Situation) -> str:
    """The typed day as a date, since 今天 means another day tomorrow."""
    return read_day(text, here).isoformat()


def full_day(day: date, _: object = None) -> str:
    """2021年6月30日（周三）."""
    return f"{long_day(day)}（{weekday(day)}）"


def recent_days(here: Situation) -> tuple[Choice, ...]:
    """Choices of days: today and before in a running year, ends of months in a past one; no closed days."""
    ctx = here.ctx
    running = ctx.book.year == ctx.today.year
    days = _last_days(ctx) if running else _month_ends(ctx)
    return tuple(
        Choice(day.isoformat(), _day_label(day, ctx.today) if running else short_day(day))
        for day in days
        if ctx.book.closure_for(day) is None
    )


def _last_days(ctx: Context) -> Iterator[date]:
    for back in range(DAYS_OFFERED):
        day = ctx.today - timedelta(days=back)
        if day.year == ctx.book.year:
            yield day


def _month_ends(ctx: Context) -> Iterator[date]:
    for month in range(12, 0, -1):
        day = date(ctx.book.year, month, calendar.monthrange(ctx.book.year, month)[1])
        if day <= ctx.today:
            yield day


def _day_label(day: date, today: date) -> str:
    back = (today - day).days
    name = _NAMED[back] if back < len(_NAMED) else weekday(day)
    return f"{name} {short_day(day)}"


def latest_day(here: Situation) -> str | None:
    """Today, or the last day of a year that is over; None where that is closed."""
    ctx = here.ctx
    day = min(ctx.today, date(ctx.book.year, 12, 31))
    return day.isoformat() if day.year == ctx.book.year and ctx.book.closure_for(day) is None else None


def _hint(here: Situation) -> str:
    running = here.ctx.book.year == here.ctx.today.year
    return "点选，或输入，例：6.30、6月30日" + ("、昨天" if running else "")


DAY = Field(
    name="on",
    label="日期",
    ask="哪一天支付的？",
    hint=_hint,
    read=read_day,
    take=kept_day,
    choices=recent_days,
    show=full_day,
)
