"""What a command would change, as figures and words before and after; `previews` works them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from perfbot.domain.books.entries import Entry
from perfbot.domain.books.states import ZERO
from perfbot.domain.values import Judgement


@dataclass(frozen=True, kw_only=True)
class SpendingEffect:
    """What a spending (or taking one back) does to its project and the fund; amounts in 元.

    `duplicates` are the numbers of entries of the same project, amount and day that count already.
    """

    project: str
    name: str
    budget: Decimal
    spent_before: Decimal
    spent_after: Decimal
    fund_budget: Decimal
    fund_before: Decimal
    fund_after: Decimal
    duplicates: tuple[int, ...] = ()
    moved_from: SpendingEffect | None = None

    @property
    def over(self) -> Decimal:
        """元 beyond the adjusted budget afterwards (待追加), zero when there is room."""
        return max(ZERO, self.spent_after - self.budget)

    @property
    def remaining(self) -> Decimal:
        """元 of the adjusted budget that are left afterwards; negative when it is passed."""
        return self.budget - self.spent_after


@dataclass(frozen=True, kw_only=True)
class ResultEffect:
    """What counts before and after a result: target and actual values as written; `before` is None where none did.

    `later` is the day of a result that goes on counting, because it is dated later than the one given.
    """

    indicator: str
    name: str
    project_name: str
    target: str
    before: str | None
    after: str | None
    judgement: Judgement
    later: date | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetShift:
    """One project's adjusted budget before and after, what it has spent and its plan's whole year; 元."""

    project: str
    name: str
    before: Decimal
    after: Decimal
    executed: Decimal
    planned: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetEffect:
    """What a budget event does to its projects and to the fund's total; 元."""

    shifts: tuple[BudgetShift, ...]
    fund_before: Decimal
    fund_after: Decimal


@dataclass(frozen=True, kw_only=True)
class ReversalEffect:
    """The entry that would no longer count, and what that does to the figures (None: nothing to them)."""

    entry: Entry
    effect: SpendingEffect | ResultEffect | BudgetEffect | None = None


@dataclass(frozen=True, kw_only=True)
class PlanEffect:
    """A project's 用款计划 before (None: there was none) and after, cumulative by month, beside its budget; 元."""

    project: str
    name: str
    budget: Decimal
    before: tuple[Decimal, ...] | None
    after: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreEffect:
    """The declared score and grade before (None: there were none) and after."""

    before: tuple[Decimal, str] | None
    after: tuple[Decimal, str]


@dataclass(frozen=True, kw_only=True)
class WordsEffect:
    """Words that would be replaced by newer ones; the old version stays in the trail."""

    subject: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PeriodEffect:
    """A period that would be closed or opened again, and how many entries that count are dated within it."""

    period: str
    closing: bool
    entries: int


Effect: TypeAlias = (
    SpendingEffect
    | ResultEffect
    | BudgetEffect
    | ReversalEffect
    | PlanEffect
    | ScoreEffect
    | WordsEffect
    | PeriodEffect
)
