"""退回完成值: a reviewer returns a result with a remark; its author finds it among what they owe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfbot.domain.books import word_rules as rule
from perfbot.domain.books.commands import ReviewResult
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.rules import decide
from perfbot.forms.about_an_entry import TARGET
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.forms.engine.fields import Choice, Field, Form, Problem
from perfbot.forms.questions import told_in

_QUICK = ("请附佐证材料", "完成值与佐证材料不一致，请核对", "请补充偏差原因")


def _denied(ctx: Context, subject: str) -> Problem | None:
    try:
        decide(ctx.book, _returned("?", subject, "?"), ctx.circumstances)
    except Refused as why:
        return why
    return None


def _returned(key: str, target: str, remark: str) -> ReviewResult:
    return ReviewResult(key=key, target=target, verdict=ReviewVerdict.RETURNED, remark=remark)


def _build(values: Mapping[str, Any], draft: Draft, _: Context) -> ReviewResult:
    return _returned(draft.id, values["target"], values["remark"])


RETURN_RESULT = Form(
    name="return_result",
    command="",
    title="退回完成值",
    fields=(
        TARGET,
        Field(
            name="remark",
            label="退回意见",
            ask="为什么退回？",
            hint="登记人会在私聊和 /todo 里看到",
            read=told_in(rule.REMARK),
            choices=lambda _: tuple(Choice(f"q{index}", words, words) for index, words in enumerate(_QUICK, start=1)),
        ),
    ),
    build=_build,
    denied=_denied,
)
