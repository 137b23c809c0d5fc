"""写原因: the 偏差原因 and remedy for a project's spending or an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books import checks
from perfbot.domain.books.commands import ExplainDeviation
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.rules import decide
from perfbot.domain.indicators.judged import judge_indicator
from perfbot.domain.indicators.status import IndicatorStatus, indicator_statuses
from perfbot.domain.values import Judgement
from perfbot.forms.engine.choosing import label_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Problem, Situation, shortened
from perfbot.forms.indicator_questions import common_reasons, reason_asked, wants_reason
from perfbot.forms.questions import REMEDY, needs_a_project, reason_field, renamed, the_only


def _subjects(here: Situation) -> tuple[Choice, ...]:
    """Indicators that miss or far exceed their target first, then the projects."""
    ctx = here.ctx
    mine = ctx.recordable
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


def _judged(here: Situation) -> Judgement | None:
    """How the indicator's result missed or far exceeded its target; None where it did neither, and for spending."""
    state = here.ctx.book.indicator(here.value("subject") or "")
    result = state.result() if state else None
    judgement = judge_indicator(state.described, result.actual_value, here.ctx.book.year) if state and result else None
    return judgement if wants_reason(judgement) else None


def _hint(here: Situation) -> str:
    judgement = _judged(here)
    return "\n".join([*([judgement.why] if judgement else []), "会写进自评表和报告的“存在问题”部分"])


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
        renamed(
            reason_field(""),
            ask=lambda here: reason_asked(judgement) if (judgement := _judged(here)) else "偏差原因是什么？",
            hint=_hint,
            choices=lambda here: common_reasons(_judged(here), here),
            depends_on=("subject",),
        ),
        renamed(REMEDY, depends_on=("subject",)),
    ),
    build=_build,
    denied=_denied,
)
