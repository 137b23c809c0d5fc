"""Words about people: invitations, the list of members, a member's card, leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from perfbot.domain.amounts.day_words import long_day, short_day, short_moment
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.render.buttons import button, command_button, in_rows
from perfbot.render.document import Button, Document, bold, code, document, paragraph, table
from perfbot.render.presses import InvitePress, LeavePress, MemberAct, MemberPress, OfficeTrailPress, RolePress
from perfbot.render.terms import ROLES

ROLE_WORDS: dict[str, Role] = {
    "管理员": Role.ADMIN,
    "办公室": Role.ADMIN,
    "经办人": Role.EDITOR,
    "经办": Role.EDITOR,
    "查看": Role.VIEWER,
    "领导": Role.VIEWER,
}
ROLE_HELP: dict[Role, str] = {
    Role.ADMIN: "办公室，全部权限",
    Role.EDITOR: "登记支出和完成值",
    Role.VIEWER: "只看进度和报告",
}
SECTION_WORD = "科室"
EVERYTHING = "全部项目"
LEAVE_OVER = frozenset({"结束", "结束休假", "取消", "回来了"})
INVITE_TITLES = {Role.ADMIN: "邀请管理员", Role.EDITOR: "邀请经办人", Role.VIEWER: "邀请查看人员"}
_CHANGES = {
    "founded": "由系统设置为首任管理员",
    "invited": "发出邀请",
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


def invite_roles() -> Document:
    """The first question of an invitation: which role."""
    rows = [[button(f"{ROLES[role]} · {ROLE_HELP[role]}", InvitePress(role))] for role in reversed(Role)]
    return document(
        paragraph(bold("邀请新成员"), "：请选择角色。"),
        paragraph("也可以一行写完：", code("/invite 经办人 张三 中博会"), note=True),
        buttons=rows,
    )


def _about(label: str, act: MemberAct, member: int = 0) -> Button:
    return button(label, MemberPress(act, member))


def invitation(link: str, role: Role, scope: str, expires_at: datetime, name: str) -> Document:
    """The link to pass on, with what it gives and until when."""
    who = f"给 {name} 的" if name else "新的"
    return document(
        paragraph(bold(f"{who}邀请链接已生成"), "，请私下转发给本人，只能用一次："),
        paragraph(link),
        paragraph(f"角色：{ROLES[role]}\n项目范围：{scope}\n有效期至 {short_moment(expires_at)}"),
        paragraph("对方点开链接，再点“开始”即可加入，届时会通知您。", note=True),
    )


def welcome_joined(member: Member, scope: str) -> Document:
    """What a person who has just joined is told."""
    return document(
        paragraph(bold(f"欢迎，{member.name}！"), f"您已加入。\n角色：{ROLES[member.role]}\n项目范围：{scope}"),
        buttons=[[command_button("看看能做什么", "start")]],
    )


def joined_notice(member: Member, user_id: int, scope: str) -> Document:
    """What the administrator who invited is told, with a way back."""
    return document(
        paragraph("✅ ", bold(member.name), f"（{user_id}）已凭邀请加入：{ROLES[member.role]}，{scope}。"),
        buttons=[[_about("查看成员", "card", user_id), _about("不是本人，移除", "remove", user_id)]],
    )


def invite_refused() -> Document:
    """An invitation that opens nothing, without saying why."""
    return document("这个邀请链接无效或已过期，请向邀请您的人重新索取。")


def invite_usage(problem: str) -> Document:
    """A one-line invitation that could not be read."""
    return document(
        paragraph(problem),
        paragraph("例：", code("/invite 经办人 张三 中博会 工业设计大赛")),
        buttons=[[command_button("一步一步邀请", "invite")]],
    )


def member_list(members: Sequence[Member], scopes: Mapping[int, str], today: date, unread: str = "") -> Document:
    """Everybody who belongs, with what they record for; a tap opens the card. `unread`: words that named nothing."""
    rows = [_row(member, scopes[member.id], today) for member in members]
    buttons = [[_about(f"{member.name} · {ROLES[member.role]}", "card", member.id)] for member in members]
    return document(
        *([paragraph(f"没有看懂“{unread[:30]}”。请点开成员来改，或写姓名、姓名加“科室”或“审核”。")] if unread else []),
        paragraph(bold(f"成员（{len(members)} 人）")),
        table(["姓名", "角色", "科室", "项目"], rows),
        buttons=[*buttons[:40], [command_button("邀请新成员", "invite"), button("变更记录", OfficeTrailPress(0))]],
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


def member_card(member: Member, scope: str, today: date, can_change: bool) -> Document:
    """One member, with what an administrator can change."""
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
    how = paragraph("设置科室请发送：", code(f"/members {member.name} {SECTION_WORD} 综合科"), note=True)
    return document(shown, how, buttons=_card_buttons(member))


def _card_buttons(member: Member) -> list[list[Button]]:
    others = [role for role in Role if role is not member.role]
    scope = [] if member.role is Role.ADMIN else [_about("调整项目范围", "scope", member.id)]
    return [
        [button(f"改为{ROLES[role]}", RolePress(member.id, role)) for role in others],
        [*scope, _about("审核的科室", "rev", member.id)],
        [_about("移除", "remove", member.id)],
        [_about("返回成员列表", "list")],
    ]


def confirm_removal(member: Member) -> Document:
    """Removing asks once more."""
    return document(
        paragraph("确定移除 ", bold(member.name), " 吗？移除后立即不能再登记和查看，已登记的记录保留。"),
        buttons=[[_about("确定移除", "removed", member.id), _about("不移除", "card", member.id)]],
    )


def removed(member: Member) -> Document:
    """A member was removed."""
    return document(paragraph("已移除 ", bold(member.name), "。"), buttons=[[_about("返回成员列表", "list")]])


def no_such_role(word: str) -> str:
    """A role that is none."""
    return f"没有“{word}”这个角色，可选：经办人、查看、管理员。"


def no_such_project(word: str) -> str:
    """A project's name that fits none or several."""
    return f"“{word}”没有对应到唯一的二级项目，请写全一些。"


def not_for_you() -> str:
    """Only the office changes members."""
    return "只有管理员可以管理成员。"


def which_projects() -> str:
    """An invitation of a clerk in one line that names no project."""
    return f"请在姓名后面写明负责的项目；负责全部的，写“{EVERYTHING}”。"


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
    """A past day cannot end a leave."""
    return document(f"{long_day(until)}已经过去了，请写今天或以后的日期，例：/leave {_in_a_week(today)}")


def _in_a_week(today: date) -> str:
    """A day that would be accepted, as an example."""
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
