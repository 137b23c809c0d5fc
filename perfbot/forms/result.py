"""登记指标完成值: project, indicator, value; the reason where it misses or far exceeds its target; today's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfbot.domain.books.commands import DirectedResult, RecordResult
from perfbot.domain.books.errors import NoIndicators
from perfbot.domain.values import parse_value
from perfbot.forms.days import DAY, latest_day
from perfbot.forms.direction_questions import ASKED_DIRECTION, with_direction
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Form, Problem, Situation
from perfbot.forms.engine.finding import find
from perfbot.forms.engine.one_line import take_choice, tokens
from perfbot.forms.indicator_questions import INDICATOR, REASON, RESULT_REMEDY, VALUE, indicator_choices
from perfbot.forms.questions import PROJECT, how_to_choose, needs_a_project, project_choices, renamed, the_only

_NAMED = 3


def _with_indicators(here: Situation) -> tuple[Choice, ...]:
    return tuple(choice for choice in project_choices(here) if here.ctx.book.indicators_of(choice.id))


def _how_to_choose(here: Situation) -> str:
    """How to choose, and which projects cannot be chosen as long as they have no indicators."""
    bare = [state.short_name for state in here.ctx.recordable if not here.ctx.book.indicators_of(state.code)]
    more = "等" if len(bare) > _NAMED else ""
    told = f"\n还没有指标、要管理员先添加的：{'、'.join(bare[:_NAMED])}{more}" if bare else ""
    return f"{how_to_choose(_with_indicators)(here)}{told}"


def _denied(ctx: Context, subject: str) -> Problem | None:
    denied = needs_a_project(ctx, subject)
    if denied is None and not any(ctx.book.indicators_of(state.code) for state in ctx.recordable):
        return NoIndicators(ctx.actor.id)
    return denied


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> RecordResult | DirectedResult:
    result = RecordResult(
        key=draft.id,
        indicator=values["indicator"],
        actual_value=values["actual_value"],
        on=values["on"],
        reason=values.get("reason", ""),
        remedy=values.get("remedy", ""),
    )
    return with_direction(result, values)


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`无线电监管 行政检查 12次`: project (or not), indicator, and the rest is the value.

    A word that names no indicator, or several, stays in its place, so that the question says why; the value is kept.
    """
    here = Situation(ctx, Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now))
    words = tokens(line)
    rest = list(words)
    project = take_choice(rest, _with_indicators(here))
    if project is not None:
        told = _indicator_and_value(rest, _indicators(ctx, project.id), ctx)
        if told:
            return told
    everywhere = [choice for item in _with_indicators(here) for choice in _indicators(ctx, item.id)]
    told = _indicator_and_value(words, everywhere, ctx)
    if told or project is None:
        return told or _unread(words, _with_indicators(here), everywhere)
    return {"project": project.id, **_placed(rest)}


def _unread(words: list[str], projects: Sequence[Choice], indicators: Sequence[Choice]) -> dict[str, str]:
    plain = len(projects) > 1 and words and not find(words[0], indicators).matches
    return {"project": words[0]} if plain else {}


def _placed(words: list[str]) -> dict[str, str]:
    if len(words) == 1 and parse_value(words[0]).kind != "qualitative":
        return {"actual_value": words[0]}
    value = {"actual_value": " ".join(words[1:])} if len(words) > 1 else {}
    return {"indicator": words[0], **value} if words else {}


def _indicators(ctx: Context, project: str) -> tuple[Choice, ...]:
    empty = Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now)
    return indicator_choices(Situation(ctx, empty, {"project": project}))


def _indicator_and_value(words: list[str], indicators: Sequence[Choice], ctx: Context) -> dict[str, str]:
    rest = list(words)
    indicator = take_choice(rest, indicators)
    state = ctx.book.indicator(indicator.id) if indicator else None
    if state is None:
        return {}
    value = {"actual_value": " ".join(rest)} if rest else {}
    return {"project": state.described.project, "indicator": state.code, **value}


RESULT = Form(
    name="result",
    command="result",
    title="登记指标完成值",
    fields=(
        renamed(PROJECT, choices=_with_indicators, hint=_how_to_choose, default=the_only(_with_indicators)),
        INDICATOR,
        VALUE,
        ASKED_DIRECTION,
        REASON,
        RESULT_REMEDY,
        renamed(DAY, ask="按哪一天的完成情况登记？", default=latest_day),
    ),
    build=_build,
    denied=_denied,
    one_line=_one_line,
    figures=True,
)
