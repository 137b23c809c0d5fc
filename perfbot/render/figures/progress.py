"""How a fund's money and goals stand on a day: the fund's line, and every project, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from perfbot.domain.amounts.day_words import long_day
from perfbot.domain.amounts.money import format_sum, format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.per_book_cache import PerBookCache
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.statuses import FundStatus, ProjectStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.buttons import button, command_button, in_rows
from perfbot.render.document import (
    Align,
    Button,
    Column,
    Document,
    Paragraph,
    Row,
    Span,
    Table,
    bold,
    document,
    paragraph,
)
from perfbot.render.figures.gauges import bar, checkpoint_words, gap_words, goal_words, money_words, rate_words
from perfbot.render.figures.project_card import project_card
from perfbot.render.presses import ProgressPress
from perfbot.render.terms import MID_YEAR_MARK, SIMULATED, goal_light_words, light_words

__all__ = ["progress", "project_button", "project_card"]

_FUND_CELLS, _PROJECT_CELLS = 10, 6
_COLUMNS = (Column("二级项目", weight=4), Column("支出率", weight=3), Column("已支出/预算", Align.RIGHT, 3))

_compiled: PerBookCache[Document] = PerBookCache()


def _nothing(_: ProjectStatus) -> str:
    """/progress has no more to say of a project."""
    return ""


def progress(book: Book, as_of: date, rulebook: Rulebook = DEFAULT, *, wide: bool = False) -> Document:
    """/progress: the fund and its projects as of a day, with a button to each project's card; amounts in 万元.

    Two lines a project, which a phone shows whole; one row of a table where there is room (`wide`). Put together once
    for what the book holds.
    """
    return _compiled.of(book, (as_of, rulebook, wide), lambda: _progress(book, overview(book, as_of, rulebook), wide))


def _progress(book: Book, status: FundStatus, wide: bool) -> Document:
    return document(
        *_fund_lines(status),
        _project_table(status) if wide else project_lines(status),
        *caveats(book, status),
        buttons=[*_project_rows(status), _more_row(status.key)],
    )


def _fund_lines(status: FundStatus) -> Iterator[Paragraph]:
    money = status.money
    yield paragraph(bold(f"{status.key.year}年{status.name}"), f"\n{_as_of(status)}")
    facts = [f"已支出 {money_words(money)} 万元{_balance(status)}"]
    facts += [gap_words(money)] if not _is_over(status) and gap_words(money) else []
    facts += [f"本周支出 {format_wan(money.week_spent)} 万元"] if money.week_spent else []
    if money.awaiting_supplement:
        facts.append(f"⚠️ 有 {format_sum(money.awaiting_supplement)}超出预算，待追加")
    if money.checkpoint is not None:
        facts.append(checkpoint_words(money.checkpoint, status.as_of))
    rate = bold(rate_words(money.rate))
    yield paragraph(
        f"{light_words(money.light)}　{bar(money.rate, _FUND_CELLS)} ", rate, "".join(f"\n{fact}" for fact in facts)
    )
    yield paragraph(goal_words(status.goals))


def _as_of(status: FundStatus) -> str:
    """A year that is over stands as it ended, whatever the day."""
    if _is_over(status):
        return "年度已结束，截至12月31日"
    return f"截至{long_day(status.as_of)}"


def _is_over(status: FundStatus) -> bool:
    return status.as_of.year > status.key.year


def _balance(status: FundStatus) -> str:
    return f"，结余 {format_wan(status.money.remaining)} 万元" if _is_over(status) else ""


def project_lines(status: FundStatus, after: Callable[[ProjectStatus], str] = _nothing) -> Paragraph:
    """Two lines a project, the worst first, in 万元; `after` says what more stands behind a project's figures."""
    lines = [part for project in status.worst_first for part in _two_lines(project, after(project))]
    return paragraph(bold("各项目，单位：万元"), *lines)


def _two_lines(project: ProjectStatus, after: str) -> tuple[str | Span, ...]:
    money = project.money
    waiting = "　⚠️待追加" if money.awaiting_supplement else ""
    figures = f"{bar(money.rate, _PROJECT_CELLS)} {rate_words(money.rate)}　{money_words(money)}{waiting}{after}"
    name = f"{project.short_name}{MID_YEAR_MARK if project.mid_year else ''}"
    goals = f"　目标 {goal_light_words(project.goals.light)}" if project.goals.light.troubled else ""
    return f"\n{light_words(money.light)}　", bold(name), f"{goals}\n{figures}"


def _project_table(status: FundStatus) -> Table:
    rows = [_project_row(project) for project in status.worst_first]
    total = (
        "合计",
        f"{bar(status.money.rate, _PROJECT_CELLS)} {rate_words(status.money.rate)}",
        money_words(status.money),
    )
    return Table(_COLUMNS, (*rows, Row(total, total=True)), unit="万元")


def _project_row(project: ProjectStatus) -> Row:
    money = project.money
    waiting = " ⚠️待追加" if money.awaiting_supplement else ""
    name = f"{light_words(money.light)} {project.short_name}{MID_YEAR_MARK if project.mid_year else ''}"
    return Row((name, f"{bar(money.rate, _PROJECT_CELLS)} {rate_words(money.rate)}{waiting}", money_words(money)))


def caveats(book: Book, status: FundStatus) -> Iterator[Paragraph]:
    """What is not as people recorded it: simulated figures, assumed dates."""
    if status.simulated:
        yield paragraph(SIMULATED, note=True)
    elif any(_is_assumed(book, project.code) for project in status.projects):
        yield paragraph("说明：部分支出的日期是假定的（见台账），年中各日的进度仅供参考。", note=True)


def _is_assumed(book: Book, code: str) -> bool:
    spendings = book.projects[code].spendings
    return bool(spendings) and spendings[-1][2].basis is Basis.ASSUMED


def project_button(key: BookKey, code: str, label: str) -> Button:
    """A button that opens a project's card."""
    return button(label, ProgressPress(key, code))


def _project_rows(status: FundStatus) -> list[list[Button]]:
    return in_rows([project_button(status.key, one.code, one.short_name) for one in status.worst_first])


def _more_row(key: BookKey) -> list[Button]:
    return [command_button("当前预警", "alerts", key), command_button("自评报告", "report", key)]
