"""项目自评情况汇总表 and 支出进度表: one line a project and the fund's at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import WAN, format_wan, percent, rate_percent, rounded
from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import Score, score_book
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.statuses import MoneyStatus, ProjectStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.figures.score_lines import GRADES, exact_points, points
from perfbot.render.report.form_grid import FormCell, FormSheet, Look, Row, figure, head, label, score_cell
from perfbot.render.report.form_sheet import caveat, signatures
from perfbot.render.terms import MID_YEAR_MARK, NONE_MARK

SUMMARY_NAME, PROGRESS_NAME = "项目自评情况汇总表", "支出进度表"
_SUMMARY = ("序号", "项目名称", "全年预算数", "全年执行数", "执行率", "自评得分", "等级")
_SUMMARY_WIDTHS = (7, 42, 14, 14, 12, 12, 12)
_PROGRESS = ("序号", "项目名称", "年初预算数", "全年预算数", "已支出数", "执行率", "序时进度", "差值\n百分点")
_PROGRESS_WIDTHS = (7, 30, 14, 14, 14, 13, 13, 11)
_PERCENT = "0.00%"
_UNIT = "注：1. 金额单位为万元。"


def summary_form(book: Book, as_of: date, rulebook: Rulebook = DEFAULT, codes: Sequence[str] = ()) -> FormSheet:
    """Budget, spending, rate, points and grade of every project (or of those given), the whole fund's at the end."""
    known = score_book(book, as_of, rulebook)
    chosen = [score for score in known.projects if not codes or score.code in codes]
    rows = [_scored(str(n), _named(book, one.code), one) for n, one in enumerate(chosen, start=1)]
    total = () if codes else (_scored("", "合计（全部指标合并计算）", known.fund, total=True),)
    open_ones = sum(not one.complete for one in chosen)
    notes = [f"{_UNIT[:-1]}；得分按财预〔2020〕10号计算，还有指标没有完成值或得分待定的为“未定稿”。"]
    if known.declared is not None:
        notes.append(f"2. 填报的自评得分 {points(known.declared)} 分，绩效等级“{known.declared_grade}”。")
    gaps = (f"{open_ones} 个项目没有定稿",) if open_ones else ()
    return _fund_sheet(book, as_of, SUMMARY_NAME, _SUMMARY, _SUMMARY_WIDTHS, (*rows, *total), notes, gaps)


def progress_form(book: Book, as_of: date, rulebook: Rulebook = DEFAULT, codes: Sequence[str] = ()) -> FormSheet:
    """Budget, spending, rate, 序时进度 and the difference of every project (or of those given), the fund's last."""
    known = overview(book, as_of, rulebook)
    chosen = [one for one in known.projects if not codes or one.code in codes]
    rows = [_spent(book, str(n), one) for n, one in enumerate(chosen, start=1)]
    total = () if codes else (_money_row("", "合计", book.initial_budget(), known.money, total=True),)
    late = "；年中追加的资金从到位之日起算" if any(one.mid_year for one in chosen) else ""
    planned = "；有用款计划的项目按计划进度" if any(one.money.by_plan for one in chosen) else ""
    notes = [f"{_UNIT[:-1]}；序时进度按天数计算{late}{planned}；差值＝执行率－序时进度。"]
    return _fund_sheet(book, as_of, PROGRESS_NAME, _PROGRESS, _PROGRESS_WIDTHS, (*rows, *total), notes, ())


def _fund_sheet(
    book: Book,
    as_of: date,
    name: str,
    titles: Sequence[str],
    widths: tuple[int, ...],
    rows: tuple[Row, ...],
    notes: Sequence[str],
    gaps: tuple[str, ...],
) -> FormSheet:
    return FormSheet(
        code="",
        name=book.name,
        short_name=book.name,
        title=name,
        subtitle=f"（{book.year}年度　{book.name}　截至{short_day(as_of)}）",
        rows=(tuple(head(place, title) for place, title in enumerate(titles)), *rows),
        heading=0,
        gaps=gaps,
        notes=(*notes, *caveat(book)),
        signatures=signatures(book),
        widths=widths,
    )


def _named(book: Book, code: str) -> str:
    project = book.projects[code]
    return project.name + (MID_YEAR_MARK if project.described.mid_year else "")


def _first(number: str, name: str, *, total: bool) -> tuple[FormCell, ...]:
    if total:
        return label(0, ""), label(1, name)
    return FormCell(0, number, Look.CENTRE), FormCell(1, name)


def _scored(number: str, name: str, score: Score, *, total: bool = False) -> Row:
    return (
        *_first(number, name, total=total),
        figure(2, format_wan(score.budget), score.budget / WAN),
        figure(3, format_wan(score.executed), score.executed / WAN),
        score_cell(4, rate_percent(score.executed, score.budget), score.rate, _PERCENT),
        score_cell(5, exact_points(score.total), score.total),
        FormCell(6, GRADES[score.grade] if score.grade and score.complete else "未定稿", Look.CENTRE),
    )


def _spent(book: Book, number: str, one: ProjectStatus) -> Row:
    return _money_row(number, _named(book, one.code), book.projects[one.code].initial_budget(), one.money)


def _money_row(number: str, name: str, initial: Decimal, money: MoneyStatus, *, total: bool = False) -> Row:
    ahead = None if money.gap is None else rounded(money.gap * 100)
    return (
        *_first(number, name, total=total),
        figure(2, format_wan(initial), initial / WAN),
        figure(3, format_wan(money.budget), money.budget / WAN),
        figure(4, format_wan(money.executed), money.executed / WAN),
        score_cell(5, rate_percent(money.executed, money.budget), money.rate, _PERCENT),
        score_cell(6, percent(money.expected), money.expected, _PERCENT),
        score_cell(7, NONE_MARK if ahead is None else str(ahead), ahead),
    )
