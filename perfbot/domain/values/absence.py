"""Answers that say that there was none: 无, 未发生, 零事故; an answer beside a target of none, a question elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.values.directions import IndicatorDirection
from perfbot.domain.values.judging_numbers import judged_numbers
from perfbot.domain.values.name_senses import names_harm
from perfbot.domain.values.types import Judgement, Outcome, Value, because
from perfbot.domain.values.words import Said, plain_words, said

_LONGEST = 30
_NONE = re.compile(
    "(?:全年|本年度?|年内|均|从)*(?:无|没有|杜绝|避免|[未不没](?:有|曾|再)?(?:发生|出现|产生|存在)(?:过|了)?[^,;，；0-9]*)"
)
_NO_HARM = re.compile(
    "(?:全年|本年度?|年内|均)*(?:无|零|没有|未有|杜绝|避免)(?:发生|出现|任何)?(?P<harm>[^,;，；0-9]+)"
)


def says_none(raw: str) -> bool:
    """无, 没有, 未发生…, 无安全事故; not 无障碍 or 零距离, which name nothing bad."""
    words = plain_words(raw)
    if len(words) > _LONGEST:
        return False
    found = _NO_HARM.fullmatch(words)
    return bool(_NONE.fullmatch(words)) or bool(found and names_harm(found["harm"]))


def judged_absence(target: Value, actual: Value, direction: IndicatorDirection) -> Judgement | None:
    """The judgement where either side says that there is none; None where neither does, or nothing follows from it."""
    wanted_none, given_none = says_none(target.raw), says_none(actual.raw)
    if not wanted_none and not given_none:
        return None
    if wanted_none and given_none:
        return Judgement(Outcome.MET, None, because(target.raw, actual.raw, "没有发生，与目标一致，达到目标"))
    return _none_given(target, actual, direction) if given_none else _none_wanted(target, actual, direction)


def _none_given(target: Value, actual: Value, direction: IndicatorDirection) -> Judgement:
    """无 is nought where less is better or nought is wanted; against a wanted count it may be an empty cell."""
    if target.is_numeric and (direction.less_is_better or 0 in (target.low, target.high)):
        return judged_numbers(target, _nought(actual, target), direction)
    if plain_words(target.raw) == "有":
        return Judgement(Outcome.UNMET, None, because(target.raw, actual.raw, "没有达到目标"))
    reason = "看不出是没有完成，还是没有填写，请写明完成了多少"
    asks = target.is_numeric and direction.less_is_better is None
    return Judgement(Outcome.UNCLEAR, None, because(target.raw, actual.raw, reason), asks_direction=asks)


def _none_wanted(target: Value, actual: Value, direction: IndicatorDirection) -> Judgement | None:
    """未发生 forbids it; 无 alone does so where less is better, and elsewhere may say that there is no target."""
    plain = plain_words(target.raw) in ("无", "没有")
    if plain_words(actual.raw) == "有":
        return Judgement(Outcome.UNMET, None, because(target.raw, actual.raw, "没有达到目标"))
    if plain and not direction.less_is_better and (not actual.is_numeric or actual.stated_number):
        reason = "目标写的是“无”，看不出是没有目标还是不得发生"
        return Judgement(
            Outcome.UNCLEAR, None, because(target.raw, actual.raw, reason), asks_direction=actual.is_numeric
        )
    if actual.is_numeric:
        return judged_numbers(_nought(target, actual), actual, replace(direction, less_is_better=True))
    if said("", actual.raw) is Said.OPEN:
        return Judgement(Outcome.UNCLEAR, None, because(target.raw, actual.raw, "文字描述无法自动比较，请人工判断"))
    return None


def _nought(value: Value, other: Value) -> Value:
    zero = Decimal(0)
    return replace(
        value, kind="number", low=zero, high=zero, unit=other.unit, period=other.period, scale=other.scale, label=""
    )
