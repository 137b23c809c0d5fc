"""登记指标完成值: project, indicator, value; the reason where it misses or far exceeds its target; today's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfbot.domain.commands import RecordResult
from perfbot.forms.days import DAY, latest_day
from perfbot.forms.drafts import Context, Draft
from perfbot.forms.fields import Choice, Form, Problem, Situation
from perfbot.forms.judged import INDICATOR, REASON, RESULT_REMEDY, VALUE, indicator_choices
from perfbot.forms.one_line import take_choice, tokens
from perfbot.forms.questions import PROJECT, needs_a_project, project_choices, recordable, renamed, the_only


def _with_indicators(here: Situation) -> tuple[Choice, ...]:
    return tuple(choice for choice in project_choices(here) if here.ctx.book.indicators_of(choice.id))


def _denied(ctx: Context, subject: str) -> Problem | None:
    denied = needs_a_project(ctx, subject)
    if denied is None and not any(ctx.book.indicators_of(state.code) for state in recordable(ctx)):
        return "您负责的项目还没有设置绩效指标。"
    return denied


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> RecordResult:
    return RecordResult(
        key=draft.id,
        indicator=values["indicator"],
        actual_value=values["actual_value"],
        on=values["on"],
        reason=values.get("reason", ""),
        remedy=values.get("remedy", ""),
    )


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`无线电监管 行政检查 12次`: project (or not), indicator, and the rest is the value."""
    here = Situation(ctx, Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now))
    words = tokens(line)
    rest = list(words)
    project = take_choice(rest, _with_indicators(here))
    if project is not None:
        told = _indicator_and_value(rest, _indicators(ctx, project.id), ctx)
        if told:
            return told
    everywhere = [choice for item in _with_indicators(here) for choice in _indicators(ctx, item.id)]
    return _indicator_and_value(words, everywhere, ctx) or ({"project": project.id} if project else {})


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
        renamed(PROJECT, choices=_with_indicators, default=the_only(_with_indicators)),
        INDICATOR,
        VALUE,
        REASON,
        RESULT_REMEDY,
        renamed(DAY, ask="按哪一天的完成情况登记？", default=latest_day),
    ),
    build=_build,
    denied=_denied,
    one_line=_one_line,
)
