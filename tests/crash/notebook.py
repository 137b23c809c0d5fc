"""What people asked for and what the bot told them: the notebook that the books are compared with in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Wish:
    """One thing somebody set out to record; `draft` is known once the bot has shown its first question.

    `numbers` and `undo_numbers` are what the bot said they were recorded as; `files` are
    the hashes, by name, of what it said is attached, `sent` those of everything that was sent.
    """

    person: int
    form: str
    project: str
    text: str
    value: str
    draft: str = ""
    confirms: int = 0
    cancelled: bool = False
    numbers: set[int] = field(default_factory=set)
    undo_asked: bool = False
    undo_numbers: set[int] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    lives: set[int] = field(default_factory=set)


@dataclass
class Notebook:
    """All wishes, and everything that went other than it should."""

    wishes: list[Wish] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    life: int = 0

    def wish(self, person: int, form: str, project: str, text: str, value: str) -> Wish:
        """Write down that somebody sets out to record something."""
        made = Wish(person, form, project, text, value)
        self.wishes.append(made)
        return made

    def fault(self, what: str) -> None:
        """Something that must not happen."""
        self.faults.append(what)

    @property
    def confirmed(self) -> list[Wish]:
        """Those the bot said are recorded."""
        return [wish for wish in self.wishes if wish.numbers]

    @property
    def carried_over(self) -> int:
        """How many conversations were finished in another process than they were begun in."""
        return sum(len(wish.lives) > 1 for wish in self.confirmed)
