"""What judging an indicator comes to: the outcome, the ratio and the reason."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# At 120% of the target and more the forms ask whether the target was set too low.
FAR_EXCEEDED = Decimal("1.2")
_LONGEST_QUOTE = 30


class Outcome(StrEnum):
    """What an indicator came to; the values are what people read."""

    EXCEEDED = "超额"
    MET = "完成"
    PARTLY = "部分完成"
    UNMET = "未完成"
    PENDING = "待填"
    UNCLEAR = "需人工判断"


@dataclass(frozen=True)
class Judgement:
    """The outcome; actual ÷ target where both are numbers (for a range: ÷ the bound it left); why, in one sentence."""

    outcome: Outcome
    ratio: Decimal | None
    why: str

    @property
    def over_fulfilled(self) -> bool:
        """Reached 120% of its target or more: shown blue, and asked whether the target was set too low."""
        return self.outcome is Outcome.EXCEEDED


def because(target: str, actual: str, reason: str, note: str = "") -> str:
    """One Chinese sentence: what was wanted, what came, what follows, and what had to be assumed."""
    assumed = f"（{note}）" if note else ""
    return f"目标“{_quoted(target)}”，实际“{_quoted(actual)}”，{reason}{assumed}。"


def _quoted(raw: str) -> str:
    shown = "".join(char for char in raw[: 4 * _LONGEST_QUOTE] if char.isprintable()).strip()
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE]}…"
