"""Builds the page of a draft: its open question, or the review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from perfbot.domain.books.commands import Command
from perfbot.domain.books.errors import Refused
from perfbot.domain.previews.effects import Effect
from perfbot.forms.engine.choosing import on_show, page_of, pages_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Field, Form, Misread, Problem, worded
from perfbot.forms.engine.progress import (
    Standing,
    answers,
    before,
    fingerprint,
    problem_of,
    progress,
    shown,
    stand,
)
from perfbot.forms.engine.responsibility import responsible
from perfbot.forms.engine.shown import Prompt, Review, Turn


def put(
    form: Form, draft: Draft, ctx: Context, *, problem: Problem | None = None, notice: str = "", blame: bool = True
) -> Turn:
    """The turn with the open question, or the review when there is none; the draft notes what was asked and when.

    What would be refused goes back to the question that is to `blame`, unless the person chose to keep that answer:
    then the review says why and offers every answer to be changed.
    """
    standing = stand(form, draft, ctx, until=draft.editing)
    if standing.at_review or standing.open is None:
        return _review(form, draft, ctx, standing, problem, notice, blame)
    if draft.asked != standing.open.name:
        draft = replace(draft, page=0, search="")
    asked = replace(draft, asked=standing.open.name, touched_at=ctx.now)
    # No answer was changed: it stands as before, seen from the draft as it is now.
    fresh = replace(standing, here=replace(standing.here, draft=asked))
    return Turn(asked, _prompt(form, standing.open, asked, fresh, problem or standing.problem, notice))


def _prompt(form: Form, field: Field, draft: Draft, standing: Standing, problem: Problem | None, notice: str) -> Prompt:
    here = standing.here
    choices = on_show(field, here)
    whole = standing if draft.editing is None else stand(form, draft, here.ctx)
    step, steps = progress(form, field, whole)
    return Prompt(
        draft_id=draft.id,
        title=form.title,
        question=field.name,
        text=worded(field.ask, here),
        label=field.label,
        step=step,
        steps=steps,
        hint=worded(field.hint, here),
        problem=problem,
        notice=notice,
        answers=answers(form, standing),
        options=page_of(field, choices, draft.page),
        page=min(max(draft.page, 0), pages_of(choices) - 1),
        pages=pages_of(choices),
        search=draft.search if field.closed else "",
        keeps=_keeps(field, whole) if draft.editing == field.name else "",
        skip=field.skip_label if field.optional else "",
        can_go_back=not whole.at_review and before(form, standing) is not None,
        ctx=here.ctx,
    )


def _keeps(field: Field, whole: Standing) -> str:
    """The answer that the person may keep while changing it, if it is still valid."""
    return shown(field, whole.values[field.name], whole.here) if field.name in whole.values else ""


@dataclass(frozen=True)
class Foreseen:
    """The command of the answers and its effect, or its refusal."""

    command: Command | None = None
    effect: Effect | None = None
    refused: Misread | Refused | None = None


def foreseen(form: Form, draft: Draft, ctx: Context, standing: Standing) -> Foreseen:
    """Build the command and work out its effect."""
    try:
        command = form.build(standing.values, draft, ctx)
        return Foreseen(command, form.foresee(command, ctx))
    except (Misread, Refused) as why:
        return Foreseen(refused=why)


def _review(
    form: Form, draft: Draft, ctx: Context, standing: Standing, problem: Problem | None, notice: str, blame: bool
) -> Turn:
    """The review; default answers are written down, so that 确认 records exactly what was shown."""
    draft = replace(
        draft,
        answers={**draft.answers, **standing.kept},
        asked=standing.question,
        editing=None,
        page=0,
        search="",
        touched_at=ctx.now,
    )
    ahead = foreseen(form, draft, ctx, standing)
    if blame and isinstance(ahead.refused, Refused):
        blamed = responsible(ahead.refused, standing.kept)
        if blamed is not None:
            return put(form, replace(draft, editing=blamed), ctx, problem=ahead.refused, notice=notice)
    return Turn(draft, _review_page(form, draft, standing, ahead, problem, notice))


def _review_page(
    form: Form, draft: Draft, standing: Standing, ahead: Foreseen, problem: Problem | None, notice: str
) -> Review:
    last = standing.open
    confirms = ahead.command is not None and (last is None or bool(last.confirm_label))
    return Review(
        draft_id=draft.id,
        title=form.title,
        answers=answers(form, standing),
        question=standing.question,
        text=worded(last.ask, standing.here) if last else "",
        options=page_of(last, last.choices(standing.here), 0) if last and not last.confirm_label else (),
        effect=ahead.effect,
        problem=problem or (problem_of(ahead.refused) if ahead.refused else None),
        notice=notice,
        confirm=fingerprint(form, standing.kept) if confirms else "",
        confirm_label=last.confirm_label if last else "",
        ctx=standing.here.ctx,
    )
