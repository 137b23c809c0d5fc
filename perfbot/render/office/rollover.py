"""Words for beginning a year with the projects and indicators of an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import button, command_button, in_rows
from perfbot.render.document import Document, bold, document, paragraph
from perfbot.render.office.setup import choices, newest
from perfbot.render.presses import SetupPress


def which_to_roll(books: Mapping[BookKey, str]) -> Document:
    """Ask for the fund whose next year begins."""
    return document("结转哪一个一级项目？", buttons=choices(newest(books), "roll"))


def roll_choices(name: str, key: BookKey, year: int, others: Sequence[int], counts: tuple[int, int, int]) -> Document:
    """What rolling over into `year` takes along, the two ways to do it, and the other years that could be begun.

    `counts`: projects, indicators, and entries of the book that says so.
    """
    projects, indicators, entries = counts
    return document(
        paragraph(bold(f"结转：{key.year} 年 → {year} 年　{name}")),
        paragraph(
            f"沿用 {projects} 个二级项目、{indicators} 项指标（目标值先照上年）；预算、计划、支出、完成值、文字都不带。"
        ),
        buttons=[
            [button("下载表格，改好再导入（推荐）", SetupPress("rollbook", key, year))],
            [button("直接建立，以后再改", SetupPress("rollnow", key, year, entries))],
            *in_rows([button(f"改为 {other} 年", SetupPress("roll", key, other)) for other in others]),
            [button("✖ 取消", SetupPress("no"))],
        ],
    )


def rolled(book: Book) -> Document:
    """A new year was started from last year's structure."""
    name = book.fund.name if book.fund else book.key.fund
    return document(
        paragraph(
            "✅ ",
            bold(f"已建立 {book.year}年{name}"),
            f"：{len(book.projects)} 个二级项目，{len(book.indicators)} 项指标。",
        ),
        paragraph("目标值先照上年，请逐项核对；年初预算请用 /adjust 登记，或用 /setup 导出表格填好再导入。"),
        buttons=[
            [command_button("登记年初预算", "adjust", book.key), command_button("检查指标", "lint", book.key)],
            [button("导出表格", SetupPress("book", book.key))],
        ],
    )


def year_exists(key: BookKey) -> str:
    """The year to roll over into is there already."""
    return f"{key.year} 年的台账已经建立了。列表里没有它，就是隐藏了，可用 /setup 恢复显示。"
