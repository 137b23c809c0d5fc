"""An indicator's judgement: the grammar of values, with the direction 指标性质 that the indicator has."""

from __future__ import annotations

from functools import lru_cache

from perfbot.domain.books.facts import IndicatorFacts
from perfbot.domain.values import Direction, IndicatorDirection, Judgement, direction_of, judge, parse_value

read_value = lru_cache(maxsize=8192)(parse_value)
_judge = lru_cache(maxsize=8192)(judge)


def direction_of_indicator(described: IndicatorFacts) -> IndicatorDirection:
    """Whether more or less is better, by what was given, the target's sign, the name or the kind."""
    target, given = read_value(described.target_value), described.direction
    return direction_of(target, name=described.name, kind=_kind(described), given=given)


def judge_indicator(described: IndicatorFacts, actual: str, year: int, answered: Direction | None = None) -> Judgement:
    """`judge` of the target against the actual value, in the book's `year`, as name, kind and direction say.

    `answered` is a direction that is about to be recorded.
    """
    given = answered or described.direction
    return _judge(described.target_value, actual, name=described.name, kind=_kind(described), year=year, given=given)


def _kind(described: IndicatorFacts) -> str:
    return f"{described.level_two} {described.level_one}".strip()
