"""A person of the crash run answers every review that the bot asks about, also one that comes back."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.crash.conversation import Conversation
from tests.crash.notebook import Notebook
from tests.crash.pages import Page


@dataclass
class Presses:
    """A chat of which only the presses matter."""

    pressed: list[str] = field(default_factory=list)

    def press(self, page: Page, data: str) -> None:
        self.pressed.append(data)

    def upload(self, name: str, content: bytes) -> None:
        """A picture before the confirmation."""


class OncePressed(random.Random):
    """Presses 确认 once and cancels nothing."""

    def choice(self, seq: Any) -> Any:
        return seq[0]

    def random(self) -> float:
        return 0.5


def review(data: str, label: str = "✅ 确认") -> Page:
    return Page("事项7之1 1001.00", 5, {label: data})


@pytest.mark.parametrize(
    ("shown", "pressed"),
    [
        ("A", "A"),
        ("AA", "A"),
        ("AB", "AB"),
        ("ABA", "ABA"),
        ("ABBAA", "ABA"),
    ],
)
def test_a_review_that_comes_back_after_another_is_answered_and_a_repeated_one_is_not(shown: str, pressed: str) -> None:
    chat, notes = Presses(), Notebook()
    wish = notes.wish(7, "spend", "p08", "事项7之1", "1001.00")
    talk = Conversation(chat, notes, OncePressed(), wish, "/spend")  # type: ignore[arg-type]
    for data in shown:
        talk._answer(review(data, "✅ 确认，标为待追加" if data == "B" else "✅ 确认"))
    assert "".join(chat.pressed) == pressed
    assert wish.confirms == len(pressed)
    assert notes.faults == []
