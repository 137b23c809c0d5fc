"""更正支出: reverse one spending and enter it anew in one step, asking only for what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from perfbot.domain.books.commands import CorrectSpending
from perfbot.domain.books.entries import Spending
from perfbot.domain.books.errors import StaleCorrection
from perfbot.domain.books.facts import SpendingFacts, said_by
from perfbot.forms.about_an_entry import TARGET, not_reversible, spending_of
from perfbot.forms.amount_questions import AGAIN, AMOUNT, AWAITING, UNIT, amount
from perfbot.forms.days import DAY
from perfbot.forms.engine.choosing import one_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Problem, Situation
from perfbot.forms.questions import PROJECT, PURPOSE, reason_field, renamed

_WRONG = (
    Choice("amount", "金额"),
    Choice("on", "日期"),
    Choice("purpose", "用途"),
    Choice("project", "项目"),
)

WRONG = Field(
    name="wrong",
    label="更正",
    ask="哪一项记错了？",
    hint="其余各项照旧；不止一项的，核对时还可以再改",
    read=one_of(lambda _: _WRONG),
    choices=lambda _: _WRONG,
    closed=True,
    hidden=True,
)


def _as_before(field: Field, ask: str, kept: Callable[[Spending], str]) -> Field:
    """The question with the old answer as default, unless it is the one to change."""

    def default(here: Situation) -> str | None:
        old = spending_of(here)
        return None if old is None or here.value("wrong") == field.name else kept(old)

    return renamed(field, ask=ask, default=default, depends_on=("wrong",))


def _still_awaiting(here: Situation) -> str | None:
    old = spending_of(here)
    return "yes" if old is not None and old.awaiting_supplement and old.project == here.value("project") else None


def _denied(ctx: Context, subject: str) -> Problem | None:
    entry = ctx.book.entry(subject)
    if entry is not None and not isinstance(entry, Spending):
        return StaleCorrection(entry.number)
    return not_reversible(ctx, subject)


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> CorrectSpending:
    here = Situation(ctx, draft, values)
    old = spending_of(here)
    before = said_by(old, SpendingFacts) if old else {}
    asked = {"amount": amount(here), **{name: values[name] for name in ("project", "on", "purpose")}}
    if asked.items() <= before.items():
        raise Misread("各项都和原来一样，没有需要更正的。请点“修改”，改好后再确认。")
    said = {**before, **asked, "awaiting_supplement": "awaiting" in values}
    return CorrectSpending(key=draft.id, target=values["target"], reason=values["reason"], **said)


CORRECT_SPENDING = Form(
    name="correct_spending",
    command="",
    title="更正支出",
    fields=(
        TARGET,
        WRONG,
        _as_before(PROJECT, "应该记在哪个项目？", lambda old: old.project),
        _as_before(AMOUNT, "正确的金额是多少？单位：万元", lambda old: f"{old.amount:f}元"),
        UNIT,
        AGAIN,
        _as_before(DAY, "正确的日期是哪一天？", lambda old: old.on.isoformat()),
        _as_before(PURPOSE, "正确的用途是什么？", lambda old: old.purpose),
        renamed(AWAITING, default=_still_awaiting),
        renamed(reason_field("为什么更正？", "金额录错", "日期录错", "用途写错", "项目选错"), label="更正原因"),
    ),
    build=_build,
    denied=_denied,
)
