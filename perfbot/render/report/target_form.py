"""项目支出绩效目标申报表: what each project is to cost and to achieve, as it is declared when the year is set up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import WAN, format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import project_budget, reported_projects
from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.render.report.form_grid import FormCell, FormSheet, Look, Row, figure, head, label
from perfbot.render.report.form_levels import levelled
from perfbot.render.report.form_sheet import signatures
from perfbot.render.terms import DRAFT_MARK, MID_YEAR_MARK, NONE_MARK, target_words

NAME = "项目支出绩效目标申报表"
_WIDTHS = (8, 13, 15, 28, 21, 28)
_GOAL_GAP = "【未填写年度总体目标】"
_NATURE = "□ 新增项目　□ 延续项目"
_NOTES = (
    "注：1. 金额单位为万元；年度资金为年初预算数，年中追加的项目为批准追加数。台账只记财政拨款。",
    "2. 中期（跨年度）目标和资金、主管部门代码、项目属性、项目期台账没有登记，由单位填写。",
)


def target_forms(book: Book, as_of: date, codes: Sequence[str] = ()) -> tuple[FormSheet, ...]:
    """The forms of the projects of a day's report tables, or of those whose codes are given."""
    return tuple(_sheet(book, one, as_of) for one in reported_projects(book, as_of) if not codes or one.code in codes)


def _sheet(book: Book, project: ProjectState, as_of: date) -> FormSheet:
    statuses = tuple(indicator_statuses(book, as_of, project.code))
    goal = project.described.goal.strip()
    gaps = (*(() if goal else ("没有填写年度总体目标",)), *(() if statuses else ("没有设置绩效指标",)))
    rows = [*_head_rows(book, project), *_money_rows(project, as_of), *_goal_rows(goal)]
    return FormSheet(
        code=project.code,
        name=project.name,
        short_name=project.short_name,
        title=f"{NAME}{DRAFT_MARK if gaps else ''}",
        subtitle=f"（{book.year}年度）",
        rows=(*rows, *_indicator_rows(statuses)),
        heading=len(rows),
        gaps=gaps,
        notes=_NOTES,
        signatures=signatures(book),
        widths=_WIDTHS,
    )


def _head_rows(book: Book, project: ProjectState) -> Iterator[Row]:
    name = project.name + (MID_YEAR_MARK if project.described.mid_year else "")
    unit = book.fund.unit if book.fund else ""
    yield label(0, "项目名称", columns=2), FormCell(2, name, columns=4)
    yield (
        label(0, "主管部门\n及代码", columns=2),
        FormCell(2, book.bureau, columns=2),
        label(4, "实施单位"),
        FormCell(5, unit),
    )
    yield label(0, "项目属性", columns=2), FormCell(2, _NATURE, columns=2), label(4, "项目期"), FormCell(5, "")


def _money_rows(project: ProjectState, as_of: date) -> Iterator[Row]:
    """中期 and 年度: the sum, what the budget grants, other money."""
    view = project_budget(project, as_of)
    granted = view.initial or view.supplemented
    yield (
        label(0, "项目\n资金\n（万元）", rows=3),
        head(1, "中期资金总额", columns=2),
        FormCell(3, NONE_MARK, Look.CENTRE),
        head(4, "年度资金总额"),
        _amount(granted),
    )
    for title, cell in (("其中：财政拨款", _amount(granted)), ("　　　其他资金", FormCell(5, NONE_MARK, Look.CENTRE))):
        yield head(1, title, columns=2), FormCell(3, NONE_MARK, Look.CENTRE), head(4, title), cell


def _amount(yuan: Decimal) -> FormCell:
    return figure(5, format_wan(yuan), yuan / WAN)


def _goal_rows(goal: str) -> Iterator[Row]:
    yield label(0, "总体\n目标", rows=2), head(1, "中期目标", columns=3), head(4, "年度目标", columns=2)
    wanted = FormCell(4, goal or _GOAL_GAP, Look.WORDS if goal else Look.GAP, columns=2)
    yield FormCell(1, NONE_MARK, Look.CENTRE, columns=3), wanted


def _indicator_rows(statuses: Sequence[IndicatorStatus]) -> Iterator[Row]:
    titles = [head(1 + place, title) for place, title in enumerate(("一级指标", "二级指标", "三级指标"))]
    yield label(0, "绩效\n指标", rows=len(statuses) + 1), *titles, head(4, "指标值", columns=2)
    for status, levels in levelled(statuses):
        described = status.state.described
        target = FormCell(4, target_words(described), Look.CENTRE, columns=2)
        yield *levels, FormCell(3, described.name), target
