"""设置指标: an indicator added to a project, changed, or no longer pursued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from perfbot.domain.amounts.numerals import folded
from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.commands import SetIndicator, described_again
from perfbot.domain.books.entries import IndicatorSet, ProjectAdded
from perfbot.domain.books.errors import BadScore
from perfbot.domain.books.facts import IndicatorFacts
from perfbot.domain.indicators.taxonomy import Category, kind_of
from perfbot.forms.direction_questions import ChosenDirection, chosen, direction_choices, direction_now, set_direction
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Misread, Problem, Situation
from perfbot.forms.new_project import next_indicator_code
from perfbot.forms.questions import PROJECT, office_only, project_name, renamed, told_in

_KINDS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益",
    "社会效益",
    "生态效益",
    "可持续影响",
    "服务对象满意度",
)
_LEVELS = {Category.OUTPUT: "产出指标", Category.BENEFIT: "效益指标", Category.SATISFACTION: "满意度指标"}


def known_indicator(here: Situation) -> IndicatorSet | None:
    """The indicator that is being changed, as it stands now."""
    entry = here.ctx.book.entry(here.draft.subject)
    state = here.ctx.book.indicator(entry.indicator) if isinstance(entry, IndicatorSet) else None
    return state.described if state else None


def _as_now(name: str) -> Callable[[Situation], str | None]:
    """The present value as default, not asked; at the review it can be changed."""

    def default(here: Situation) -> str | None:
        known = known_indicator(here)
        return None if known is None else str(getattr(known, name) or "")

    return default


def _project(here: Situation) -> str | None:
    known, entry = known_indicator(here), here.ctx.book.entry(here.draft.subject)
    if known is not None:
        return known.project
    return entry.project if isinstance(entry, ProjectAdded) else None


def _weight(text: str, _: Situation) -> Decimal:
    try:
        weight = Decimal(folded(text).removesuffix("分").strip())
    except InvalidOperation:
        raise Misread("分值请填数字，例：10。") from None
    if not weight.is_finite() or not 0 <= weight <= 100:
        raise BadScore(weight)
    return weight


def _weight_now(here: Situation) -> str | None:
    known = known_indicator(here)
    return None if known is None else ("" if known.weight is None else f"{known.weight:f}")


def _direction(text: str, here: Situation) -> ChosenDirection:
    said = {name: here.value(name) for name in ("project", "level_two", "name", "target_value")}
    level_one = _level_one(said["level_two"], known_indicator(here))
    return set_direction(text, IndicatorFacts(indicator="", level_one=level_one, **said))


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> SetIndicator:
    known = known_indicator(Situation(ctx, draft, values))
    weight = values.get("weight")
    return SetIndicator(
        key=draft.id,
        project=values["project"],
        indicator=known.indicator if known else next_indicator_code(ctx.book, values["project"]),
        level_one=_level_one(values["level_two"], known),
        level_two=values["level_two"],
        name=values["name"],
        target_value=values["target_value"],
        weight=weight if isinstance(weight, Decimal) else None,
        direction=values["direction"].given,
    )


def _level_one(level_two: str, known: IndicatorSet | None) -> str:
    """As the office's file has it while the 二级指标 stays; else the one that the 二级指标 belongs to."""
    if known is not None and known.level_two == level_two and known.level_one:
        return known.level_one
    kind = kind_of(level_two)
    return _LEVELS[kind.category] if kind else (known.level_one if known else "")


def _build_removal(_: Mapping[str, Any], draft: Draft, ctx: Context) -> SetIndicator:
    known = known_indicator(Situation(ctx, draft))
    if known is None:
        raise Misread("这个指标已经停用了。")
    return described_again(SetIndicator, known, draft.id, removed=True)


def _denied(ctx: Context, subject: str) -> Problem | None:
    if not ctx.book.projects:
        return office_only(ctx, subject) or "台账里还没有二级项目，请先用 /adjust 新增。"
    return office_only(ctx, subject)


def _denied_removal(ctx: Context, subject: str) -> Problem | None:
    entry = ctx.book.entry(subject)
    if not isinstance(entry, IndicatorSet) or ctx.book.indicator(entry.indicator) is None:
        return "这个指标已经停用了。"
    return office_only(ctx, subject)


def _target_words(code: str, here: Situation) -> str:
    known = known_indicator(here)
    return f"{project_name(known.project, here)}·{known.name}（目标 {known.target_value}）" if known else code


_OFFICE_PROJECT = renamed(PROJECT, default=_project)

INDICATOR_FORM = Form(
    name="indicator",
    command="",
    title="设置指标",
    fields=(
        _OFFICE_PROJECT,
        Field(
            name="level_two",
            label="指标类型",
            ask="哪一类指标？",
            hint="点选，或照文件里的写法输入",
            read=told_in(rule.LEVEL_TWO),
            choices=lambda _: tuple(Choice(f"k{index}", name, name) for index, name in enumerate(_KINDS)),
            default=_as_now("level_two"),
        ),
        Field(
            name="name",
            label="三级指标",
            ask="指标名称？",
            hint="例：生成产业链研究报告",
            read=told_in(rule.INDICATOR_NAME),
            default=_as_now("name"),
        ),
        Field(
            name="target_value",
            label="目标值",
            ask="目标值？",
            hint="照文件写，例：≧10次、100%、12份",
            read=told_in(rule.TARGET_VALUE),
            default=_as_now("target_value"),
        ),
        Field(
            name="direction",
            label="指标性质",
            ask="指标性质？",
            hint="一般不用选：由目标值的符号、指标名称和类型推出；选了就按选的",
            read=_direction,
            choices=direction_choices,
            default=lambda here: direction_now(known_indicator(here)),
            show=chosen,
        ),
        Field(
            name="weight",
            label="分值",
            ask="分值？",
            hint="不填则由系统平均分配",
            read=_weight,
            optional=True,
            skip_label="平均分配",
            default=_weight_now,
        ),
    ),
    build=_build,
    denied=_denied,
)

DROP_INDICATOR = Form(
    name="drop_indicator",
    command="",
    title="停用指标",
    fields=(
        Field(
            name="target",
            label="指标",
            ask="",
            default=lambda here: here.draft.subject,
            show=_target_words,
            editable=False,
        ),
    ),
    build=_build_removal,
    denied=_denied_removal,
)
