"""冲销: take one entry back, with the reason; it stays in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.commands import ReverseEntry
from perfbot.forms.about import TARGET, not_reversible
from perfbot.forms.drafts import Context, Draft
from perfbot.forms.fields import Form
from perfbot.forms.questions import reason_field


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> ReverseEntry:
    return ReverseEntry(key=draft.id, target=values["target"], reason=values["reason"])


REVERSE = Form(
    name="reverse",
    command="",
    title="冲销",
    fields=(
        TARGET,
        reason_field("为什么冲销？", "登记有误", "重复登记", "款项已退回", hint="原记录仍留在流水里，只是不再计算"),
    ),
    build=_build,
    denied=not_reversible,
)
