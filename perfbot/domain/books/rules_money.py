"""The rules of money: spending, reversals, corrections, budget events and plans."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.books import checks
from perfbot.domain.books import commands as do
from perfbot.domain.books import entries as kinds
from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import (
    BadAmount,
    BadPlan,
    BudgetBelowSpent,
    NotReversible,
    OverBudget,
    StaleCorrection,
    TransferUnbalanced,
)
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.new_entry import new_entry
from perfbot.domain.books.projects_of_entry import concerns
from perfbot.domain.books.states import ZERO
from perfbot.domain.books.word_rules import PURPOSE

REVERSIBLE = (
    kinds.Spending,
    kinds.IndicatorResult,
    kinds.BudgetChanged,
    kinds.DeviationExplained,
    kinds.EvidenceAttached,
)


def spending(book: Book, command: do.RecordSpending, circumstances: Circumstances) -> tuple[Entry, ...]:
    """登记支出; raises OverBudget unless marked 待追加 (domain rule: spending beyond the adjusted budget)."""
    _check_spending(book, command, circumstances)
    checks.open_on(book, command.on)
    _check_budget(book, command, taken_back=ZERO)
    return (new_entry(kinds.Spending, book, command, circumstances),)


def _check_spending(book: Book, command: do.RecordSpending | do.CorrectSpending, circumstances: Circumstances) -> None:
    checks.known_project(book, command.project)
    checks.may_record(book, circumstances, command.project)
    checks.positive(command.amount)
    checks.in_year(book, command.on)
    checks.not_ahead(command.on, circumstances)
    PURPOSE.read(command.purpose)


def _check_budget(book: Book, command: do.RecordSpending | do.CorrectSpending, taken_back: Decimal) -> None:
    project = book.projects[command.project]
    budget, executed = project.adjusted_budget(), project.executed() - taken_back
    if executed + command.amount > budget and not command.awaiting_supplement:
        raise OverBudget(command.project, budget, executed, command.amount)


def reversal(book: Book, command: do.ReverseEntry, circumstances: Circumstances) -> tuple[Entry, ...]:
    """冲销: by the author until the month closes, by the office after that too; the reason stays in the trail."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, REVERSIBLE):
        raise NotReversible(entry.number, type(entry).__name__)
    _check_reversal(book, entry, circumstances)
    return (new_entry(kinds.Reversal, book, command, circumstances),)


def _check_reversal(book: Book, entry: Entry, circumstances: Circumstances) -> None:
    checks.is_author_or_office(circumstances, entry)
    for code in concerns(book, entry):
        checks.may_record(book, circumstances, code)
    if isinstance(entry, kinds.BudgetChanged):
        checks.is_office(circumstances)
        _check_not_below_spent(book, tuple(replace(line, amount=-line.amount) for line in entry.lines))
    if isinstance(entry, (kinds.Spending, kinds.IndicatorResult, kinds.BudgetChanged)):
        checks.may_still_change(book, circumstances, entry.on)


def corrected_spending(book: Book, command: do.CorrectSpending, circumstances: Circumstances) -> tuple[Entry, ...]:
    """更正: the reversal and the new entry in one step; either both are recorded or neither."""
    entry = checks.known_entry(book, command.target)
    if not isinstance(entry, kinds.Spending):
        raise StaleCorrection(entry.number)
    _check_reversal(book, entry, circumstances)
    undone = new_entry(kinds.Reversal, book, command, circumstances, id=f"{command.key}.r")
    _check_spending(book, command, circumstances)
    checks.open_for_correction(book, circumstances, entry.on, command.on)
    _check_budget(book, command, taken_back=entry.amount if entry.project == command.project else ZERO)
    again = new_entry(kinds.Spending, book, command, circumstances, number=undone.number + 1, corrects=command.target)
    return undone, again


def budget_change(book: Book, command: do.ChangeBudget, circumstances: Circumstances) -> tuple[Entry, ...]:
    """年初预算, 追加, 调剂, 调减; a transfer leaves the fund's total unchanged but for its stated supplement."""
    checks.is_office(circumstances)
    checks.in_year(book, command.on)
    checks.open_on(book, command.on)
    for line in command.lines:
        checks.known_project(book, line.project)
        checks.positive(abs(line.amount))
    _check_balance(command)
    _check_not_below_spent(book, command.lines)
    return (new_entry(kinds.BudgetChanged, book, command, circumstances),)


def _check_balance(command: do.ChangeBudget) -> None:
    total = sum((line.amount for line in command.lines), ZERO)
    if not command.lines:
        raise BadAmount(ZERO)
    if command.kind is BudgetKind.TRANSFER:
        if total != command.supplement or command.supplement < 0:
            raise TransferUnbalanced(total, command.supplement)
        return
    wanted = -1 if command.kind is BudgetKind.CUT else 1
    for line in command.lines:
        if line.amount * wanted <= 0:
            raise BadAmount(line.amount)


def _check_not_below_spent(book: Book, lines: tuple[BudgetLine, ...]) -> None:
    moved: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        moved[line.project] += line.amount
    for code, amount in moved.items():
        project = book.projects[code]
        after = project.adjusted_budget() + amount
        if amount < 0 and after < project.executed():
            raise BudgetBelowSpent(code, after, project.executed())


def plan(book: Book, command: do.SetPlan, circumstances: Circumstances) -> tuple[Entry, ...]:
    """用款计划: twelve cumulative amounts in 元 that never fall."""
    checks.known_project(book, command.project)
    checks.may_record(book, circumstances, command.project)
    amounts = command.cumulative
    if len(amounts) != 12:
        raise BadPlan(command.project, 0, len(amounts))
    for month, (before, after) in enumerate(zip((ZERO, *amounts), amounts, strict=False), start=1):
        if not after.is_finite() or after < before or after != round(after, 2):
            raise BadPlan(command.project, month, len(amounts))
    return (new_entry(kinds.PlanSet, book, command, circumstances),)
