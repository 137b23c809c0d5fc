"""Words the confirmation: the entry's number and facts, the new rate, and the next steps."""

from __future__ import annotations

from collections.abc import Iterable

from perfbot.domain.amounts.money import format_sum, format_wan, rate_percent
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import (
    BudgetChanged,
    DeviationExplained,
    Entry,
    IndicatorResult,
    IndicatorSet,
    PlanSet,
    ProjectAdded,
    ResultReviewed,
    Reversal,
    ScoreDeclared,
    Spending,
    TextWritten,
)
from perfbot.domain.evaluation.own_figures import contradictions
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.indicators.status import indicator_status
from perfbot.render.buttons import button, command_button, entry_buttons
from perfbot.render.chat.own_figures import contradiction_warning
from perfbot.render.chat.trail import kind_of, what
from perfbot.render.document import Block, Button, Document, bold, document, paragraph
from perfbot.render.presses import ReasonPress
from perfbot.render.terms import outcome_words, target_words


def saved(book: Book, entry: Entry, *, repeated: bool = False) -> Document:
    """已记录 with the entry's number; `repeated`: it had been recorded before and nothing was added."""
    head = "这一笔之前已经记录过，没有重复记录" if repeated else "已记录"
    blocks: list[Block] = [paragraph(f"✅ {head}　", bold(f"第 {entry.number} 号"))]
    blocks.append(paragraph(f"{kind_of(entry)}：{what(book, entry)}"))
    replaced = book.entry(getattr(entry, "corrects", ""))
    if replaced is not None:
        blocks.append(paragraph(f"原第 {replaced.number} 号已冲销：{what(book, replaced)}"))
    undone = book.entry(entry.target) if isinstance(entry, Reversal) else None
    if undone is not None:
        blocks.append(paragraph(f"原记录：{what(book, undone)}"))
    files = book.evidence_of(entry.id)
    if files:
        blocks.append(paragraph(f"📎 已附佐证：{'、'.join(item.filename for item in files)}"))
    blocks += [paragraph("\n".join(lines)) for lines in _figures(book, entry) if lines]
    if isinstance(entry, TextWritten):
        blocks += contradiction_warning(one for one in contradictions(book) if one.section == entry.section)
    return document(*blocks, buttons=_buttons(book, entry))


def _figures(book: Book, entry: Entry) -> Iterable[list[str]]:
    """The present figures that the entry changed."""
    about = book.entry(entry.target) if isinstance(entry, Reversal) else entry
    if isinstance(about, Spending):
        yield [*_spent_lines(book, about.project), _fund_line(book)]
    elif isinstance(about, BudgetChanged):
        codes = dict.fromkeys(line.project for line in about.lines)
        yield [*(_budget_line(book, code) for code in codes), _fund_line(book)]
    elif isinstance(about, IndicatorResult):
        yield [_indicator_line(book, about.indicator)]


def _spent_lines(book: Book, code: str) -> tuple[str, str]:
    """In lines of their own, each short enough for a phone."""
    state = book.projects[code]
    budget, executed = state.adjusted_budget(), state.executed()
    left = budget - executed
    room = f"还剩 {format_sum(left)}" if left >= 0 else f"待追加 {format_sum(-left)}"
    return (
        f"{state.short_name}：已支出 {format_wan(executed)} / {format_wan(budget)} 万元",
        f"支出率 {rate_percent(executed, budget)}，{room}",
    )


def _budget_line(book: Book, code: str) -> str:
    state = book.projects[code]
    budget = state.adjusted_budget()
    return f"{state.short_name}：预算 {format_wan(budget)} 万元，支出率 {rate_percent(state.executed(), budget)}"


def _fund_line(book: Book) -> str:
    return f"一级项目支出率 {rate_percent(book.executed(), book.adjusted_budget())}"


def _indicator_line(book: Book, code: str) -> str:
    state = book.indicator(code)
    if state is None:
        return ""
    result, target = state.result(), target_words(state.described)
    judgement = judge_indicator(state.described, result.actual_value if result else "", book.year)
    actual = result.actual_value if result else "待填"
    waits = "，等审核人确认" if result and book.review_on and book.review_of(result.id) is None else ""
    return f"{state.described.name}：目标值 {target}，完成值 {actual}　{outcome_words(judgement.outcome)}{waits}"


def _buttons(book: Book, entry: Entry) -> list[list[Button]]:
    """The entry's own id goes on each button, never "the last one"."""
    rows = _actions(entry) if book.counts(entry) else ()
    made = (entry_buttons(entry.id, *row) for row in rows)
    shown = [row for row in [*made, _reason(book, entry), _another(book, entry)] if row]
    return shown or [_onward(book, entry)]


def _onward(book: Book, entry: Entry) -> list[Button]:
    """The next step after entries without buttons of their own."""
    if isinstance(entry, TextWritten):
        return [command_button("写其他部分", "text", book.key), command_button("看报告", "report", book.key)]
    if isinstance(entry, ScoreDeclared):
        return [command_button("自评得分", "score", book.key), command_button("看报告", "report", book.key)]
    if isinstance(entry, PlanSet):
        return [command_button("再填一个计划", "plan", book.key), command_button("看进度", "progress", book.key)]
    if isinstance(entry, ResultReviewed):
        return [command_button("继续审核", "review", book.key), command_button("台账流水", "history", book.key)]
    return [command_button("看进度", "progress", book.key), command_button("台账流水", "history", book.key)]


def _reason(book: Book, entry: Entry) -> list[Button]:
    """The way to a reason where a result missed its target or passed it by far."""
    state = book.indicator(entry.indicator) if isinstance(entry, IndicatorResult) and book.counts(entry) else None
    status = indicator_status(book, state) if state else None
    if status is None or status.result is not entry or not status.deviates or status.reason:
        return []
    return [button("写原因", ReasonPress(book.key, status.code))]


def _another(book: Book, entry: Entry) -> list[Button]:
    """One more indicator of the same project, or one more project's goal."""
    if isinstance(entry, ProjectAdded) and entry.goal.strip():
        own_form = command_button("自评表", "form", book.key, entry.project)
        return [command_button("再填一个目标", "goal", book.key), own_form]
    if not isinstance(entry, IndicatorSet):
        return []
    return entry_buttons(book.projects[entry.project].described.id, ("再加一项指标", "indicator"))


def _actions(entry: Entry) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Label and action of each button, in rows."""
    match entry:
        case Spending():
            return (
                (("撤销", "undo"), ("更正", "correct_spending")),
                (("📎 附佐证", "evidence"), ("再记一笔", "spend")),
            )
        case IndicatorResult():
            return (("撤销", "undo"), ("更正", "correct_result")), (("📎 附佐证", "evidence"), ("再记一项", "result"))
        case BudgetChanged() | DeviationExplained():
            return ((("冲销", "reverse"), ("📎 附佐证", "evidence")),)
        case ProjectAdded():
            return ((("安排预算", "adjust"), ("添加指标", "indicator")),)
        case IndicatorSet() if not entry.removed:
            return ((("修改", "indicator"), ("停用", "drop_indicator")),)
    return ()
