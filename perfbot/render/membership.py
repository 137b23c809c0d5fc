"""Words about people: invitations, the list of members, a member's card, leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from perfbot.domain.members import Member, Role, Scope
from perfbot.render.document import Button, Document, Paragraph, bold, code, document, paragraph, table
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
    Role.ADMIN: "办公室：全部权限，含预算、成员、关账",
    Role.EDITOR: "登记支出和指标完成值",
    Role.VIEWER: "只看进度和报告",
}
SECTION_WORD = "科室"
INVITE_TITLE = "邀请经办人"
_CHANGES = {
    "founded": "由系统设置为首任管理员",
    "invited": "发出邀请",
    "joined": "凭邀请加入",
    "started": "首次打开私聊",
    "removed": "移出成员",
    "role": "调整角色",
    "scope": "调整项目范围",
    "section": "设置科室",
    "reviews": "设置复核科室",
    "leave": "设置休假",
    "group_moved": "工作群升级，编号变更",
}


def invite_roles() -> Document:
    """The first question of an invitation: which role."""
    rows = [[Button(f"{ROLES[role]} · {ROLE_HELP[role]}", f"m:inv:{role.value}")] for role in reversed(Role)]
    return document(
        paragraph(bold("邀请新成员"), "：请选择角色。"),
        paragraph("也可以一行写完：", code("/invite 经办人 张三 中博会"), note=True),
        buttons=rows,
    )


def choose_projects(title: str, prefix: str, projects: Sequence[tuple[str, str]], chosen: int) -> Document:
    """Tick the projects a person records for; `chosen` is a bit for each project in order, none meaning all."""
    rows = [
        [Button(f"{'☑' if chosen >> index & 1 else '☐'} {name}", f"{prefix}:{chosen ^ (1 << index):x}")]
        for index, (_, name) in enumerate(projects)
    ]
    done = "完成（全部项目）" if not chosen else f"完成（已选 {chosen.bit_count()} 个项目）"
    return document(
        paragraph(bold(title), "：请点选负责的项目，不选表示全部项目。"),
        buttons=[*rows, [Button(done, f"{prefix}:{chosen:x}:ok")]],
    )


def invitation(link: str, role: Role, scope: str, expires_at: datetime, name: str) -> Document:
    """The link to pass on, with what it gives and until when."""
    who = f"给 {name} 的" if name else "新的"
    return document(
        paragraph(bold(f"{who}邀请链接已生成"), "，请私下转发给本人，只能用一次："),
        paragraph(link),
        paragraph(f"角色：{ROLES[role]}；范围：{scope}；有效期至 {expires_at:%m月%d日 %H:%M}。"),
        paragraph("对方点开链接，再点“开始”即可加入，届时会通知您。", note=True),
    )


def welcome_joined(member: Member, scope: str) -> Document:
    """What a person who has just joined is told."""
    return document(
        paragraph(bold(f"欢迎，{member.name}！"), f"您已加入，角色是{ROLES[member.role]}，范围：{scope}。"),
        paragraph("发送 ", code("/help"), " 查看能做什么。"),
    )


def joined_notice(member: Member, user_id: int, scope: str) -> Document:
    """What the administrator who invited is told, with a way back."""
    return document(
        paragraph("✅ ", bold(member.name), f"（{user_id}）已凭邀请加入：{ROLES[member.role]}，{scope}。"),
        buttons=[[Button("查看成员", f"m:card:{user_id}"), Button("不是本人，移除", f"m:remove:{user_id}")]],
    )


def invite_refused() -> Document:
    """An invitation that opens nothing; the same words whatever the reason."""
    return document("这个邀请链接无效或已过期，请向邀请您的人重新索取。")


def invite_usage(problem: str) -> Document:
    """A one-line invitation that could not be read."""
    return document(paragraph(problem), paragraph("例如：", code("/invite 经办人 张三 中博会 工业设计大赛")))


def member_list(members: Sequence[Member], scopes: Mapping[int, str], today: date) -> Document:
    """Everybody who belongs; a tap opens the card."""
    rows = [(member.name, ROLES[member.role], member.section or "—", _state(member, today)) for member in members]
    buttons = [[Button(f"{member.name} · {ROLES[member.role]}", f"m:card:{member.id}")] for member in members]
    return document(
        paragraph(bold(f"成员（{len(members)} 人）")),
        table(["姓名", "角色", "科室", "状态"], rows),
        buttons=[*buttons[:40], [Button("邀请新成员", "c:invite")]],
    )


def _state(member: Member, today: date) -> str:
    if member.on_leave(today) and member.leave_until:
        return f"休假至{member.leave_until:%m.%d}"
    return "正常" if member.started else "未打开私聊"


def member_card(member: Member, scope: str, today: date, can_change: bool) -> Document:
    """One member, with what an administrator can change."""
    lines: list[Paragraph] = [
        paragraph(bold(member.name), f"（{member.id}）"),
        paragraph(f"角色：{ROLES[member.role]} · 范围：{scope}"),
        paragraph(f"科室：{member.section or '未设置'} · 状态：{_state(member, today)}"),
    ]
    if member.reviews:
        lines.append(paragraph("复核科室：" + "、".join(member.reviews)))
    if not can_change:
        return document(*lines)
    others = [role for role in Role if role is not member.role]
    lines.append(paragraph("设置科室请发送：", code(f"/members {member.name} {SECTION_WORD} 综合科"), note=True))
    return document(
        *lines,
        buttons=[
            [Button(f"改为{ROLES[role]}", f"m:role:{member.id}:{role.value}") for role in others],
            [Button("调整项目范围", f"m:scope:{member.id}"), Button("移除", f"m:remove:{member.id}")],
            [Button("返回成员列表", "m:list")],
        ],
    )


def confirm_removal(member: Member) -> Document:
    """Removing asks once more."""
    return document(
        paragraph("确定移除 ", bold(member.name), " 吗？移除后立即不能再登记和查看，已登记的记录保留。"),
        buttons=[[Button("确定移除", f"m:removed:{member.id}"), Button("不移除", f"m:card:{member.id}")]],
    )


def removed(member: Member) -> Document:
    """A member was removed."""
    return document(paragraph("已移除 ", bold(member.name), "。"), buttons=[[Button("返回成员列表", "m:list")]])


def no_such_role(word: str) -> str:
    """A role that is none."""
    return f"没有“{word}”这个角色，可选：经办人、查看、管理员。"


def no_such_project(word: str) -> str:
    """A project's name that fits none or several."""
    return f"“{word}”没有对应到唯一的二级项目，请写全一些。"


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
    now = f"目前休假至 {member.leave_until:%m月%d日}。" if member.on_leave(today) and member.leave_until else ""
    return document(
        paragraph(bold("休假"), "期间不会收到催办。", now, "请选择到哪一天，或发送如 ", code("/leave 7.10"), "。"),
        buttons=[
            [Button("仅今天", "m:leave:0"), Button("3 天", "m:leave:2"), Button("1 周", "m:leave:6")],
            [Button("2 周", "m:leave:13"), Button("1 个月", "m:leave:29"), Button("结束休假", "m:leave:end")],
        ],
    )


def on_leave(until: date | None) -> Document:
    """Leave was set or ended."""
    return document(f"已设置休假至 {until:%Y年%m月%d日}，期间不催办。" if until else "休假已结束，欢迎回来。")


def scope_words(scopes: Sequence[Scope], names: Mapping[str, str]) -> str:
    """The scope in words: project names, or everything."""
    parts = [
        "全部项目" if not scope.projects else "、".join(names.get(p, p) for p in scope.projects) for scope in scopes
    ]
    return "；".join(dict.fromkeys(parts)) or "无"


def change_words(what: str) -> str:
    """A kind of change in the office's trail, as people read it."""
    return _CHANGES.get(what, what)


def detail_words(detail: str) -> str:
    """What goes with a change, roles by their name."""
    return " ".join(_ROLE_NAMES.get(word, word) for word in detail.split(" "))


_ROLE_NAMES = {role.value: ROLES[role] for role in Role}
