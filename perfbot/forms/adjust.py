"""预算变动: 追加, 调剂, 调减 and 年初预算, for one project or for several in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfbot.domain import checks
from perfbot.domain.commands import ChangeBudget
from perfbot.domain.entries import BudgetKind, BudgetLine
from perfbot.domain.money import InvalidAmount, format_both, format_wan, parse_amount
from perfbot.domain.states import ZERO
from perfbot.forms.choosing import label_of, meant, one_of
from perfbot.forms.days import DAY
from perfbot.forms.drafts import Context, Draft
from perfbot.forms.fields import Choice, Field, Form, Misread, Problem, Situation, shortened
from perfbot.forms.finding import find
from perfbot.forms.questions import AMOUNT_EXAMPLES, office_only, project_name, read_amount, renamed

_KINDS = (
    Choice("supplement", "追加", names=("追加", "年中追加")),
    Choice("transfer", "调剂"),
    Choice("cut", "调减", names=("调减", "收回")),
    Choice("appropriation", "年初预算", names=("年初预算", "年初批复")),
)
_BETWEEN = re.compile(r"[\n;；，、]+|,(?![0-9]{3})")
_LONGEST = 2000
Targets = tuple[tuple[str, Decimal | None], ...]


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
        return f"{project.id}\t{parse_amount(figure):f}元"
    except InvalidAmount:
        return None


def _targets(text: str, here: Situation) -> Targets:
    read = []
    for line in text.split("\n"):
        code, _, figure = line.partition("\t")
        one_of(_other_projects)(code, here)
        checks.known_project(here.ctx.book, code)
        read.append((code, read_amount(figure, here) if figure else None))
    return tuple(read)


def _show_targets(targets: Targets, here: Situation) -> str:
    return "，".join(
        project_name(code, here) + (f" {format_wan(amount)} 万元" if amount is not None else "")
        for code, amount in targets
    )


def _needs_amount(here: Situation) -> bool:
    targets: Targets = here.value("targets") or ()
    return len(targets) == 1 and targets[0][1] is None


def _can_leave(here: Situation) -> str:
    code = here.value("source") or (here.value("targets") or (("", None),))[0][0]
    state = here.ctx.book.projects.get(code)
    if state is None or _kind(here) not in ("transfer", "cut"):
        return AMOUNT_EXAMPLES
    free = max(ZERO, state.adjusted_budget() - state.executed())
    return f"“{state.short_name}”未支出 {format_wan(free)} 万元，最多可调出这么多\n{AMOUNT_EXAMPLES}"


def _ask_targets(here: Situation) -> str:
    return {"transfer": "调到哪个项目？", "cut": "调减哪个项目？"}.get(_kind(here), "给哪个项目？")


def _lines(values: Mapping[str, Any]) -> tuple[BudgetLine, ...]:
    """The lines in 元: what comes in, or goes out; of a transfer both."""
    sign = -1 if values["kind"] == "cut" else 1
    moved = [(code, values["amount"] if amount is None else amount) for code, amount in values["targets"]]
    lines = tuple(BudgetLine(project=code, amount=sign * amount) for code, amount in moved)
    if values["kind"] != "transfer":
        return lines
    total = sum((amount for _, amount in moved), ZERO)
    return (BudgetLine(project=values["source"], amount=-total), *lines)


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> ChangeBudget:
    return ChangeBudget(
        key=draft.id,
        kind=BudgetKind(values["kind"]),
        on=values["on"],
        lines=_lines(values),
        document_number=values.get("document_number", ""),
    )


def _denied(ctx: Context, subject: str) -> Problem | None:
    denied = office_only(ctx, subject)
    return denied or (None if ctx.book.projects else "台账里还没有二级项目，请先建立项目。")


TARGETS = Field(
    name="targets",
    label="项目",
    ask=_ask_targets,
    hint="点选一个；多个项目一次填完，例：中博会 10，无线电监管 5.5",
    read=_targets,
    take=_take_targets,
    choices=_other_projects,
    closed=True,
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
            hint="调剂：从一个项目转到另一个，总额不变",
            read=one_of(lambda _: _KINDS),
            choices=lambda _: _KINDS,
            closed=True,
            show=label_of(lambda _: _KINDS),
        ),
        Field(
            name="source",
            label="调出",
            ask="从哪个项目调出？",
            read=one_of(_all_projects),
            choices=_all_projects,
            closed=True,
            applies=lambda here: _kind(here) == "transfer",
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
            show=lambda amount, _: format_both(amount),
        ),
        renamed(DAY, ask="哪一天批复的？"),
        Field(
            name="document_number",
            label="文号",
            ask="文号是什么？",
            hint="例：江财预〔2021〕15号",
            read=lambda text, _: checks.optional("document_number", text, checks.NAME_LIMIT),
            optional=True,
            skip_label="没有文号",
        ),
    ),
    build=_build,
    denied=_denied,
)
