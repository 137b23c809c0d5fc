"""冲销: take one entry back, with the reason; it stays in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books.commands import ReverseEntry
from perfbot.domain.books.entries import BudgetChanged, Entry, EvidenceAttached, Spending
from perfbot.forms.about_an_entry import TARGET, not_reversible
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Form, Situation
from perfbot.forms.questions import reason_field, renamed

_WRONG = ("登记有误", "重复登记")
_REASONS: dict[type[Entry], tuple[str, ...]] = {
    Spending: (*_WRONG, "款项已退回"),
    BudgetChanged: (*_WRONG, "批复有变化"),
    EvidenceAttached: ("传错了文件", "重复发送"),
}


def _reasons(here: Situation) -> tuple[Choice, ...]:
    """Common reasons for this kind of entry."""
    entry = here.ctx.book.entry(here.value("target") or "")
    quick = _REASONS.get(type(entry), _WRONG) if entry else _WRONG
    return tuple(Choice(f"q{index}", words, words) for index, words in enumerate(quick, start=1))


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> ReverseEntry:
    return ReverseEntry(key=draft.id, target=values["target"], reason=values["reason"])


REVERSE = Form(
    name="reverse",
    command="",
    title="冲销",
    fields=(
        TARGET,
        renamed(reason_field("为什么冲销？", hint="原记录仍留在流水里，只是不再计算"), choices=_reasons),
    ),
    build=_build,
    denied=not_reversible,
)
