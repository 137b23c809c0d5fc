"""What a person owes, as a list with buttons into the right conversation: /todo any time, and the private reminder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from perfbot.domain.amounts.day_words import short_day
from perfbot.domain.amounts.money import format_sum, percentage_points
from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.todo import Owed, OwedKind
from perfbot.render.buttons import button, command_button, cut_name, in_rows
from perfbot.render.document import Block, Button, Document, Inline, Items, bold, document, inline, paragraph
from perfbot.render.presses import ReasonPress
from perfbot.render.terms import URGENCIES, book_name

_MOST_BUTTONS = 24
_EDITOR, _OFFICE = "您负责的项目", "没有经办人的项目由办公室补充（可用 /members 指定经办人），"
_SIGNS = {
    OwedKind.RETURNED: "↩️",
    OwedKind.TO_REVIEW: "🔎",
    OwedKind.REASON_MISSING: URGENCIES[Severity.CRITICAL],
    OwedKind.RESULT_MISSING: URGENCIES[Severity.WARNING],
    OwedKind.SPENDING_QUIET: URGENCIES[Severity.WARNING],
    OwedKind.TARGET_TOO_LOW: URGENCIES[Severity.NOTE],
}

ToDo = Sequence[tuple[Book, Sequence[Owed]]]
"""What a person owes in each of their books."""


def todo_document(todo: ToDo) -> Document:
    """/todo: everything owed, by book and project, most urgent first; says so when nothing is."""
    open_books = [(book, owed) for book, owed in todo if owed]
    if not open_books:
        return document("✅ 没有待办，该登记的都登记了。", buttons=[[command_button("看进度", "progress")]])
    count = sum(len(owed) for _, owed in open_books)
    return document(
        paragraph(bold(f"我的待办 {count} 项")),
        *(block for book, owed in open_books for block in _book_blocks(book, owed, named=len(todo) > 1)),
        buttons=_buttons(open_books),
    )


def reminder_document(name: str, todo: ToDo, *, office: bool = False) -> Document | None:
    """The private reminder to an editor, or to the office for projects without one; None when nothing is owed."""
    open_books = [(book, owed) for book, owed in todo if owed]
    if not open_books:
        return None
    count = sum(len(owed) for _, owed in open_books)
    return document(
        paragraph(bold(f"{name}，您好！"), f"{_OFFICE if office else _EDITOR}有 {count} 项待补充："),
        *(block for book, owed in open_books for block in _book_blocks(book, owed, named=len(todo) > 1)),
        paragraph(f"点下面的按钮直接填；{_or_say_why(open_books)}休假请发 /leave，期间不再提醒。", note=True),
        buttons=_buttons(open_books),
    )


def _or_say_why(todo: ToDo) -> str:
    quiet = any(item.kind is OwedKind.SPENDING_QUIET for _, owed in todo for item in owed)
    return "还没有支出的，点“原因”说明一下，几周内不再催；" if quiet else ""


def _book_blocks(book: Book, owed: Sequence[Owed], *, named: bool) -> Iterator[Block]:
    if named:
        yield paragraph(bold(f"{book_name(book)}"))
    yield Items(tuple(_line(book, group) for group in _together(owed)))


def _together(owed: Sequence[Owed]) -> Iterator[tuple[Owed, ...]]:
    """What one project owes of one kind, together."""
    for _, group in groupby(owed, key=lambda item: (item.kind, item.project)):
        yield tuple(group)


def _line(book: Book, group: Sequence[Owed]) -> Inline:
    first = group[0]
    project = book.projects[first.project].short_name
    return inline(f"{_SIGNS[first.kind]} ", bold(project), f"：{_facts(book, group)}")


def _facts(book: Book, group: Sequence[Owed]) -> str:
    first, count = group[0], len(group)
    match first.kind:
        case OwedKind.RETURNED:
            listed = "；".join(f"{_name(book, item)}（{item.remark}）" for item in group)
            return f"{count} 项完成值被退回，请改好重报：{listed}"
        case OwedKind.TO_REVIEW:
            return f"{count} 项完成值等您审核：{_results(book, group)}"
        case OwedKind.REASON_MISSING:
            return f"{count} 项未达目标，请写原因：{_results(book, group)}"
        case OwedKind.RESULT_MISSING:
            return f"{count} 项还没有完成值：{'、'.join(_name(book, item) for item in group)}"
        case OwedKind.TARGET_TOO_LOW:
            return f"{count} 项超过目标较多，请写一句说明：{_results(book, group)}"
        case OwedKind.SPENDING_QUIET:
            since = f"{short_day(first.since)}以来" if first.since else ""
            behind = f"低于应达进度 {percentage_points(first.points)}"
            return f"{since}没有登记支出，{behind}，还有 {format_sum(first.amount)}未支出"


def _name(book: Book, item: Owed) -> str:
    state = book.indicator(item.indicator)
    return state.described.name if state else item.indicator


def _results(book: Book, group: Sequence[Owed]) -> str:
    return "；".join(f"{_name(book, item)}（{_against(book, item)}）" for item in group)


def _against(book: Book, item: Owed) -> str:
    state = book.indicator(item.indicator)
    result = state.result() if state else None
    return f"目标 {state.described.target_value}，完成 {result.actual_value}" if state and result else ""


def _buttons(todo: Sequence[tuple[Book, Sequence[Owed]]]) -> list[list[Button]]:
    """A button for each conversation that is needed, the most urgent first."""
    made: dict[str | None, Button] = {}
    for book, owed in todo:
        for item in owed:
            for way in _ways(book, item):
                made.setdefault(way.data, way)
    shown = list(made.values())[:_MOST_BUTTONS]
    return in_rows(shown)


def _ways(book: Book, item: Owed) -> Iterator[Button]:
    """What can be done about it; where nothing was paid a reason is an answer too."""
    project = book.projects[item.project].short_name
    match item.kind:
        case OwedKind.RETURNED | OwedKind.RESULT_MISSING:
            yield command_button(f"完成值：{project}", "result", book.key, item.project)
        case OwedKind.TO_REVIEW:
            yield command_button("去审核", "review", book.key)
        case OwedKind.SPENDING_QUIET:
            yield command_button(f"支出：{project}", "spend", book.key, item.project)
            yield button(f"原因：{project}", ReasonPress(book.key, item.project))
        case OwedKind.REASON_MISSING | OwedKind.TARGET_TOO_LOW:
            yield button(f"原因：{cut_name(_name(book, item))}", ReasonPress(book.key, item.indicator))


def not_started_document(names: Sequence[str]) -> Document:
    """To the administrators: who could not be reminded because they never started the bot."""
    people = "、".join(names)
    return document(f"以下经办人还没有启动机器人，收不到催办：{people}。请他们点开机器人并按“开始”，或重新发 /invite。")
