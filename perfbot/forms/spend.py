"""登记支出: project, amount, day, purpose; beyond the budget also whether a supplement is awaited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.books.commands import RecordSpending
from perfbot.forms.amount_questions import AGAIN, AMOUNT, AWAITING, UNIT, amount
from perfbot.forms.days import DAY
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Form, Situation
from perfbot.forms.engine.finding import find
from perfbot.forms.engine.one_line import AROUND_FIGURES, money_and_day, take_choice, tokens
from perfbot.forms.questions import PROJECT, PURPOSE, needs_a_project, project_choices, projects_of_others


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> RecordSpending:
    return RecordSpending(
        key=draft.id,
        project=values["project"],
        amount=amount(Situation(ctx, draft, values)),
        on=values["on"],
        purpose=values["purpose"],
        awaiting_supplement="awaiting" in values,
    )


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`中博会 3.2 展位搭建 6.30`: the project before the purpose, amount and day anywhere."""
    words = tokens(line, AROUND_FIGURES)
    here = Situation(ctx, Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now))
    choices = project_choices(here)
    project = take_choice(words, choices)
    told = money_and_day(words, ctx.book.year)
    project = project or take_choice(told.rest, choices)
    unread = None if project else _unread(told.rest, choices, projects_of_others(here))
    if unread and len(choices) == 1:
        return {"project": unread}  # the rest was meant for another project
    known = {
        "project": project.id if project else unread,
        "amount": told.amount,
        "on": _kept(told.day, ctx),
        "purpose": " ".join(told.rest) or None,
    }
    return {name: text for name, text in known.items() if text is not None}


def _unread(words: list[str], choices: Sequence[Choice], others: Sequence[Choice]) -> str | None:
    """The word in the project's place that names none, several, or another person's project.

    A lone one may be the purpose as well; with only one project to choose, any word but another's name is.
    """
    another = find(words[0], others) if words else None
    if another and another.only and another.is_name:
        return words.pop(0)
    if len(choices) < 2 or not words:
        return None
    return words.pop(0) if len(words) > 1 else words[0]


def _kept(day: str | None, ctx: Context) -> str | None:
    """The day as a date; one that is not accepted stays as typed, so that the question says why."""
    if day is None:
        return None
    try:
        return parse_date(day, ctx.book.year, ctx.today).isoformat()
    except InvalidDate:
        return day


SPEND = Form(
    name="spend",
    command="spend",
    title="登记支出",
    fields=(PROJECT, AMOUNT, UNIT, AGAIN, DAY, PURPOSE, AWAITING),
    build=_build,
    denied=needs_a_project,
    one_line=_one_line,
    figures=True,
)
