"""Words the trail 台账流水: every entry by number, person, time and facts; reversals are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from perfbot.domain.amounts.day_words import plain_day, plain_moment, short_day
from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import (
    Basis,
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
    ScoreDeclared,
    Spending,
    TextWritten,
)
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.render.buttons import button, entry_buttons
from perfbot.render.chat.refusals import period_words
from perfbot.render.document import (
    Attachment,
    Button,
    Document,
    Inline,
    Paragraph,
    Span,
    bold,
    document,
    inline,
    paragraph,
)
from perfbot.render.presses import TrailPress
from perfbot.render.terms import BASES, BUDGET_KINDS, ENTRY_KINDS, SECTION_NAMES

UNDO_REASON = "本人撤销"
_ON_A_BUTTON = 28
_MOST_LINES = 3
_GOAL = 30
Names = Mapping[int, str]


def who(person: int, names: Names) -> str:
    """The person's name; loaded files are named as such."""
    return "文件导入" if person == 0 else names.get(person, f"已离开（{person}）")


def kind_of(entry: Entry) -> str:
    """What kind of entry it is, in the office's words."""
    return ENTRY_KINDS[type(entry)]


def what(book: Book, entry: Entry) -> str:
    """The entry's facts on one line."""
    return _WHAT[type(entry)](book, entry)


def short(book: Book, entry: Entry) -> str:
    """The entry as it goes on a button, cut where it is long, which is shown."""
    words = f"第 {entry.number} 号 {what(book, entry)}"
    return words if len(words) <= _ON_A_BUTTON else f"{words[: _ON_A_BUTTON - 1]}…"


def what_else(book: Book, entry: Entry) -> tuple[str, ...]:
    """The facts that the one line leaves out, a line for each."""
    told = _ELSE.get(type(entry))
    return tuple(f"{name}：{words}" for name, words in told(book, entry) if words) if told else ()


def entry_line(book: Book, entry: Entry, names: Names) -> Inline:
    """The entry as one line, struck through when it no longer counts."""
    words = Span(f"{kind_of(entry)}：{what(book, entry)}", strike=book.reversal_of(entry.id) is not None)
    return inline(bold(f"第 {entry.number} 号 "), words, f"　{_by(book, entry, names)}")


def _by(book: Book, entry: Entry, names: Names) -> str:
    """Who recorded it on which day, its basis, its files, and its reversal."""
    day = "" if entry.basis is not Basis.RECORDED else f" {plain_day(entry.recorded_at)}"
    parts = [f"{who(entry.recorded_by, names)}{day}{_basis(entry)}"]
    files, gone = len(book.evidence_of(entry.id)), book.reversal_of(entry.id)
    parts += [f"📎{files}"] if files else []
    parts += [f"已由第 {gone.number} 号冲销"] if gone is not None else []
    return "　".join(parts)


def _basis(entry: Entry) -> str:
    return "" if entry.basis is Basis.RECORDED else f"〔{BASES[entry.basis]}〕"


def entry_paragraph(book: Book, entry: Entry, names: Names) -> Paragraph:
    """The entry as one paragraph of a page, struck through when it no longer counts."""
    words = Span(what(book, entry), strike=book.reversal_of(entry.id) is not None)
    return paragraph(bold(f"第 {entry.number} 号　{kind_of(entry)}"), "\n", words, f"\n{_by(book, entry, names)}")


def entry_card(book: Book, entry: Entry, names: Names, *, may_change: bool) -> Document:
    """One entry with everything that happened to it, and the buttons for its author or the office."""
    gone, review = book.reversal_of(entry.id), book.review_of(entry.id)
    by = who(entry.recorded_by, names)
    lines = [*what_else(book, entry), f"登记：{by}，{plain_moment(entry.recorded_at)}{_basis(entry)}"]
    if entry.note:
        lines.append(f"说明：{entry.note}")
    if gone is not None:
        lines.append(f"冲销：第 {gone.number} 号，{who(gone.recorded_by, names)}，原因：{gone.reason}")
    if review is not None:
        lines.append(f"审核：{what(book, review)}（{who(review.recorded_by, names)}）")
    lines += [f"📎 {item.filename}（{max(1, round(item.size / 1024))} KB）" for item in book.evidence_of(entry.id)]
    words = Span(what(book, entry), strike=gone is not None)
    return document(
        paragraph(bold(f"第 {entry.number} 号　{kind_of(entry)}"), "\n", words),
        paragraph("\n".join(lines)),
        buttons=_entry_buttons(book, entry, may_change),
    )


def confirm_undo(book: Book, entry: Entry, names: Names) -> Document:
    """Show the entry that /undo would reverse; the button carries its id, never "the last one"."""
    return document(
        paragraph(bold("要撤销这一条吗？"), "撤销即冲销，流水中会保留。"),
        entry_paragraph(book, entry, names),
        buttons=[[*entry_buttons(entry.id, ("撤销这一条", "undo")), button("查看流水", TrailPress(book.key, "-", 0))]],
    )


def _entry_buttons(book: Book, entry: Entry, may_change: bool) -> list[list[Button]]:
    return [*_files_button(book, entry), *_deeds(book, entry, may_change)]


def _files_button(book: Book, entry: Entry) -> list[list[Button]]:
    count = 1 if isinstance(entry, EvidenceAttached) else len(book.evidence_of(entry.id))
    label = f"📎 查看佐证（{count}）" if count > 1 else "📎 查看佐证"
    return [entry_buttons(entry.id, (label, "files"))] if count else []


def files(book: Book, entry: Entry, found: Sequence[Attachment], missing: Sequence[str]) -> Document:
    """The files of an entry; names those that cannot be read."""
    told = document(
        paragraph(bold(f"第 {entry.number} 号的佐证材料"), f"\n{what(book, entry)}"),
        attachments=found,
    )
    if not missing:
        return told
    lost = paragraph(f"⚠️ 读不出来的 {len(missing)} 个：{'、'.join(missing)}。请告诉管理电脑的同事。")
    return replace(told, blocks=(*told.blocks, lost))


def _deeds(book: Book, entry: Entry, may_change: bool) -> list[list[Button]]:
    back = [button("返回流水", TrailPress(book.key, "-", 0))]
    if not may_change or not book.counts(entry):
        return [back]
    if isinstance(entry, Spending):
        row = entry_buttons(entry.id, ("更正", "correct_spending"), ("冲销", "reverse"))
    elif isinstance(entry, IndicatorResult):
        row = entry_buttons(entry.id, ("更正", "correct_result"), ("冲销", "reverse"))
    elif isinstance(entry, (BudgetChanged, DeviationExplained, EvidenceAttached)):
        return [entry_buttons(entry.id, ("冲销", "reverse")), back]
    elif isinstance(entry, IndicatorSet) and not entry.removed:
        return [entry_buttons(entry.id, ("修改指标", "indicator"), ("停用", "drop_indicator")), back]
    elif isinstance(entry, ProjectAdded):
        return [entry_buttons(entry.id, ("安排预算", "adjust"), ("添加指标", "indicator")), back]
    else:
        return [back]
    return [row, entry_buttons(entry.id, ("📎 附佐证材料", "evidence")), back]


def _project(book: Book, code: str) -> str:
    return book.projects[code].short_name if code in book.projects else code


def _indicator(book: Book, code: str) -> str:
    state = book.indicator(code)
    return f"{_project(book, state.described.project)}·{state.described.name}" if state else code


def _subject(book: Book, code: str) -> str:
    return _project(book, code) if code in book.projects else _indicator(book, code)


def _budget(book: Book, entry: BudgetChanged) -> str:
    lines = "，".join(f"{_project(book, line.project)} {_signed(line.amount)}" for line in entry.lines[:_MOST_LINES])
    rest = f" 等 {len(entry.lines)} 个项目" if len(entry.lines) > _MOST_LINES else ""
    number = f"，{entry.document_number}" if entry.document_number else ""
    return f"{BUDGET_KINDS[entry.kind]} {short_day(entry.on)} {lines} 万元{rest}{number}"


def _signed(amount: Any) -> str:
    return f"{'+' if amount > 0 else '−'}{format_wan(abs(amount))}"


def _spending(book: Book, entry: Spending) -> str:
    waiting = "（待追加）" if entry.awaiting_supplement else ""
    name, amount = _project(book, entry.project), format_wan(entry.amount)
    return f"{name} {short_day(entry.on)} {amount} 万元 {entry.purpose}{waiting}"


def _result(book: Book, entry: IndicatorResult) -> str:
    reason = f"，原因：{entry.reason}" if entry.reason else ""
    return f"{_indicator(book, entry.indicator)} {short_day(entry.on)} {entry.actual_value}{reason}"


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


def _project_described(_: Book, entry: ProjectAdded) -> str:
    goal = " ".join(entry.goal.split())
    return f"{entry.name}，年度总体目标：{goal[:_GOAL]}{'…' if len(goal) > _GOAL else ''}" if goal else entry.name


def _indicator_set(book: Book, entry: IndicatorSet) -> str:
    return f"{_project(book, entry.project)}·{entry.name} " + (
        "已停用" if entry.removed else f"目标值 {entry.target_value}"
    )


def _lines_moved(book: Book, entry: BudgetChanged) -> Iterator[tuple[str, str]]:
    """Every project of a budget event that moves more than a few, and what was added in a transfer."""
    if len(entry.lines) > _MOST_LINES:
        yield from ((_project(book, line.project), f"{_signed(line.amount)} 万元") for line in entry.lines)
    yield "其中追加", f"{format_wan(entry.supplement)} 万元" if entry.supplement else ""


def _described(_: Book, entry: ProjectAdded) -> Iterator[tuple[str, str]]:
    yield "简称", entry.short_name
    yield "科室", entry.section
    yield "年中追加", "是" if entry.mid_year else ""
    yield "列入报告", "" if entry.reported else "否"
    yield "年度总体目标", entry.goal if len(entry.goal) > _GOAL else ""
    yield "目标完成情况", entry.achievement


def _levels(_: Book, entry: IndicatorSet) -> Iterator[tuple[str, str]]:
    yield "一级指标", entry.level_one
    yield "二级指标", entry.level_two
    yield "指标性质", str(entry.direction or "")
    yield "分值", "" if entry.weight is None else f"{entry.weight:f}"


def _corrected(book: Book, entry: Spending | IndicatorResult) -> tuple[str, str]:
    old = book.entry(entry.corrects)
    return "更正", f"第 {old.number} 号" if old else ""


_ELSE: dict[type[Entry], Callable[[Book, Any], Iterable[tuple[str, str]]]] = {
    FundOpened: lambda _, entry: (("实施单位", entry.unit), ("联系人", entry.contact), ("联系电话", entry.phone)),
    ProjectAdded: _described,
    BudgetChanged: _lines_moved,
    Spending: lambda book, entry: (_corrected(book, entry),),
    IndicatorSet: _levels,
    IndicatorResult: lambda book, entry: (("改进措施", entry.remedy), _corrected(book, entry)),
    DeviationExplained: lambda _, entry: (("改进措施", entry.remedy),),
}
_WHAT: dict[type[Entry], Callable[[Book, Any], str]] = {
    FundOpened: lambda _, entry: f"{entry.name}（{entry.bureau}）",
    ProjectAdded: _project_described,
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
    PeriodClosed: lambda _, entry: period_words(entry.period),
    PeriodReopened: lambda _, entry: f"{period_words(entry.period)}，原因：{entry.reason}",
}
