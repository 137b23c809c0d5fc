"""Target and actual values of indicators: read by one grammar, compared, judged; the public names of that subject."""

from decimal import Decimal

from perfbot.domain.judgement import judge
from perfbot.domain.judgement_outcome import FAR_EXCEEDED, Judgement, Outcome
from perfbot.domain.value_alignment import Aligned, Mismatch, aligned
from perfbot.domain.value_reading import parse_value
from perfbot.domain.value_types import Comparison, Kind, Value
from perfbot.domain.value_words import is_blank

__all__ = [
    "FAR_EXCEEDED",
    "Aligned",
    "Comparison",
    "Judgement",
    "Kind",
    "Mismatch",
    "Outcome",
    "Value",
    "aligned",
    "comparable",
    "is_blank",
    "judge",
    "parse_value",
]


def comparable(target: Value, actual: Value) -> tuple[Decimal, Decimal] | Mismatch:
    """A and B of the scoring formulas: the target and the actual number in one unit, or why they cannot be compared.

    Of a range target, A is the bound that B left, or B itself inside. An actual with a comparison counts as its bound.
    A change against the target's direction is negative.
    """
    pair = aligned(target, actual)
    if isinstance(pair, Mismatch):
        return pair
    wanted, given = pair.target, pair.actual.stated_number
    if given is None or wanted.stated_number is None:
        return Mismatch("kind", "读不出可以比较的数字")
    if wanted.kind == "change" and wanted.direction != pair.actual.direction:
        given = -given
    return _reference(wanted, given), given


def _reference(target: Value, given: Decimal) -> Decimal:
    low, high = target.low, target.high
    if low is None or high is None:
        return target.stated_number or Decimal(0)
    return min(max(given, low), high)
