"""How a fund's money and goals stand on a day: the fund's line, and every project, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from perfbot.domain.book import Book
from perfbot.domain.entries import Basis
from perfbot.domain.keys import BookKey
from perfbot.domain.money import format_wan, percent
from perfbot.domain.monitoring import overview
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.domain.statuses import FundStatus, ProjectStatus
from perfbot.render.document import Align, Button, Column, Document, Paragraph, Row, Table, bold, document, paragraph
from perfbot.render.gauges import bar, checkpoint_words, gap_words, goal_words, money_words, rate_words
from perfbot.render.project_card import project_card
from perfbot.render.terms import MID_YEAR_MARK, light_words

__all__ = ["progress", "project_button", "project_card"]

_FUND_CELLS, _PROJECT_CELLS = 10, 6
_COLUMNS = (Column("二级项目", weight=4), Column("支出率", weight=3), Column("已支出/预算", Align.RIGHT, 3))


def progress(book: Book, as_of: date, rulebook: Rulebook = DEFAULT) -> Document:
    """/progress: the fund and its projects as of a day, with a button to each project's card; amounts in 万元."""
    status = overview(book, as_of, rulebook)
    return document(
        *_fund_lines(status),
        _project_table(status),
        *caveats(book, status),
        buttons=[*_project_rows(status), _more_row(status.key)],
    )


def _fund_lines(status: FundStatus) -> Iterator[Paragraph]:
    money = status.money
    day = f"{status.as_of.year}年{status.as_of.month}月{status.as_of.day}日"
    yield paragraph(bold(f"{status.key.year}年{status.name}"), f"　截至{day}")
    yield paragraph(f"{light_words(money.light)}　{bar(money.rate, _FUND_CELLS)} ", bold(rate_words(money.rate)))
    facts = [f"已支出 {money_words(money)} 万元", _standing(status)]
    facts += [f"本周支出 {format_wan(money.week_spent)} 万元"] if money.week_spent else []
    yield paragraph("；".join(filter(None, facts)))
    if money.awaiting_supplement:
        yield paragraph(f"⚠️ 有 {format_wan(money.awaiting_supplement)} 万元超出预算，待追加")
    if money.checkpoint is not None:
        yield paragraph(checkpoint_words(money.checkpoint))
    yield paragraph(goal_words(status.goals))


def _standing(status: FundStatus) -> str:
    if status.as_of.year > status.key.year:
        return f"年度已结束，结余 {format_wan(status.money.remaining)} 万元"
    return gap_words(status.money)


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
        yield paragraph("注意：支出为模拟数据，仅供试用。", note=True)
    elif any(_is_assumed(book, project.code) for project in status.projects):
        yield paragraph("说明：部分支出的日期是假定的（见台账），年中各日的进度仅供参考。", note=True)


def _is_assumed(book: Book, code: str) -> bool:
    spendings = book.projects[code].spendings
    return bool(spendings) and spendings[-1][2].basis is Basis.ASSUMED


def project_button(key: BookKey, code: str, label: str) -> Button:
    """A button that opens a project's card."""
    return Button(label, f"p:{key}:{code}")


def _project_rows(status: FundStatus) -> list[list[Button]]:
    buttons = [project_button(status.key, one.code, _label(one)) for one in status.worst_first]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _label(project: ProjectStatus) -> str:
    rate = project.money.rate
    return project.short_name if rate is None else f"{project.short_name} {percent(rate, 0)}"


def _more_row(key: BookKey) -> list[Button]:
    return [Button("预警", f"c:alerts:{key}"), Button("自评报告", f"c:report:{key}")]
