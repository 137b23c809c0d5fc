"""The types of a target 目标值 or actual value 实际完成值 as read, beside the written words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

ValueKind = Literal["number", "range", "date", "change", "qualitative"]
Comparison = Literal[">=", ">", "<=", "<", "="]
Trend = Literal["up", "down"]

ONE = Decimal(1)
POWERS = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "亿": 8,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "万": 4,
    "千": 3,
    "百": 2,
}
"""What stands between a figure and its unit, as powers of ten; the longer words before those they contain."""


@dataclass(frozen=True)
class Value:
    """A value as read; `raw` is kept as written.

    `low` and `high` are the bounds it states, in `unit` (万 and 亿 before other units than 元 are multiplied out):
    ≥10 is low 10, ≤10 is high 10, a plain number is both, and 5000余 is low 5000 without a comparison. A date keeps
    its days in `start` and `end`; `yearless` says that their year is a placeholder. A change (同比下降5%) is a size
    and a trend.
    """

    raw: str
    kind: ValueKind = "qualitative"
    comparison: Comparison | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    period: str = ""
    scale: Decimal = ONE
    trend: Trend | None = None
    basis: str = ""
    label: str = ""
    approximate: bool = False
    start: date | None = None
    end: date | None = None
    yearless: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether numbers can be compared."""
        return self.kind in ("number", "range", "change")

    @property
    def is_limit(self) -> bool:
        """≤ and <: a ceiling such as a cost; smaller is better."""
        return self.kind != "date" and self.comparison in ("<=", "<")

    @property
    def is_exact(self) -> bool:
        """One number and nothing about it left open."""
        return self.low is not None and self.low == self.high

    @property
    def is_bare(self) -> bool:
        """A number with neither unit nor 万 nor period: it takes them from its counterpart."""
        return self.is_numeric and not self.unit and not self.period and self.scale == 1

    @property
    def stated_number(self) -> Decimal | None:
        """The one number that an actual value states: the number itself, or the bound (≧8件 reaches 8)."""
        return self.low if self.low is not None else self.high


# At 120% of the target and more the forms ask whether the target was set too low.
FAR_EXCEEDED = Decimal("1.2")
_LONGEST_QUOTE = 30


class Outcome(StrEnum):
    """The outcomes of an indicator; the values are what people read."""

    EXCEEDED = "超额"
    MET = "完成"
    PARTLY = "部分完成"
    UNMET = "未完成"
    PENDING = "待填"
    UNCLEAR = "需人工判断"


@dataclass(frozen=True)
class Judgement:
    """The outcome; actual ÷ target where both are numbers (for a range: ÷ the bound it left); why, in one sentence.

    `asks_direction`: 需人工判断 only because nobody said whether more or less is better; that answer would decide.
    """

    outcome: Outcome
    ratio: Decimal | None
    why: str
    asks_direction: bool = False

    @property
    def over_fulfilled(self) -> bool:
        """Reached 120% of its target or more: shown blue, and asked whether the target was set too low."""
        return self.outcome is Outcome.EXCEEDED


def because(target: str, actual: str, reason: str, note: str = "") -> str:
    """One Chinese sentence: the target, the actual value, the outcome, and what was assumed."""
    assumed = f"（{note}）" if note else ""
    return f"目标“{_quoted(target)}”，实际“{_quoted(actual)}”，{reason}{assumed}。"


def _quoted(raw: str) -> str:
    shown = "".join(char for char in raw[: 4 * _LONGEST_QUOTE] if char.isprintable()).strip()
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE]}…"
