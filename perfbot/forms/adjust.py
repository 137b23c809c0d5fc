"""预算变动: 追加, 调剂, 调减 and 年初预算, for one project or several in one line; a project added meanwhile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfbot.domain.amounts.money import InvalidAmount, format_wan, parse_amount, written_in_yuan
from perfbot.domain.books import checks
from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.commands import AddProject, ChangeBudget
from perfbot.domain.books.facts import BudgetKind, BudgetLine
from perfbot.domain.books.plausibility import AmountVerdict, Plausibility, budget_measures, judged_amount
from perfbot.domain.books.states import ZERO
from perfbot.forms.amount_questions import (
    AMOUNT_EXAMPLES,
    again_question,
    amount_shown,
    read_amount,
    unit_question,
)
from perfbot.forms.days import DAY
from perfbot.forms.engine.choosing import label_of, meant, one_of
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Situation, shortened
from perfbot.forms.engine.finding import find
from perfbot.forms.new_project import NEW, NEW_PROJECT_FIELDS, added_project, build_project, is_new
from perfbot.forms.questions import office_only, project_name, renamed, the_only

_KINDS = (
    Choice("supplement", "追加", names=("追加", "年中追加")),
    Choice("transfer", "调剂"),
    Choice("both", "调剂并追加", names=("调剂并追加", "调剂追加")),
    Choice("cut", "调减", names=("调减", "收回")),
    Choice("appropriation", "年初预算", names=("年初预算", "年初批复")),
    Choice(NEW, "新增二级项目", names=("新增二级项目", "新增项目", "新增")),
)
_MOVING = ("transfer", "both")
_BETWEEN = re.compile(r"[\n;；，、]+|,(?![0-9]{3})")
_LONGEST = 2000
Targets = tuple[tuple[str, Decimal | None], ...]


def _kinds(here: Situation) -> tuple[Choice, ...]:
    """The kinds of budget events that are possible; a transfer needs projects, a project just added needs money."""
    if not here.ctx.book.projects:
        return _KINDS[-1:]
    return _KINDS[:-1] if added_project(here) else _KINDS


def _kind(here: Situation) -> str:
    return here.value("kind") or ""


def _all_projects(here: Situation) -> tuple[Choice, ...]:
    return tuple(
        Choice(state.code, state.short_name, names=(state.name, state.short_name))
        for state in here.ctx.book.projects.values()
    )


def _other_projects(here: Situation) -> tuple[Choice, ...]:
    return tuple(choice for choice in _all_projects(here) if choice.id != here.value("source"))


def _take_targets(text: str, here: Situation) -> str:
    """One project, or several each with its amount: kept as code and 元, a line each."""
    parts = [part.strip() for part in _BETWEEN.split(text[:_LONGEST]) if part.strip()]
    lines = [_line(part, here) for part in parts]
    if len(parts) > 1 or (lines and lines[0] is not None):
        missing = [part for part, line in zip(parts, lines, strict=True) if line is None]
        if missing:
            raise Misread(f"没有看懂“{shortened(missing[0])}”。每项写项目和金额，例：中博会 10，无线电监管 5.5")
        return "\n".join(line for line in lines if line)
    return meant(TARGETS, text, here).kept


def _line(part: str, here: Situation) -> str | None:
    name, _, figure = part.rpartition(" ")
    project = find(name, _other_projects(here)).only if name else None
    if project is None:
        return None
    try:
        amount = parse_amount(figure)
    except InvalidAmount:
        return None
    _check_unit(part, figure, amount, here)
    return f"{project.id}\t{amount:f}元"


def _check_unit(part: str, figure: str, amount: Decimal, here: Situation) -> None:
    """Raises Misread where a bare figure among several is more likely 元 than 万元."""
    bare = parse_amount(figure, "元") != amount
    if bare and _judged_here(amount, here).verdict is AmountVerdict.WHICH_UNIT:
        raise Misread(f"“{shortened(part)}”是元还是万元？请写明单位，例：{shortened(part)}元")


def _judged_here(amount: Decimal, here: Situation, typed: str = "", *, unit_told: bool = False) -> Plausibility:
    measures = budget_measures(here.ctx.book, opening=_kind(here) == "appropriation")
    return judged_amount(amount, measures, in_yuan=written_in_yuan(typed), unit_told=unit_told)


def _judged(here: Situation) -> Plausibility | None:
    """The verdict on the single amount as it was typed."""
    given = here.value("amount")
    return None if given is None else _judged_here(given, here, here.draft.answers.get("amount", ""))


def _judged_whole(here: Situation) -> Plausibility | None:
    """The verdict on the sum for all targets, once the unit is known."""
    if here.value("targets") is None or (_needs_amount(here) and here.value("amount") is None):
        return None
    single = _judged(here)
    asked = single is not None and single.verdict is AmountVerdict.WHICH_UNIT
    return (
        single
        if asked and "unit" not in here.draft.answers
        else _judged_here(_arriving(here.values), here, unit_told=True)
    )


def _targets(text: str, here: Situation) -> Targets:
    read = []
    for line in text.split("\n"):
        code, _, figure = line.partition("\t")
        one_of(_other_projects)(code, here)
        checks.known_project(here.ctx.book, code)
        read.append((code, read_amount(figure, here) if figure else None))
    return tuple(read)


def _show_targets(targets: Targets, here: Situation) -> str:
    if len(targets) == 1:
        code, amount = targets[0]
        return project_name(code, here) + (f" {format_wan(amount)} 万元" if amount is not None else "")
    projects = here.ctx.book.projects
    return "\n".join(f"{projects[code].short_name} {format_wan(amount or ZERO)} 万元" for code, amount in targets)


def _needs_amount(here: Situation) -> bool:
    targets: Targets = here.value("targets") or ()
    return len(targets) == 1 and targets[0][1] is None


def _added_target(here: Situation) -> str | None:
    return added_project(here) if _kind(here) != "cut" else None


def _moved_out(text: str, here: Situation) -> Decimal:
    """The 元 that leave the source when part of what arrives is new money; raises Misread where nothing is new."""
    moved, arriving = read_amount(text, here), _arriving(here.values)
    if moved >= arriving:
        raise Misread(f"调入合计 {format_wan(arriving)} 万元，调出要比它少，差额才是追加。没有追加的请选“调剂”。")
    return moved


def _arriving(values: Mapping[str, Any]) -> Decimal:
    """The 元 that all targets get together."""
    return sum((_single(values) if amount is None else amount for _, amount in values["targets"]), ZERO)


def _single(values: Mapping[str, Any]) -> Decimal:
    """元 of the amount that was asked for, as it stands after the question about its unit."""
    return Decimal(values.get("unit") or values.get("amount", ZERO))


def _can_leave(here: Situation) -> str:
    code = here.value("source") or (here.value("targets") or (("", None),))[0][0]
    return f"{_free(code, here)}{AMOUNT_EXAMPLES}" if _kind(here) in ("transfer", "cut") else AMOUNT_EXAMPLES


def _free(code: str, here: Situation) -> str:
    state = here.ctx.book.projects.get(code)
    if state is None:
        return ""
    free = max(ZERO, state.adjusted_budget() - state.executed())
    return f"“{state.short_name}”未支出 {format_wan(free)} 万元，最多可调出这么多\n"


def _ask_targets(here: Situation) -> str:
    asked = {"transfer": "调到哪个项目？", "both": "调入并追加到哪些项目？", "cut": "调减哪个项目？"}
    return asked.get(_kind(here), "给哪个项目？")


def _lines(values: Mapping[str, Any]) -> tuple[BudgetLine, ...]:
    """The budget lines in 元: money in or out; for a transfer both."""
    sign = -1 if values["kind"] == "cut" else 1
    moved = [(code, _single(values) if amount is None else amount) for code, amount in values["targets"]]
    lines = tuple(BudgetLine(project=code, amount=sign * amount) for code, amount in moved)
    if values["kind"] not in _MOVING:
        return lines
    out = values["moved"] if values["kind"] == "both" else _arriving(values)
    return (BudgetLine(project=values["source"], amount=-out), *lines)


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> ChangeBudget | AddProject:
    if values["kind"] == NEW:
        return build_project(values, draft, ctx.book)
    lines, moving = _lines(values), values["kind"] in _MOVING
    return ChangeBudget(
        key=draft.id,
        kind=BudgetKind.TRANSFER if moving else BudgetKind(values["kind"]),
        on=values["on"],
        lines=lines,
        document_number=values.get("document_number", ""),
        supplement=sum((line.amount for line in lines), ZERO) if moving else ZERO,
    )


TARGETS = Field(
    name="targets",
    label="项目",
    ask=_ask_targets,
    hint=lambda here: (
        f"{_free(here.value('source') or '', here)}点选一个；多个项目一次填完，例：中博会 10，无线电监管 5.5"
    ),
    read=_targets,
    take=_take_targets,
    choices=_other_projects,
    closed=True,
    applies=lambda here: not is_new(here),
    default=_added_target,
    show=_show_targets,
)

ADJUST = Form(
    name="adjust",
    command="adjust",
    title="预算变动",
    fields=(
        Field(
            name="kind",
            label="类型",
            ask="哪一种预算变动？",
            hint="调剂：从一个项目转到另一个，总额不变；调剂并追加：一份批复里既调剂又追加",
            read=one_of(_kinds),
            choices=_kinds,
            closed=True,
            default=the_only(_kinds),
            show=label_of(lambda _: _KINDS),
        ),
        Field(
            name="source",
            label="调出",
            ask="从哪个项目调出？",
            read=one_of(_all_projects),
            choices=_all_projects,
            closed=True,
            applies=lambda here: _kind(here) in _MOVING,
            show=project_name,
        ),
        TARGETS,
        Field(
            name="amount",
            label="金额",
            ask="多少？单位：万元",
            hint=_can_leave,
            read=read_amount,
            applies=_needs_amount,
            show=lambda _, here: amount_shown(_single(here.values), here.draft.answers.get("amount", "")),
        ),
        unit_question(_judged, "amount", "kind"),
        again_question(_judged_whole, "amount", "targets", "kind"),
        Field(
            name="moved",
            label="其中调出",
            ask=lambda here: f"其中从“{project_name(here.value('source') or '', here)}”调出多少？单位：万元",
            hint=lambda here: f"{_free(here.value('source') or '', here)}其余作为追加。{AMOUNT_EXAMPLES}",
            read=_moved_out,
            applies=lambda here: _kind(here) == "both",
            show=lambda amount, here: amount_shown(amount, here.draft.answers.get("moved", "")),
            depends_on=("kind", "source", "targets", "amount", "unit"),
        ),
        renamed(DAY, ask="哪一天批复的？", applies=lambda here: not is_new(here)),
        Field(
            name="document_number",
            label="文号",
            ask="文号是什么？",
            hint="例：江财预〔2021〕15号",
            read=lambda text, _: rule.DOCUMENT_NUMBER.read(text),
            optional=True,
            skip_label="没有文号",
            applies=lambda here: not is_new(here),
        ),
        *NEW_PROJECT_FIELDS,
    ),
    build=_build,
    denied=office_only,
)
