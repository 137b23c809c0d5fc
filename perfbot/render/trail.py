"""The trail 台账流水: every entry in words, by number, who, when and what; reversals shown, never hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from perfbot.domain.book import Book
from perfbot.domain.entries import (
    BudgetChanged,
    DeviationExplained,
    Entry,
    EvidenceAttached,
    FundOpened,
    IndicatorResult,
    IndicatorSet,
    PeriodClosed,
    PeriodReopened,
    PlanSet,
    ProjectAdded,
    ResultReviewed,
    Reversal,
    ReviewSwitched,
    ReviewVerdict,
    ScoreDeclared,
    Spending,
    TextWritten,
)
from perfbot.domain.money import format_wan
from perfbot.render.document import Button, Document, Inline, Items, Span, bold, document, inline, paragraph
from perfbot.render.terms import BASES, BUDGET_KINDS, ENTRY_KINDS, SECTION_NAMES

PAGE = 8
UNDO_REASON = "本人撤销"
Names = Mapping[int, str]


def who(person: int, names: Names) -> str:
    """A person by name; the hand of a loaded file is named as such."""
    return "文件导入" if person == 0 else names.get(person, f"已离开（{person}）")


def kind_of(entry: Entry) -> str:
    """What kind of entry it is, in the office's words."""
    return ENTRY_KINDS[type(entry)]


def what(book: Book, entry: Entry) -> str:
    """What the entry says, on one line."""
    return _WHAT[type(entry)](book, entry)


def entry_line(book: Book, entry: Entry, names: Names) -> Inline:
    """The entry as one line of the trail, struck through when it no longer counts."""
    gone = book.reversal_of(entry.id)
    files = len(book.evidence_of(entry.id))
    tail = [f"　{who(entry.recorded_by, names)} {entry.recorded_at:%Y-%m-%d %H:%M}"]
    if entry.basis.value != "recorded":
        tail.append(f"　〔{BASES[entry.basis]}〕")
    if files:
        tail.append(f"　📎{files}")
    if gone is not None:
        tail.append(f"　已由第 {gone.number} 号冲销")
    words = Span(f"{kind_of(entry)}：{what(book, entry)}", strike=gone is not None)
    return inline(bold(f"第 {entry.number} 号 "), words, *tail)


def history(book: Book, entries: Sequence[Entry], names: Names, *, project: str, page: int, total: int) -> Document:
    """One page of the trail, newest first; a number opens the entry."""
    head = book.projects[project].short_name if project else (book.fund.name if book.fund else "")
    pages = max(1, -(-total // PAGE))
    key, where = str(book.key), project or "-"
    turns = []
    if page > 0:
        turns.append(Button("◀ 较新", f"h:{key}:{where}:{page - 1}"))
    if page + 1 < pages:
        turns.append(Button("较早 ▶", f"h:{key}:{where}:{page + 1}"))
    numbers = [Button(f"第 {entry.number} 号", f"h:{key}:n:{entry.number}") for entry in entries]
    rows = [numbers[start : start + 4] for start in range(0, len(numbers), 4)]
    if not entries:
        return document(paragraph(bold(f"{head} · 台账流水"), "：还没有记录。"))
    return document(
        paragraph(bold(f"{head} · 台账流水"), f"　共 {total} 条，第 {page + 1}/{pages} 页，最新在前"),
        Items(tuple(entry_line(book, entry, names) for entry in entries)),
        buttons=[*rows, turns, [Button("按项目查看", f"h:{key}:p:0")]],
    )


def history_projects(book: Book) -> Document:
    """Choose the project whose trail to show."""
    key = str(book.key)
    rows = [[Button(state.short_name, f"h:{key}:{state.code}:0")] for state in book.projects.values()]
    return document("查看哪个项目的流水？", buttons=[*rows, [Button("全部", f"h:{key}:-:0")]])


def entry_card(book: Book, entry: Entry, names: Names, *, may_change: bool) -> Document:
    """One entry with everything that became of it, and what its author or the office can do about it."""
    lines = [entry_line(book, entry, names)]
    if entry.note:
        lines.append(inline(f"说明：{entry.note}"))
    gone = book.reversal_of(entry.id)
    if gone is not None:
        lines.append(inline(f"第 {gone.number} 号冲销，原因：{gone.reason}（{who(gone.recorded_by, names)}）"))
    lines += [inline(f"📎 {item.filename}（{item.size / 1024:.0f} KB）") for item in book.evidence_of(entry.id)]
    review = book.review_of(entry.id)
    if review is not None:
        lines.append(inline(f"复核：{what(book, review)}（{who(review.recorded_by, names)}）"))
    return document(*(paragraph(*line) for line in lines), buttons=_entry_buttons(book, entry, may_change))


def confirm_undo(book: Book, entry: Entry, names: Names) -> Document:
    """Show the entry that /undo would reverse; the button carries its id, never "the last one"."""
    return document(
        paragraph("要撤销这一条吗？撤销即冲销，流水中会保留。"),
        paragraph(*entry_line(book, entry, names)),
        buttons=[[Button("撤销这一条", f"e:undo:{entry.id}"), Button("查看流水", f"h:{book.key}:-:0")]],
    )


def _entry_buttons(book: Book, entry: Entry, may_change: bool) -> list[list[Button]]:
    back = [Button("返回流水", f"h:{book.key}:-:0")]
    if not may_change or not book.counts(entry):
        return [back]
    if isinstance(entry, Spending):
        row = [Button("更正", f"e:correct_spending:{entry.id}"), Button("冲销", f"e:reverse:{entry.id}")]
    elif isinstance(entry, IndicatorResult):
        row = [Button("更正", f"e:correct_result:{entry.id}"), Button("冲销", f"e:reverse:{entry.id}")]
    elif isinstance(entry, (BudgetChanged, DeviationExplained, EvidenceAttached)):
        return [[Button("冲销", f"e:reverse:{entry.id}")], back]
    else:
        return [back]
    return [row, [Button("📎 附佐证材料", f"e:evidence:{entry.id}")], back]


def _project(book: Book, code: str) -> str:
    return book.projects[code].short_name if code in book.projects else code


def _indicator(book: Book, code: str) -> str:
    state = book.indicator(code)
    return f"{_project(book, state.described.project)}·{state.described.name}" if state else code


def _subject(book: Book, code: str) -> str:
    return _project(book, code) if code in book.projects else _indicator(book, code)


def _budget(book: Book, entry: BudgetChanged) -> str:
    lines = "，".join(f"{_project(book, line.project)} {_signed(line.amount)}" for line in entry.lines)
    number = f"，{entry.document_number}" if entry.document_number else ""
    return f"{BUDGET_KINDS[entry.kind]} {entry.on:%m-%d} {lines} 万元{number}"


def _signed(amount: Any) -> str:
    return f"{'+' if amount > 0 else '−'}{format_wan(abs(amount))}"


def _spending(book: Book, entry: Spending) -> str:
    waiting = "（待追加）" if entry.awaiting_supplement else ""
    return f"{_project(book, entry.project)} {entry.on:%m-%d} {format_wan(entry.amount)} 万元 {entry.purpose}{waiting}"


def _result(book: Book, entry: IndicatorResult) -> str:
    reason = f"，原因：{entry.reason}" if entry.reason else ""
    return f"{_indicator(book, entry.indicator)} {entry.on:%m-%d} 完成值 {entry.actual_value}{reason}"


def _reversal(book: Book, entry: Reversal) -> str:
    target = book.entry(entry.target)
    return f"第 {target.number if target else '?'} 号，原因：{entry.reason}"


def _review(_: Book, entry: ResultReviewed) -> str:
    return "确认" if entry.verdict is ReviewVerdict.CONFIRMED else f"退回：{entry.remark}"


def _attached(book: Book, entry: EvidenceAttached) -> str:
    target = book.entry(entry.target)
    return f"{entry.filename} → 第 {target.number if target else '?'} 号"


def _plan(book: Book, entry: PlanSet) -> str:
    return f"{_project(book, entry.project)} 全年 {format_wan(entry.cumulative[-1])} 万元"


def _indicator_set(book: Book, entry: IndicatorSet) -> str:
    return f"{_project(book, entry.project)}·{entry.name} " + (
        "已删除" if entry.removed else f"目标值 {entry.target_value}"
    )


_WHAT: dict[type[Entry], Callable[[Book, Any], str]] = {
    FundOpened: lambda _, entry: f"{entry.name}（{entry.bureau}）",
    ProjectAdded: lambda _, entry: entry.name,
    BudgetChanged: _budget,
    PlanSet: _plan,
    Spending: _spending,
    IndicatorSet: _indicator_set,
    IndicatorResult: _result,
    Reversal: _reversal,
    TextWritten: lambda _, entry: f"{SECTION_NAMES[entry.section]}（{sum(map(len, entry.paragraphs))} 字）",
    ScoreDeclared: lambda _, entry: f"{entry.score} 分，{entry.grade}",
    DeviationExplained: lambda book, entry: f"{_subject(book, entry.subject)}：{entry.reason}",
    EvidenceAttached: _attached,
    ResultReviewed: _review,
    ReviewSwitched: lambda _, entry: "启用" if entry.on else "停用",
    PeriodClosed: lambda _, entry: entry.period,
    PeriodReopened: lambda _, entry: f"{entry.period}，原因：{entry.reason}",
}
