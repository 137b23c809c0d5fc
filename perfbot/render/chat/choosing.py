"""Words for choosing a book: which fund, which year, and what there is when the one asked for is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import command_button, fingerprint
from perfbot.render.document import Button, Document, bold, document, paragraph

YEAR_WORD = "(?:年度?)"


def which_book(command: str, books: Mapping[BookKey, str], words: str = "", key: str = "") -> Document:
    """Put the choice of a book as buttons, newest year first; `key` is the `carried_key` of what waits for it."""
    funds = {key.fund for key in books}
    asked = "请选择年度：" if len(funds) == 1 else "请选择一级项目："
    return document(paragraph(bold(asked), *_kept(words)), buttons=_buttons(command, books, key))


def no_such_book(year: int | None, command: str, books: Mapping[BookKey, str], *, office: bool = False) -> Document:
    """Say that there is no such book, and what there is instead; the office is shown the way to its first."""
    if not books and office:
        return document("目前还没有台账，请先新建年度。", buttons=[[command_button("新建年度", "setup")]])
    if not books:
        return document("目前还没有您可以查看的台账，请联系管理员新建年度。")
    asked = f"没有 {year} 年度的台账。" if year else "没有找到这个项目的台账。"
    return document(f"{asked}现有以下年度，请点选：", buttons=_buttons(command, books))


def _kept(words: str) -> tuple[str, ...]:
    return (f"（“{words}”会一并带上）",) if words else ()


def carried_key(words: str, files: Sequence[int] = ()) -> str:
    """What stands on a button for words and files that are carried along; empty where there are none."""
    return fingerprint([words, *files]) if words or files else ""


def _buttons(command: str, books: Mapping[BookKey, str], carried: str = "") -> list[list[Button]]:
    newest_first = sorted(books, key=lambda key: (-key.year, key.fund))
    return [[command_button(f"{key.year}年 {books[key]}", command, key, carried=carried)] for key in newest_first]
