"""更正完成值: reverse one result and enter it anew in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books.commands import CorrectResult, DirectedResult
from perfbot.domain.books.entries import IndicatorResult
from perfbot.domain.books.errors import StaleCorrection
from perfbot.domain.books.facts import ResultFacts, said_by
from perfbot.forms.about_an_entry import TARGET, not_reversible, result_of
from perfbot.forms.days import DAY
from perfbot.forms.direction_questions import ASKED_DIRECTION, with_direction
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Form, Misread, Problem, Situation, shortened
from perfbot.forms.indicator_questions import INDICATOR, REASON, RESULT_REMEDY, VALUE
from perfbot.forms.questions import reason_field, renamed

_ASKED = ("actual_value", "on", "reason", "remedy")


def _indicator(here: Situation) -> str | None:
    old = result_of(here)
    return old.indicator if old else None


def _values(here: Situation) -> tuple[Choice, ...]:
    old = result_of(here)
    same = (Choice("same", f"值不变：{shortened(old.actual_value)}", old.actual_value),) if old else ()
    return (*same, *VALUE.choices(here))


def _old_words(name: str) -> Any:
    def default(here: Situation) -> str | None:
        old = result_of(here)
        return getattr(old, name) or None if old else None

    return default


def _old_day(here: Situation) -> str | None:
    old = result_of(here)
    return old.on.isoformat() if old else None


def _denied(ctx: Context, subject: str) -> Problem | None:
    entry = ctx.book.entry(subject)
    if entry is not None and not isinstance(entry, IndicatorResult):
        return StaleCorrection(entry.number)
    return not_reversible(ctx, subject)


def _build(values: Mapping[str, Any], draft: Draft, ctx: Context) -> CorrectResult | DirectedResult:
    old = result_of(Situation(ctx, draft, values))
    before = said_by(old, ResultFacts) if old else {}
    asked = {"reason": "", "remedy": "", **{name: values[name] for name in _ASKED if name in values}}
    if asked.items() <= before.items() and not values.get("direction"):
        raise Misread("各项都和原来一样，没有需要更正的。请点“修改”，改好后再确认。")
    corrected = CorrectResult(key=draft.id, target=values["target"], why=values["why"], **{**before, **asked})
    return with_direction(corrected, values)


CORRECT_RESULT = Form(
    name="correct_result",
    command="",
    title="更正完成值",
    fields=(
        TARGET,
        renamed(INDICATOR, default=_indicator, editable=False),
        renamed(VALUE, ask="正确的完成值是多少？", choices=_values),
        ASKED_DIRECTION,
        renamed(REASON, default=_old_words("reason")),
        renamed(RESULT_REMEDY, default=_old_words("remedy")),
        renamed(DAY, ask="按哪一天的完成情况登记？", default=_old_day),
        renamed(
            reason_field("为什么更正？", "完成值录错", "日期录错", "统计口径调整", "补充原因"),
            name="why",
            label="更正原因",
        ),
    ),
    build=_build,
    denied=_denied,
)
