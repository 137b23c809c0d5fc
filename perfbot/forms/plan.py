"""用款计划: twelve cumulative amounts of a project, typed in one line or spread evenly or by quarters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfbot.domain.amounts.money import WAN, InvalidAmount, format_wan, parse_amount, rounded, written_in_yuan
from perfbot.domain.amounts.numerals import folded
from perfbot.domain.books.commands import SetPlan
from perfbot.domain.books.errors import BadPlan
from perfbot.domain.books.plausibility import Plausibility, judged_amount, plan_measures
from perfbot.domain.books.states import ZERO
from perfbot.forms.amount_questions import again_question, amount_shown, told_unit, unit_question
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Situation
from perfbot.forms.engine.one_line import take_choice, tokens
from perfbot.forms.questions import PROJECT, needs_a_project, project_choices

MONTHS = 12
_EVEN, _QUARTERS = "平均", "按季"
_APART = (re.compile(r"\s+"), re.compile(r"[\s,，、;；|/]+"))
_MOST = 600
_MONTH = re.compile(
    r"(?P<month>1[0-2]|[1-9])月[底末]?\s*:?\s*(?P<amount>[0-9][0-9.]*\s*(?:万元|万|元)?)(?=$|[\s,，、;；])"
)


def _budget(here: Situation) -> Decimal:
    state = here.ctx.book.projects.get(here.value("project") or "")
    return state.adjusted_budget() if state else ZERO


def _spread(here: Situation, text: str) -> tuple[Decimal, ...] | None:
    """The budget spread evenly or by quarters; the last month is exactly the budget."""
    budget = _budget(here)
    if text not in (_EVEN, _QUARTERS):
        return None
    shares = [Decimal(m if text == _EVEN else m // 3 * 3) for m in range(1, MONTHS + 1)]
    return tuple(rounded(budget * share / MONTHS) for share in shares)


def _cumulative(text: str, here: Situation) -> tuple[Decimal, ...]:
    spread = _spread(here, folded(text))
    if spread is not None:
        return spread
    amounts = _by_month(text) or [_amount(part) for part in _parts(text)]
    if len(amounts) != MONTHS:
        raise BadPlan(here.value("project") or "", 0, len(amounts))
    for month, (before, after) in enumerate(zip([ZERO, *amounts], amounts, strict=False), start=1):
        if after < before:
            raise BadPlan(here.value("project") or "", month, len(amounts))
    return tuple(amounts)


def _by_month(text: str) -> list[Decimal]:
    """The amounts of `3月 5，6月10`: each holds until the next month named; nothing for other texts."""
    plain = folded(text[:_MOST])
    found = list(_MONTH.finditer(plain))
    if not found or _MONTH.sub("", plain).strip(" ,，、;；"):
        return []
    reached = {int(one["month"]): _amount(one["amount"]) for one in found}
    amounts = [ZERO]
    for month in range(1, MONTHS + 1):
        amounts.append(reached.get(month, amounts[-1]))
    return amounts[1:]


def _parts(text: str) -> list[str]:
    """Twelve parts by blanks alone if there are twelve, so that 1,000 stays one; else by any sign between."""
    plain = folded(text[:_MOST])
    by_blanks = [part for part in _APART[0].split(plain) if part]
    return by_blanks if len(by_blanks) == MONTHS else [part for part in _APART[1].split(plain) if part]


def _amount(part: str) -> Decimal:
    if re.fullmatch(r"0+(?:\.0+)?(?:万?元|万)?", part):
        return ZERO
    try:
        return parse_amount(part)
    except InvalidAmount as why:
        raise Misread(f"“{part[:20]}”：{why}") from None


def _judged(here: Situation) -> Plausibility | None:
    """The verdict on the whole year's amount as typed."""
    amounts, state = here.value("cumulative"), here.ctx.book.projects.get(here.value("project") or "")
    if not amounts or state is None:
        return None
    finer = any(amount / WAN != rounded(amount / WAN) for amount in amounts)
    in_yuan = finer or written_in_yuan(_last(here))
    return judged_amount(amounts[-1], plan_measures(here.ctx.book, state), in_yuan=in_yuan)


def _last(here: Situation) -> str:
    """The amount typed for December."""
    return _parts(here.draft.answers.get("cumulative", "0"))[-1]


def _planned(values: Mapping[str, Any]) -> tuple[Decimal, ...]:
    """The twelve amounts in 元 as they stand after the question about their unit."""
    amounts: tuple[Decimal, ...] = values["cumulative"]
    told = values.get("unit")
    return amounts if told in (None, amounts[-1]) else tuple(amount / WAN for amount in amounts)


def _choices(here: Situation) -> tuple[Choice, ...]:
    each = format_wan(_budget(here) / MONTHS)
    return (
        Choice("even", f"平均，每月约 {each} 万元", _EVEN),
        Choice("quarters", "按季，每季末到 25%、50%、75%、100%", _QUARTERS),
    )


def _hint(here: Situation) -> str:
    return (
        f"预算 {format_wan(_budget(here))} 万元。点选，或一行填 12 个月的累计数（万元），用空格隔开\n"
        "例：0 0 5 5 10 10 15 15 20 20 25 29，或 3月 5，6月 10，12月 29"
    )


def _one_line(line: str, ctx: Context) -> Mapping[str, str]:
    """`中博会 平均`, `中博会 0 0 5 …`: the project and its plan."""
    words = tokens(line)
    empty = Draft(id="", form="", person=0, book=ctx.book.key, started_at=ctx.now, touched_at=ctx.now)
    project = take_choice(words, project_choices(Situation(ctx, empty)))
    known = {"project": project.id} if project else {}
    return {**known, "cumulative": " ".join(words)} if words else known


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> SetPlan:
    return SetPlan(key=draft.id, project=values["project"], cumulative=_planned(values))


PLAN = Form(
    name="plan",
    command="plan",
    title="用款计划",
    fields=(
        PROJECT,
        Field(
            name="cumulative",
            label="计划",
            ask="每月累计用到多少？",
            hint=_hint,
            read=_cumulative,
            choices=_choices,
            show=lambda _, here: f"12 个月，全年 {amount_shown(_planned(here.values)[-1], _last(here))}",
        ),
        unit_question(_judged, "cumulative", "project"),
        again_question(lambda here: told_unit(here, _judged), "cumulative", "project"),
    ),
    build=_build,
    denied=needs_a_project,
    one_line=_one_line,
    figures=True,
)
