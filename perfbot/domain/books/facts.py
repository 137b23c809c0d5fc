"""The facts of each entry kind, declared once for its command and its entry.

Words stand with the rule by which they are taken. The order of the fields is their order on disk.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

from perfbot.domain.books import word_rules as rule
from perfbot.domain.values import Direction


@dataclass(frozen=True, kw_only=True)
class FundFacts:
    """How a fund 一级项目 is described for the year."""

    name: Annotated[str, rule.FUND_NAME]
    bureau: Annotated[str, rule.BUREAU]
    unit: Annotated[str, rule.UNIT]
    contact: Annotated[str, rule.CONTACT] = ""
    phone: Annotated[str, rule.PHONE] = ""


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """How a 二级项目 is described; `mid_year` marks 年中追加, `reported` is False where reports leave it out."""

    project: Annotated[str, rule.PROJECT_CODE]
    name: Annotated[str, rule.PROJECT_NAME]
    short_name: Annotated[str, rule.SHORT_NAME] = ""
    section: Annotated[str, rule.SECTION] = ""
    mid_year: bool = False
    reported: bool = True
    goal: Annotated[str, rule.GOAL] = ""
    achievement: Annotated[str, rule.ACHIEVEMENT] = ""


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
class BudgetFacts:
    """A budget event: its lines (元), date, 文号.

    A pure 调剂 sums to zero. A 调剂追加, where money moved and was added in one decision and the split is not
    known, is a TRANSFER whose lines sum to `supplement` (元).
    """

    kind: BudgetKind
    on: date
    lines: tuple[BudgetLine, ...]
    document_number: Annotated[str, rule.DOCUMENT_NUMBER] = ""
    supplement: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """A project's 用款计划: twelve cumulative amounts in 元, January to December."""

    project: str
    cumulative: tuple[Decimal, ...]


@dataclass(frozen=True, kw_only=True)
class SpendingFacts:
    """Money spent 支出, in 元; `awaiting_supplement` marks what goes beyond the adjusted budget (待追加)."""

    project: str
    amount: Decimal
    on: date
    purpose: Annotated[str, rule.PURPOSE]
    awaiting_supplement: bool = False


@dataclass(frozen=True, kw_only=True)
class IndicatorFacts:
    """An indicator 三级指标 with its target 目标值 exactly as written; `direction` 指标性质 where somebody gave it."""

    project: str
    indicator: Annotated[str, rule.INDICATOR_CODE]
    level_one: Annotated[str, rule.LEVEL_ONE]
    level_two: Annotated[str, rule.LEVEL_TWO]
    name: Annotated[str, rule.INDICATOR_NAME]
    target_value: Annotated[str, rule.TARGET_VALUE]
    weight: Decimal | None = None
    removed: bool = False
    direction: Direction | None = None


@dataclass(frozen=True, kw_only=True)
class ResultSubject:
    """The indicator that a result is of."""

    indicator: str


@dataclass(frozen=True, kw_only=True)
class ResultFacts:
    """An actual value 实际完成值 exactly as given, with 偏差原因 and remedy where one was due."""

    actual_value: Annotated[str, rule.ACTUAL_VALUE]
    on: date
    reason: Annotated[str, rule.DEVIATION] = ""
    remedy: Annotated[str, rule.REMEDY] = ""


@dataclass(frozen=True, kw_only=True)
class ReversalFacts:
    """The entry named by `target` no longer counts."""

    target: str
    reason: Annotated[str, rule.REASON]


@dataclass(frozen=True, kw_only=True)
class TextFacts:
    """One section of the report's words; `section` is a key of sections.SECTIONS."""

    section: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreFacts:
    """The score 自评得分 (0–100) and grade 绩效等级 that the bureau declares."""

    score: Decimal
    grade: Annotated[str, rule.GRADE]


@dataclass(frozen=True, kw_only=True)
class DeviationFacts:
    """偏差原因 and remedy for a project's spending or an indicator; `subject` is a project's or indicator's code."""

    subject: str
    reason: Annotated[str, rule.REASON]
    remedy: Annotated[str, rule.REMEDY] = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceFacts:
    """佐证材料 kept beside the book: the entry it supports, its SHA-256, name as sent, type and size in bytes."""

    target: str
    sha256: str
    filename: Annotated[str, rule.FILENAME]
    media_type: str
    size: int
    suffix: str = ""


class ReviewVerdict(Enum):
    """What a reviewer said of a result: 确认 or 退回."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """A reviewer's word on an IndicatorResult, with a remark where it was returned."""

    target: str
    verdict: ReviewVerdict
    remark: Annotated[str, rule.REMARK] = ""


@dataclass(frozen=True, kw_only=True)
class SwitchFacts:
    """Whether results of this fund are reviewed; off by default."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class PeriodFacts:
    """A month ("2021-06") or the year ("2021")."""

    period: str


@dataclass(frozen=True, kw_only=True)
class ReopeningFacts(PeriodFacts):
    """A closed period to be opened again, with the reason."""

    reason: Annotated[str, rule.REASON]


def said_by(record: object, kind: type) -> dict[str, Any]:
    """The facts of this kind that an entry, command or file row holds, by field name."""
    return {field.name: getattr(record, field.name) for field in fields(kind)}
