"""The questions of a form and the form that lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from perfbot.domain.books.commands import AnyCommand, Command
from perfbot.domain.books.errors import Refused
from perfbot.domain.previews.effects import Effect
from perfbot.domain.previews.preview import preview
from perfbot.forms.engine.drafts import Context, Draft
from perfbot.text_width import width

Problem: TypeAlias = "str | Refused"
"""Why an answer was not taken: a sentence of the form's own, or a condition of the rules that render words."""

SKIPPED = "跳过"
KEPT = "keep"
"""The id of the choice that leaves what the book says as it is."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Misread(Exception):
    """The typed text does not answer the question; `search` filters the choices shown next.

    `keeps` is kept all the same: a part of an answer that comes in several messages.
    """

    def __init__(self, problem: str = "", *, search: str | None = None, keeps: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.search = search
        self.keeps = keeps


@dataclass(frozen=True)
class Situation:
    """The input of a question's functions: context, draft, and the valid answers to earlier questions."""

    ctx: Context
    draft: Draft
    values: Mapping[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """The valid answer to an earlier question, or None."""
        return self.values.get(name)


@dataclass(frozen=True)
class Choice:
    """An answer to be tapped: `id` is stable and goes on the button, `answer` is what is kept (the id itself if empty).

    `names` are what it can be found by.
    """

    id: str
    label: str
    answer: str = ""
    names: tuple[str, ...] = ()

    @property
    def kept(self) -> str:
        """The answer that is kept for this choice."""
        return self.answer or self.id


Words: TypeAlias = "str | Callable[[Situation], str]"
Choices: TypeAlias = Callable[[Situation], tuple[Choice, ...]]


def no_choices(_: Situation) -> tuple[Choice, ...]:
    """The choices of a question that is only typed."""
    return ()


def always(_: Situation) -> bool:
    """The condition of a question that is always put."""
    return True


def no_default(_: Situation) -> str | None:
    """The default of a question that must be answered."""
    return None


def as_it_is(text: str, _: Situation) -> Any:
    """The typed words, unchanged."""
    return text


def in_words(value: Any, _: Situation) -> str:
    """The answer as text."""
    return str(value)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A question; `read` makes a value of what is kept, `take` makes what is kept of what is typed.

    Both raise Misread or Refused. `default` answers in the person's stead (they may change it at the review).
    `closed` questions take only their choices; `of_others` are choices that only other people have. `optional` ones can
    be skipped, which keeps an empty answer.
    Choices may be named by their number on the list unless they are figures themselves (`by_number`).
    A question with a `provisional` answer is put on the review, which foretells as if that were given; where
    `confirm_label` is set, confirming gives it. A `hidden` answer is not read back, and one that is not
    `editable` is changed by changing another.
    An answer to one of the questions in `depends_on` takes the answer to this one away: its choices, its default or
    its very meaning came from it.
    `applies`, `default` and `choices` must be at ease with earlier answers that are not there yet.
    """

    name: str
    label: str
    ask: Words
    read: Callable[[str, Situation], Any] = as_it_is
    take: Callable[[str, Situation], str] | None = None
    hint: Words = ""
    choices: Choices = no_choices
    of_others: Choices = no_choices
    closed: bool = False
    applies: Callable[[Situation], bool] = always
    default: Callable[[Situation], str | None] = no_default
    show: Callable[[Any, Situation], str] = in_words
    optional: bool = False
    skip_label: str = SKIPPED
    formerly: tuple[str, ...] = ()
    hidden: bool = False
    by_number: bool = True
    editable: bool = True
    provisional: Callable[[Situation], str] | None = None
    confirm_label: str = ""
    depends_on: tuple[str, ...] = ()

    def kept_in(self, draft: Draft) -> str | None:
        """The draft's answer to this question, also under a name from an earlier version."""
        for name in (self.name, *self.formerly):
            if name in draft.answers:
                return draft.answers[name]
        return None


def worded(words: Words, here: Situation) -> str:
    """The words for this situation."""
    return words if isinstance(words, str) else words(here)


def anyone(_: Context, __: str) -> Problem | None:
    """The check of a form that every member may open."""
    return None


def nothing_in_line(_: str, __: Context) -> Mapping[str, str]:
    """The reader of a form that takes no one-line answers."""
    return {}


def in_the_book(command: AnyCommand, ctx: Context) -> Effect | None:
    """The effect of the command on the book; raises Refused."""
    return preview(ctx.book, command, ctx.circumstances)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A guided conversation: its questions in order and the command they build.

    `denied(ctx, subject)` says why the person may not open it; `one_line` reads answers from one typed line;
    `figures`: four digits in that line may be an answer, so that they are no year.
    `foresee` says what the command would do and raises Refused where it would be refused.
    """

    name: str
    command: str
    title: str
    fields: tuple[Field, ...]
    build: Callable[[Mapping[str, Any], Draft, Context], Command]
    denied: Callable[[Context, str], Problem | None] = anyone
    one_line: Callable[[str, Context], Mapping[str, str]] = nothing_in_line
    figures: bool = False
    foresee: Callable[[Any, Context], Effect | None] = in_the_book

    def field(self, name: str | None) -> Field | None:
        """The question of this name."""
        return next((question for question in self.fields if question.name == name), None)

    def answered(self, draft: Draft, name: str, kept: str) -> Draft:
        """The draft with this answer, and without the answers that were given to an earlier one of it.

        Given anew and the same, it takes only those away that cannot be seen at the review.
        """
        earlier = draft.answers.get(name)
        gone = self._dependents(name, hidden_only=earlier == kept) if earlier is not None else set()
        left = {known: text for known, text in draft.answers.items() if known not in gone}
        return replace(draft, answers=left).answered(**{name: kept})

    def _dependents(self, name: str, *, hidden_only: bool) -> set[str]:
        gone = {name}
        for question in self.fields:
            if gone & set(question.depends_on) and (question.hidden or not hidden_only):
                gone |= {question.name, *question.formerly}
        return gone - {name}


def cleaned(text: str) -> str:
    """The text as typed, without control characters and lone surrogates, outer blanks trimmed."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fitted(text: str, room: int) -> str:
    """The text on one line, cut to `room` half-width letters."""
    line = " ".join(text.split())
    while width(line) > room:
        line = f"{line.removesuffix('…')[:-1]}…"
    return line


def shortened(text: str, length: int = 20) -> str:
    """The text on one line, short enough to quote."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
