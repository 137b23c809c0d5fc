"""The preview of a file: what loading would create and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import fund_budget
from perfbot.domain.books.facts import BudgetKind
from perfbot.domain.books.members import Member
from perfbot.domain.previews.changes import Change, FieldChange, Subject
from perfbot.domain.setup.findings import Finding
from perfbot.render.buttons import button
from perfbot.render.chat.refusals import FIELD_NAMES
from perfbot.render.document import (
    Block,
    Details,
    Document,
    Items,
    Paragraph,
    bold,
    code,
    document,
    inline,
    paragraph,
)
from perfbot.render.office.lint_words import GRAVITIES, WORDS
from perfbot.render.presses import PagePress, SetupPress
from perfbot.render.terms import BUDGET_KINDS, ROLES, SECTION_NAMES, book_name

_MOST_CHANGES = 40
_LONGEST = 40
_MOST_LEFT_OUT = 5
_SUBJECTS = {
    Subject.FUND: ("基本情况", ""),
    Subject.PROJECT: ("二级项目", "个"),
    Subject.BUDGET: ("预算", "笔"),
    Subject.PLAN: ("用款计划", "个项目"),
    Subject.INDICATOR: ("绩效指标", "项"),
    Subject.SPENDING: ("支出", "笔"),
    Subject.RESULT: ("完成值", "项"),
    Subject.EXPLANATION: ("偏差原因", "条"),
    Subject.TEXT: ("文字部分", "部分"),
    Subject.SCORE: ("自评得分", ""),
}
_FIELDS = FIELD_NAMES | {
    "name": "名称",
    "mid_year": "年中追加",
    "reported": "列入报告",
    "project": "所属项目",
    "weight": "分值",
    "direction": "指标性质",
    "removed": "停用",
    "cumulative": "用款计划",
    "paragraphs": "文字",
    "score": "得分",
    "amount": "金额",
    "on": "批复日期",
}


@dataclass(frozen=True)
class PersonLine:
    """A person of the sheet and the effect: admitted, invited (with the link, once made) or changed."""

    member: Member
    joining: str
    link: str = ""


def preview(
    book: Book,
    changes: Sequence[Change],
    people: Sequence[PersonLine],
    findings: Sequence[Finding],
    *,
    creates: bool,
    unread: Sequence[str] = (),
    read_as: Sequence[str] = (),
    passed_over: Sequence[str] = (),
    left_out: Sequence[str] = (),
    waiting: Sequence[str] = (),
    confirm: PagePress,
) -> Document:
    """What confirming would create or change; `book` is the book as it would be, `confirm` the press that does."""
    head = "新建台账" if creates else "修改台账"
    return document(
        paragraph(bold(f"导入预览：{book_name(book)}"), f"（{head}）"),
        Items(tuple(inline(line) for line in _summary(book, changes, people))),
        *unread_block(unread, read_as),
        *_changed(book, changes),
        *_people(people),
        *_lint(findings),
        *untaken(left_out, passed_over, waiting),
        paragraph("现在还没有装入任何内容。确认后一次装入，要么全部成功，要么什么都不变。", note=True),
        buttons=[[button("✅ 确认装入", confirm), button("✖ 取消", SetupPress("no"))]],
    )


def untaken(left_out: Sequence[str], passed_over: Sequence[str], waiting: Sequence[str] = ()) -> Iterator[Paragraph]:
    """What the book keeps though the workbook lacks it, what was not read, and who was invited before."""
    if left_out:
        yield paragraph(_stays(left_out), note=True)
    if passed_over:
        yield paragraph(f"没有读取：{'、'.join(passed_over)}", note=True)
    if waiting:
        told = f"已邀请、还没有加入：{'、'.join(waiting)}。没有收到链接的，请用 "
        yield paragraph(told, code("/invite"), " 重新邀请。", note=True)


def _stays(left_out: Sequence[str]) -> str:
    """Rows removed from the workbook stay in the book."""
    named = "、".join(left_out[:_MOST_LEFT_OUT]) + ("等" if len(left_out) > _MOST_LEFT_OUT else "")
    return f"表格里没有写的 {len(left_out)} 处保持原样（{named}）。停用指标请保留那一行，在“停用”列填“是”。"


def _summary(book: Book, changes: Sequence[Change], people: Sequence[PersonLine]) -> Iterator[str]:
    counted = Counter((change.subject, change.new) for change in changes)
    for subject, (name, unit) in _SUBJECTS.items():
        new, changed = counted[subject, True], counted[subject, False]
        parts = [f"新增 {new} {unit}".strip()] if new else []
        parts += [f"修改 {changed} {unit}".strip()] if changed else []
        if parts:
            yield f"{name}：{'，'.join(parts)}" if unit else f"{name}：{'填写' if new else '修改'}"
    view = fund_budget(book)
    yield f"装入后预算 {format_wan(view.adjusted)} 万元，其中年初 {format_wan(view.initial)} 万元"
    if view.executed:
        yield f"装入后已支出 {format_wan(view.executed)} 万元"
    if people:
        yield f"人员：{len(people)} 人"


def unread_block(unread: Sequence[str], read_as: Sequence[str] = ()) -> Iterator[Block]:
    """Which columns of a report were read, in which unit, and what it did not say or could not be read from it."""
    if read_as:
        chosen = tuple(inline(line) for line in read_as)
        yield Details("读取的列和单位", (Items(chosen),), open=True)
    if unread:
        lines = tuple(inline(line) for line in unread)
        yield Details(f"⚠️ 没有读到或假定的 {len(unread)} 处", (Items(lines),), open=True)


def _changed(book: Book, changes: Sequence[Change]) -> Iterator[Block]:
    lines = [line for change in changes if not change.new for line in _change_lines(book, change)]
    if lines:
        shown = tuple(inline(line) for line in lines[:_MOST_CHANGES])
        yield Details(f"修改的内容 {len(lines)} 处", (Items(shown),), open=True)
    added = [_named(book, change) for change in changes if change.new and change.subject is not Subject.FUND]
    if added:
        words = "、".join(added[: _MOST_CHANGES * 3]) + ("……" if len(added) > _MOST_CHANGES * 3 else "")
        yield Details(f"新增的内容 {len(added)} 条", (paragraph(words),))


def _change_lines(book: Book, change: Change) -> Iterator[str]:
    for field in change.fields:
        yield f"{_named(book, change)} {_FIELDS.get(field.field, field.field)}：{_moved(field)}"


def _named(book: Book, change: Change) -> str:
    project = book.projects.get(change.code)
    match change.subject:
        case Subject.BUDGET:
            kind = BUDGET_KINDS[BudgetKind(change.name)]
            amount = f" {format_wan(change.fields[0].after)} 万元" if change.new else ""
            return f"{project.short_name if project else change.code} {kind}{amount}"
        case Subject.TEXT:
            return SECTION_NAMES[change.code]
        case Subject.SPENDING | Subject.EXPLANATION:
            return f"{project.short_name if project else change.code} {_SUBJECTS[change.subject][0]}"
        case Subject.RESULT:
            state = book.indicator(change.code)
            return f"{state.described.name if state else change.code} 完成值"
        case Subject.PLAN:
            return f"{project.short_name if project else change.code} 用款计划"
    return f"“{change.name}”"


def _moved(field: FieldChange) -> str:
    money = field.field in ("amount", "supplement")
    return f"{_value(field.before, money=money)} → {_value(field.after, money=money)}"


def _value(value: object, *, money: bool) -> str:
    if value is None or value in ("", ()):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{format_wan(value)} 万元" if money else f"{value:f}"
    if isinstance(value, tuple):
        value = "、".join(f"{format_wan(item)}" if isinstance(item, Decimal) else str(item) for item in value)
    words = " ".join(str(value).split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"


def _people(people: Sequence[PersonLine]) -> Iterator[Block]:
    if people:
        told = {"admitted": "直接加入", "invited": "生成邀请链接", "changed": "调整角色、范围或科室"}
        lines = tuple(
            inline(f"{line.member.name}（{ROLES[line.member.role]}）：{told[line.joining]}") for line in people
        )
        yield Details(f"人员 {len(people)} 人", (Items(lines),))


def _lint(findings: Sequence[Finding]) -> Iterator[Block]:
    """What is weak in the indicators, by kind; where and how to mend it stands in /lint."""
    counted = Counter((finding.gravity, finding.kind) for finding in findings)
    if counted:
        lines = tuple(
            inline(f"{GRAVITIES[gravity]}｜{WORDS[kind].title}（{count}）")
            for (gravity, kind), count in counted.items()
        )
        advice = paragraph("不影响装入；装入后用 ", code("/lint"), " 看每一处和改法。", note=True)
        yield Details(f"指标设置检查：{len(findings)} 处可以改进", (Items(lines), advice))
