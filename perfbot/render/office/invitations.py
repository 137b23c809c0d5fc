"""Words about invitations: which role, the link, who joined, those that are still open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from perfbot.domain.amounts.day_words import short_moment
from perfbot.domain.books.members import Member, Role
from perfbot.render.buttons import button, command_button
from perfbot.render.document import Block, Document, bold, code, document, paragraph, table
from perfbot.render.office.membership import EVERYTHING, about_button
from perfbot.render.presses import InvitePress, TakeBackPress
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
INVITE_TITLES = {Role.ADMIN: "邀请管理员", Role.EDITOR: "邀请经办人", Role.VIEWER: "邀请查看人员"}
_NAME, _MOST_INVITATIONS = 40, 20


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that can still be used: the beginning of its id, for whom, as what, by whom, until when."""

    id: str
    name: str
    role: Role
    made_by: str
    expires_at: datetime


def invite_roles(waiting: Sequence[OpenInvitation] = (), said: str = "") -> Document:
    """The first question of an invitation, which role; below it those that can still be used and taken back."""
    rows = [[button(f"{ROLES[role]} · {ROLE_HELP[role]}", InvitePress(role))] for role in reversed(Role)]
    shown = waiting[:_MOST_INVITATIONS]
    return document(
        *([said] if said else []),
        paragraph(bold("邀请新成员"), "：请选择角色。"),
        paragraph("也可以一行写完：", code("/invite 经办人 张三 中博会"), note=True),
        *([paragraph(bold(f"还没有使用的邀请（{len(waiting)} 个）")), _invitations(shown)] if waiting else []),
        buttons=[*rows, *([button(f"收回：{_for_whom(one)}", TakeBackPress(one.id))] for one in shown)],
    )


def _invitations(waiting: Sequence[OpenInvitation]) -> Block:
    rows = [(_for_whom(one), one.made_by, short_moment(one.expires_at)) for one in waiting]
    return table(["给谁", "谁发的", "有效期至"], rows)


def _for_whom(one: OpenInvitation) -> str:
    return f"{one.name[:_NAME] or '没写姓名'} · {ROLES[one.role]}"


def taken_back(name: str) -> str:
    """An invitation opens nothing any more."""
    return f"已收回{f'给 {name[:_NAME]} ' if name else ''}的邀请，链接不能再用。"


def not_waiting() -> str:
    """An invitation that was used, taken back or ran out meanwhile."""
    return "这个邀请已经用过、收回或过期了。"


def new_administrator(member: Member, by: str) -> Document:
    """What the other administrators are told of a new one."""
    return document(
        paragraph("⚠️ ", bold(member.name), f"（{member.id}）现在是管理员。经手人：{by}。"),
        buttons=[[about_button("查看成员", "card", member.id)]],
    )


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
        buttons=[[about_button("查看成员", "card", user_id), about_button("不是本人，移除", "remove", user_id)]],
    )


def invite_refused() -> Document:
    """An invitation that opens nothing; the same words whatever the reason."""
    return document("这个邀请链接无效或已过期，请向邀请您的人重新索取。")


def invite_usage(problem: str) -> Document:
    """A one-line invitation that could not be read."""
    return document(
        paragraph(problem),
        paragraph("例：", code("/invite 经办人 张三 中博会 工业设计大赛")),
        buttons=[[command_button("一步一步邀请", "invite")]],
    )


def no_such_role(word: str) -> str:
    """A role that is none."""
    return f"没有“{word}”这个角色，可选：经办人、查看、管理员。"


def no_such_project(word: str) -> str:
    """A project's name that fits none or several."""
    return f"“{word}”没有对应到唯一的二级项目，请写全一些。"


def which_projects() -> str:
    """An invitation of a clerk in one line that names no project."""
    return f"请在姓名后面写明负责的项目；负责全部的，写“{EVERYTHING}”。"
