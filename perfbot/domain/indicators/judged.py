"""An indicator's judgement: the grammar of values, with the direction that the indicator's kind settles."""

from __future__ import annotations

from functools import lru_cache

from perfbot.domain.books.entries import IndicatorSet
from perfbot.domain.indicators.taxonomy import Category, IndicatorKind, kind_of, limits_money
from perfbot.domain.values import Judgement, judge, parse_value
from perfbot.domain.values.units import is_directionless

read_value = lru_cache(maxsize=8192)(parse_value)


def limits_time(described: IndicatorSet) -> bool:
    """Whether a 时效 indicator says between how many days or hours: the upper end is a limit, less is better."""
    if kind_of(described.level_two) is not IndicatorKind.TIMELINESS:
        return False
    target = read_value(described.target_value)
    return target.kind == "range" and is_directionless(target.unit)


_judge = lru_cache(maxsize=8192)(judge)


def judge_indicator(described: IndicatorSet, actual: str, year: int) -> Judgement:
    """`judge` of the target against the actual value, in the book's `year`; a bare target's kind says what is better.

    Less is better for 成本 and for a range of days under 时效 (limits not to be passed), more for 效益
    (财预〔2021〕101号, kinds of indicators).
    """
    return _judge(described.target_value, actual, smaller_is_better=_smaller_is_better(described), year=year)


def _smaller_is_better(described: IndicatorSet) -> bool | None:
    kind = kind_of(described.level_two)
    if limits_money(described) or limits_time(described):
        return True
    return False if kind is not None and kind.category is Category.BENEFIT else None
