"""Questions about an indicator: which one, the value reached, and the reason where one is due."""

from __future__ import annotations

from perfbot.domain.books import checks
from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.states import IndicatorState
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.values import Judgement, Outcome, parse_value
from perfbot.forms.engine import words
from perfbot.forms.engine.fields import Choice, Field, Misread, Situation, fitted, shortened
from perfbot.forms.questions import REMEDY, how_to_choose, reason_field, renamed
from perfbot.text_width import width

_BUTTON = 36
"""Half-width letters that a button as wide as a message shows, with room for its number."""
_UNMET = (Outcome.PARTLY, Outcome.UNMET)
# 定性指标的三档 (财预〔2020〕10号 and the forms built on it).
_BANDS = ("达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差")


def indicator_choices(here: Situation) -> tuple[Choice, ...]:
    """The project's indicators, and whether and what is recorded."""
    project = here.value("project")
    return tuple(_choice(state) for state in here.ctx.book.indicators_of(project or ""))


def _choice(state: IndicatorState) -> Choice:
    result = state.result()
    done = f"｜已填 {fitted(result.actual_value, 12)}" if result else "｜待填"
    name = fitted(state.described.name, _BUTTON - width(done))
    return Choice(state.code, f"{name}{done}", names=(state.described.name,))


def indicator_of(here: Situation) -> IndicatorState | None:
    """The indicator of the answers or of the entry under correction."""
    return here.ctx.book.indicator(here.value("indicator") or "")


def _indicator(code: str, here: Situation) -> str:
    state = checks.known_indicator(here.ctx.book, code)
    if here.value("project") not in (None, state.described.project):
        raise Misread(words.choice_gone())
    return code


def indicator_name(code: str, here: Situation) -> str:
    """The indicator's name with its target and the direction that it was given."""
    state = here.ctx.book.indicator(code)
    given = f"，指标性质 {state.described.direction}" if state and state.described.direction else ""
    return f"{state.described.name}（目标 {state.described.target_value}{given}）" if state else code


INDICATOR = Field(
    name="indicator",
    label="指标",
    ask="哪个指标？",
    hint=how_to_choose(indicator_choices),
    read=_indicator,
    choices=indicator_choices,
    closed=True,
    show=indicator_name,
)


def _target(here: Situation) -> str:
    state = indicator_of(here)
    if state is None:
        return ""
    result = state.result()
    known = f"，已登记 {shortened(result.actual_value, 40)}" if result else ""
    return f"目标值 {shortened(state.described.target_value, 60)}{known}"


def _likely_values(here: Situation) -> tuple[Choice, ...]:
    """Values to tap: the target where it is a plain figure, three bands where it is in words."""
    state = indicator_of(here)
    if state is None:
        return ()
    target = parse_value(state.described.target_value)
    if target.kind == "qualitative":
        return _numbered("band", _BANDS)
    if target.kind == "number" and target.comparison in (None, "="):
        raw = state.described.target_value.strip()
        return (Choice("target", f"与目标一致：{shortened(raw)}", raw),)
    return ()


def _read_value(text: str, here: Situation) -> str:
    """The value as written; a bare figure gets its target's unit: 800 beside a target of 600件 is 800件."""
    value, state = rule.ACTUAL_VALUE.given(text), indicator_of(here)
    target = parse_value(state.described.target_value) if state else None
    if target is None or not target.is_numeric or not target.unit or target.period or target.scale != 1:
        return value
    return f"{value}{target.unit}" if parse_value(value).is_bare else value


VALUE = Field(
    name="actual_value",
    label="完成值",
    ask="实际完成值是多少？",
    hint=lambda here: f"{_target(here)}\n照实填写，例：12次、95%、已建成",
    read=_read_value,
    choices=_likely_values,
    show=lambda value, here: value,
)


def judged(here: Situation) -> Judgement | None:
    """The judgement of the given value against the target, by the direction that was answered where it was asked."""
    state, value = indicator_of(here), here.value("actual_value")
    answered = here.value("direction") or None
    return judge_indicator(state.described, value, here.ctx.book.year, answered) if state and value else None


def wants_reason(judgement: Judgement | None) -> bool:
    """Whether the target was missed, or passed by far."""
    return judgement is not None and (judgement.outcome in _UNMET or judgement.over_fulfilled)


def _needs_reason(here: Situation) -> bool:
    return wants_reason(judged(here))


def reason_asked(judgement: Judgement | None) -> str:
    """The question for a reason, worded for an exceeded or a missed target."""
    if judgement is not None and judgement.over_fulfilled:
        return "大幅超出目标，偏差原因是什么？目标值是否定低了？"
    return "没有完全达到目标，偏差原因是什么？"


def common_reasons(judgement: Judgement | None, here: Situation) -> tuple[Choice, ...]:
    """Common reasons to tap, for too much or too little."""
    if judgement is not None and judgement.over_fulfilled:
        return _numbered("over", _OVER)
    running = here.ctx.today.year == here.ctx.book.year and here.ctx.today.month < 12
    going_on = (Choice("going_on", _GOING_ON, _GOING_ON),) if running else ()
    return (*going_on, *_numbered("under", _UNDER))


def _numbered(name: str, texts: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(f"{name}{index}", text, text) for index, text in enumerate(texts, start=1))


_OVER = ("目标值设置偏低", "年中工作任务增加")
_GOING_ON = "年度未结束，正按计划推进"
_UNDER = ("审批、采购等流程耗时较长", "受客观因素影响，工作延期", "年中工作计划调整")

REASON = renamed(
    reason_field(""),
    label="偏差原因",
    ask=lambda here: reason_asked(judged(here)),
    hint=lambda here: judgement.why if (judgement := judged(here)) else "",
    choices=lambda here: common_reasons(judged(here), here),
    applies=_needs_reason,
    optional=True,
    skip_label="稍后补充",
    depends_on=("actual_value", "indicator", "direction"),
)

RESULT_REMEDY = renamed(
    REMEDY,
    applies=lambda here: _needs_reason(here) and bool(here.value("reason")),
    depends_on=("actual_value", "indicator", "direction"),
)
