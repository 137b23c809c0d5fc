"""The commands that a person can give; each becomes entries or is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, TypeAlias, TypeVar

from perfbot.domain.books import facts
from perfbot.domain.books.entries import Basis, Entry
from perfbot.domain.values import Direction


@dataclass(frozen=True, kw_only=True)
class Command:
    """`key` is the draft's or file's id and becomes the entry's id: the same command twice is recorded once."""

    key: str


@dataclass(frozen=True, kw_only=True)
class RecordSpending(facts.SpendingFacts, Command):
    """登记支出."""


@dataclass(frozen=True, kw_only=True)
class RecordResult(facts.ResultFacts, facts.ResultSubject, Command):
    """登记指标完成值, exactly as given."""


@dataclass(frozen=True, kw_only=True)
class ReverseEntry(facts.ReversalFacts, Command):
    """冲销 one entry, named by its id."""


@dataclass(frozen=True, kw_only=True)
class CorrectSpending(facts.SpendingFacts, facts.ReversalFacts, Command):
    """更正: reverse one spending and enter it anew, in one step."""


@dataclass(frozen=True, kw_only=True)
class CorrectResult(facts.ResultFacts, Command):
    """更正 one result: reverse it, for the reason `why`, and enter it anew, in one step."""

    target: str
    why: str


@dataclass(frozen=True, kw_only=True)
class DirectedResult(Command):
    """A result, entered or corrected, with the direction 指标性质 that its indicator lacked, in one step."""

    result: RecordResult | CorrectResult
    direction: Direction


@dataclass(frozen=True, kw_only=True)
class DescribeFund(facts.FundFacts, Command):
    """Open the book's fund, or replace the words that describe it."""


@dataclass(frozen=True, kw_only=True)
class AddProject(facts.ProjectFacts, Command):
    """Add a second-level project; the same code again replaces its description."""


@dataclass(frozen=True, kw_only=True)
class ChangeBudget(facts.BudgetFacts, Command):
    """年初预算, 追加, 调剂 or 调减."""


@dataclass(frozen=True, kw_only=True)
class SetPlan(facts.PlanFacts, Command):
    """Set a project's 用款计划."""


@dataclass(frozen=True, kw_only=True)
class SetIndicator(facts.IndicatorFacts, Command):
    """Set, replace or remove an indicator."""


@dataclass(frozen=True, kw_only=True)
class WriteText(facts.TextFacts, Command):
    """Write a new version of one section of the report."""


@dataclass(frozen=True, kw_only=True)
class DeclareScore(facts.ScoreFacts, Command):
    """Declare 自评得分 and 绩效等级."""


@dataclass(frozen=True, kw_only=True)
class ExplainDeviation(facts.DeviationFacts, Command):
    """Give 偏差原因 and remedy for a project or an indicator."""


@dataclass(frozen=True, kw_only=True)
class AttachEvidence(facts.EvidenceFacts, Command):
    """Attach a file already kept beside the book to an entry."""


@dataclass(frozen=True, kw_only=True)
class ReviewResult(facts.ReviewFacts, Command):
    """Confirm or return 退回 a result."""


@dataclass(frozen=True, kw_only=True)
class SwitchReview(facts.SwitchFacts, Command):
    """Turn the review of results on or off for this book."""


@dataclass(frozen=True, kw_only=True)
class ClosePeriod(facts.PeriodFacts, Command):
    """Close a month or the year."""


@dataclass(frozen=True, kw_only=True)
class ReopenPeriod(facts.ReopeningFacts, Command):
    """Open a closed period again."""


AnyCommand: TypeAlias = (
    RecordSpending
    | RecordResult
    | ReverseEntry
    | CorrectSpending
    | CorrectResult
    | DirectedResult
    | DescribeFund
    | AddProject
    | ChangeBudget
    | SetPlan
    | SetIndicator
    | WriteText
    | DeclareScore
    | ExplainDeviation
    | AttachEvidence
    | ReviewResult
    | SwitchReview
    | ClosePeriod
    | ReopenPeriod
)

Described = TypeVar("Described", AddProject, SetIndicator)


def described_again(command: type[Described], known: Entry, key: str, **changed: Any) -> Described:
    """A command that repeats a project's or indicator's description with some fields changed.

    A description replaces the whole one before it, so fields that are not repeated would be lost.
    """
    kept = {field.name: getattr(known, field.name) for field in fields(command) if field.name != "key"}
    return command(key=key, **{**kept, **changed})


@dataclass(frozen=True)
class Stated:
    """A command of a loaded file, with its basis and a note on it."""

    command: AnyCommand
    basis: Basis = Basis.RECORDED
    note: str = ""
