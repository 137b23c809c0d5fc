"""The one table of commands: what /help lists, what Telegram's menus show, and who may use what where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from perfbot.domain.books.members import Role
from perfbot.render.buttons import parse_page_press
from perfbot.render.document import Button, Document
from perfbot.render.presses import AlertPress, CommandPress, ReasonPress


class Topic(Enum):
    """Under which heading /help lists a command; the values are the headings."""

    RECORDING = "登记"
    READING = "查看"
    REPORTING = "报告与自评"
    TRAIL = "台账"
    OFFICE = "办公室"
    SELF = "其他"


@dataclass(frozen=True)
class ChatCommand:
    """A command: `roles` empty means every member; `in_group` means that the group may ask it too (read only)."""

    name: str
    description: str
    topic: Topic
    roles: tuple[Role, ...] = ()
    in_group: bool = False
    example: str = ""

    def is_for(self, role: Role) -> bool:
        """Whether people of this role may use it."""
        return not self.roles or role in self.roles


EXAMPLE_PROJECT = "中博会"
"""The project in the examples; whoever reads them is shown one of their own instead."""

_STAFF = (Role.EDITOR, Role.ADMIN)
_OFFICE = (Role.ADMIN,)

COMMANDS: tuple[ChatCommand, ...] = (
    ChatCommand("spend", "登记支出", Topic.RECORDING, _STAFF, example="/spend 中博会 3.2 印刷费 6.30"),
    ChatCommand("result", "登记指标完成值", Topic.RECORDING, _STAFF),
    ChatCommand("todo", "我的待办：该登记、该补充的", Topic.RECORDING, _STAFF),
    ChatCommand("plan", "填写用款计划", Topic.RECORDING, _STAFF),
    ChatCommand("review", "审核完成值：确认或退回", Topic.RECORDING),
    ChatCommand("cancel", "取消正在进行的登记", Topic.RECORDING),
    ChatCommand("progress", "各项目支出进度，点项目看详情", Topic.READING, in_group=True),
    ChatCommand("alerts", "当前预警", Topic.READING, in_group=True),
    ChatCommand(
        "compare", "对比两个年度；只有一个年度时对比各项目", Topic.READING, in_group=True, example="/compare 2021 2022"
    ),
    ChatCommand("report", "自评报告和 Word 文件", Topic.REPORTING, in_group=True),
    ChatCommand("score", "逐项计算自评得分", Topic.REPORTING, in_group=True),
    ChatCommand("ready", "报告还缺什么、由谁补", Topic.REPORTING, in_group=True),
    ChatCommand("form", "自评表、申报表、监控表等全年的表格", Topic.REPORTING, example="/form 2021 中博会"),
    ChatCommand("lint", "检查指标设置是否规范", Topic.REPORTING),
    ChatCommand("history", "台账流水，可按项目看", Topic.TRAIL, example="/history 中博会"),
    ChatCommand("undo", "撤销自己最近的一笔", Topic.TRAIL, _STAFF),
    ChatCommand("adjust", "预算追加、调剂、调减", Topic.OFFICE, _OFFICE),
    ChatCommand("text", "读写报告的文字部分", Topic.OFFICE, _OFFICE),
    ChatCommand("goal", "填写各项目的年度总体目标", Topic.OFFICE, _OFFICE),
    ChatCommand("declare", "填报自评得分和绩效等级", Topic.OFFICE, _OFFICE),
    ChatCommand("setup", "新建年度或导入表格", Topic.OFFICE, _OFFICE),
    ChatCommand("close", "关账或重新开账", Topic.OFFICE, _OFFICE),
    ChatCommand("members", "成员、角色和负责的项目", Topic.OFFICE, _OFFICE),
    ChatCommand("invite", "邀请新成员", Topic.OFFICE, _OFFICE, example="/invite 经办人 张三 中博会"),
    ChatCommand("digest", "预览并发布周报", Topic.OFFICE, _OFFICE),
    ChatCommand("schedules", "定时任务：下次时间和上次结果", Topic.OFFICE, _OFFICE),
    ChatCommand("export", "导出台账（Excel 和全部材料）", Topic.OFFICE, _OFFICE),
    ChatCommand("backup", "立即备份", Topic.OFFICE, _OFFICE),
    ChatCommand("leave", "设置休假，期间不催办", Topic.SELF, _STAFF),
    ChatCommand("whoami", "我是谁、能做什么", Topic.SELF),
    ChatCommand("help", "全部命令", Topic.SELF, in_group=True),
    ChatCommand("start", "开始", Topic.SELF),
)


def commands_for(role: Role) -> tuple[ChatCommand, ...]:
    """What people of this role may use in the private chat."""
    return tuple(command for command in COMMANDS if command.is_for(role))


def group_commands() -> tuple[ChatCommand, ...]:
    """What the group may ask."""
    return tuple(command for command in COMMANDS if command.in_group)


def offered_to(answer: Document, role: Role) -> Document:
    """The answer without the buttons that would only refuse people of this role."""
    rows = (tuple(button for button in row if _is_open(button, role)) for row in answer.buttons)
    return replace(answer, buttons=tuple(row for row in rows if row))


def _is_open(button: Button, role: Role) -> bool:
    match parse_page_press(button.data or ""):
        case ReasonPress() | AlertPress(act="ask"):
            return role is not Role.VIEWER
        case CommandPress(name):
            return all(command.is_for(role) for command in COMMANDS if command.name == name)
    return True


_LINES = ("spend", "result")
"""Commands whose every line is one record."""


def one_command(name: str, words: str) -> tuple[str, list[str]]:
    """The words that belong to this command, and the lines that would be records or commands of their own."""
    first, *rest = words.split("\n")
    if name in _LINES:
        return first, [line.strip() for line in rest if line.strip()]
    known = {command.name for command in COMMANDS}
    others = [line.strip() for line in rest if line[:1] in "/／" and line[1:].split(" ")[0].split("@")[0] in known]
    return "\n".join([first, *(line for line in rest if line.strip() not in others)]), others
