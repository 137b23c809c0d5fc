"""The immutable entries of a fund's year, from which every figure is derived.

`facts` declares what an entry says. The facts stand first among the bases, so that on disk they follow the header.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar

from perfbot.domain.books import facts


class Basis(Enum):
    """How reliable an entry is: recorded by people, or assumed, derived or simulated by a file."""

    RECORDED = "recorded"
    REPORTED = "reported"
    ASSUMED = "assumed"
    DERIVED = "derived"
    SIMULATED = "simulated"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry 台账记录: its id (the key that makes recording idempotent), number in the book, who and when.

    `number` counts from 1 in recording order; `recorded_by` is a person's Telegram id, 0 for a loaded file.
    """

    id: str
    number: int
    recorded_at: datetime
    recorded_by: int
    basis: Basis = Basis.RECORDED
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FundOpened(facts.FundFacts, Entry):
    """The fund as it is described for the year; a later one replaces the words of the former."""


@dataclass(frozen=True, kw_only=True)
class ProjectAdded(facts.ProjectFacts, Entry):
    """A 二级项目; a later one of the same code replaces its description."""


@dataclass(frozen=True, kw_only=True)
class BudgetChanged(facts.BudgetFacts, Entry):
    """A budget event 年初预算, 追加, 调剂 or 调减."""


@dataclass(frozen=True, kw_only=True)
class PlanSet(facts.PlanFacts, Entry):
    """A project's 用款计划; a later one replaces it."""


@dataclass(frozen=True, kw_only=True)
class Spending(facts.SpendingFacts, Entry):
    """Money spent 支出; `corrects` is the id of the spending that it replaces."""

    corrects: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorSet(facts.IndicatorFacts, Entry):
    """An indicator 三级指标; a later one of the same code replaces it."""


@dataclass(frozen=True, kw_only=True)
class IndicatorResult(facts.ResultFacts, facts.ResultSubject, Entry):
    """An actual value 实际完成值; `corrects` is the id of the result that it replaces."""

    corrects: str = ""


@dataclass(frozen=True, kw_only=True)
class Reversal(facts.ReversalFacts, Entry):
    """冲销: the entry named by `target` no longer counts; it stays in the trail."""


@dataclass(frozen=True, kw_only=True)
class TextWritten(facts.TextFacts, Entry):
    """One section of the report's words, a new version each time."""


@dataclass(frozen=True, kw_only=True)
class ScoreDeclared(facts.ScoreFacts, Entry):
    """Declared score and grade, beside any that is computed."""


@dataclass(frozen=True, kw_only=True)
class DeviationExplained(facts.DeviationFacts, Entry):
    """偏差原因 and remedy for a project's spending or an indicator."""


@dataclass(frozen=True, kw_only=True)
class EvidenceAttached(facts.EvidenceFacts, Entry):
    """佐证材料 that supports an entry."""


@dataclass(frozen=True, kw_only=True)
class ResultReviewed(facts.ReviewFacts, Entry):
    """A reviewer's word on a result."""


@dataclass(frozen=True, kw_only=True)
class ReviewSwitched(facts.SwitchFacts, Entry):
    """The review of results was turned on or off."""


@dataclass(frozen=True, kw_only=True)
class PeriodClosed(facts.PeriodFacts, Entry):
    """A month or the year was closed for entries."""


@dataclass(frozen=True, kw_only=True)
class PeriodReopened(facts.ReopeningFacts, Entry):
    """A closed period was opened again."""


ENTRY_TYPES: tuple[type[Entry], ...] = (
    FundOpened,
    ProjectAdded,
    BudgetChanged,
    PlanSet,
    Spending,
    IndicatorSet,
    IndicatorResult,
    Reversal,
    TextWritten,
    ScoreDeclared,
    DeviationExplained,
    EvidenceAttached,
    ResultReviewed,
    ReviewSwitched,
    PeriodClosed,
    PeriodReopened,
)

AnEntry = TypeVar("AnEntry", bound=Entry)
