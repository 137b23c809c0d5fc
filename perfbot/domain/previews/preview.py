"""Works out a command's effect on the book's figures without replaying or changing it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import BudgetChanged, IndicatorResult, Spending
from perfbot.domain.books.facts import BudgetLine
from perfbot.domain.books.rules import decide
from perfbot.domain.books.states import ZERO, ProjectState
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.previews.effects import (
    BudgetEffect,
    BudgetShift,
    Effect,
    PeriodEffect,
    PlanEffect,
    ResultEffect,
    ReversalEffect,
    ScoreEffect,
    SpendingEffect,
    WordsEffect,
)


def preview(book: Book, command: do.AnyCommand, circumstances: Circumstances) -> Effect | None:
    """The effect that recording the command would have, None for one that changes no figure and no words.

    Raises Refused exactly as recording would. Costs the number of projects, not of entries (closing
    a period apart, which looks for what it locks).
    """
    decide(book, command, circumstances)
    foresee = _FORESEEN.get(type(command))
    return foresee(book, command) if foresee else None


def _spent(
    book: Book, project: str, amount: Decimal, duplicates: tuple[int, ...] = (), taken_back: Decimal = ZERO
) -> SpendingEffect:
    state, fund = book.projects[project], book.executed()
    return SpendingEffect(
        project=project,
        name=state.name,
        budget=state.adjusted_budget(),
        spent_before=state.executed(),
        spent_after=state.executed() + amount,
        fund_budget=book.adjusted_budget(),
        fund_before=fund,
        fund_after=fund + amount - taken_back,
        duplicates=duplicates,
    )


def _spending(book: Book, command: do.RecordSpending) -> SpendingEffect:
    twins = duplicates_of(book.projects[command.project], command.amount, command.on)
    return _spent(book, command.project, command.amount, twins)


def duplicates_of(project: ProjectState, amount: Decimal, on: date, *, apart_from: str = "") -> tuple[int, ...]:
    """Numbers of spendings of the project that have the same day and amount (元) and still count."""
    items = project.spendings
    start = bisect_left(items, on, key=lambda item: item[0])
    stop = bisect_right(items, on, key=lambda item: item[0])
    same = (item[2] for item in items[start:stop] if item[2].amount == amount)
    return tuple(entry.number for entry in same if entry.id != apart_from)


def _corrected_spending(book: Book, command: do.CorrectSpending) -> SpendingEffect:
    old = book.entry(command.target)
    assert isinstance(old, Spending)
    twins = duplicates_of(book.projects[command.project], command.amount, command.on, apart_from=old.id)
    if old.project == command.project:
        return _spent(book, command.project, command.amount - old.amount, twins)
    moved = _spent(book, command.project, command.amount, twins, taken_back=old.amount)
    left = _spent(book, old.project, -old.amount)
    return replace(moved, moved_from=left)


def _result(book: Book, command: do.RecordResult) -> ResultEffect:
    return _replaced(book, command.indicator, command.actual_value, command.on)


def _corrected_result(book: Book, command: do.CorrectResult) -> ResultEffect:
    old = book.entry(command.target)
    assert isinstance(old, IndicatorResult)
    return _replaced(book, old.indicator, command.actual_value, command.on, apart_from=old.id)


def _replaced(book: Book, indicator: str, actual: str, on: date, apart_from: str = "") -> ResultEffect:
    """The new value, or the one that goes on counting because its day is later."""
    latest = _latest(book, indicator, apart_from)
    if latest is None or latest.on <= on:
        return _result_effect(book, indicator, actual)
    return replace(_result_effect(book, indicator, latest.actual_value), later=latest.on)


def _directed_result(book: Book, command: do.DirectedResult) -> ResultEffect:
    """What the result comes to once the indicator has its direction."""
    said = command.result
    effect = _corrected_result(book, said) if isinstance(said, do.CorrectResult) else _result(book, said)
    described = book.indicators[effect.indicator].described
    judgement = judge_indicator(described, effect.after or "", book.year, command.direction)
    return replace(effect, judgement=judgement)


def _result_effect(book: Book, indicator: str, after: str | None) -> ResultEffect:
    state = book.indicator(indicator)
    assert state is not None
    before = state.result()
    return ResultEffect(
        indicator=indicator,
        name=state.described.name,
        project_name=book.projects[state.described.project].name,
        target=state.described.target_value,
        before=before.actual_value if before else None,
        after=after,
        judgement=judge_indicator(state.described, after or "", book.year),
    )


def _budget(book: Book, command: do.ChangeBudget) -> BudgetEffect:
    return _shifted(book, command.lines)


def _shifted(book: Book, lines: tuple[BudgetLine, ...], sign: int = 1) -> BudgetEffect:
    moved: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        moved[line.project] += sign * line.amount
    fund = book.adjusted_budget()
    shifts = tuple(_shift(book.projects[code], amount) for code, amount in moved.items())
    return BudgetEffect(shifts=shifts, fund_before=fund, fund_after=fund + sum(moved.values(), ZERO))


def _shift(project: ProjectState, amount: Decimal) -> BudgetShift:
    before = project.adjusted_budget()
    return BudgetShift(
        project=project.code,
        name=project.name,
        before=before,
        after=before + amount,
        executed=project.executed(),
        planned=project.plan.cumulative[-1] if project.plan else None,
    )


def _reversal(book: Book, command: do.ReverseEntry) -> ReversalEffect:
    entry = book.entry(command.target)
    assert entry is not None
    if isinstance(entry, Spending):
        return ReversalEffect(entry=entry, effect=_spent(book, entry.project, -entry.amount))
    if isinstance(entry, BudgetChanged):
        return ReversalEffect(entry=entry, effect=_shifted(book, entry.lines, -1))
    if isinstance(entry, IndicatorResult):
        left = _latest(book, entry.indicator, apart_from=entry.id)
        effect = _result_effect(book, entry.indicator, left.actual_value if left else None)
        return ReversalEffect(entry=entry, effect=effect)
    return ReversalEffect(entry=entry)


def _latest(book: Book, indicator: str, apart_from: str) -> IndicatorResult | None:
    """The result that counts when one is left out."""
    state = book.indicator(indicator)
    rest = [result for result in state.results if result.id != apart_from] if state else []
    return max(rest, key=lambda result: (result.on, result.number), default=None)


def _plan(book: Book, command: do.SetPlan) -> PlanEffect:
    state = book.projects[command.project]
    return PlanEffect(
        project=state.code,
        name=state.name,
        budget=state.adjusted_budget(),
        before=state.plan.cumulative if state.plan else None,
        after=command.cumulative,
    )


def _declared(book: Book, command: do.DeclareScore) -> ScoreEffect:
    known = book.declared
    before = (known.score, known.grade) if known else None
    return ScoreEffect(before=before, after=(command.score, command.grade))


def _explained(book: Book, command: do.ExplainDeviation) -> WordsEffect:
    known = book.explanation_of(command.subject)
    return WordsEffect(subject=command.subject, before=known.reason if known else "", after=command.reason)


def _written(book: Book, command: do.WriteText) -> WordsEffect:
    known = book.text(command.section)
    before = "\n".join(known.paragraphs) if known else ""
    return WordsEffect(subject=command.section, before=before, after="\n".join(command.paragraphs))


def _closed(book: Book, command: do.ClosePeriod) -> PeriodEffect:
    return PeriodEffect(period=command.period, closing=True, entries=_dated_within(book, command.period))


def _reopened(book: Book, command: do.ReopenPeriod) -> PeriodEffect:
    return PeriodEffect(period=command.period, closing=False, entries=_dated_within(book, command.period))


def _dated_within(book: Book, period: str) -> int:
    """The number of entries dated in a period; payments, which are many, are found by position."""

    def name(item: tuple[date, int, Spending]) -> str:
        return item[0].isoformat()[: len(period)]

    paid = sum(
        bisect_right(project.spendings, period, key=name) - bisect_left(project.spendings, period, key=name)
        for project in book.projects.values()
    )
    others = (entry for entry in book.newest_first() if isinstance(entry, (IndicatorResult, BudgetChanged)))
    dated = (entry for entry in others if entry.on.isoformat().startswith(period))
    return paid + len([entry for entry in dated if book.counts(entry)])


_FORESEEN: dict[type[do.Command], Callable[[Book, Any], Effect]] = {
    do.RecordSpending: _spending,
    do.CorrectSpending: _corrected_spending,
    do.RecordResult: _result,
    do.CorrectResult: _corrected_result,
    do.DirectedResult: _directed_result,
    do.ReverseEntry: _reversal,
    do.ChangeBudget: _budget,
    do.SetPlan: _plan,
    do.DeclareScore: _declared,
    do.ExplainDeviation: _explained,
    do.WriteText: _written,
    do.ClosePeriod: _closed,
    do.ReopenPeriod: _reopened,
}
