"""Words for hiding a book that was loaded by mistake, and for showing it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import button, command_button, fingerprint
from perfbot.render.document import Document, Items, bold, document, inline, paragraph
from perfbot.render.presses import HidePress, SetupPress, ShowPress

REASONS = ("误装入，内容不对", "重复建账", "不再使用")
"""Reasons that the chat offers; any other can be typed."""
_STAYS = "数据一条不少，校验和备份照常；随时可以在这里恢复显示。"


def shelf(books: Mapping[BookKey, str], hidden: Sequence[tuple[BookKey, str, str]]) -> Document:
    """The books that could be hidden, and the hidden ones (key, name, reason) that could be shown again."""
    rows = [[button(f"隐藏 {key.year}年{name}", SetupPress("hide", key))] for key, name in books.items()]
    rows += [[button(f"恢复 {key.year}年{name}", ShowPress(key))] for key, name, _ in hidden]
    told = [inline(bold(f"{key.year}年{name}"), f"：已隐藏，{reason}") for key, name, reason in hidden]
    return document(
        paragraph(bold("隐藏或恢复台账"), "：隐藏后，列表、报告、周报、预警、催办里都不再出现。"),
        *([Items(tuple(told))] if told else []),
        paragraph(_STAYS, note=True),
        buttons=[*rows, [button("✖ 取消", SetupPress("no"))]],
    )


def why_hide(key: BookKey, name: str, by_people: int, entries: int) -> Document:
    """The reason is asked for before anything is hidden; `by_people` of the entries were recorded by people."""
    recorded = (
        f"其中 {by_people} 条是大家登记的，请先确认不再需要。" if by_people else "里面全部是装入的内容，没有人登记过。"
    )
    rows = [[button(reason, HidePress(key, number, entries))] for number, reason in enumerate(REASONS)]
    return document(
        paragraph(bold(f"隐藏 {key.year}年{name}"), f"：{recorded}为什么隐藏？点选，或直接打字写原因。"),
        buttons=[*rows, [button("✖ 取消", SetupPress("no"))]],
    )


def confirm_hide(key: BookKey, name: str, reason: str, entries: int) -> Document:
    """A reason in one's own words is shown before the book is hidden."""
    press = HidePress(key, len(REASONS), entries, fingerprint([reason]))
    return document(
        paragraph(bold(f"隐藏 {key.year}年{name}？"), f"\n原因：{reason}"),
        buttons=[[button("确认隐藏", press)], [button("✖ 取消", SetupPress("no"))]],
    )


def key_is_hidden(key: BookKey, name: str, reason: str) -> Document:
    """A file is for a year of a fund whose book is hidden: what stands in the way, and how to go on."""
    return document(
        paragraph(bold(f"{key.year}年{name} 已隐藏"), f"（{reason}），文件没有装入。"),
        "同一年度只有一本台账，编号不会重用。请先恢复显示，再把文件发来：只补改有差别的，里面多出来的可以冲销、停用或调减。",
        buttons=[[button("恢复显示", ShowPress(key))], [button("✖ 取消", SetupPress("no"))]],
    )


def hid(key: BookKey, name: str, reason: str) -> Document:
    """The book is hidden."""
    return document(
        paragraph("✅ ", bold(f"已隐藏 {key.year}年{name}"), f"（{reason}）。{_STAYS}"),
        buttons=[[button("恢复显示", ShowPress(key))]],
    )


def shown_again(key: BookKey, name: str) -> Document:
    """The book is in the lists again."""
    return document(
        paragraph("✅ ", bold(f"已恢复显示 {key.year}年{name}"), "。"),
        buttons=[[command_button("看进度", "progress", key)]],
    )
