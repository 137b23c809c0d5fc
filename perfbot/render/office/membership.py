"""Words about people: the list of members, a member's card, leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from perfbot.domain.amounts.day_words import long_day, short_day
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.render.buttons import button, command_button, in_rows
from perfbot.render.document import Button, Document, bold, code, document, paragraph, table
from perfbot.render.presses import LeavePress, MemberAct, MemberPress, OfficeTrailPress, RolePress
from perfbot.render.terms import ROLES

SECTION_WORD = "科室"
EVERYTHING = "全部项目"
LEAVE_OVER = frozenset({"结束", "结束休假", "取消", "回来了"})
_CHANGES = {
    "founded": "由系统设置为首任管理员",
    "invited": "发出邀请",
    "withdrawn": "收回邀请",
    "joined": "凭邀请加入",
    "admitted": "加入成员",
    "started": "首次打开私聊",
    "removed": "移出成员",
    "role": "调整角色",
    "scope": "调整项目范围",
    "section": "设置科室",
    "reviews": "设置审核科室",
    "workbook": "按导入的表格调整",
    "leave": "设置休假",
    "book_hidden": "隐藏台账",
    "book_shown": "恢复显示台账",
    "group_moved": "群升级，编号变更",
}


def about_button(label: str, act: MemberAct, member: int = 0) -> Button:
    """A button to a page about a member, or about all of them."""
    return button(label, MemberPress(act, member))


def member_list(members: Sequence[Member], scopes: Mapping[int, str], today: date, unread: str = "") -> Document:
    """Everybody who belongs, with what they record for; a tap opens the card. `unread`: words that named nothing."""
    called = _told_apart(members)
    rows = [_row(replace(member, name=called[member.id]), scopes[member.id], today) for member in members]
    buttons = [[_card_button(called[member.id], member)] for member in members]
    return document(
        *([paragraph(f"没有看懂“{unread[:30]}”。请点开成员来改，或写姓名、姓名加“科室”或“审核”。")] if unread else []),
        paragraph(bold(f"成员（{len(members)} 人）")),
        table(["姓名", "角色", "科室", "项目"], rows),
        buttons=[*buttons[:40], [command_button("邀请新成员", "invite"), button("变更记录", OfficeTrailPress(0))]],
    )


def _card_button(called: str, member: Member) -> Button:
    return about_button(f"{called} · {ROLES[member.role]}", "card", member.id)


def _told_apart(members: Sequence[Member]) -> dict[int, str]:
    """Names by number; several of one name with 科室 and number."""
    often = Counter(member.name for member in members)
    return {one.id: one.name if often[one.name] == 1 else f"{one.name}（{_marks(one)}）" for one in members}


def _marks(member: Member) -> str:
    return "，".join(filter(None, (member.section, f"编号 {member.id}")))


def several_of_one_name(members: Sequence[Member], rest: str) -> Document:
    """A name that several bear: what tells them apart, and how to name one of them."""
    first = members[0]
    lines = [f"{ROLES[one.role]}，{one.section or '未设置科室'}，编号 {one.id}" for one in members]
    return document(
        paragraph(bold(f"有 {len(members)} 位成员都叫 {first.name}"), "：\n" + "\n".join(lines)),
        paragraph("请点选其中一位，或把姓名换成编号，例：", code(f"/members {first.id} {rest}".strip())),
        buttons=[[_card_button(f"{one.name}（{_marks(one)}）", one)] for one in members],
    )


def _row(member: Member, scope: str, today: date) -> tuple[str, str, str, str]:
    """Name (with what is not as usual), role, 科室, projects."""
    state = "（休假）" if member.on_leave(today) else "" if member.started else "（未打开私聊）"
    projects = EVERYTHING if member.role is Role.ADMIN else scope
    return f"{member.name}{state}", ROLES[member.role], member.section or "—", projects.removesuffix("项目") or "—"


def _state(member: Member, today: date) -> str:
    if member.on_leave(today) and member.leave_until:
        return f"休假至{short_day(member.leave_until)}"
    return "正常" if member.started else "未打开私聊"


def member_card(member: Member, scope: str, today: date, can_change: bool, called: str = "") -> Document:
    """One member, with what an administrator can change; `called` names them where the name alone does not."""
    lines = [
        f"　编号 {member.id}",
        f"角色：{ROLES[member.role]}",
        f"项目范围：{EVERYTHING if member.role is Role.ADMIN else scope}",
        f"科室：{member.section or '未设置'}",
        f"状态：{_state(member, today)}",
    ]
    if member.reviews:
        lines.append("审核科室：" + "、".join(member.reviews))
    shown = paragraph(bold(member.name), "\n".join(lines))
    if not can_change:
        return document(shown)
    how = paragraph("设置科室请发送：", code(f"/members {called or member.name} {SECTION_WORD} 综合科"), note=True)
    return document(shown, how, buttons=_card_buttons(member))


def _card_buttons(member: Member) -> list[list[Button]]:
    others = [role for role in Role if role is not member.role]
    scope = [] if member.role is Role.ADMIN else [about_button("调整项目范围", "scope", member.id)]
    return [
        [button(f"改为{ROLES[role]}", RolePress(member.id, role)) for role in others],
        [*scope, about_button("审核的科室", "rev", member.id)],
        [about_button("移除", "remove", member.id)],
        [about_button("返回成员列表", "list")],
    ]


def confirm_removal(member: Member) -> Document:
    """Removing asks once more."""
    return document(
        paragraph("确定移除 ", bold(member.name), " 吗？移除后立即不能再登记和查看，已登记的记录保留。"),
        buttons=[[about_button("确定移除", "removed", member.id), about_button("不移除", "card", member.id)]],
    )


def removed(member: Member) -> Document:
    """A member was removed."""
    return document(paragraph("已移除 ", bold(member.name), "。"), buttons=[[about_button("返回成员列表", "list")]])


def not_for_you() -> str:
    """Only the office changes members."""
    return "只有管理员可以管理成员。"


def plain(text: str) -> Document:
    """One sentence as a message."""
    return document(text)


def last_admin() -> str:
    """The last administrator cannot go."""
    return "这是最后一位管理员，不能移除或降级。请先邀请另一位管理员。"


def unknown_member() -> str:
    """Nobody of that id or name any more."""
    return "没有找到这位成员，可能已经移除。"


def leave_choices(member: Member, today: date) -> Document:
    """When a person is away."""
    away = member.on_leave(today) and member.leave_until is not None
    lengths = [button(label, LeavePress(today + timedelta(days=days))) for label, days in _LEAVES.items()]
    now = f"目前休假至{long_day(member.leave_until)}。" if away and member.leave_until else ""
    return document(
        paragraph(bold("休假"), f"期间不催办。{now}"),
        paragraph("休到哪一天？点选，或发送日期，例：", code(f"/leave {_in_a_week(today)}")),
        buttons=[*in_rows(lengths), *([[_END_LEAVE]] if away else [])],
    )


_LEAVES = {"仅今天": 0, "3 天": 2, "1 周": 6, "2 周": 13, "1 个月": 29}
"""Lengths of a leave that begins today, and the days until its last."""
_END_LEAVE = button("结束休假", LeavePress())


def on_leave(until: date | None) -> Document:
    """Leave was set or ended."""
    if until is None:
        return document("休假已结束，欢迎回来。")
    return document(f"已设置休假至{long_day(until)}，期间不催办。", buttons=[[_END_LEAVE]])


def leave_is_past(until: date, today: date) -> Document:
    """A day that is over is no end of a leave."""
    return document(f"{long_day(until)}已经过去了，请写今天或以后的日期，例：/leave {_in_a_week(today)}")


def _in_a_week(today: date) -> str:
    """A day that would be taken, as an example."""
    day = today + timedelta(days=7)
    return f"{day.month}.{day.day}"


def scope_words(
    scopes: Sequence[Scope], projects: Mapping[tuple[str, str], str], funds: Mapping[str, str] | None = None
) -> str:
    """The scope in words: `projects` names them by fund and code; the fund is named where there are several."""
    several = len(funds or {}) > 1
    parts = []
    for scope in scopes:
        fund = f"{(funds or {}).get(scope.fund, scope.fund)}：" if several and scope.fund else ""
        listed = "、".join(projects.get((scope.fund, code), code) for code in scope.projects)
        parts.append(fund + (listed or "全部项目"))
    return "；".join(dict.fromkeys(parts)) or "无"


def change_words(what: str) -> str:
    """A kind of change in the office's trail, as people read it."""
    return _CHANGES.get(what, what)


def detail_words(detail: str) -> str:
    """What goes with a change, roles by their name."""
    return " ".join(_ROLE_NAMES.get(word, word) for word in detail.split(" "))


_ROLE_NAMES = {role.value: ROLES[role] for role in Role}
