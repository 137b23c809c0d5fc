"""Questions about the direction 指标性质 of an indicator: as the office sets it, and as a result asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from perfbot.domain.books.commands import CorrectResult, DirectedResult, RecordResult
from perfbot.domain.books.facts import IndicatorFacts
from perfbot.domain.indicators.judged import direction_of_indicator, judge_indicator, read_value
from perfbot.domain.values import Direction, DirectionSource, IndicatorDirection, Judgement, direction_named
from perfbot.forms.engine.fields import Choice, Field, Misread, Situation, shortened

_DERIVED = "auto"
_DERIVED_LABEL = "由系统判断"
_SOURCES = {
    DirectionSource.GIVEN: "已指定",
    DirectionSource.SIGN: "按符号",
    DirectionSource.KIND: "按类别",
    DirectionSource.NAME: "按名称",
}
_MEANINGS = {Direction.AT_LEAST: "越大越好（≥）", Direction.AT_MOST: "越小越好（≤）"}
_LABELS = {**_MEANINGS, Direction.EQUAL: "等于目标（=）", Direction.BETWEEN: "在区间内", Direction.QUALITATIVE: "定性"}


@dataclass(frozen=True)
class ChosenDirection:
    """What the office chose (None: nothing), and the direction that follows for the indicator."""

    given: Direction | None
    known: IndicatorDirection


def set_direction(text: str, described: IndicatorFacts) -> ChosenDirection:
    """The direction that the words set for an indicator; raises Misread, also where the target's sign says otherwise.

    `described` is the indicator as it will be.
    """
    given = None if text in (_DERIVED, _DERIVED_LABEL) else _named(text)
    known = direction_of_indicator(replace(described, direction=given))
    target = described.target_value
    if given and known.contradicts(read_value(target)):
        told = f"目标值“{shortened(target)}”里的符号与指标性质 {given} 相反。"
        raise Misread(f"{told}请重新选择指标性质；要改的是目标值，请先点“{_DERIVED_LABEL}”，再修改目标值。")
    return ChosenDirection(given, known)


def _named(text: str) -> Direction:
    found = direction_named(text)
    if found is None:
        raise Misread("请从 ≥、≤、=、区间、定性 里选一个，也可以写正向、反向。例：投诉率写 ≤。")
    return found


def chosen(value: ChosenDirection, _: Situation) -> str:
    """The direction with what it is known by."""
    known = value.known
    if known.direction is None:
        return "看不出，登记完成值时再问"
    is_signed = known.source is not DirectionSource.SIGN or known.direction in (*_MEANINGS, Direction.EQUAL)
    return f"{_LABELS[known.direction]}，{_SOURCES[known.source] if is_signed else '按目标值'}"


def direction_choices(_: Situation) -> tuple[Choice, ...]:
    """Every direction, and that it be derived."""
    every = (Choice(f"d{index}", label, one.value) for index, (one, label) in enumerate(_LABELS.items()))
    return (*every, Choice(_DERIVED, _DERIVED_LABEL))


def direction_now(described: IndicatorFacts | None) -> str:
    """The direction that the indicator was given; else it is derived, without asking."""
    return described.direction.value if described and described.direction else _DERIVED


def _asks(here: Situation) -> bool:
    judgement = judged_as_known(here)
    return judgement is not None and judgement.asks_direction


def judged_as_known(here: Situation) -> Judgement | None:
    """How the given value is judged by what the indicator says itself."""
    state, value = here.ctx.book.indicator(here.value("indicator") or ""), here.value("actual_value")
    return judge_indicator(state.described, value, here.ctx.book.year) if state and value else None


_MORE_OR_LESS = tuple(Choice(f"d{index}", label, one.value) for index, (one, label) in enumerate(_MEANINGS.items()))


def _more_or_less(text: str, _: Situation) -> Direction:
    found = direction_named(text)
    if found not in _MEANINGS:
        raise Misread("请点选“越大越好”或“越小越好”，也可以写 ≥、≤、正向、反向。例：投诉率写“越小越好”。")
    return found


Recorded = TypeVar("Recorded", RecordResult, CorrectResult)


def with_direction(result: Recorded, values: Mapping[str, Any]) -> Recorded | DirectedResult:
    """The command alone, or together with the direction that was answered."""
    direction = values.get("direction")
    return DirectedResult(key=result.key, result=result, direction=direction) if direction else result


ASKED_DIRECTION = Field(
    name="direction",
    label="指标性质",
    ask="越大越好，还是越小越好？",
    hint=lambda here: f"{judgement.why if (judgement := judged_as_known(here)) else ''}\n答一次就记在这项指标上",
    read=_more_or_less,
    choices=lambda _: _MORE_OR_LESS,
    applies=_asks,
    show=lambda value, _: _LABELS[value],
    optional=True,
    skip_label="说不准，先不判断",
    depends_on=("actual_value", "indicator"),
)
