"""An indicator's judgement: the grammar of values, with the direction 指标性质 that the indicator has."""

from __future__ import annotations

from functools import lru_cache

from perfbot.domain.books.entries import IndicatorSet
from perfbot.domain.values import Direction, IndicatorDirection, Judgement, direction_of, judge, parse_value

read_value = lru_cache(maxsize=8192)(parse_value)
_judge = lru_cache(maxsize=8192)(judge)


def direction_of_indicator(described: IndicatorSet, given: Direction | None = None) -> IndicatorDirection:
    """Whether more or less is better, by what the office gave, the target's sign, the name or the kind."""
    target = read_value(described.target_value)
    return direction_of(target, name=described.name, kind=_kind(described), given=given)


def judge_indicator(described: IndicatorSet, actual: str, year: int, given: Direction | None = None) -> Judgement:
    """`judge` of the target against the actual value, in the book's `year`, with the indicator's name and kind."""
    return _judge(described.target_value, actual, name=described.name, kind=_kind(described), year=year, given=given)


def _kind(described: IndicatorSet) -> str:
    return f"{described.level_two} {described.level_one}".strip()
