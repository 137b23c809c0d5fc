"""What a person sees in their chat, read as a person would: which question, which entry, what went wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from perfbot.forms.engine.buttons import parse_press
from perfbot.render.buttons import parse_page_press
from perfbot.render.presses import EntryPress
from perfbot.sandbox.acts import buttons_of
from tests.desk_fixture import words

_NUMBER = re.compile(r"第 (\d+) 号")


@dataclass(frozen=True)
class Page:
    """One message of the bot, as it stood when it came; a toast has words only."""

    words: str
    message_id: int = 0
    buttons: dict[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> str:
        """The draft that its buttons belong to, which is also the id of the entry to be."""
        return next((press.draft for press in map(parse_press, self.buttons.values()) if press), "")

    @property
    def question(self) -> str:
        """The question that its buttons answer, by the form's own name."""
        return next((press.question for press in map(parse_press, self.buttons.values()) if press), "")

    @property
    def entry(self) -> str:
        """The entry that its buttons are about."""
        return next((p.entry for p in map(parse_page_press, self.buttons.values()) if isinstance(p, EntryPress)), "")

    @property
    def confirm(self) -> str:
        """The data of its 确认, if it has one."""
        return next((data for label, data in self.buttons.items() if label.startswith("✅")), "")

    @property
    def refused(self) -> bool:
        """Whether the last answer was not taken."""
        return "❗" in self.words

    @property
    def set_aside(self) -> bool:
        """Whether the bot gave up on something: three processes died over it."""
        return "错误编号" in self.words

    @property
    def number(self) -> int:
        """The number of the entry that this says is recorded; 0 where it says nothing of the kind."""
        told = "已记录" in self.words or "记录过" in self.words
        found = _NUMBER.search(self.words) if told else None
        return int(found[1]) if found else 0


def page_of(message: dict[str, Any]) -> Page:
    """The message as it stands now; the world changes its messages in place."""
    labels = {button["text"]: button["callback_data"] for button in buttons_of(message) if "callback_data" in button}
    return Page(words(message), message["message_id"], labels)
