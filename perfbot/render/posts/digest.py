"""The weekly digest 周报 and the monthly one: where the fund stands, what changed, what is missing, worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from perfbot.domain.amounts.day_words import long_day, short_day
from perfbot.domain.amounts.money import format_sum, format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.money_course import spent_between
from perfbot.domain.monitoring.overview import overview, payments_between, recorded_between
from perfbot.domain.monitoring.statuses import FundStatus, ProjectStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.buttons import button, command_button
from perfbot.render.charts.rates import RateBar, rate_chart, rate_words
from perfbot.render.document import (
    Block,
    Button,
    Document,
    Figure,
    Paragraph,
    bold,
    document,
    paragraph,
)
from perfbot.render.figures.gauges import bar, checkpoint_words, gap_words, goal_words, money_words
from perfbot.render.figures.gauges import rate_words as rate_shown
from perfbot.render.figures.progress import caveats, project_lines
from perfbot.render.posts.digest_details import behind, overdue, owing_line, project_details
from perfbot.render.presses import AlertPress
from perfbot.render.terms import light_words

_LOADED = "导入"
_CELLS = 10


@dataclass(frozen=True)
class Period:
    """What a digest looks back on: its title (2021年第27周), how it is spoken of (本周), days after and up to."""

    title: str
    spoken: str
    after: date
    upto: date


def week_up_to(on: date) -> Period:
    """The seven days up to a digest's day, named after the day's ISO week."""
    year, week, _ = on.isocalendar()
    return Period(f"支出进度周报 {year}年第{week}周", "本周", on - timedelta(days=7), on)


def month_before(on: date) -> Period:
    """The whole month before the day."""
    last = on.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    return Period(f"支出进度月报 {last.year}年{last.month}月", "当月", first - timedelta(days=1), last)


def digest_document(
    book: Book,
    period: Period,
    *,
    rulebook: Rulebook = DEFAULT,
    names: Mapping[int, str] | None = None,
    owing: Sequence[tuple[str, int]] = (),
    update_link: str = "",
    chart: bool = True,
) -> Document:
    """The digest of a fund as of the period's last day; amounts in 万元.

    `names` gives people's names by id, `owing` who owes how many updates, `update_link` a link into the private chat.
    """
    status = overview(book, period.upto, rulebook)
    blocks: list[Block] = [
        *_head(status, period),
        *_changes(book, status, period, names or {}),
        *_projects_and_figure(book, status, period, chart=chart),
        *behind(status),
        *overdue(book, status, rulebook),
        *owing_line(owing),
        *project_details(book, status),
        *caveats(book, status),
    ]
    return document(*blocks, buttons=_buttons(status, update_link), title=period.title)


def _head(status: FundStatus, period: Period) -> Iterator[Paragraph]:
    money = status.money
    yield paragraph(bold(f"📊 {period.title}"))
    yield paragraph(f"{status.key.year}年{status.name}，截至{_day(status)}")
    yield paragraph(f"{light_words(money.light)}　{bar(money.rate, _CELLS)} ", bold(rate_shown(money.rate)))
    facts = [f"已支出 {money_words(money)} 万元", gap_words(money)]
    yield paragraph("；".join(filter(None, facts)))
    if money.awaiting_supplement:
        yield paragraph(f"⚠️ 有 {format_sum(money.awaiting_supplement)}超出预算，待追加")
    if money.checkpoint is not None:
        yield paragraph(checkpoint_words(money.checkpoint, status.as_of))
    yield paragraph(goal_words(status.goals))


def _day(status: FundStatus) -> str:
    """The day; with its year, and that it is past, where a year is spoken of that is over."""
    if status.as_of.year == status.key.year:
        return short_day(status.as_of)
    return f"{long_day(status.as_of)}（年度已结束）"


def _changes(book: Book, status: FundStatus, period: Period, names: Mapping[int, str]) -> Iterator[Paragraph]:
    """What changed: how much was paid, and by whom how many entries were recorded."""
    spent = _spent(book, [project.code for project in status.projects], period)
    payments = payments_between(book, period.after, period.upto)
    paid = f"{period.spoken}支出 {format_wan(spent)} 万元（{payments} 笔）" if payments else f"{period.spoken}没有支出"
    recorded = recorded_between(book, period.after, period.upto)
    people = "、".join(f"{names.get(one.person, _LOADED)} {one.count}" for one in recorded)
    count = sum(one.count for one in recorded)
    yield paragraph(bold(paid), f"；新登记 {count} 条：{people}" if count else "；没有新登记")


def _projects_and_figure(book: Book, status: FundStatus, period: Period, *, chart: bool) -> Iterator[Block]:
    """Two lines a project, as in /progress, since a phone breaks the words of a table; then the sum."""
    yield project_lines(status, lambda project: _moved(book, [project.code], period))
    moved = _moved(book, [project.code for project in status.projects], period)
    yield paragraph(bold("合计"), f"　{money_words(status.money)}{moved}")
    if chart and status.projects:
        yield _figure(status, period)


def _spent(book: Book, codes: Sequence[str], period: Period) -> Decimal:
    return sum((spent_between(book.projects[code], period.after, period.upto) for code in codes), Decimal(0))


def _moved(book: Book, codes: Sequence[str], period: Period) -> str:
    """What the period brought, behind the sum; nothing where it brought nothing."""
    spent = _spent(book, codes, period)
    return f"　{period.spoken}+{format_wan(spent)}" if spent else ""


def _figure(status: FundStatus, period: Period) -> Figure:
    """The rate of the fund and of each project against what is expected, worst first, as a picture and in words."""
    rows, title, day = _rates(status, period)
    return Figure("rates", _drawn(rows, title, day), f"{title}（{day}）", rate_words(rows))


def digest_picture(book: Book, period: Period, rulebook: Rulebook = DEFAULT) -> Callable[[], bytes]:
    """Draws the picture of `digest_document`, which takes thirty times as long as its words.

    What is returned needs the book no more and may be called in a thread; `digest_document` then finds it drawn.
    """
    facts = _rates(overview(book, period.upto, rulebook), period)
    return lambda: _drawn(*facts)


def _rates(status: FundStatus, period: Period) -> tuple[tuple[RateBar, ...], str, str]:
    money = status.money
    fund = RateBar("合计", money.rate, money.expected, rate_shown(money.rate), light_words(money.light), strong=True)
    by_money = sorted(status.projects, key=lambda project: (project.money.light, project.money.gap or Decimal(0)))
    day = f"截至{long_day(period.upto)}"
    return (fund, *(_rate_bar(project) for project in by_money)), f"{status.name} 支出率", day


@lru_cache(maxsize=8)
def _drawn(rows: tuple[RateBar, ...], title: str, day: str) -> bytes:
    return rate_chart(rows, title, day)


def _rate_bar(project: ProjectStatus) -> RateBar:
    money = project.money
    return RateBar(project.short_name, money.rate, money.expected, rate_shown(money.rate), light_words(money.light))


def _buttons(status: FundStatus, update_link: str) -> list[list[Button]]:
    update = Button("我来更新", url=update_link) if update_link else command_button("我来更新", "todo")
    known = button("已知晓", AlertPress("ack", status.key, status.as_of))
    return [[command_button("项目详情", "progress", status.key), update, known]]
