"""写原因: the 偏差原因 and remedy for a project's spending or an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain import checks
from perfbot.domain.commands import ExplainDeviation
from perfbot.domain.errors import Refused
from perfbot.domain.indicators import IndicatorStatus, indicator_statuses
from perfbot.domain.rules import decide
from perfbot.forms.choosing import label_of
from perfbot.forms.drafts import Context, Draft
from perfbot.forms.fields import Choice, Field, Form, Problem, Situation, shortened
from perfbot.forms.questions import REMEDY, needs_a_project, reason_field, recordable, the_only


def _subjects(here: Situation) -> tuple[Choice, ...]:
    """Indicators that miss or far exceed their target first, then the projects."""
    ctx = here.ctx
    mine = recordable(ctx)
    off = [status for state in mine for status in indicator_statuses(ctx.book, project=state.code) if status.deviates]
    indicators = [_indicator_choice(status) for status in off]
    projects = [Choice(state.code, f"{state.short_name}｜支出", names=(state.name, state.short_name)) for state in mine]
    return (*indicators, *projects)


def _indicator_choice(status: IndicatorStatus) -> Choice:
    name = status.state.described.name
    return Choice(status.code, f"{shortened(name)}｜{shortened(status.actual, 12)}", names=(name,))


def _subject(code: str, here: Situation) -> str:
    """A project's or an indicator's code that the person may record for; raises Refused."""
    book = here.ctx.book
    state = book.indicator(code)
    project = state.described.project if state else code
    checks.known_project(book, project)
    checks.may_record(book, here.ctx, project)
    return code


def _name(code: str, here: Situation) -> str:
    state, project = here.ctx.book.indicator(code), here.ctx.book.projects.get(code)
    if state is not None:
        result = state.result()
        actual = result.actual_value if result else "待填"
        return f"{state.described.name}（目标 {state.described.target_value}，完成 {actual}）"
    return f"{project.name}的支出" if project else label_of(_subjects)(code, here)


def _default(here: Situation) -> str | None:
    return here.draft.subject or the_only(_subjects)(here)


def _denied(ctx: Context, subject: str) -> Problem | None:
    if not subject:
        return needs_a_project(ctx, subject)
    try:
        decide(ctx.book, ExplainDeviation(key="?", subject=subject, reason="?"), ctx.circumstances)
    except Refused as why:
        return why
    return None


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> ExplainDeviation:
    return ExplainDeviation(
        key=draft.id, subject=values["subject"], reason=values["reason"], remedy=values.get("remedy", "")
    )


EXPLAIN = Form(
    name="explain",
    command="",
    title="写偏差原因",
    fields=(
        Field(
            name="subject",
            label="对象",
            ask="为哪个项目或指标写原因？",
            read=_subject,
            choices=_subjects,
            closed=True,
            default=_default,
            show=_name,
        ),
        reason_field(
            "偏差原因是什么？",
            "审批、采购等流程耗时较长",
            "受客观因素影响，工作延期",
            "年中工作计划调整",
            hint="会写进自评表和报告的“存在问题”部分",
        ),
        REMEDY,
    ),
    build=_build,
    denied=_denied,
)
