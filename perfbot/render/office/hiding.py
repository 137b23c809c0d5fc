"""Words for hiding a book that was loaded by mistake, and for showing it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfbot.domain.books.keys import BookKey
from perfbot.render.document import Button, Document, Items, bold, document, inline, paragraph

REASONS = ("误装入，内容不对", "重复建账", "不再使用")
"""Reasons that the chat offers; the shell takes any."""
_STAYS = "数据一条不少，校验和备份照常；随时可以在这里恢复显示。"


def shelf(books: Mapping[BookKey, str], hidden: Sequence[tuple[BookKey, str, str]]) -> Document:
    """The books that could be hidden, and the hidden ones (key, name, reason) that could be shown again."""
    rows = [[Button(f"隐藏 {key.year}年{name}", f"s:hide:{key}")] for key, name in books.items()]
    rows += [[Button(f"恢复 {key.year}年{name}", f"s:show:{key}")] for key, name, _ in hidden]
    told = [inline(bold(f"{key.year}年{name}"), f"：已隐藏，{reason}") for key, name, reason in hidden]
    return document(
        paragraph(bold("隐藏或恢复台账"), "：隐藏后，列表、报告、周报、预警、催办里都不再出现。"),
        *([Items(tuple(told))] if told else []),
        paragraph(_STAYS, note=True),
        buttons=[*rows, [Button("✖ 取消", "s:no")]],
    )


def why_hide(key: BookKey, name: str, by_people: int) -> Document:
    """The reason is asked for before anything is hidden; `by_people` entries were recorded by people."""
    recorded = (
        f"其中 {by_people} 条是大家登记的，请先确认不再需要。" if by_people else "里面全部是装入的内容，没有人登记过。"
    )
    rows = [[Button(reason, f"s:hid:{key}:{number}")] for number, reason in enumerate(REASONS)]
    return document(
        paragraph(bold(f"隐藏 {key.year}年{name}"), f"：{recorded}为什么隐藏？"),
        buttons=[*rows, [Button("✖ 取消", "s:no")]],
    )


def hid(key: BookKey, name: str, reason: str) -> Document:
    """The book is hidden."""
    return document(
        paragraph("✅ ", bold(f"已隐藏 {key.year}年{name}"), f"（{reason}）。{_STAYS}"),
        buttons=[[Button("恢复显示", f"s:show:{key}")]],
    )


def shown_again(key: BookKey, name: str) -> Document:
    """The book is in the lists again."""
    return document(
        paragraph("✅ ", bold(f"已恢复显示 {key.year}年{name}"), "。"),
        buttons=[[Button("看进度", f"c:progress:{key}")]],
    )
