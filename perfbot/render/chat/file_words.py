"""Words about sent files: kept, waiting, refused, and to which entry they belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perfbot.domain.books.members import Role
from perfbot.render.buttons import place_buttons
from perfbot.render.chat.answers import home
from perfbot.render.document import Document, bold, code, document, paragraph
from perfbot.render.presses import NOWHERE


def send_evidence(number: int) -> Document:
    """Ask for the file."""
    return document(
        paragraph(bold(f"为第 {number} 号附佐证材料"), "：请直接发送照片、PDF 或文件，可以一次发多张。"),
        paragraph("支持图片、PDF、Word、Excel、WPS、压缩包，单个不超过 20 MB。", note=True),
    )


def evidence_kept(number: int, names: Sequence[str], size: int) -> Document:
    """Files are attached to an entry: one with its size, several of an album together."""
    if len(names) > 1:
        return document(f"📎 已附到第 {number} 号：{len(names)} 个文件（{'、'.join(names)}）。可继续发送更多文件。")
    return document(f"📎 已附到第 {number} 号：{names[0]}（{max(1, size // 1024)} KB）。可继续发送更多文件。")


def evidence_again(number: int, filename: str) -> Document:
    """The same file was attached to the same entry before."""
    return document(f"📎 {filename} 已经附在第 {number} 号下，不再重复保存。")


def evidence_for_what(role: Role, *, replied: bool = False) -> Document:
    """A file without an entry it could belong to; `replied`: to a message that names none."""
    if role is Role.VIEWER:
        return document("收到了文件，但没有保存：佐证材料由经办人随登记的记录发送。", buttons=home(role))
    said = "您回复的那条消息没有可附材料的记录（可能已撤销或更正）。" if replied else ""
    return document(
        f"文件没有保存。{said}请先登记支出或完成值，再发送佐证材料；也可以“回复”某条登记成功的消息并附上文件。"
    )


def evidence_refused(why: str) -> Document:
    """A file that is not taken."""
    return document(paragraph(bold("这个文件没有保存"), f"：{why}"))


def evidence_draft_over() -> str:
    """The conversation that the file was sent in cannot go on."""
    return "这项登记已经不能继续，文件没有可附的记录。发送 /start 看现在能做什么。"


def evidence_too_large(size: int) -> str:
    """Over what Telegram hands out."""
    return f"文件有 {size / 1024 / 1024:.1f} MB，超过 20 MB 的上限，请压缩后再发。"


def evidence_bad_type(suffix: str) -> str:
    """Not a kind that is kept."""
    return f"不支持 {suffix or '没有扩展名的'} 文件，请发送图片、PDF、Word、Excel、WPS 或压缩包。"


def evidence_not_as_named(suffix: str) -> str:
    """Of another kind than its name says, or damaged."""
    return f"内容不是 {suffix} 文件，可能已损坏或改过扩展名，请用原文件重新发送。"


def file_name(message_id: int, suffix: str) -> str:
    """Some apps send files without a name."""
    return f"文件{message_id}.{suffix}" if suffix else f"文件{message_id}"


def file_not_fetched(*, too_big: bool) -> Document:
    """Telegram does not hand out the file; nothing else has changed."""
    if too_big:
        return evidence_refused("文件超过 20 MB 的上限，请压缩后再发。")
    return evidence_refused("暂时取不到这个文件，请稍后重新发送一次。")


def evidence_which(lines: Sequence[tuple[str, str]], *, replied: bool) -> Document:
    """To which of today's own entries a file belongs: what each is and its id, newest first."""
    said = "您回复的那条消息没有可附材料的记录（可能已撤销或更正）。" if replied else ""
    return document(
        paragraph(bold("这个文件附到哪一条？"), said),
        paragraph("点选今天登记的一条；别的记录请“回复”那条“已记录”的消息，或在 ", code("/history"), " 里点开后附。"),
        buttons=[*(place_buttons(entry, label) for label, entry in lines), place_buttons(NOWHERE, "不附了")],
    )


def evidence_dropped() -> Document:
    """The person said that the file belongs nowhere."""
    return document("好的，文件没有保存。")


def file_left() -> Document:
    """A file came with a command that was put aside."""
    return document("刚才和命令一起发来的文件没有保存，需要时请重新发送。")


def photo_name(message_id: int) -> str:
    """A photo comes without a name of its own."""
    return f"照片{message_id}.jpg"


def evidence_waits(names: Sequence[str], page: Document) -> Document:
    """Files that came before their entry was confirmed, above the page that is still open."""
    what = names[0] if len(names) == 1 else f"{len(names)} 个文件（{'、'.join(names)}）"
    kept = paragraph(f"📎 已收到 {what}，确认登记后会自动附上。")
    return replace(page, blocks=(kept, *page.blocks))
