"""Target and actual values of indicators: read by one grammar, compared, judged; the public names of that subject."""

from perfbot.domain.values.alignment import Aligned, Mismatch, aligned, comparable
from perfbot.domain.values.directions import (
    Direction,
    DirectionSource,
    IndicatorDirection,
    direction_named,
    direction_of,
)
from perfbot.domain.values.grammar import parse_value
from perfbot.domain.values.judgement import judge
from perfbot.domain.values.types import FAR_EXCEEDED, Comparison, Judgement, Outcome, Value, ValueKind
from perfbot.domain.values.words import is_blank

__all__ = [
    "FAR_EXCEEDED",
    "Aligned",
    "Comparison",
    "Direction",
    "DirectionSource",
    "IndicatorDirection",
    "Judgement",
    "Mismatch",
    "Outcome",
    "Value",
    "ValueKind",
    "aligned",
    "comparable",
    "direction_named",
    "direction_of",
    "is_blank",
    "judge",
    "parse_value",
]
