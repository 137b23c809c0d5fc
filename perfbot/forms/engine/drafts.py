"""A draft 草稿: one person's answers as typed, the question last asked, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.domain.books.states import ProjectState

LIFE = timedelta(hours=12)
"""Silence after which a draft is offered again instead of being continued unasked."""

_PLAIN = ("id", "form", "person", "asked", "page", "search", "editing", "subject")


@dataclass(frozen=True)
class Context:
    """Everything a form may look at: the book, who asks, when, which day that is, and people's names by id.

    `several`: it might have been another book as well, so that pages say which one it is.
    """

    book: Book
    actor: Member
    now: datetime
    today: date
    names: Mapping[int, str] = field(default_factory=dict)
    several: bool = False

    @property
    def circumstances(self) -> Circumstances:
        """The same, as the rules of the book want it."""
        return Circumstances(self.actor, self.now, self.today)

    @cached_property
    def recordable(self) -> tuple[ProjectState, ...]:
        """The projects that the person may record for, in the book's order."""
        fund = self.book.key.fund
        return tuple(state for code, state in self.book.projects.items() if self.actor.may_record(fund, code))


@dataclass(frozen=True)
class Wanted:
    """A form that was requested while another was open."""

    form: str
    one_line: str = ""
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A half-done form; its id becomes the entry's key. `subject` is the id of the entry (or code) it is about.

    `editing` is the answer that is being changed; `asked` the question last put; `waiting` what was wanted meanwhile.
    """

    id: str
    form: str
    person: int
    book: BookKey
    started_at: datetime
    touched_at: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    page: int = 0
    search: str = ""
    editing: str | None = None
    subject: str = ""
    waiting: Wanted | None = None

    def expired(self, now: datetime) -> bool:
        """Whether the draft was untouched so long that the person must say whether to go on."""
        return now - self.touched_at >= LIFE

    def answered(self, **stored: str) -> Draft:
        """The draft with these answers; search, page and edit state are cleared."""
        return replace(self, answers={**self.answers, **stored}, page=0, search="", editing=None)

    def to_json(self) -> dict[str, Any]:
        """The draft as a JSON object: ISO times, text keys and values."""
        wanted = self.waiting
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "book": {"fund": self.book.fund, "year": self.book.year},
            "started_at": self.started_at.isoformat(),
            "touched_at": self.touched_at.isoformat(),
            "answers": dict(self.answers),
            "waiting": [wanted.form, wanted.one_line, wanted.subject] if wanted else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Draft:
        """The draft that `to_json` wrote, by this version or an earlier or later one; unknown keys are passed over."""
        waiting = kept.get("waiting")
        return cls(
            id=str(kept["id"]),
            form=str(kept["form"]),
            person=int(kept["person"]),
            book=BookKey(str(kept["book"]["fund"]), int(kept["book"]["year"])),
            started_at=datetime.fromisoformat(kept["started_at"]),
            touched_at=datetime.fromisoformat(kept["touched_at"]),
            answers={str(name): str(text) for name, text in kept.get("answers", {}).items()},
            asked=kept.get("asked"),
            page=int(kept.get("page", 0)),
            search=str(kept.get("search", "")),
            editing=kept.get("editing"),
            subject=str(kept.get("subject", "")),
            waiting=Wanted(*waiting) if waiting else None,
        )
