"""The rows of a year book: fund, projects, indicators, budget events, spending, texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfbot.domain.books import facts
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.keys import BookKey
from perfbot.domain.values import Direction
from perfbot.toml_lines import Path


@dataclass(frozen=True)
class Source:
    """How reliable a statement is, and why it is no better."""

    basis: Basis
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class YearBookRow:
    """A statement of the file, with its place and basis."""

    at: Path
    source: Source


@dataclass(frozen=True, kw_only=True)
class FundRow(facts.FundFacts, YearBookRow):
    """[fund]."""

    key: BookKey


@dataclass(frozen=True, kw_only=True)
class IndicatorRow(YearBookRow):
    """One line of a project's `indicators`; `on` and `result` (its source) stand for the actual value.

    `removed`: no longer pursued, which only a workbook for a book that exists can say.
    """

    code: str
    level_one: str
    level_two: str
    name: str
    target: str
    weight: Decimal | None
    actual: str
    on: date | None
    result: Source
    reason: str
    remedy: str
    removed: bool = False
    direction: Direction | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectRow(facts.ProjectFacts, YearBookRow):
    """[[projects]]; plan in 元; `reason` and `remedy` explain its spending 偏差原因."""

    plan: tuple[Decimal, ...]
    indicators: tuple[IndicatorRow, ...]
    reason: str = ""
    remedy: str = ""

    @property
    def code(self) -> str:
        """The project's short code."""
        return self.project


@dataclass(frozen=True)
class BudgetShare:
    """One line of a budget event, in 元."""

    at: Path
    project: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class BudgetRow(YearBookRow):
    """[[budget]]; amounts in 元. `id` names the entry that it was exported from, so that it is not added again.

    `dated` is False where the file leaves the day open and `on` only stands in.
    """

    code: str
    kind: BudgetKind
    on: date
    document_number: str
    supplement: Decimal
    lines: tuple[BudgetShare, ...]
    id: str = ""
    dated: bool = True


@dataclass(frozen=True, kw_only=True)
class SpendingRow(facts.SpendingFacts, YearBookRow):
    """One line of a [[spending]] group; `id` as of a budget event."""

    code: str
    id: str = ""


@dataclass(frozen=True, kw_only=True)
class TextRow(facts.TextFacts, YearBookRow):
    """One section of [texts]."""


@dataclass(frozen=True, kw_only=True)
class DeclaredRow(facts.ScoreFacts, YearBookRow):
    """[declared]."""


@dataclass(frozen=True)
class Control:
    """[control]: totals in 元 and counts that the rest must add up to; None is not checked."""

    at: Path = ()
    initial: Decimal | None = None
    supplement: Decimal | None = None
    adjusted: Decimal | None = None
    spent: Decimal | None = None
    projects: int | None = None
    indicators: int | None = None


@dataclass(frozen=True)
class YearBook:
    """A whole year of one fund as a file states it."""

    name: str
    fund: FundRow
    projects: tuple[ProjectRow, ...] = ()
    budget: tuple[BudgetRow, ...] = ()
    spending: tuple[SpendingRow, ...] = ()
    texts: tuple[TextRow, ...] = ()
    declared: DeclaredRow | None = None
    control: Control = Control()

    @property
    def key(self) -> BookKey:
        """The book that the file fills."""
        return self.fund.key

    @property
    def totals(self) -> Control:
        """The sums of the rows in 元, and counts."""
        lines = [(event.kind, line.amount) for event in self.budget for line in event.lines]
        added = [amount for kind, amount in lines if kind is BudgetKind.SUPPLEMENT]
        return Control(
            initial=_sum(amount for kind, amount in lines if kind is BudgetKind.APPROPRIATION),
            supplement=_sum([*added, *(event.supplement for event in self.budget)]),
            adjusted=_sum(amount for _, amount in lines),
            spent=_sum(row.amount for row in self.spending),
            projects=sum(row.reported for row in self.projects),
            indicators=len(self.indicators),
        )

    @property
    def indicators(self) -> tuple[IndicatorRow, ...]:
        """Every indicator in the order of the projects."""
        return tuple(row for project in self.projects for row in project.indicators)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
