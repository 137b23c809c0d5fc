"""项目支出绩效运行监控表: where each project's money and indicators stand on a day in the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import WAN, execution_rate, format_wan, rate_percent
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import project_budget, reported_projects
from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.judged import read_value
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.domain.indicators.taxonomy import limits_money
from perfbot.domain.monitoring.goals import is_limit
from perfbot.domain.values import Outcome
from perfbot.render.report.form_grid import FormCell, FormSheet, Look, Row, head, label
from perfbot.render.report.form_levels import levelled
from perfbot.render.report.form_sheet import caveat, signatures
from perfbot.render.terms import DRAFT_MARK, MID_YEAR_MARK, NONE_MARK, target_words

NAME = "项目支出绩效运行监控表"
_WIDTHS = (6, 9, 10, 19, 12, 12, 12, 5, 5, 5, 5, 5, 14, 5, 5, 7, 11)
_CAUSES = ("经费\n保障", "制度\n保障", "人员\n保障", "硬件\n条件\n保障", "其他", "原因说明")
_CHANCES = ("确定\n能", "有可\n能", "完全\n不可能")
_SOURCES = ("其中：当年财政拨款", "　　　上年结转资金", "　　　其他资金")
_GOAL_GAP = "【未填写年度总体目标】"
_SHARES = ("%", "‰")
_SURE, _TICK = 13, "√"


def monitor_forms(book: Book, on: date, codes: Sequence[str] = ()) -> tuple[FormSheet, ...]:
    """The forms of the projects of the day's report tables, or of those whose codes are given."""
    return tuple(_sheet(book, one, on) for one in reported_projects(book, on) if not codes or one.code in codes)


def _sheet(book: Book, project: ProjectState, on: date) -> FormSheet:
    statuses = tuple(indicator_statuses(book, on, project.code))
    goal = project.described.goal.strip()
    rows = [*_head_rows(book, project), *_money_rows(project, on), _goal_row(goal)]
    indicators = [_indicator_row(one, levels, on) for one, levels in levelled(statuses)]
    return FormSheet(
        code=project.code,
        name=project.name,
        short_name=project.short_name,
        title=NAME if goal else f"{NAME}{DRAFT_MARK}",
        subtitle=f"（{book.year}年度　截至{short_day(on)}）",
        rows=(
            *rows,
            *_headings(on, len(statuses)),
            *indicators,
        ),
        heading=len(rows),
        gaps=() if goal else ("没有填写年度总体目标",),
        notes=(*_notes(), *caveat(book)),
        signatures=signatures(book),
        widths=_WIDTHS,
        heading_rows=2,
        landscape=True,
    )


def _notes() -> Iterator[str]:
    yield "注：1. 金额单位为万元；执行率＝执行数÷全年预算数（含追加和调剂）。台账只记当年财政拨款，其他来源以“—”表示。"
    yield "2. 预算已经执行完、数量已经达到目标的，全年预计和“确定能”由台账填写；其余空白由单位填写。"


def _months(on: date) -> str:
    return "1月" if on.month == 1 else f"1—{on.month}月"


def _head_rows(book: Book, project: ProjectState) -> Iterator[Row]:
    name = project.name + (MID_YEAR_MARK if project.described.mid_year else "")
    unit = book.fund.unit if book.fund else ""
    yield label(0, "项目名称", columns=3), FormCell(3, name, columns=14)
    bureau = (label(0, "主管部门", columns=3), FormCell(3, book.bureau, columns=3))
    yield *bureau, label(6, "实施单位", columns=3), FormCell(9, unit, columns=8)


def _money_rows(project: ProjectState, on: date) -> Iterator[Row]:
    view = project_budget(project, on)
    settled = view.executed >= view.adjusted > 0 or (on.month, on.day) == (12, 31)
    rate = execution_rate(view.executed, view.adjusted)
    titles = ("年初预算数", f"{_months(on)}执行数", f"{_months(on)}执行率", "全年预计执行数")
    places = ((4, 2), (6, 3), (9, 3), (12, 5))
    heads = (head(at, title, columns=wide) for (at, wide), title in zip(places, titles, strict=True))
    yield label(0, "项目资金\n（万元）", rows=5, columns=2), head(2, "", columns=2), *heads
    figures = (
        _amount(places[0], view.initial),
        _amount(places[1], view.executed),
        FormCell(9, rate_percent(view.executed, view.adjusted), Look.CENTRE, 3, number=rate, number_format="0.00%"),
        _amount(places[3], view.executed) if settled else FormCell(12, "", Look.CENTRE, columns=5),
    )
    for title in ("年度资金总额", _SOURCES[0]):
        yield head(2, title, columns=2), *figures
    for title in _SOURCES[1:]:
        yield head(2, title, columns=2), *(FormCell(at, NONE_MARK, Look.CENTRE, columns=wide) for at, wide in places)


def _amount(place: tuple[int, int], yuan: Decimal) -> FormCell:
    return FormCell(place[0], format_wan(yuan), Look.FIGURE, columns=place[1], number=yuan / WAN)


def _goal_row(goal: str) -> Row:
    look = Look.WORDS if goal else Look.GAP
    return label(0, "年度总体目标", columns=3), FormCell(3, goal or _GOAL_GAP, look, columns=14)


def _headings(on: date, count: int) -> Iterator[Row]:
    single = ("一级指标", "二级指标", "三级指标", "年度指标值", f"{_months(on)}\n执行情况", "全年预计\n完成情况")
    yield (
        label(0, "绩效\n指标", rows=count + 2),
        *(head(place, title, rows=2) for place, title in enumerate(single, start=1)),
        head(7, "偏差原因分析", columns=6),
        head(13, "完成目标可能性", columns=3),
        head(16, "备注", rows=2),
    )
    yield tuple(head(7 + place, title) for place, title in enumerate((*_CAUSES, *_CHANCES)))


def _indicator_row(status: IndicatorStatus, levels: tuple[FormCell, ...], on: date) -> Row:
    described, reached = status.state.described, _is_reached(status, on)
    words = {
        4: target_words(described),
        5: status.actual or NONE_MARK,
        6: status.actual if reached else "",
        _SURE: _TICK if reached else "",
    }
    marks = (FormCell(at, words.get(at, ""), Look.CENTRE) for at in (4, 5, 6, 7, 8, 9, 10, 11))
    chances = (FormCell(at, words.get(at, ""), Look.CENTRE) for at in (13, 14, 15))
    remedy = FormCell(16, f"措施：{status.remedy}" if status.remedy else "")
    return (*levels, FormCell(3, described.name), *marks, FormCell(12, status.reason), *chances, remedy)


def _is_reached(status: IndicatorStatus, on: date) -> bool:
    """Whether the target is reached for good: a count or a day; a share, a limit or a quality may yet turn worse."""
    if status.judgement.outcome not in (Outcome.MET, Outcome.EXCEEDED):
        return False
    described = status.state.described
    target = read_value(described.target_value)
    is_count = target.kind == "number" and target.unit not in _SHARES and not is_limit(status)
    return on >= date(on.year, 12, 31) or target.kind == "date" or (is_count and not limits_money(described))
