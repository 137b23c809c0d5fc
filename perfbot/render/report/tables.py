"""The report's two tables: budget and spending by project, and indicators with target and actual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import fund_budget
from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.render.document import Align, Column, Row, Table
from perfbot.render.terms import MID_YEAR_MARK, book_name

PENDING = "待填"

_BUDGET_COLUMNS = (
    Column("一级项目", weight=2),
    Column("二级项目", weight=5),
    Column("预算金额", Align.RIGHT, 2),
    Column("实际支出金额", Align.RIGHT, 2),
)
_GOAL_COLUMNS = (
    Column("二级项目", weight=3),
    Column("指标类型", weight=2),
    Column("三级指标", weight=4),
    Column("目标值", weight=2),
    Column("实际完成值", weight=2),
)


def budget_table(book: Book, projects: Sequence[ProjectState], as_of: date | None) -> Table:
    """预算安排及使用情况表 in 万元; its last row sums the fund, so that it agrees with the text."""
    total = fund_budget(book, as_of)
    rows = list(_budget_rows(book.name, projects, as_of))
    rows.append(Row(("", "合计", format_wan(total.adjusted), format_wan(total.executed)), total=True))
    caption = f"{book_name(book)}预算安排及使用情况表"
    return Table(_BUDGET_COLUMNS, tuple(rows), caption, "万元", merge_down=(0,))


def _budget_rows(fund: str, projects: Sequence[ProjectState], as_of: date | None) -> Iterator[Row]:
    for index, project in enumerate(projects):
        name = project.name + (MID_YEAR_MARK if project.described.mid_year else "")
        budget, spent = project.adjusted_budget(as_of), project.executed(as_of)
        yield Row((fund if index == 0 else "", name, format_wan(budget), format_wan(spent)))


def goal_table(book: Book, projects: Sequence[ProjectState], statuses: Sequence[IndicatorStatus]) -> Table:
    """The indicators in the source's five columns, targets and actual values exactly as people wrote them."""
    rows = tuple(row for project in projects for row in _goal_rows(project, statuses))
    return Table(_GOAL_COLUMNS, rows, merge_down=(0,))


def _goal_rows(project: ProjectState, statuses: Sequence[IndicatorStatus]) -> Iterator[Row]:
    own = [status for status in statuses if status.state.described.project == project.code]
    for index, status in enumerate(own):
        said = status.state.described
        first = project.name if index == 0 else ""
        yield Row((first, said.level_two, said.name, said.target_value, status.actual or PENDING))
