"""What a turn of a conversation shows, as facts; render/conversation.py makes messages of them.

`ctx` comes along so that a refusal's codes and ids can be put by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from perfbot.domain.books.commands import Command
from perfbot.domain.previews.effects import Effect
from perfbot.forms.engine.drafts import Context, Draft, Wanted
from perfbot.forms.engine.fields import Problem

REVIEW = "review"
OFFER = "offer"


@dataclass(frozen=True)
class Answered:
    """An answer as it reads back; `field` is the question's name; not `editable`: it follows from another one."""

    field: str
    label: str
    text: str
    editable: bool = True


@dataclass(frozen=True)
class Option:
    """A choice as it goes on a button, numbered when the list can be answered by number (0: not)."""

    id: str
    label: str
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A question put to the person. `step` of `steps` is derived: the first is 0 when a single answer is being
    changed, the second while it depends on answers to come."""

    draft_id: str
    title: str
    question: str
    text: str
    label: str
    step: int = 0
    steps: int = 0
    hint: str = ""
    problem: Problem | None = None
    notice: str = ""
    answers: tuple[Answered, ...] = ()
    options: tuple[Option, ...] = ()
    page: int = 0
    pages: int = 1
    search: str = ""
    keeps: str = ""
    skip: str = ""
    can_go_back: bool = False
    ctx: Context | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Review:
    """The last page: the answers, what recording them would do, and a way back to each. No `confirm`: not as it is.

    `question` is what its buttons answer: the review itself, or a last question with its text and options.
    """

    draft_id: str
    title: str
    answers: tuple[Answered, ...]
    question: str = REVIEW
    text: str = ""
    options: tuple[Option, ...] = ()
    effect: Effect | None = None
    problem: Problem | None = None
    notice: str = ""
    confirm: str = ""
    confirm_label: str = ""
    ctx: Context | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Offered:
    """A draft that lay still, or is in the way of another form: go on with it or put it aside?

    `why` is "expired", "restarted" or "busy" (then `wanted_title` is what was asked for meanwhile).
    """

    draft_id: str
    title: str
    why: str
    answers: tuple[Answered, ...]
    wanted_title: str = ""


@dataclass(frozen=True)
class Closed:
    """The conversation is over: "cancelled", "aside", "recorded" (as entry `number`), or "gone" (no such form now)."""

    why: str
    title: str = ""
    number: int = 0


@dataclass(frozen=True)
class Denied:
    """The form does not open, or is open no longer, for this person or entry."""

    title: str
    problem: Problem
    ctx: Context | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Stale:
    """A button that is not of the current question: 这个按钮已失效."""

    title: str = ""


Shown = Prompt | Review | Offered | Closed | Denied | Stale


@dataclass(frozen=True)
class Turn:
    """What a step of a conversation comes to: the draft to keep (None: drop it), what to show, what to record.

    `opens` is the form to open next, after another was put aside for it.
    """

    draft: Draft | None
    show: Shown
    command: Command | None = None
    opens: Wanted | None = None
