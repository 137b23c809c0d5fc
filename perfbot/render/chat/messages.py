"""The bot's general words: start, help, who am I."""

from __future__ import annotations

from collections.abc import Mapping

from perfbot.domain.amounts.day_words import long_day
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role
from perfbot.render.buttons import command_button
from perfbot.render.chat.answers import spend_line
from perfbot.render.commands import COMMANDS, EXAMPLE_PROJECT, ChatCommand, Topic, commands_for, group_commands
from perfbot.render.document import (
    Block,
    Buttons,
    Details,
    Document,
    Heading,
    Inline,
    Items,
    Paragraph,
    bold,
    code,
    document,
    inline,
    paragraph,
)
from perfbot.render.terms import ROLES

_FIRST_STEPS: dict[Role, Buttons] = {
    Role.EDITOR: (
        (command_button("登记支出", "spend"), command_button("登记完成值", "result")),
        (command_button("我的待办", "todo"), command_button("看进度", "progress")),
        (command_button("自评报告", "report"), command_button("全部命令", "help")),
    ),
    Role.ADMIN: (
        (command_button("登记支出", "spend"), command_button("登记完成值", "result")),
        (command_button("看进度", "progress"), command_button("当前预警", "alerts")),
        (command_button("自评报告", "report"), command_button("报告还缺什么", "ready")),
        (command_button("预算变动", "adjust"), command_button("成员", "members")),
        (command_button("我的待办", "todo"), command_button("全部命令", "help")),
    ),
    Role.VIEWER: (
        (command_button("看进度", "progress"), command_button("当前预警", "alerts")),
        (command_button("自评报告", "report"), command_button("自评得分", "score")),
        (command_button("全部命令", "help"),),
    ),
}
_BEFORE_THE_FIRST_BOOK: dict[Role, Buttons] = {
    Role.EDITOR: ((command_button("全部命令", "help"),),),
    Role.ADMIN: (
        (command_button("新建年度", "setup"), command_button("成员", "members")),
        (command_button("全部命令", "help"),),
    ),
    Role.VIEWER: ((command_button("全部命令", "help"),),),
}
_WHAT_FOR: dict[Role, str] = {
    Role.EDITOR: "您可以登记负责项目的支出和指标完成值，随时查看进度和报告。",
    Role.ADMIN: "您可以登记、调整预算、管理成员、写报告，并查看所有项目。",
    Role.VIEWER: "您可以查看进度、预警、得分和自评报告。",
}


def start(member: Member, books: Mapping[BookKey, str], project: str = "") -> Document:
    """/start for a member: what they can do, as buttons; `books` gives each book's fund by name.

    `project` is one that the person records for, for an example; empty for people who only read.
    """
    blocks: list[Block] = [
        paragraph(bold(f"{member.name}，您好！"), f"\n角色：{ROLES[member.role]}。{_WHAT_FOR[member.role]}"),
        *_books(member, books),
    ]
    if project:
        blocks.append(paragraph("一行也能登记：", code(spend_line(project)), note=True))
    return document(*blocks, buttons=(_FIRST_STEPS if books else _BEFORE_THE_FIRST_BOOK)[member.role])


def _books(member: Member, books: Mapping[BookKey, str]) -> list[Paragraph]:
    if books:
        named = "、".join(f"{key.year}年{name}" for key, name in sorted(books.items(), reverse=True))
        return [paragraph(f"现有台账：{named}。")]
    if member.is_admin:
        return [paragraph("目前还没有台账。先用 ", code("/setup"), " 新建年度，其他功能就都能用了。")]
    return [paragraph("目前还没有您可以查看的台账，请联系管理员新建年度。")]


def help_page(member: Member | None, project: str = "") -> Document:
    """/help: every command that the person may use, by subject; without a member, what the group may ask.

    `project` is one that the person records for, for the examples.
    """
    commands = commands_for(member.role) if member else group_commands()
    opened = paragraph(bold("全部命令" if member else "群里可以用的命令"), "　点命令即可使用。")
    blocks = [block for topic in Topic for block in _topic(topic, commands, project)]
    hints = _hints(member) if member else ()
    return document(opened, *blocks, *hints)


def _topic(topic: Topic, commands: tuple[ChatCommand, ...], project: str) -> list[Block]:
    listed = [command for command in commands if command.topic is topic]
    if not listed:
        return []
    return [Heading(topic.value, 3), Items(tuple(_command_line(command, project) for command in listed))]


def _command_line(command: ChatCommand, project: str) -> Inline:
    example = command.example.replace(EXAMPLE_PROJECT, project or EXAMPLE_PROJECT)
    return inline(f"/{command.name} {command.description}", *(("，如 ", code(example)) if example else ()))


def _hints(member: Member) -> tuple[Block, ...]:
    if member.role is Role.VIEWER:
        return ()
    lines = (
        inline("金额默认单位是万元，也可以写 35700元、3.57万、12+3.5。"),
        inline("日期可以写 6.30、6月30日、今天、昨天。"),
        inline("填错了不用怕：记录后点“撤销”或“更正”，原记录以冲销方式保留。"),
        inline("登记后把照片或文件直接发来，就会附为佐证材料。"),
        inline("做到一半可以随时走开，回来接着填；", code("/cancel"), " 放弃。"),
    )
    return (Details("填写小提示", (Items(lines),)),)


def asks_first(name: str) -> Document:
    """The page of a link to a command that would act at once: a button runs it."""
    told = next(command.description for command in COMMANDS if command.name == name)
    return document(paragraph("链接只打开页面。要执行“", bold(told), "”吗？"), buttons=[[command_button(told, name)]])


def whoami(member: Member, scope: str) -> Document:
    """/whoami: name, id, role, scope in words, section, leave."""
    lines = [
        f"　编号 {member.id}",
        f"角色：{ROLES[member.role]}",
        f"项目范围：{scope}" if member.role is Role.EDITOR else "项目范围：全部项目",
    ]
    if member.section:
        lines.append(f"科室：{member.section}")
    if member.reviews:
        lines.append(f"审核科室：{'、'.join(member.reviews)}")
    if member.leave_until is not None:
        lines.append(f"休假至：{long_day(member.leave_until)}")
    return document(paragraph(bold(member.name), "\n".join(lines)), buttons=[[command_button("全部命令", "help")]])
