"""Short answers of the conversation itself: nothing asked, a button gone stale, a disk that refused, files."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Role
from perfbot.render.buttons import command_button
from perfbot.render.document import Attachment, Button, Buttons, Document, bold, code, document, paragraph

HOME: Buttons = (
    (command_button("登记支出", "spend"), command_button("登记完成值", "result")),
    (command_button("看进度", "progress"), command_button("全部命令", "help")),
)
_READER_HOME: Buttons = (
    (command_button("看进度", "progress"), command_button("自评报告", "report")),
    (command_button("全部命令", "help"),),
)


def home(role: Role) -> Buttons:
    """The way on from where nothing is left to do."""
    return _READER_HOME if role is Role.VIEWER else HOME


def nothing_asked(role: Role, project: str) -> Document:
    """Words that answer no question; `project` is one that the person records for, empty for whoever only reads."""
    if not project:
        return document("您想看什么？点按钮，或发送命令。", buttons=home(role))
    return document(
        "没有正在进行的登记。您想做什么？",
        paragraph("也可以一行登记：", code(spend_line(project)), note=True),
        buttons=home(role),
    )


def spend_line(project: str) -> str:
    """A spending in one line, as an example with a project of the reader's own."""
    return f"/spend {project} 3.2 印刷费 6.30"


def stale_button() -> str:
    """A button of a draft, question or list that is not current."""
    return "这个按钮已失效，请用最新一条消息里的按钮，或重新发送命令。"


def shown_above() -> str:
    """Somebody pressed for the same page in the group a moment ago."""
    return "这一页刚刚已发在群里，内容没有变化，请看上面。"


def cancelled(role: Role, *, had_draft: bool) -> Document:
    """/cancel."""
    said = "已取消，没有记录任何内容。" if had_draft else "没有正在进行的登记，无需取消。"
    return document(said, buttons=home(role))


_DISK = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "磁盘只读",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "数据文件不见了",
}
_ANOTHER_HAND = "数据文件被别的程序改动过"
_DISK_WORDS = {
    "another hand changed the file": _ANOTHER_HAND,
    **{os.strerror(number): words for number, words in _DISK.items()},
}


def disk_trouble(reason: str) -> str:
    """What the operating system said, in the office's words where there are any."""
    return _DISK_WORDS.get(reason, reason)


def not_recorded(reason: str) -> Document:
    """The disk did not take it: nothing was recorded, nothing is lost, what to do."""
    return document(
        paragraph("⚠️ ", bold("没有记录。"), f"服务器无法写入（{disk_trouble(reason)}），已通知管理员。"),
        paragraph("您填写的内容还在，请稍后再点一次，或发送 ", code("/cancel"), " 放弃。"),
    )


def files_not_attached(number: int, why: str) -> Document:
    """The entry is recorded, the files that were to go with it are not attached."""
    return document(
        paragraph("⚠️ ", bold(f"第 {number} 号已经记录，但佐证材料没有附上"), f"：{disk_trouble(why)}"),
        paragraph("文件没有丢，请稍后在核对页再点一次“确认”；也可以“回复”登记成功的消息重新发送。"),
    )


def disk_refused(reason: str) -> Document:
    """What the administrators are told when the disk refuses."""
    why = disk_trouble(reason)
    return document(
        paragraph("⚠️ ", bold("数据无法写入"), f"：{why}。"),
        paragraph(f"{disk_remedy(why)}在此之前登记都会被拒绝，已登记的数据不受影响。"),
    )


def disk_remedy(why: str) -> str:
    """What helps against a trouble in the office's words."""
    if why == _ANOTHER_HAND:
        return "请停止机器人，在服务器上依次执行 python bot.py verify 和 python bot.py mend，再启动。"
    return "请尽快检查服务器磁盘空间和权限；"


def compiling() -> str:
    """Shown while a report is made."""
    return "正在编写报告，请稍候……"


FORMS = "填写表格"


def working(what: str) -> str:
    """Shown while something else is made."""
    return f"正在{what}，请稍候……"


def nothing_to_undo() -> Document:
    """/undo without anything of one's own."""
    return document(
        "没有可以撤销的记录。只能撤销自己登记、还没有冲销的支出或完成值。",
        buttons=[[command_button("台账流水", "history")]],
    )


def unknown_command(name: str, nearest: Sequence[str]) -> Document:
    """A command that does not exist, with the nearest ones."""
    hint = "您是不是要找 " + "、".join(f"/{item}" for item in nearest) + "？" if nearest else ""
    return document(f"没有 /{name[:32]} 这个命令。{hint}", buttons=[[command_button("全部命令", "help")]])


def not_your_role(roles: str) -> str:
    """A command that is for others."""
    return f"这个命令只有{roles}可以使用。如有需要，请联系管理员；发送 /help 看您能用的命令。"


def private_only(link: str) -> Document:
    """A command that belongs in the private chat, asked in the group."""
    return document("请在私聊中操作，数据不会发到群里：", buttons=[[Button("打开私聊", url=link)]])


def one_at_a_time(lines: Sequence[str]) -> Document:
    """More lines than one in a message: the first is taken, the others are named."""
    shown = lines[:_MOST_LINES]
    return document(
        paragraph(bold("一条消息只登记一笔"), "：先处理第一行，见下面。"),
        paragraph(f"另外 {len(lines)} 行没有登记，请在这一笔确认之后逐条发送："),
        *(paragraph(code(line[:200])) for line in shown),
    )


_MOST_LINES = 20


def send_text(role: Role, *, asked: bool) -> Document:
    """A sticker, a voice or a place where words are wanted; `asked`: a question is open and follows."""
    said = "这里只能用文字或按钮。照片和文件可以在登记后作为佐证材料发来。"
    return document(said, buttons=() if asked else home(role))


def group_left() -> Document:
    """The bot was put out of the configured group."""
    return document("⚠️ 我已被移出工作群，周报和预警暂时发不出去。请把我重新拉进群，欠发的会补发。")


def group_joined() -> Document:
    """The bot is in the configured group again."""
    return document("✅ 我已回到工作群，欠发的周报和预警会补发。")


def report_buttons(key: BookKey, *, pdf: bool) -> Buttons:
    """What can be had beside a report; PDF only where the server can make it."""
    files = [command_button("纯文本版", "report", key, "md")]
    if pdf:
        files.insert(0, command_button("PDF", "report", key, "pdf"))
    return ((command_button("还缺什么", "ready", key), command_button("自评得分", "score", key)), tuple(files))


def file_only(file: Attachment) -> Document:
    """A file that was asked for."""
    return document(paragraph("📄 ", bold(file.filename)), attachments=[file])


def no_pdf() -> Document:
    """No LibreOffice on the server."""
    return document("服务器上没有安装 LibreOffice，暂不能生成 PDF；请用 Word 文件另存为 PDF。")


def pdf_failed(why: str) -> Document:
    """LibreOffice did not make it."""
    return document(f"PDF 没有生成（{why[:200]}），请用 Word 文件另存为 PDF。")


def line_lost(file: str, line: int, kept: str) -> Document:
    """A line that had been on disk came back cut off after a power failure."""
    aside = f"残片保留为 {kept}，" if kept else ""
    return document(
        paragraph("⚠️ ", bold("有一条已确认的记录可能丢失"), f"：{file} 第 {line} 行在断电后不完整。"),
        paragraph(f"{aside}请核对最近的登记，必要时补记，并检查服务器硬盘。"),
    )


def ends_unknown(files: Sequence[str]) -> Document:
    """The side file with the journals' noted ends was lost: they are sound, and may be shorter than they were."""
    return document(
        paragraph("⚠️ ", bold("无法核对最后几条记录是否齐全"), "：数据目录里的 heads 文件丢失或损坏，已重新建立。"),
        paragraph(f"{'、'.join(files)} 本身完好，但末尾如有缺失看不出来。"),
        paragraph("请核对最近的登记，必要时补记，并检查服务器硬盘。"),
    )
