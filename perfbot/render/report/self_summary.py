"""自评综述 for the published final accounts 决算公开: one paragraph a project, from its score, money and results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from perfbot.domain.amounts.money import format_wan, rate_percent
from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import Score, ScoreLine, score_book
from perfbot.domain.indicators.status import IndicatorStatus
from perfbot.domain.indicators.taxonomy import Category
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.render.document import Block, Document, Heading, Title, paragraph
from perfbot.render.figures.score_lines import exact_points
from perfbot.render.report.form_grid import FormCell, FormSheet, Look, head
from perfbot.render.report.form_sheet import caveat, signatures
from perfbot.render.terms import DRAFT_MARK, book_name

NAME = "项目绩效自评综述"
_SIDES = {Category.OUTPUT: "产出方面", Category.BENEFIT: "效益方面", Category.SATISFACTION: "满意度方面"}
_WIDTHS = (7, 26, 80)
_ENDS = "。；; "


def self_summary(book: Book, as_of: date, rulebook: Rulebook = DEFAULT, codes: Sequence[str] = ()) -> FormSheet:
    """A row for each reported project (or those given): its name and its paragraph; what is missing are the gaps."""
    scores = [one for one in score_book(book, as_of, rulebook).projects if not codes or one.code in codes]
    gaps = tuple(gap for score in scores for gap in _gaps(score))
    titles = tuple(head(place, title) for place, title in enumerate(("序号", "项目名称", "自评综述")))
    rows = [
        (FormCell(0, str(n), Look.CENTRE), FormCell(1, one.name), FormCell(2, _paragraph(book, one)))
        for n, one in enumerate(scores, start=1)
    ]
    return FormSheet(
        code="",
        name=book.name,
        short_name=book.name,
        title=f"{NAME}{DRAFT_MARK if gaps else ''}",
        subtitle=f"（{book.year}年度　{book.name}）",
        rows=(titles, *rows),
        heading=0,
        gaps=gaps,
        notes=caveat(book),
        signatures=signatures(book),
        widths=_WIDTHS,
    )


def self_summary_document(book: Book, sheet: FormSheet) -> Document:
    """The paragraphs as they are published, each under its project's name."""
    title = f"{book_name(book)}{sheet.title}"
    blocks: list[Block] = [Title(title), *(paragraph(note) for note in sheet.notes)]
    for place, row in enumerate(sheet.rows[1:], start=1):
        blocks += [Heading(f"{place}. {row[1].text}", 3), paragraph(row[2].text)]
    return Document(tuple(blocks), title=title)


def _gaps(score: Score) -> Iterator[str]:
    if not score.complete:
        yield f"{score.name}没有定稿"
    lacking = sum(status.reason_missing for status in _statuses(score.lines))
    if lacking:
        yield f"{score.name}有 {lacking} 项指标没有写偏差原因"


def _paragraph(book: Book, score: Score) -> str:
    scored = f"{exact_points(score.total)}分" if score.complete else "〔待填：自评得分〕"
    money = (
        f"全年预算数为{format_wan(score.budget)}万元，执行数为{format_wan(score.executed)}万元，"
        f"完成预算的{rate_percent(score.executed, score.budget)}"
    )
    return (
        f"{score.name}绩效自评综述：根据年初设定的绩效目标，{score.name}绩效自评得分为{scored}。{money}。"
        f"绩效目标完成情况：{_achieved(book, score)}。{_troubles(book, score)}"
    )


def _achieved(book: Book, score: Score) -> str:
    """What was written of the goal, then outputs and benefits with their figures."""
    said = book.projects[score.code].described.achievement.strip().rstrip(_ENDS)
    sides = (f"{_SIDES[side]}，{'、'.join(_result(line.status) for line in lines)}" for side, lines in _by_side(score))
    return "；".join(filter(None, (said, *sides))) or "没有设置绩效指标"


def _by_side(score: Score) -> Iterator[tuple[Category, list[ScoreLine]]]:
    order = list(Category)
    lines = sorted(score.lines[1:], key=lambda line: order.index(line.category or Category.OUTPUT))
    for side, group in groupby(lines, key=lambda line: line.category or Category.OUTPUT):
        yield side, list(group)


def _result(status: IndicatorStatus | None) -> str:
    if status is None:
        return ""
    described = status.state.described
    return f"{described.name}{status.actual or '〔待填〕'}（目标值{described.target_value}）"


def _troubles(book: Book, score: Score) -> str:
    """The deviations that were explained, and what is done about them; nobody's words are made up."""
    own, short = book.explanation_of(score.code), [one for one in _statuses(score.lines) if one.unmet]
    reasons = [f"{one.state.described.name}：{one.reason.rstrip(_ENDS) or '〔待填：偏差原因〕'}" for one in short]
    remedies = [one.remedy.rstrip(_ENDS) for one in short if one.remedy]
    if own:
        reasons.insert(0, f"资金执行：{own.reason.rstrip(_ENDS)}")
        remedies[:0] = [own.remedy.rstrip(_ENDS)] if own.remedy else []
    if not reasons:
        return "没有登记需要说明的偏差。" if score.complete else ""
    return f"发现的主要问题及原因：{_listed(reasons)}。下一步改进措施：{_listed(remedies) or '〔待填：改进措施〕'}。"


def _listed(parts: Sequence[str]) -> str:
    """一是……；二是……, a single one without a number."""
    if len(parts) < 2:
        return "".join(parts)
    marks = "一二三四五六七八九十"
    return "；".join(f"{marks[n]}是{part}" if n < len(marks) else part for n, part in enumerate(parts))


def _statuses(lines: Sequence[ScoreLine]) -> list[IndicatorStatus]:
    return [line.status for line in lines if line.status]
