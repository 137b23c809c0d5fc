"""Words the review 审核: waiting results, decisions, messages to reviewers and authors."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import IndicatorResult, ResultReviewed
from perfbot.domain.monitoring.reviewing import WaitingResult
from perfbot.render.buttons import button, command_button, entry_buttons, fingerprint
from perfbot.render.chat.trail import Names, what, who
from perfbot.render.document import Button, Document, Paragraph, bold, document, paragraph
from perfbot.render.presses import ReviewAllPress, ReviewOnePress, ReviewPress
from perfbot.render.terms import book_name, outcome_words, target_words

PAGE = 6
_COUNTS = "照样计入各项数字，退回的才不计入；全部确认后报告才能定稿。"


def review_off(book: Book, *, office: bool) -> Document:
    """Results of this book are not reviewed."""
    told = paragraph(bold(f"{book_name(book)}"), "　没有启用审核，完成值登记即生效。")
    if not office:
        return document(told)
    return document(
        told,
        "启用后，登记的完成值要由科室的审核人确认或退回；审核人在 /members 里设置，没有设置的由管理员审核。",
        buttons=[[button("启用审核", ReviewPress("on", book.key))]],
    )


def switch_foreseen(book: Book, *, on: bool) -> Document:
    """How many results would wait for a reviewer, or would count unreviewed, before the office decides."""
    known = [result for state in book.indicators.values() if (result := state.result())]
    open_ones = sum(book.review_of(result.id) is None for result in known)
    told = (
        f"现有 {open_ones} 项完成值会变为待审核：{_COUNTS}"
        if on
        else f"现有 {open_ones} 项没有审核的完成值不再等审核。"
    )
    do = button(f"确认{'启用' if on else '停用'}", ReviewPress("start" if on else "stop", book.key))
    ask = paragraph(bold(f"{'启用' if on else '停用'}审核？"), f"\n{told}")
    return document(ask, buttons=[[do, command_button("先不改", "review", book.key)]])


def waiting(book: Book, items: Sequence[WaitingResult], names: Names, page: int, *, office: bool) -> Document:
    """A page of what waits for this reviewer, each with its two buttons."""
    shown = on_page(items, page)
    rows = [_buttons(number, item) for number, item in enumerate(shown, start=page * PAGE + 1)]
    if len(shown) > 1:
        rows.append([button(f"✅ 本页 {len(shown)} 项全部确认", ReviewAllPress(book.key, page, shown_key(shown)))])
    turns = [button("◀ 上一页", ReviewPress("list", book.key, page - 1))] if page else []
    turns += [button("下一页 ▶", ReviewPress("list", book.key, page + 1))] if (page + 1) * PAGE < len(items) else []
    off = [[button("停用审核", ReviewPress("off", book.key))]] if office else []
    if not items:
        return document(paragraph(bold(f"{book_name(book)} · 审核"), "　没有等您审核的完成值。"), buttons=off)
    lines = (_line(book, number, item, names) for number, item in enumerate(shown, start=page * PAGE + 1))
    head = paragraph(bold(f"{book_name(book)}"), f"\n待审核 {len(items)} 项")
    return document(head, *lines, buttons=[*rows, turns, *off])


def on_page(items: Sequence[WaitingResult], page: int) -> Sequence[WaitingResult]:
    """What a page shows."""
    return items[page * PAGE : (page + 1) * PAGE]


def shown_key(items: Sequence[WaitingResult]) -> str:
    """Eight characters that change with what a page shows; confirming all belongs to that page."""
    return fingerprint(item.result.id for item in items)


def page_changed() -> str:
    """The page is outdated."""
    return "这一页有了变化，请看新的一页再确认。"


def _buttons(number: int, item: WaitingResult) -> list[Button]:
    return [
        button(f"✅ 确认 {number}", ReviewOnePress(item.result.id)),
        *entry_buttons(item.result.id, (f"↩️ 退回 {number}", "return_result"), (f"看 {number}", "card")),
    ]


def _line(book: Book, number: int, item: WaitingResult, names: Names) -> Paragraph:
    described, result = item.status.state.described, item.result
    files = len(book.evidence_of(result.id))
    outcome = outcome_words(item.status.judgement.outcome)
    told = f"\n目标 {target_words(described)}，完成 {result.actual_value}　{outcome}"
    tail = [f"　📎{files}"] if files else []
    tail += [f"　原因：{item.status.reason}"] if item.status.reason else []
    by = f"\n{who(result.recorded_by, names)}，{short_day(result.on)}"
    project = book.projects[item.project].short_name
    return paragraph(bold(f"{number}　{project}·{described.name}"), told, by, *tail)


def confirmed_already() -> str:
    """Somebody confirmed it before."""
    return "这一项已经确认过了。"


def to_reviewer(book: Book, result: IndicatorResult, names: Names) -> Document:
    """A result came in that this person reviews."""
    return document(
        paragraph("🔎 ", bold("待审核："), what(book, result)),
        paragraph(f"登记人：{who(result.recorded_by, names)}", note=True),
        buttons=[
            [button("✅ 确认", ReviewOnePress(result.id)), *entry_buttons(result.id, ("↩️ 退回", "return_result"))],
            [command_button("全部待审核", "review", book.key)],
        ],
    )


def to_author(book: Book, result: IndicatorResult, review: ResultReviewed, names: Names) -> Document:
    """A result of this person's was returned."""
    return document(
        paragraph("↩️ ", bold("完成值被退回："), what(book, result)),
        paragraph(f"退回意见：{review.remark}（{who(review.recorded_by, names)}）"),
        buttons=[[*entry_buttons(result.id, ("更正", "correct_result")), command_button("我的待办", "todo")]],
    )
