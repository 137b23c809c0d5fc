"""Words for choosing a book: which fund, which year, and what there is when the one asked for is not there."""

from __future__ import annotations

from collections.abc import Mapping

from perfbot.domain.keys import BookKey
from perfbot.render.document import Button, Document, bold, document, paragraph

YEAR_WORD = "年"


def which_book(command: str, books: Mapping[BookKey, str], words: str = "") -> Document:
    """Put the choice of a book as buttons, newest year first."""
    asked = "请选择年度：" if len({key.year for key in books}) > 1 or len(books) == 1 else "请选择一级项目："
    return document(paragraph(bold(asked), *_kept(words)), buttons=_buttons(command, books))


def no_such_book(year: int | None, command: str, books: Mapping[BookKey, str]) -> Document:
    """Say that there is no such book, and what there is instead."""
    if not books:
        return document(
            "目前还没有可以查看的台账。请管理员用 /setup 新建年度，或在电脑上运行 python bot.py load 文件名。"
        )
    asked = f"没有 {year} 年度的台账。" if year else "没有找到这个项目的台账。"
    return document(f"{asked}现有以下年度，请点选：", buttons=_buttons(command, books))


def _kept(words: str) -> tuple[str, ...]:
    return (f"（“{words}”会一并带上）",) if words else ()


def _buttons(command: str, books: Mapping[BookKey, str]) -> list[list[Button]]:
    newest_first = sorted(books, key=lambda key: (-key.year, key.fund))
    return [[Button(f"{key.year}年 {books[key]}", f"c:{command}:{key}")] for key in newest_first]
