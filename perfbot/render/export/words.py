"""Words of exports and backups: file names, the archive's 说明, the answers in the chat."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from perfbot.domain.amounts.day_words import plain_moment
from perfbot.domain.books.book import Book
from perfbot.render.chat.answers import disk_trouble
from perfbot.render.cleaning import one_line
from perfbot.render.document import Attachment, Document, Items, Paragraph, bold, code, document, inline, paragraph
from perfbot.render.export.sheet import ExportSheet
from perfbot.render.report.self_evaluation import report_name
from perfbot.render.terms import book_name
from perfbot.render.xlsx import harmless

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\u2044\u2215\uff0f\uff3c]')
_ENDS = " ._\u3000"
LONGEST = 60
"""Characters: even in Chinese below the 255 bytes that a file's name may have."""


def plain_name(text: str, otherwise: str = "file") -> str:
    """The words on one line, at most 60 characters, nothing that paths are made of, no dot or space at an end."""
    plain = _FORBIDDEN.sub("_", one_line(text)).strip(_ENDS)
    return _cut(plain).rstrip(_ENDS) or otherwise


def _cut(name: str) -> str:
    """At most 60 characters and 180 bytes: emoji take four each."""
    kept = name[:LONGEST].encode()[:180]
    return kept.decode("utf-8", "ignore")


def numbered_name(number: int, filename: str, suffix: str) -> str:
    """A file's name under the number of its entry, which no other has: "0131_发票.jpg"."""
    stem = filename[: -len(suffix) - 1] if suffix and filename.lower().endswith(f".{suffix}") else filename
    return f"{number:04}_{plain_name(stem)}" + (f".{suffix}" if suffix else "")


EVIDENCE_FOLDER = "佐证材料"
INDEX = f"{EVIDENCE_FOLDER}/目录.csv"
ABOUT = "说明.txt"
GONE, CHANGED, LEFT_OUT = "文件不见了", "内容与登记时的校验值不符", "未放入压缩包"
YEAR_BOOK_HEAD = ("由台账导出的年度数据：只含有效记录，冲销过程见台账工作簿。",)
WORKBOOK, ARCHIVE = "整理台账", "打包全部材料"
BACKING_UP = "备份并校验"


class Returns(Enum):
    """Whether the exported year book, loaded again, gives the same report."""

    EQUAL = "equal"
    DIFFERENT = "different"
    REFUSED = "refused"


_RETURNS = {
    Returns.EQUAL: "已核对：装回后得到的报告与现在逐字相同（佐证材料目录除外）",
    Returns.DIFFERENT: "注意：装回后得到的报告与现在不完全相同，请以台账工作簿和备份为准",
    Returns.REFUSED: "注意：目前的数据不能原样装回，请以台账工作簿和备份为准",
}


def book_filename(book: Book, what: str, suffix: str) -> str:
    """A file's name for the whole book: "2021年工业发展管理经费台账.xlsx"."""
    return f"{plain_name(f'{book_name(book)}{what}')}.{suffix}"


def workbook_filename(book: Book) -> str:
    """The exported workbook."""
    return book_filename(book, "台账", "xlsx")


def year_book_filename(book: Book) -> str:
    """The exported year book."""
    return book_filename(book, "年度数据", "toml")


def archive_filename(book: Book) -> str:
    """The archive of everything."""
    return book_filename(book, "全部材料", "zip")


def report_entry(book: Book) -> str:
    """The report in the archive."""
    return f"{plain_name(report_name(book))}.docx"


def form_entry(book: Book, suffix: str) -> str:
    """The official forms in the archive."""
    return book_filename(book, "项目支出绩效自评表", suffix)


def about_archive(book: Book, now: datetime, returns: Returns, files: Sequence[str], problems: Sequence[str]) -> bytes:
    """说明.txt: what each of the files is for, with the line ends and the mark that Notepad wants."""
    said = {
        workbook_filename(book): "全部台账记录、预算、指标、完成值和流水，金额都是数字",
        report_entry(book): "自评报告",
        form_entry(book, "docx"): "各项目自评表",
        form_entry(book, "xlsx"): "各项目自评表",
        year_book_filename(book): f"年度数据，可用 python bot.py load 装入。{_RETURNS[returns]}",
        INDEX: "佐证材料目录；材料的文件名以台账编号开头，与目录的“编号”一致",
    }
    lines = [
        f"{report_name(book)}　全部材料　导出时间：{plain_moment(now)}",
        "",
        *(f"{name}：{said[name]}" for name in sorted(files, key=list(said).index)),
        *(f"⚠ {problem}" for problem in problems),
    ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def csv_of(sheet: ExportSheet) -> bytes:
    """A sheet as a .csv that Excel opens as Chinese; what people typed never becomes a formula."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([field.title for field in sheet.fields])
    writer.writerows(["" if value is None else harmless(str(value)) for value in row] for row in sheet.rows)
    return ("\ufeff" + made.getvalue()).encode()


def exported(book: Book, files: Sequence[Attachment], problems: Sequence[str]) -> Document:
    """The files of an export, and what could not be put into them."""
    counts = f"{len(book)} 条台账记录，{len(book.projects)} 个二级项目，{len(book.indicators)} 项指标"
    noted = [Items(tuple(inline(f"⚠️ {problem}") for problem in problems))] if problems else []
    return document(
        paragraph(bold(f"{book.year}年台账已导出"), f"：{counts}。冲销的记录和办公室流水都在表中。"),
        *noted,
        paragraph("文件含成员姓名和全部金额，请勿转发到群里。", note=True),
        attachments=files,
    )


def evidence_left_out(year: int, size: int) -> str:
    """The evidence is too large for a message."""
    whole = f"python bot.py export {year} --format zip --out 全部材料.zip"
    return f"佐证材料共 {size / 1024 / 1024:.0f} MB，超出一次能发送的 50 MB，{LEFT_OUT}；请在服务器上运行 {whole}"


def file_problem(number: int, filename: str, why: str) -> str:
    """A file of evidence that is missing or changed."""
    return f"第 {number} 号 {filename}：{why}"


def backed_up(file: str, place: str, size: int, attachment: Attachment | None) -> Document:
    """A backup was made and verified; sent where it fits, else its place is told."""
    said = f"：{file}（{_size(size)}），已校验。"
    kept: list[Paragraph] = [paragraph("服务器上的位置：", code(place), note=True)]
    if attachment is None:
        kept.insert(0, paragraph("文件超过 50 MB，无法在这里发送，请到服务器上取。"))
    kept.append(
        paragraph(
            "备份含全部台账和成员资料，请妥善保存，不要转发。恢复：", code(f"python bot.py restore {file}"), note=True
        )
    )
    return document(paragraph("✅ ", bold("备份完成"), said), *kept, attachments=[attachment] if attachment else [])


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def backup_failed(reason: str) -> Document:
    """The disk did not take the backup."""
    return document(
        paragraph("⚠️ ", bold("没有备份成功"), f"：{disk_trouble(reason)}。"),
        paragraph("原有的数据和备份都没有变动；请检查服务器磁盘空间和权限后再试。"),
    )


def backup_refused(reason: str) -> Document:
    """The data on disk are damaged and were not backed up."""
    return document(
        paragraph("⚠️ ", bold("没有备份"), "：数据文件没有通过校验，原有的备份都保留着。"),
        paragraph("请让维护人员在服务器上运行 ", code("python bot.py verify"), " 查看哪一行有问题。"),
        paragraph(reason, note=True),
    )
