"""Words for starting a year: the menu, what a file would change, its problems, what was loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from perfbot.domain.amounts.day_words import short_moment
from perfbot.domain.amounts.money import format_wan
from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import button, command_button
from perfbot.render.document import (
    Attachment,
    Button,
    Document,
    Items,
    Paragraph,
    bold,
    code,
    document,
    inline,
    paragraph,
)
from perfbot.render.office.setup_preview import PersonLine, unread_block, untaken
from perfbot.render.presses import SetupAct, SetupPress
from perfbot.render.terms import ROLES, book_name

_MOST_PROBLEMS = 60
_DANGERS = {
    "too_large": "文件有 {detail} MB，超过 10 MB 的上限。请删去图片等无关内容再发。",
    "not_a_file": "这不是可以读取的 .xlsx 或 .docx 文件。请用 Excel 或 WPS 另存为 .xlsx（Word 为 .docx）再发。",
    "too_many_parts": "文件里的内容太多（{detail}），不像是填好的表格。请重新下载表格填写。",
    "too_large_unpacked": "文件解开后有 {detail} MB，超过上限。请重新下载表格填写。",
    "suspicious_ratio": "文件的压缩比例异常（{detail}），出于安全没有打开。请在电脑上另存一份再发。",
    "encrypted": "文件加了密码，或是旧格式（.xls、.doc）。请去掉密码、另存为 .xlsx 或 .docx 再发。",
    "macro": "文件里有宏，出于安全没有打开。请另存为不带宏的 .xlsx 或 .docx 再发。",
    "embedded": "文件里嵌了别的文件（{detail}），出于安全没有打开。请删去嵌入的对象再发。",
    "external": "文件引用了别的表格，出于安全没有打开。请把引用改成数值再发。",
    "entities": "文件里有不该有的内容（{detail}），出于安全没有打开。请在电脑上另存一份再发。",
    "hidden_sheet": "工作表“{detail}”是隐藏的。请取消隐藏或删去，再发一次。",
    "unreadable": "文件打不开，可能已损坏。请在电脑上打开看看，另存一份再发。",
    "strict": "文件存成了“Strict Open XML”格式。请用 Excel 另存为“Excel 工作簿（.xlsx）”（Word 为 .docx）再发。",
    "open_document": "这是 OpenDocument 文件（.ods、.odt）。请用 WPS 或 Excel 另存为 .xlsx（文字为 .docx）再发。",
    "too_slow": "文件太大或太复杂，打开超时。请删去无关内容再发。",
}


OPEN_DOCUMENTS = ("ods", "odt")
"""What LibreOffice saves in of itself."""


def menu(books: Mapping[BookKey, str], year: int, *, any_book: bool) -> Document:
    """/setup: how a year is started; `any_book`: there is one to be hidden or shown again."""
    latest = newest(books)
    rows = [[button("📄 空白表格", SetupPress("blank")), button("📑 读取自评报告", SetupPress("report"))]]
    if len(latest) > 1:
        rows += [[button("🔁 结转到下一年", SetupPress("rolls")), button("✏️ 导出来修改", SetupPress("books"))]]
    else:
        rows += [[button(f"🔁 {key.year} 年结转到 {key.year + 1} 年", SetupPress("roll", key))] for key, _ in latest]
        rows += [[button(f"✏️ 导出 {key.year} 年表格来修改", SetupPress("book", key))] for key, _ in latest]
    rows += [[button("🙈 隐藏或恢复台账", SetupPress("shelf"))]] if any_book else []
    kinds = [inline(bold("空白表格"), "：在电脑上填好，把 .xlsx 直接发到这里，检查无误后点确认才会装入。")]
    if books:
        kinds += [inline(bold("结转"), "：沿用上年的项目和指标，不带预算、支出等数字。")]
    kinds += [inline(bold("读取自评报告"), "：把以前年度的自评报告（.docx）读成台账草稿，读不出来的会列明。")]
    known = f"已有 {len(books)} 本台账。" if books else ""
    return document(
        paragraph(bold("新建年度或导入表格")),
        Items(tuple(kinds)),
        paragraph(f"{known}今年是 {year} 年。", note=True),
        buttons=rows,
    )


def newest(books: Mapping[BookKey, str]) -> list[tuple[BookKey, str]]:
    """Each fund's newest book."""
    latest = {key.fund: key for key in sorted(books, key=lambda key: key.year)}
    return [(key, books[key]) for key in sorted(latest.values())]


def which_to_hand_out(books: Mapping[BookKey, str]) -> Document:
    """Several funds: whose workbook is wanted; of earlier years too."""
    newest_first = sorted(books.items(), key=lambda item: (-item[0].year, item[0].fund))
    return document("导出哪一本台账的表格？", buttons=choices(newest_first, "book"))


def choices(books: Sequence[tuple[BookKey, str]], what: SetupAct) -> list[list[Button]]:
    """A button for each of these books, and one that stops."""
    rows = [[button(f"{key.year}年{name}", SetupPress(what, key))] for key, name in books]
    return [*rows, [button("✖ 取消", SetupPress("no"))]]


def blank_workbook(content: bytes) -> Document:
    """The empty workbook with how to fill it in."""
    return document(
        paragraph(bold("建账表格"), "：六张表，带 * 的必填；浅黄色是示例，导入时会跳过。"),
        paragraph("填好后把文件直接发到这里。不会运算公式，请填数值。", note=True),
        attachments=[Attachment("建账表格.xlsx", content)],
    )


def filled_workbook(name: str, year: int, content: bytes, *, rolled: bool) -> Document:
    """The workbook of a book as it stands, or of last year's structure."""
    if rolled:
        told = "已填好上年的项目和指标（目标值是上年的，请逐项核对），预算、计划、文字等请填写。改好后发回来。"
    else:
        told = "这是台账现在的内容。改好发回来，会先列出改动请您确认；删去行不会删除内容，停用指标请在“停用”列填“是”。"
    return document(
        paragraph(bold(f"{year}年{name}"), f"：{told}"),
        attachments=[Attachment(f"{year}年{name}建账表格.xlsx", content)],
    )


def send_report() -> Document:
    """Ask for the report to be read."""
    return document(
        paragraph(bold("读取自评报告"), "：请直接发送 .docx 文件（.doc 请先另存为 .docx）。"),
        paragraph("能读出标题、各部分文字、预算和支出表、绩效指标表；读不出来的会列明，装入前要您确认。", note=True),
    )


def wrong_kind(suffix: str) -> Document:
    """A file of a kind that set-up does not take."""
    if suffix in ("xlsm", "xltm", "xlsb", "docm", "dotm"):
        return refused("macro")
    if suffix in ("xls", "doc", "et", "wps"):
        return refused("encrypted")
    if suffix in OPEN_DOCUMENTS:
        return refused("open_document")
    return document(
        f"这里需要 .xlsx 表格或 .docx 报告，收到的是 {suffix or '没有扩展名的文件'}。可用 /setup 重新下载表格。"
    )


def refused(danger: str, detail: str = "") -> Document:
    """Why a file was not opened."""
    return document(paragraph("⚠️ ", bold("没有装入任何内容。"), _DANGERS[danger].format(detail=detail[:60])))


def not_ours() -> Document:
    """The workbook is not a set-up workbook."""
    return document("这个 .xlsx 里没有“基本情况”和“二级项目”两张表，不是建账表格。请用 /setup 下载表格填写。")


def problems(found: Sequence[str]) -> Document:
    """Every mistake of the file, by sheet and cell."""
    shown = tuple(inline(line) for line in found[:_MOST_PROBLEMS])
    more = (
        [paragraph(f"另有 {len(found) - _MOST_PROBLEMS} 处，改好以上各处后再发会继续列出。")]
        if len(found) > len(shown)
        else []
    )
    return document(
        paragraph("⚠️ ", bold(f"有 {len(found)} 处需要修改，没有装入任何内容：")),
        Items(shown, numbered=True, number_format="{}. "),
        *more,
        paragraph("改好后把文件重新发来即可。", note=True),
    )


def nothing_new(
    name: str,
    year: int,
    left_out: Sequence[str] = (),
    passed_over: Sequence[str] = (),
    waiting: Sequence[str] = (),
) -> Document:
    """The file says the same as the book."""
    told = paragraph(f"{year}年{name}：表格和台账一致，没有需要装入的内容。")
    return document(told, *untaken(left_out, passed_over, waiting))


def outdated() -> str:
    """The book has changed since the preview."""
    return "台账在此期间有了变化，请看新的预览再确认。"


def gone() -> str:
    """The file of the preview is no longer there."""
    return "找不到这份文件了，请重新发送。"


def cancelled() -> Document:
    """Not loaded."""
    return document("已取消，没有装入任何内容。改好后可以把文件重新发来。")


def loaded(book: Book, entries: int, people: Sequence[PersonLine], expires: datetime) -> Document:
    """What was loaded, the invitations, and what comes next."""
    counts = f"{len(book.reported_projects)} 个二级项目，{len(book.indicators)} 项指标"
    next_steps = (
        "接下来：",
        code("/plan"),
        " 用款计划，",
        code("/adjust"),
        " 预算变动，",
        code("/text"),
        " 报告文字。",
    )
    return document(
        paragraph("✅ ", bold(f"已装入 {book_name(book)}"), f"，共 {entries} 条记录。"),
        paragraph(f"{counts}，预算 {format_wan(book.adjusted_budget())} 万元。"),
        *_links(people, expires),
        paragraph(*next_steps, note=True),
        buttons=[
            [command_button("看进度", "progress", book.key), command_button("检查指标", "lint", book.key)],
            [command_button("成员", "members"), command_button("台账流水", "history", book.key)],
        ],
    )


def people_not_kept(book: Book, entries: int, why: str) -> Document:
    """The book is loaded, the people are not: nobody of them."""
    name = book.fund.name if book.fund else book.key.fund
    return document(
        paragraph("⚠️ ", bold(f"{book.year}年{name}：台账 {entries} 条已装入，人员一个也没有保存"), f"（{why}）。"),
        paragraph("磁盘能写之后，请把同一个文件再发一次：台账不会重复，只会补上人员。"),
    )


def _links(people: Sequence[PersonLine], expires: datetime) -> list[Paragraph]:
    """The invitations to pass on."""
    invited = [line for line in people if line.link]
    if not invited:
        return []
    head = paragraph(f"邀请链接，请私下转发给本人，只能用一次，{short_moment(expires)} 前有效：")
    return [
        head,
        *(paragraph(bold(f"{line.member.name}（{ROLES[line.member.role]}）"), " ", line.link) for line in invited),
    ]


def draft_files(name: str, year: int, workbook: bytes, text: bytes) -> tuple[Attachment, ...]:
    """The draft book of a report as a workbook to be corrected and as a year-book file."""
    stem = f"{year}年{name}" if year else name or "自评报告"
    return (
        Attachment(f"{stem}（读取草稿）.xlsx", workbook, "改好后发回这里即可导入"),
        Attachment(f"{stem}（读取草稿）.toml", text, "给管电脑的同事：同样内容的年度数据文件"),
    )


def draft_only(
    reason: str, unread: Sequence[str], files: Sequence[Attachment], read_as: Sequence[str] = ()
) -> Document:
    """A report that could be read but not loaded as it is."""
    return document(
        paragraph("📑 ", bold("已读取，但还不能直接装入"), f"：{reason}"),
        *unread_block(unread, read_as),
        paragraph("请在附件的表格里补齐，再把 .xlsx 发回来。", note=True),
        attachments=files,
    )


def no_report() -> Document:
    """A letter in which nothing of a self-evaluation was found."""
    return document(
        "这份 Word 文件里没有找到自评报告的标题、各部分文字和表格，没有装入任何内容。请发送以前年度的自评报告，"
        "或用 /setup 下载空白表格填写。"
    )


def lacking(*, year: int, name: str, bureau: str) -> str:
    """What could not be read of the head of a report; empty where all could."""
    named = (("年度", year), ("一级项目名称", name), ("主管部门", bureau))
    missing = [what for what, known in named if not known]
    return f"没有读到{'、'.join(missing)}。" if missing else ""


def missing_words(found: Sequence[str]) -> str:
    """Why a draft cannot be loaded."""
    return "；".join(found[:3]) or "缺少必填内容。"


def book_exists(key: BookKey) -> str:
    """A report of a year that has its book already."""
    return f"{key.year} 年的台账（{key.fund}）已经有了，报告不会改动它。"


def working() -> str:
    """Shown while a file is opened and checked."""
    return "正在检查文件，请稍候……"
