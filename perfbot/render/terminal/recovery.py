"""Words for the administrators after a mending or restore: what is lost, which numbers, what can still be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from perfbot.domain.amounts.day_words import long_day
from perfbot.domain.books.keys import BookKey

Note = Mapping[str, Any]
InWords = Callable[[BookKey, dict[str, Any]], str]
"""A lost entry in the words of the trail, "" where it cannot be read."""
_LONGEST_LINE = 120


def recovered(note: Note, in_words: InWords) -> str:
    """The words for one mending or restore."""
    return _restored(note, in_words) if note["kind"] == "restored" else _mended(note, in_words)


def _mended(note: Note, in_words: InWords) -> str:
    kept = f"坏文件保留为 {note['kept']}。" if note["kept"] else ""
    if "fund" not in note:
        return f"⚠️ 服务器上修复了损坏的数据文件 {note['file']}，有 {note['lines']} 行没能恢复。{kept}请核对最近的操作。"
    return "\n".join(
        (
            f"⚠️ 服务器上修复了损坏的数据文件 {note['file']}，有已确认的登记没能恢复，请重新登记：",
            *_book(note, in_words),
            f"这些编号不再使用，新登记的从第 {note['given'] + 1} 号起。{kept}",
        )
    )


def _restored(note: Note, in_words: InWords) -> str:
    made = datetime.fromisoformat(note["made"])
    day = f"{long_day(made)} {made:%H:%M}"
    lines = [f"⚠️ 数据已从备份恢复：台账、成员和设置都回到 {day}（{note['archive']}）。"]
    if note["books"]:
        count = sum(len(book["numbers"]) + book["unread"] for book in note["books"])
        lines.append(f"此后登记的 {count} 条不在台账里，请重新登记；这些编号不再使用：")
        for book in note["books"]:
            lines += _book(book, in_words)
    else:
        lines.append("没有发现此后登记的内容；如有，请重新登记。")
    if note["posts"]:
        lines.append(f"此后发过的 {note['posts']} 次周报、预警等已记住，不会重发。")
    lines.append("此后的成员变动、邀请链接也要重做，请用 /members 核对。")
    if note["kept"]:
        lines.append(f"恢复前的数据保留在 {note['kept']}。")
    return "\n".join(lines)


def _book(note: Note, in_words: InWords) -> list[str]:
    key = BookKey(note["fund"], note["year"])
    told = _ranges(note["numbers"])
    unread = f"{'，另有' if told else '有'} {note['unread']} 行读不出编号" if note["unread"] else ""
    lines = [f"· {key.year} 年度 {key.fund}：{f'第 {told} 号' if told else ''}{unread}"]
    for row in note["documents"]:
        words = in_words(key, row)
        if words:
            lines.append(f"　第 {row['number']} 号 {_cut(words)}（仅供核对）")
    more = len(note["numbers"]) - len(note["documents"])
    return [*lines, f"　其余 {more} 条读不出来，或者太多没有列出"] if more > 0 else lines


def _ranges(numbers: Sequence[int]) -> str:
    """37、40—42"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_LINE else f"{words[: _LONGEST_LINE - 1]}…"
