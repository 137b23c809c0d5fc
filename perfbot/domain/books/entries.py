"""Everything that can have happened to a fund in a year: immutable entries, from which every figure is derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeVar


class Basis(Enum):
    """How far an entry can be relied on: what people recorded, and what a book only assumed, derived or simulated."""

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
class FundOpened(Entry):
    """The fund 一级项目 as it is described for the year; a later one replaces the words of the former."""

    name: str
    bureau: str
    unit: str
    contact: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ProjectAdded(Entry):
    """A 二级项目; `mid_year` marks 年中追加, `reported` is False for one that the report's tables leave out."""

    project: str
    name: str
    short_name: str = ""
    section: str = ""
    mid_year: bool = False
    reported: bool = True
    goal: str = ""
    achievement: str = ""


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    """One project's share of a budget event, in 元; negative where money leaves it."""

    project: str
    amount: Decimal


class BudgetKind(Enum):
    """What moved a budget: 年初预算, 年中追加, 调剂 (with or without 追加), 调减."""

    APPROPRIATION = "appropriation"
    SUPPLEMENT = "supplement"
    TRANSFER = "transfer"
    CUT = "cut"


@dataclass(frozen=True, kw_only=True)
class BudgetChanged(Entry):
    """A budget event: its lines (元), date, 文号.

    A pure 调剂 sums to zero. A 调剂追加, where money moved and was added in one decision and the split is not
    known, is a TRANSFER whose lines sum to `supplement` (元).
    """

    kind: BudgetKind
    on: date
    lines: tuple[BudgetLine, ...]
    document_number: str = ""
    supplement: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class PlanSet(Entry):
    """A project's 用款计划: twelve cumulative amounts in 元, January to December; a later one replaces it."""

    project: str
    cumulative: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class Spending(Entry):
    """Money spent 支出, in 元; `awaiting_supplement` marks what goes beyond the adjusted budget (待追加)."""

    project: str
    amount: Decimal
    on: date
    purpose: str
    awaiting_supplement: bool = False
    corrects: str = ""


@dataclass(frozen=True, kw_only=True)
class IndicatorSet(Entry):
    """An indicator 三级指标 with its target 目标值 exactly as written; a later one of the same code replaces it."""

    project: str
    indicator: str
    level_one: str
    level_two: str
    name: str
    target_value: str
    weight: Decimal | None = None
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorResult(Entry):
    """An actual value 实际完成值 exactly as given, with 偏差原因 and remedy where one was due."""

    indicator: str
    actual_value: str
    on: date
    reason: str = ""
    remedy: str = ""
    corrects: str = ""


@dataclass(frozen=True, kw_only=True)
class Reversal(Entry):
    """冲销: the entry named by `target` no longer counts; it stays in the trail."""

    target: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TextWritten(Entry):
    """One section of the report's words, a new version each time; `section` is a key of sections.SECTIONS."""

    section: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreDeclared(Entry):
    """The score 自评得分 and grade 绩效等级 that the bureau declares, beside any that is computed."""

    score: Decimal
    grade: str


@dataclass(frozen=True, kw_only=True)
class DeviationExplained(Entry):
    """偏差原因 and remedy for a project's spending or an indicator; `subject` is a project's or indicator's code."""

    subject: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceAttached(Entry):
    """佐证材料 kept beside the book: the entry it supports, its SHA-256, name as sent, type and size in bytes."""

    target: str
    sha256: str
    filename: str
    media_type: str
    size: int
    suffix: str = ""


class ReviewVerdict(Enum):
    """What a reviewer said of a result: 确认 or 退回."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class ResultReviewed(Entry):
    """A reviewer's word on an IndicatorResult, with a remark where it was returned."""

    target: str
    verdict: ReviewVerdict
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewSwitched(Entry):
    """Whether results of this fund are reviewed at all; off unless an office turns it on."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class PeriodClosed(Entry):
    """A month ("2021-06") or the year ("2021") closed for entries."""

    period: str


@dataclass(frozen=True, kw_only=True)
class PeriodReopened(Entry):
    """A closed period opened again, with the reason."""

    period: str
    reason: str


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
