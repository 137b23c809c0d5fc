"""Judges whether an amount is plausible, by the budget, what is left, what is usual, and its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from statistics import median

from perfbot.domain.amounts.money import WAN, rounded
from perfbot.domain.books.book import Book
from perfbot.domain.books.states import ZERO, ProjectState

LEAST_PAYMENT = Decimal(100)
"""元; no payment of this kind is smaller."""
UNMEASURED = Decimal(100_000_000)
"""元 that nobody records unasked in a fund without a budget to measure by."""
_UNUSUAL, _UNUSUAL_IN_A_COLUMN = 100, 1_000
_MOST_IN_A_CELL = Decimal("999999999.99")
"""元 that one cell may come to unasked: less than 10 亿元, which is what 10 万元 come to when written in 元."""
_LEAST_IN_A_CELL = Decimal(1_000)
"""元 that a project or its spending comes to at least: a number below is hardly one of 元."""


class AmountVerdict(Enum):
    """What to do about an amount before it may be recorded."""

    PLAUSIBLE = "plausible"
    WHICH_UNIT = "which_unit"
    BEYOND_FUND = "beyond_fund"


_LATEST = 100
"""Payments that say what is usual: an amount is judged at each step, and a project may have thousands."""


@dataclass(frozen=True, kw_only=True)
class Measures:
    """What an amount is measured by, in 元: what is left, the budget, the fund's, what is usual there.

    So many `times` what is usual is unusual; a figure below `least` is hardly one of 元, so that it is not asked about.
    """

    remaining: Decimal
    budget: Decimal
    fund: Decimal
    usual: Decimal = ZERO
    times: int = _UNUSUAL
    least: Decimal = ZERO

    @property
    def bound(self) -> Decimal:
        """元 beyond which an amount is asked about: the budget, or the fund's where there is none yet."""
        return self.budget if self.budget > 0 else self.fund_bound

    @property
    def fund_bound(self) -> Decimal:
        """元 beyond which an amount is typed once more: the fund's whole budget."""
        return self.fund if self.fund > 0 else UNMEASURED


@dataclass(frozen=True, kw_only=True)
class Plausibility:
    """The verdict on an amount with its facts; `other` is what the figure comes to in the other unit, if asked."""

    verdict: AmountVerdict
    amount: Decimal
    other: Decimal | None
    measures: Measures


def judged_amount(
    amount: Decimal, measures: Measures, *, in_yuan: bool = False, unit_told: bool = False
) -> Plausibility:
    """The verdict on an amount in 元.

    `in_yuan`: it was written in 元, so it cannot be 元 taken for 万元. `unit_told`: its unit was asked about already.
    A wrong unit is a factor of 10,000, so any amount above the whole budget is asked about.
    """
    other = None if unit_told else _other_reading(amount, measures, in_yuan=in_yuan)
    verdict = AmountVerdict.BEYOND_FUND if amount > measures.fund_bound else AmountVerdict.PLAUSIBLE
    return Plausibility(
        verdict=verdict if other is None else AmountVerdict.WHICH_UNIT, amount=amount, other=other, measures=measures
    )


def _other_reading(amount: Decimal, measures: Measures, *, in_yuan: bool) -> Decimal | None:
    smaller, larger = amount / WAN, amount * WAN
    if not in_yuan and smaller == rounded(smaller) and _is_large(amount, smaller, measures):
        return rounded(smaller)
    tiny = amount < LEAST_PAYMENT and amount * 1000 < measures.remaining
    return rounded(larger) if tiny and larger <= measures.remaining else None


def _is_large(amount: Decimal, smaller: Decimal, measures: Measures) -> bool:
    if smaller < measures.least:
        return False
    if amount > measures.bound:
        return True
    if smaller < LEAST_PAYMENT:
        return False
    unusual = 0 < measures.usual * measures.times <= amount and smaller <= measures.usual * 10
    return unusual or smaller <= measures.remaining < amount


def spending_measures(book: Book, project: ProjectState, taken_back: Decimal = ZERO) -> Measures:
    """The measures for a payment of the project; `taken_back` 元 of it are being recorded anew."""
    budget = project.adjusted_budget()
    return Measures(
        remaining=budget - project.executed() + taken_back,
        budget=budget,
        fund=book.adjusted_budget(),
        usual=max((entry.amount for _, _, entry in project.spendings[-_LATEST:]), default=ZERO),
    )


def plan_measures(book: Book, project: ProjectState) -> Measures:
    """The measures for the total of a 用款计划."""
    budget = project.adjusted_budget()
    return Measures(remaining=budget, budget=budget, fund=book.adjusted_budget())


def column_measures(others: Sequence[Decimal], most: Decimal | None = None) -> Measures:
    """What an amount in a column of a workbook is measured by: the `others` there, and the `most` it can be (元)."""
    bound = min(_MOST_IN_A_CELL, most or _MOST_IN_A_CELL)
    usual = median(others) if others else ZERO
    return Measures(
        remaining=bound, budget=bound, fund=bound, usual=usual, times=_UNUSUAL_IN_A_COLUMN, least=_LEAST_IN_A_CELL
    )


def first_beyond(plan: Sequence[Decimal], budget: Decimal) -> int | None:
    """The month, from 1, from which a cumulative plan is above the budget (元); None where it never is."""
    return next((month for month, amount in enumerate(plan, start=1) if amount > budget > 0), None)


def budget_measures(book: Book, *, opening: bool = False) -> Measures:
    """The measures for a budget event: a project may get many times its budget, but not more than the fund's.

    `opening`: 年初预算 comes project by project, so that the fund says little until the last has come.
    """
    fund = max(book.adjusted_budget(), UNMEASURED if opening else ZERO)
    return Measures(remaining=ZERO, budget=fund, fund=fund)
