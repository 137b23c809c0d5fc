"""The 用款计划 as a small chart: what is planned by each month's end beside what has been spent."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import WAN, format_wan
from perfbot.domain.books.book import Book
from perfbot.render.charts.lines import Series, line_chart
from perfbot.render.document import Figure

_MONTHS = tuple(range(1, 13))


def plan_figure(book: Book, project: str, planned: Sequence[Decimal], today: date) -> Figure:
    """The chart of a project's plan (twelve cumulative sums in 元) and its spending up to today, in 万元."""
    state = book.projects[project]
    spent = [
        state.executed(day) if day <= today else None for day in (_month_end(book.year, month) for month in _MONTHS)
    ]
    plan = Series(
        "计划", tuple(amount / WAN for amount in planned), dashed=True, label=f"{format_wan(planned[-1])} 万元"
    )
    done = Series(
        "已支出",
        tuple(None if amount is None else amount / WAN for amount in spent),
        label=f"{format_wan(state.executed(today))} 万元",
    )
    series = [plan, done] if any(spent) else [plan]
    labels = [f"{month}月" for month in _MONTHS]
    title = f"{state.short_name} 用款计划"
    words = "，".join(f"{month}月底 {format_wan(planned[month - 1])}" for month in (3, 6, 9, 12))
    png = line_chart(series, labels, title, f"{book.year} 年，累计")
    return Figure("plan", png, caption="用款计划（累计，万元）", alternative=f"{title}：{words}")


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
