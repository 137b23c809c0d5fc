"""项目支出绩效自评表: the official form of each project, filled from the book and the computed score."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import WAN, execution_rate, format_wan, rate_percent
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import project_budget
from perfbot.domain.books.entries import DeviationExplained
from perfbot.domain.books.states import ProjectState
from perfbot.domain.evaluation.scoring import FundScore, Score, ScoreLine, score_book
from perfbot.domain.evaluation.weights import HUNDRED
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.indicators.taxonomy import Category
from perfbot.domain.monitoring.overview import is_simulated
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.domain.values import Outcome
from perfbot.render.figures.score_lines import CATEGORIES, GRADES, exact_points, points
from perfbot.render.report.form_grid import COLUMNS, FormCell, FormSheet, Look, Row, figure, head, label, score_cell
from perfbot.render.report.form_levels import levelled
from perfbot.render.terms import DRAFT_MARK, MID_YEAR_MARK, NONE_MARK, target_words

_GOAL_GAP = "【未填写年度总体目标】"
_RESULT_GAP = "【缺完成值】"
_REASON_GAP = "【缺偏差原因和改进措施】"
_UNCLEAR_GAP = "【需人工判断】"
_PERCENT = "0.00%"
_SUM_OF_MONEY = "年度资金总额"
_SOURCES = ("其中：当年财政拨款", "　　　上年结转资金", "　　　其他资金")
_UNIT_NOTE = "注：1. 金额单位为万元；台账只记当年财政拨款，结转和其他资金没有登记的以“—”表示。"


def form_sheets(
    book: Book, as_of: date | None = None, rulebook: Rulebook = DEFAULT, codes: Sequence[str] = ()
) -> tuple[FormSheet, ...]:
    """The forms of the reported projects (or of those whose codes are given) as of a day (None: the whole year)."""
    known = score_book(book, as_of or date(book.year, 12, 31), rulebook)
    chosen = [score for score in known.projects if _is_wanted(book, score, codes)]
    return tuple(_sheet(book, known, score, rulebook) for score in chosen)


def _is_wanted(book: Book, score: Score, codes: Sequence[str]) -> bool:
    return score.code in codes if codes else book.projects[score.code].described.reported


def _sheet(book: Book, known: FundScore, score: Score, rulebook: Rulebook) -> FormSheet:
    project = book.projects[score.code]
    gaps = tuple(_gaps(project, score))
    rows = [*_head_rows(book, project), *_money_rows(project, score, known.as_of), *_goal_rows(project, score)]
    heading = len(rows)
    rows += [*_indicator_rows(score), _total_row(score)]
    return FormSheet(
        code=score.code,
        name=score.name,
        short_name=project.short_name,
        title=f"项目支出绩效自评表{DRAFT_MARK if gaps else ''}",
        subtitle=f"（{book.year}年度）",
        rows=tuple(rows),
        heading=heading,
        gaps=gaps,
        notes=(_UNIT_NOTE, _weight_note(score, rulebook), *_money_note(book, project), *caveat(book)),
        signatures=signatures(book),
    )


def _weight_note(score: Score, rulebook: Rulebook) -> str:
    """How the points were shared out, and what was done about categories without indicators."""
    execution = score.execution.weight
    parts = f"预算执行率 {points(execution)} 分，指标 {points(HUNDRED - execution)} 分"
    lacking = [kind for kind in Category if kind not in {line.category for line in score.lines[1:]}]
    falls = rulebook.scoring.satisfaction_falls_to_benefit and Category.BENEFIT not in lacking
    moved = [kind for kind in lacking if kind is Category.SATISFACTION and falls]
    shared = "、".join(CATEGORIES[kind] for kind in lacking if kind not in moved)
    told = "；没有满意度指标，其分值并入效益指标" if moved else ""
    told += f"；没有{shared}，其分值由其他类别按比例分摊" if shared and len(lacking) < len(Category) else ""
    return f"2. 分值、得分按财预〔2020〕10号计算：{parts}{told}。"


def _money_note(book: Book, project: ProjectState) -> tuple[str, ...]:
    """Why the money was not used up, where that was explained; the form's table has no column for it."""
    explained = book.explanation_of(project.code)
    return (f"3. 资金执行偏差　{_deviation(explained)}",) if explained else ()


def signatures(book: Book) -> tuple[str, ...]:
    """What people fill in and sign under an official form."""
    fund = book.fund
    return (
        f"填报人：{fund.contact if fund else ''}",
        f"联系电话：{fund.phone if fund else ''}",
        "单位负责人（签章）：",
        "填报日期：　　　　年　　月　　日",
    )


def caveat(book: Book) -> tuple[str, ...]:
    """A note where the book's spending was made up."""
    return ("注意：支出为模拟数据，仅供试用，不得报送。",) if is_simulated(book) else ()


def _gaps(project: ProjectState, score: Score) -> Iterator[str]:
    """What the form cannot be handed in without, each by name."""
    if not project.described.goal.strip():
        yield "没有填写年度总体目标"
    if score.problem is not None:
        yield f"{'、'.join(score.problem.names)}的分值与执行率合计不是 100 分"
    for line in score.lines[1:]:
        status = line.status
        gap = _gap_of(status) if status else ""
        if status and gap:
            yield f"“{status.state.described.name}”{gap.strip('【】')}"


def _gap_of(status: IndicatorStatus) -> str:
    if status.judgement.outcome is Outcome.PENDING:
        return _RESULT_GAP
    if status.judgement.outcome is Outcome.UNCLEAR:
        return _UNCLEAR_GAP
    return _REASON_GAP if status.reason_missing else ""


def _head_rows(book: Book, project: ProjectState) -> Iterator[Row]:
    name = project.name + (MID_YEAR_MARK if project.described.mid_year else "")
    fund = book.fund
    yield label(0, "项目名称", columns=2), FormCell(2, name, columns=COLUMNS - 2)
    yield (
        label(0, "主管部门", columns=2),
        FormCell(2, book.bureau, columns=3),
        label(5, "实施单位"),
        FormCell(6, fund.unit if fund else "", columns=3),
    )


def _money_rows(project: ProjectState, score: Score, as_of: date) -> Iterator[Row]:
    """年度资金总额 and its sources: 年初预算数, 全年预算数 A, 全年执行数 B, 分值, 执行率 B/A, 得分."""
    initial = project_budget(project, as_of).initial
    money = (initial, score.budget, score.executed)
    yield (
        label(0, "项目\n资金\n（万元）", rows=5),
        head(1, "", columns=2),
        *(head(3 + place, title) for place, title in enumerate(_MONEY_HEADS)),
    )
    line = score.execution
    yield (
        label(1, _SUM_OF_MONEY, columns=2),
        *_amounts(money),
        score_cell(6, points(line.weight), line.weight, "General"),
        _rate(score),
        score_cell(8, exact_points(line.score), line.score),
    )
    yield (label(1, _SOURCES[0], columns=2), *_amounts(money), _none(6), _rate(score), _none(8))
    for source in _SOURCES[1:]:
        yield (label(1, source, columns=2), *(_none(column) for column in range(3, COLUMNS)))


_MONEY_HEADS = ("年初预算数", "全年预算数\n（A）", "全年执行数\n（B）", "分值", "执行率\n（B/A）", "得分")


def _amounts(money: Sequence[Decimal]) -> Iterator[FormCell]:
    for place, amount in enumerate(money):
        yield figure(3 + place, format_wan(amount), amount / WAN)


def _rate(score: Score) -> FormCell:
    rate = execution_rate(score.executed, score.budget)
    return score_cell(7, rate_percent(score.executed, score.budget), rate, _PERCENT)


def _none(column: int) -> FormCell:
    return FormCell(column, NONE_MARK, Look.CENTRE)


def _goal_rows(project: ProjectState, score: Score) -> Iterator[Row]:
    goal = project.described.goal.strip()
    yield label(0, "年度\n总体\n目标", rows=2), head(1, "预期目标", columns=4), head(5, "实际完成情况", columns=4)
    wanted = FormCell(1, goal or _GOAL_GAP, Look.WORDS if goal else Look.GAP, columns=4)
    yield wanted, FormCell(5, project.described.achievement.strip() or _achievement(score), columns=4)


def _achievement(score: Score) -> str:
    """What the figures say, where nobody wrote how the goal was met."""
    outcomes = [line.status.judgement.outcome for line in score.lines if line.status]
    met = sum(outcome in (Outcome.MET, Outcome.EXCEEDED) for outcome in outcomes)
    rate = rate_percent(score.executed, score.budget)
    return f"{len(outcomes)} 项绩效指标完成 {met} 项；支出 {format_wan(score.executed)} 万元，预算执行率 {rate}。"


_TITLES = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")


def _indicator_rows(score: Score) -> Iterator[Row]:
    """The indicators by 一级 and 二级指标, one merged cell for those that stand under the same."""
    by_code = {line.status.code: line for line in score.lines[1:] if line.status}
    placed = list(levelled([line.status for line in score.lines[1:] if line.status]))
    corner = label(0, "绩效\n指标", rows=len(placed) + 1)
    yield (corner, *(head(1 + place, title) for place, title in enumerate(_TITLES)))
    for status, levels in placed:
        yield (*levels, *_line_cells(by_code[status.code]))


def _line_cells(line: ScoreLine) -> Iterator[FormCell]:
    status = line.status
    if status is None:
        return
    described = status.state.described
    yield FormCell(3, described.name)
    yield FormCell(4, target_words(described), Look.CENTRE)
    yield FormCell(5, status.actual or _RESULT_GAP, Look.CENTRE if status.actual else Look.GAP)
    yield score_cell(6, points(line.weight), line.weight, "General")
    yield score_cell(7, exact_points(line.score), line.score)
    yield _reason_cell(status)


def _reason_cell(status: IndicatorStatus) -> FormCell:
    given = _deviation(status)
    gap = _gap_of(status)
    if given or gap in ("", _RESULT_GAP):
        return FormCell(8, given)
    return FormCell(8, gap, Look.GAP)


def _deviation(said: IndicatorStatus | DeviationExplained) -> str:
    """Reason and remedy in one line, as the form's last column has them."""
    reason = f"原因：{said.reason}" if said.reason else ""
    remedy = f"措施：{said.remedy}" if said.remedy else ""
    return f"{reason.rstrip('。；')}；{remedy}" if reason and remedy else reason or remedy


def _total_row(score: Score) -> Row:
    weights = sum((line.weight for line in score.lines), Decimal(0))
    grade = f"等级：{GRADES[score.grade]}" if score.grade and score.complete else "未定稿"
    return (
        label(0, "总分", columns=6),
        score_cell(6, points(weights), weights, "General"),
        score_cell(7, exact_points(score.total), score.total),
        FormCell(8, grade, Look.CENTRE),
    )
