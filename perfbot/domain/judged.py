"""An indicator's judgement: the grammar of values, with the direction that the indicator's kind settles."""

from __future__ import annotations

from functools import lru_cache

from perfbot.domain.entries import IndicatorSet
from perfbot.domain.taxonomy import Category, Kind, kind_of
from perfbot.domain.values import Judgement, judge

_judge = lru_cache(maxsize=8192)(judge)


def judge_indicator(described: IndicatorSet, actual: str) -> Judgement:
    """`judge` of the target against the actual value; where the target has no sign, the kind says what is better.

    Less is better for 成本 (a limit not to be passed), more for 效益 (财预〔2021〕101号, kinds of indicators).
    """
    return _judge(described.target_value, actual, smaller_is_better=_smaller_is_better(described.level_two))


def _smaller_is_better(level_two: str) -> bool | None:
    kind = kind_of(level_two)
    if kind is Kind.COST:
        return True
    return False if kind is not None and kind.category is Category.BENEFIT else None
