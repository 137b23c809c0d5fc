"""The pages of a guided conversation: a question, the review, what was saved, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from perfbot.domain.books.errors import NoIndicators, Refused
from perfbot.forms.engine.buttons import button_data
from perfbot.forms.engine.drafts import Context
from perfbot.forms.engine.fields import fitted
from perfbot.forms.engine.shown import (
    OFFER,
    Answered,
    Closed,
    Denied,
    Offered,
    Prompt,
    Review,
    Shown,
    Stale,
)
from perfbot.render.buttons import add_indicator, in_rows
from perfbot.render.chat.answers import HOME, stale_button
from perfbot.render.chat.effects import effect_lines
from perfbot.render.chat.refusals import sentence
from perfbot.render.chat.saved import saved
from perfbot.render.document import Block, Button, Document, Paragraph, Span, bold, document, paragraph
from perfbot.render.terms import book_name

__all__ = ["page", "saved"]

_KEPT = 30
"""Half-width letters of an answer beside 不改 on a button."""
_OFFERED = 6


def page(shown: Shown) -> Document:
    """The message for what a turn shows."""
    return _PAGES[type(shown)](shown)


def _worded(problem: str | Refused, ctx: Context | None) -> str:
    """The form's own sentence, or a refusal of the rules with names put to its codes."""
    if isinstance(problem, str):
        return problem
    return sentence(problem, ctx.book, ctx.names) if ctx else sentence(problem)


def _lines(*lines: str | Span | tuple[str | Span, ...]) -> Paragraph:
    """Short lines that stand together."""
    spans: list[str | Span] = []
    for index, line in enumerate(lines):
        spans += (["\n"] if index else []) + (list(line) if isinstance(line, tuple) else [line])
    return paragraph(*spans)


def _answer_lines(answers: Sequence[Answered]) -> tuple[Paragraph, ...]:
    """One answer a line."""
    return (_lines(*((f"{item.label}　", bold(item.text)) for item in answers)),) if answers else ()


def _prompt(shown: Prompt) -> Document:
    answers = tuple(item for item in shown.answers if item.field != shown.question)
    blocks: list[Block] = [paragraph(bold(shown.title), _place(shown), _which(shown.ctx)), *_answer_lines(answers)]
    if shown.notice:
        blocks.append(paragraph(f"ℹ️ {shown.notice}"))
    if shown.problem is not None:
        blocks.append(paragraph("❗ ", _worded(shown.problem, shown.ctx)))
    blocks.append(_lines(bold(shown.text), *filter(None, shown.hint.split("\n"))))
    return document(*blocks, buttons=_prompt_buttons(shown), title=shown.title)


def _which(ctx: Context | None) -> str:
    """The book, where it might have been another as well."""
    if ctx is None or not ctx.several:
        return ""
    return f"\n{book_name(ctx.book)}"


def _place(shown: Prompt) -> str:
    if not shown.step:
        return f"　修改{shown.label}"
    whole = f"/共 {shown.steps} 步" if shown.steps else ""
    return f"　第 {shown.step} 步{whole}" if shown.steps != 1 else ""


def _prompt_buttons(shown: Prompt) -> list[list[Button]]:
    def button(label: str, choice: str) -> Button:
        return Button(label, button_data(shown.draft_id, shown.question, choice))

    options = [button(f"{item.number} {item.label}" if item.number else item.label, item.id) for item in shown.options]
    pages = f"{shown.page + 1}/{shown.pages}"
    turns = [button(f"◀ 上一页（{pages}）", f"_page.{shown.page - 1}")] if shown.page else []
    turns += [button(f"下一页（{pages}）▶", f"_page.{shown.page + 1}")] if shown.page + 1 < shown.pages else []
    rows = [*in_rows(options), turns]
    if shown.search:
        rows.append([button("显示全部", "_all")])
    if shown.keeps:
        rows.append([button(f"不改：{fitted(shown.keeps, _KEPT)}", "_keep")])
    if shown.skip:
        rows.append([button(shown.skip, "_skip")])
    back = [button("⬅ 上一步", "_back")] if shown.can_go_back else []
    return [row for row in [*rows, [*back, button("✖ 取消", "_cancel")]] if row]


def _review(shown: Review) -> Document:
    blocks: list[Block] = [paragraph(bold(shown.title), "　请核对", _which(shown.ctx)), *_answer_lines(shown.answers)]
    effect = effect_lines(shown.effect) if shown.effect else ()
    calm = [line for line in effect if not line.startswith("⚠️")]
    if calm:
        blocks.append(_lines(*calm))
    blocks += [paragraph(line) for line in effect if line.startswith("⚠️")]
    if shown.notice:
        blocks.append(paragraph(f"ℹ️ {shown.notice}"))
    if shown.problem is not None:
        blocks.append(paragraph("❗ ", _worded(shown.problem, shown.ctx)))
    if shown.text:
        blocks.append(paragraph(bold(shown.text)))
    return document(*blocks, buttons=_review_buttons(shown), title=shown.title)


def _review_buttons(shown: Review) -> list[list[Button]]:
    def button(label: str, choice: str) -> Button:
        return Button(label, button_data(shown.draft_id, shown.question, choice))

    options = in_rows([button(item.label, item.id) for item in shown.options])
    confirm = [button(f"✅ {shown.confirm_label or '确认'}", f"_ok.{shown.confirm}")] if shown.confirm else []
    edits = in_rows([button(f"修改{item.label}", f"_edit.{item.field}") for item in shown.answers if item.editable])
    return [row for row in [*options, confirm, *edits, [button("✖ 取消", "_cancel")]] if row]


def _offered(shown: Offered) -> Document:
    def button(label: str, choice: str) -> Button:
        return Button(label, button_data(shown.draft_id, OFFER, choice))

    head = {
        "expired": f"上次的“{shown.title}”没填完，已超过 12 小时。要继续吗？",
        "restarted": f"上次的“{shown.title}”还没填完。要继续吗？",
        "busy": f"“{shown.title}”还没填完。先填完它，还是放弃它、改做“{shown.wanted_title}”？",
    }[shown.why]
    if shown.wanted_title == shown.title:
        head = f"“{shown.title}”还没填完。接着填，还是重新开始？"
    other = "重新开始" if shown.wanted_title == shown.title else f"放弃，改做{shown.wanted_title}"
    drop = button(other, "_new") if shown.wanted_title else button("放弃", "_drop")
    return document(paragraph(bold(head)), *_answer_lines(shown.answers), buttons=[[button("继续填写", "_go")], [drop]])


def _closed(shown: Closed) -> Document:
    if shown.why == "recorded":
        return document(f"“{shown.title}”这一笔已经记录过了，是第 {shown.number} 号，没有重复记录。")
    if shown.why == "gone":
        return document("这个登记流程已经更新，之前没填完的内容用不上了。请重新开始，或用 /help 看看能做什么。")
    word = "已放下" if shown.why == "aside" else "已取消"
    return document(f"{word}“{shown.title}”，没有记录任何内容。", buttons=HOME)


def _denied(shown: Denied) -> Document:
    told = paragraph(bold(shown.title), "　暂时不能进行"), paragraph(_worded(shown.problem, shown.ctx))
    return document(*told, buttons=_first_indicators(shown))


def _first_indicators(shown: Denied) -> list[list[Button]]:
    """For the office, where indicators lack: the way to the first one of each project."""
    if not isinstance(shown.problem, NoIndicators) or shown.ctx is None or not shown.ctx.actor.is_admin:
        return []
    return in_rows([button for state in shown.ctx.recordable[:_OFFERED] for button in add_indicator(state, named=True)])


def _stale(_: Stale) -> Document:
    return document(stale_button())


_PAGES: dict[type[Any], Callable[[Any], Document]] = {
    Prompt: _prompt,
    Review: _review,
    Offered: _offered,
    Closed: _closed,
    Denied: _denied,
    Stale: _stale,
}
