"""Pages of the trail: newest first, filtered by project, by kind or to one's own; a number opens the entry."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.trail_filter import TrailFilter, TrailKind
from perfbot.render.buttons import in_rows
from perfbot.render.chat.trail import Names, entry_paragraph
from perfbot.render.document import Button, Document, bold, document, paragraph

PAGE = 8
KIND_NAMES = {
    TrailKind.ALL: "全部类型",
    TrailKind.SPENDING: "支出",
    TrailKind.RESULT: "完成值和原因",
    TrailKind.BUDGET: "预算和用款计划",
    TrailKind.REVERSAL: "冲销",
    TrailKind.EVIDENCE: "佐证材料",
    TrailKind.WORDS: "文字和自评得分",
    TrailKind.REVIEW: "审核和关账",
    TrailKind.SET_UP: "项目和指标",
}
KIND_WORDS = {
    "支出": TrailKind.SPENDING,
    "完成值": TrailKind.RESULT,
    "原因": TrailKind.RESULT,
    "预算": TrailKind.BUDGET,
    "用款计划": TrailKind.BUDGET,
    "冲销": TrailKind.REVERSAL,
    "佐证": TrailKind.EVIDENCE,
    "佐证材料": TrailKind.EVIDENCE,
    "文字": TrailKind.WORDS,
    "审核": TrailKind.REVIEW,
    "关账": TrailKind.REVIEW,
    "指标": TrailKind.SET_UP,
}
"""What may be typed after /history."""
MINE_WORDS = frozenset({"我的", "本人", "我"})


def no_such_filter(book: Book, words: str) -> Document:
    """Words after /history that name no project and no kind of entry."""
    kinds = "、".join({kind: word for word, kind in reversed(KIND_WORDS.items())}.values())
    told = f"没有找到“{words[:20]}”。可以写项目名称的一部分，或一种记录：{kinds}；只看自己的写“我的”。"
    return document(told, buttons=_onward(book, TrailFilter()))


def history(
    book: Book, entries: Sequence[Entry], names: Names, *, page: int, total: int, filtered: TrailFilter | None = None
) -> Document:
    """One page of the trail; the filters go along on its buttons."""
    chosen = filtered or TrailFilter()
    head = _head(book, chosen)
    if not entries:
        return document(paragraph(bold(head), "：还没有记录。"), buttons=_onward(book, chosen))
    pages = max(1, -(-total // PAGE))
    place = f"\n共 {total} 条，第 {page + 1}/{pages} 页，最新在前。点编号看详情。"
    return document(
        paragraph(bold(head), place),
        *(entry_paragraph(book, entry, names) for entry in entries),
        buttons=[*_numbers(book, entries), _turns(book, chosen, page, pages), *_onward(book, chosen)],
    )


def _head(book: Book, chosen: TrailFilter) -> str:
    about = book.projects[chosen.project].short_name if chosen.project else ""
    parts = [about or book.name, "台账流水"]
    parts += [KIND_NAMES[chosen.kind]] if chosen.kind is not TrailKind.ALL else []
    parts += ["我登记的"] if chosen.mine else []
    return " · ".join(parts)


def _numbers(book: Book, entries: Sequence[Entry]) -> list[list[Button]]:
    numbers = [Button(f"第{entry.number}号", f"h:{book.key}:n:{entry.number}") for entry in entries]
    return [numbers[start : start + 4] for start in range(0, len(numbers), 4)]


def _turns(book: Book, chosen: TrailFilter, page: int, pages: int) -> list[Button]:
    newer = [Button("◀ 较新", f"h:{book.key}:{chosen.code}:{page - 1}")] if page > 0 else []
    older = [Button("较早 ▶", f"h:{book.key}:{chosen.code}:{page + 1}")] if page + 1 < pages else []
    return [*newer, *older]


def _onward(book: Book, chosen: TrailFilter) -> list[list[Button]]:
    project = chosen.project
    there = Button("项目详情", f"p:{book.key}:{project}") if project else Button("看进度", f"p:{book.key}:")
    other = TrailFilter(chosen.project, chosen.kind, not chosen.mine)
    whose = Button("看所有人的" if chosen.mine else "只看我的", f"h:{book.key}:{other.code}:0")
    by_project = Button("按项目查看", f"h:{book.key}:p:0")
    return [[by_project, Button("按类型查看", f"h:{book.key}:k:{_index(book, project)}")], [whose, there]]


def _index(book: Book, project: str) -> int:
    """The project's place among the book's from 1, 0 for all: a button has no room for two codes."""
    codes = list(book.projects)
    return codes.index(project) + 1 if project else 0


def history_projects(book: Book) -> Document:
    """Choose the project whose trail to show."""
    key = str(book.key)
    projects = [Button(state.short_name, f"h:{key}:{state.code}:0") for state in book.projects.values()]
    return document("查看哪个项目的流水？", buttons=[*in_rows(projects), [Button("全部项目", f"h:{key}:-:0")]])


def history_kinds(book: Book, project: str) -> Document:
    """Choose the kind of entries to show, of one project or of all."""
    made = [
        Button(KIND_NAMES[kind], f"h:{book.key}:{TrailFilter(project, kind).code}:0")
        for kind in TrailKind
        if kind is not TrailKind.ALL
    ]
    every = Button("全部类型", f"h:{book.key}:{TrailFilter(project).code}:0")
    about = f"“{book.projects[project].short_name}”的" if project else ""
    return document(f"查看{about}哪一类流水？", buttons=[*in_rows(made), [every]])
