"""Plays a form as the person does: says words, presses buttons by label, sees pages; the draft is kept at each step."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.members import Member, Role, Scope
from perfbot.domain.books.rules import decide
from perfbot.forms import (
    FORMS,
    Context,
    Draft,
    Prompt,
    Review,
    Turn,
    open_form,
    parse_press,
    resume,
    retry,
    take_press,
    take_text,
)
from perfbot.forms.engine.fields import Form
from perfbot.render.chat.conversation import page
from perfbot.render.document import Document
from perfbot.render.places.chat import chat_parts, chat_plain
from tests.book_builder import OFFICE, BookBuilder

CLERK = Member(7, "李经办", Role.EDITOR)
VIEWER = Member(9, "陈局长", Role.VIEWER)
NOON = datetime(2021, 6, 30, 4, tzinfo=UTC)
_ids = count(1)


def radio_clerk() -> Member:
    """A clerk of one project only."""
    return Member(8, "周经办", Role.EDITOR, (Scope("f", ("radio",)),))


def small_book() -> Book:
    """Three projects, some spending, indicators of several kinds."""
    builder = BookBuilder()
    builder.project("expo", "20", name="中博会经费").project("radio", "29", name="无线电监测大楼运维")
    builder.project("design", "150", name="工业设计大赛经费")
    builder.indicator("expo", "expo-1", "6家", name="参展企业数量").indicator(
        "expo", "expo-2", "≧600人", name="参观人数"
    )
    builder.indicator("radio", "radio-1", "≧90%", name="大楼维护及时率")
    builder.spend("expo", "16.4", date(2021, 3, 15), by=CLERK)
    return builder.book


class Player:
    """One person in one form."""

    def __init__(
        self,
        book: Book | None = None,
        actor: Member = CLERK,
        *,
        now: datetime = NOON,
        today: date | None = None,
        forms: dict[str, Form] | None = None,
    ) -> None:
        self.book = small_book() if book is None else book
        self.forms = FORMS if forms is None else forms
        self.ctx = Context(self.book, actor, now, today or now.date(), {1: "王主任", 7: "李经办"})
        self.turn: Turn | None = None

    @property
    def draft(self) -> Draft:
        assert self.turn is not None
        assert self.turn.draft is not None
        return self.turn.draft

    @property
    def shown(self) -> object:
        assert self.turn is not None
        return self.turn.show

    @property
    def prompt(self) -> Prompt:
        assert isinstance(self.shown, Prompt), self.shown
        return self.shown

    @property
    def review(self) -> Review:
        assert isinstance(self.shown, Review), self.shown
        return self.shown

    @property
    def asked(self) -> str:
        """The question on show, also when it is put on the review; "review" when there is none."""
        assert isinstance(self.shown, (Prompt, Review)), self.shown
        return self.shown.question

    @property
    def page(self) -> Document:
        assert self.turn is not None
        return page(self.turn.show)

    @property
    def text(self) -> str:
        return "\n".join(chat_plain(self.page))

    @property
    def html(self) -> str:
        return "\n".join(chat_parts(self.page))

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.page.buttons for button in row]

    def data(self, label: str) -> str:
        """What the one button carries whose label is, but for its number, or contains these words."""
        buttons = [button for row in self.page.buttons for button in row]
        found = [button for button in buttons if button.label.lstrip("0123456789 ") == label] or [
            button for button in buttons if label in button.label
        ]
        assert len(found) == 1, (label, self.labels)
        assert found[0].data is not None
        return found[0].data

    def open(self, form: str, line: str = "", subject: str = "") -> Player:
        return self._step(open_form(form, self.ctx, f"draft{next(_ids):011d}", line, subject, forms=self.forms))

    def say(self, *texts: str) -> Player:
        for text in texts:
            self._step(take_text(self.draft, text, self.ctx, forms=self.forms))
        return self

    def press(self, *labels: str) -> Player:
        for label in labels:
            self.send(self.data(label))
        return self

    def send(self, data: str) -> Player:
        """Press a button by what it carries, perhaps an old one."""
        pressed = parse_press(data)
        assert pressed is not None, data
        return self._step(take_press(self.draft, pressed, self.ctx, forms=self.forms))

    def restart(self) -> Player:
        return self._step(resume(self._kept(self.draft), self.ctx, forms=self.forms))

    def later(self, **passed: float) -> Player:
        now = self.ctx.now + timedelta(**passed)
        self.ctx = replace(self.ctx, now=now, today=now.date())
        return self

    def confirm(self) -> Any:
        """Press 确认 and record the command, as the ledger would."""
        self.press("✅ 确认")
        return self.record()

    def record(self) -> Entry:
        assert self.turn is not None
        assert self.turn.command is not None, self.text
        entries = decide(self.book, self.turn.command, self.ctx.circumstances)  # type: ignore[arg-type]
        for entry in entries:
            if self.book.entry(entry.id) is None:
                self.book.apply(entry)
        return entries[-1]

    def refuse(self, refused: Exception) -> Player:
        return self._step(retry(self.draft, refused, self.ctx, forms=self.forms))  # type: ignore[arg-type]

    def _step(self, turn: Turn) -> Player:
        """Every draft goes through its kept form, as if the process had been restarted after each step."""
        kept = self._kept(turn.draft) if turn.draft is not None else None
        assert kept == turn.draft
        self.turn = replace(turn, draft=kept)
        return self

    @staticmethod
    def _kept(draft: Draft) -> Draft:
        return Draft.from_json(json.loads(json.dumps(draft.to_json(), ensure_ascii=False)))


__all__ = ["CLERK", "NOON", "OFFICE", "VIEWER", "Player", "radio_clerk", "small_book"]
