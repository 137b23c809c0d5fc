"""The kinds of official forms: their names, the words and buttons that ask for them, the names of their files."""

from __future__ import annotations

from collections.abc import Sequence

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.render.buttons import command_button, in_rows
from perfbot.render.document import Button
from perfbot.render.report import fund_forms, monitor_form, self_summary, target_form
from perfbot.render.report.form_grid import FormSheet

SELF, TARGET, MONITOR, SUMMARY, PROGRESS, OVERVIEW = "self", "target", "monitor", "summary", "progress", "overview"

NAMES = {
    SELF: "项目支出绩效自评表",
    TARGET: target_form.NAME,
    MONITOR: monitor_form.NAME,
    SUMMARY: fund_forms.SUMMARY_NAME,
    PROGRESS: fund_forms.PROGRESS_NAME,
    OVERVIEW: self_summary.NAME,
}
_SHORT = {
    SELF: "自评表",
    TARGET: "申报表",
    MONITOR: "监控表",
    SUMMARY: "汇总表",
    PROGRESS: "进度表",
    OVERVIEW: "自评综述",
}
"""What a button says, and what people write of it."""


def kind_in(words: str) -> tuple[str, str]:
    """The kind that one of the words names (the 自评表 where none does), and the other words."""
    kept, kind = [], SELF
    for word in words.split():
        named = next((one for one, short in _SHORT.items() if word == one or word.endswith(short)), None)
        kind = named or kind
        kept += [] if named else [word]
    return kind, " ".join(kept)


def other_forms(key: BookKey, shown: str) -> list[list[Button]]:
    """Buttons for the other kinds."""
    return in_rows([command_button(short, "form", key, kind) for kind, short in _SHORT.items() if kind != shown])


def form_filename(book: Book, kind: str, sheets: Sequence[FormSheet], suffix: str) -> str:
    """The file's name: of the one project, or of the fund."""
    return f"{book.year}年{sheets[0].short_name if len(sheets) == 1 else book.name}{NAMES[kind]}.{suffix}"
