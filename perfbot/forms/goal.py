"""年度总体目标: what a project set out to reach in the year, as its 自评表 states it, and how that was met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.commands import AddProject, described_again
from perfbot.domain.books.states import ProjectState
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import KEPT, Choice, Field, Form, Problem, Situation, shortened
from perfbot.forms.engine.one_line import take_choice, tokens
from perfbot.forms.questions import PROJECT, needs_a_project, office_only, renamed, the_only, told_in


def _projects(here: Situation) -> tuple[Choice, ...]:
    """The projects of the report, those without a goal first."""
    reported = [state for state in here.ctx.book.projects.values() if state.described.reported]
    return tuple(map(_choice, sorted(reported, key=lambda state: bool(state.described.goal.strip()))))


def _choice(state: ProjectState) -> Choice:
    done = "已填" if state.described.goal.strip() else "待填"
    return Choice(state.code, f"{state.short_name}｜{done}", names=(state.name, state.short_name))


def _state(here: Situation) -> ProjectState | None:
    return here.ctx.book.projects.get(here.value("project") or "")


def _goals(here: Situation) -> tuple[Choice, ...]:
    """Choices of goals: the present one, and a sentence made of the project's targets."""
    state = _state(here)
    goal = state.described.goal.strip() if state and "goal" not in here.draft.answers else ""
    return (*((Choice(KEPT, f"不改：{shortened(goal, 16)}", goal),) if goal else ()), *_from_indicators(here, state))


def _from_indicators(here: Situation, state: ProjectState | None) -> tuple[Choice, ...]:
    described = [one.described for one in here.ctx.book.indicators_of(state.code)] if state else []
    if not described:
        return ()
    sentence = f"完成{'、'.join(f'{one.name}{one.target_value}' for one in described)}。"
    return (Choice("made", f"按指标写：{shortened(sentence, 16)}", sentence),)


def _hint(here: Situation) -> str:
    state = _state(here)
    known = f"现在是：{shortened(state.described.goal, 60)}\n" if state and state.described.goal.strip() else ""
    example = "例：完成全市无线电监测检查，及时处置干扰投诉，保障用频安全"
    return f"{known}一两句话写清做什么、做到什么程度、带来什么\n{example}"


def _achieved(here: Situation) -> str | None:
    """The present text, which stays unless it is changed."""
    state = _state(here)
    return (state.described.achievement.strip() if state else "") or None


def _denied(ctx: Context, subject: str) -> Problem | None:
    return office_only(ctx, subject) or needs_a_project(ctx, subject)


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`中博会 组织企业参展……`: the project and its goal."""
    words = tokens(line)
    empty = Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now)
    count = len(words)
    project = take_choice(words, _projects(Situation(ctx, empty)))
    if project is None:
        return {}
    taken = count - len(words)
    rest = line.split(maxsplit=taken)[taken:]
    return {"project": project.id, **({"goal": rest[0]} if rest else {})}


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> AddProject:
    known = ctx.book.projects[values["project"]].described
    said = {"goal": values["goal"], "achievement": values.get("achievement", "")}
    return described_again(AddProject, known, draft.id, **said)


GOAL = Form(
    name="goal",
    command="goal",
    title="年度总体目标",
    fields=(
        renamed(PROJECT, choices=_projects, default=the_only(_projects)),
        Field(
            name="goal",
            label="预期目标",
            ask="年度总体目标是什么？",
            hint=_hint,
            read=told_in(rule.GOAL),
            choices=_goals,
            by_number=False,
        ),
        Field(
            name="achievement",
            label="实际完成情况",
            ask="年底实际完成得怎么样？",
            hint="还不知道就点“按数字自动写”，以后可以再填",
            read=told_in(rule.ACHIEVEMENT),
            default=_achieved,
            optional=True,
            skip_label="按数字自动写",
            depends_on=("project",),
        ),
    ),
    build=_build,
    denied=_denied,
    one_line=_one_line,
)
