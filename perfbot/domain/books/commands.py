"""Everything a person can ask for, in the imperative; each becomes entries or is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias, TypeVar

from perfbot.domain.books.entries import Basis, BudgetKind, BudgetLine, Entry, ReviewVerdict


@dataclass(frozen=True, kw_only=True)
class Command:
    """`key` is the draft's or file's id and becomes the entry's id: the same command twice is recorded once."""

    key: str


@dataclass(frozen=True, kw_only=True)
class RecordSpending(Command):
    """登记支出; amount in 元."""

    project: str
    amount: Decimal
    on: date
    purpose: str
    awaiting_supplement: bool = False


@dataclass(frozen=True, kw_only=True)
class RecordResult(Command):
    """登记指标完成值, exactly as given."""

    indicator: str
    actual_value: str
    on: date
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class ReverseEntry(Command):
    """冲销 one entry, named by its id."""

    target: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectSpending(Command):
    """更正: reverse one spending and enter it anew, in one step; amount in 元."""

    target: str
    reason: str
    project: str
    amount: Decimal
    on: date
    purpose: str
    awaiting_supplement: bool = False


@dataclass(frozen=True, kw_only=True)
class CorrectResult(Command):
    """更正 one result: reverse it and enter it anew, in one step."""

    target: str
    why: str
    actual_value: str
    on: date
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class DescribeFund(Command):
    """Open the book's fund, or replace the words that describe it."""

    name: str
    bureau: str
    unit: str
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class AddProject(Command):
    """Add a second-level project; the same code again replaces its description."""

    project: str
    name: str
    short_name: str = ""
    section: str = ""
    mid_year: bool = False
    reported: bool = True
    goal: str = ""
    achievement: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeBudget(Command):
    """年初预算, 追加, 调剂 or 调减; line amounts in 元, negative where money leaves a project."""

    kind: BudgetKind
    on: date
    lines: tuple[BudgetLine, ...]
    document_number: str = ""
    supplement: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class SetPlan(Command):
    """用款计划: twelve cumulative amounts in 元."""

    project: str
    cumulative: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class SetIndicator(Command):
    """Set, replace or remove an indicator."""

    project: str
    indicator: str
    level_one: str
    level_two: str
    name: str
    target_value: str
    weight: Decimal | None = None
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class WriteText(Command):
    """Write a new version of one section of the report."""

    section: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DeclareScore(Command):
    """Declare 自评得分 (0–100) and 绩效等级."""

    score: Decimal
    grade: str


@dataclass(frozen=True, kw_only=True)
class ExplainDeviation(Command):
    """Give 偏差原因 and remedy for a project or an indicator."""

    subject: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachEvidence(Command):
    """Attach a file already kept beside the book to an entry; size in bytes."""

    target: str
    sha256: str
    filename: str
    media_type: str
    size: int
    suffix: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewResult(Command):
    """Confirm or return 退回 a result."""

    target: str
    verdict: ReviewVerdict
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class SwitchReview(Command):
    """Turn the review of results on or off for this book."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class ClosePeriod(Command):
    """Close a month ("2021-06") or the year ("2021")."""

    period: str


@dataclass(frozen=True, kw_only=True)
class ReopenPeriod(Command):
    """Open a closed period again, with a reason."""

    period: str
    reason: str


AnyCommand: TypeAlias = (
    RecordSpending
    | RecordResult
    | ReverseEntry
    | CorrectSpending
    | CorrectResult
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
    """What describes a project or an indicator once more as it is known, but for what is changed.

    A description replaces the one before it whole, so whatever is not said again would be lost.
    """
    kept = {field.name: getattr(known, field.name) for field in fields(command) if field.name != "key"}
    return command(key=key, **{**kept, **changed})


@dataclass(frozen=True)
class Stated:
    """A command of a loaded file, its basis, and why the basis is no better."""

    command: AnyCommand
    basis: Basis = Basis.RECORDED
    note: str = ""
