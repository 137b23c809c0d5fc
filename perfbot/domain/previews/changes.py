"""Works out what a file would create or change in a book, one command at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from perfbot.domain.books import commands as do
from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry
from perfbot.domain.indicators.status import indicator_status


class Subject(Enum):
    """The kind of thing that a change is about."""

    FUND = "fund"
    PROJECT = "project"
    INDICATOR = "indicator"
    BUDGET = "budget"
    PLAN = "plan"
    SPENDING = "spending"
    RESULT = "result"
    EXPLANATION = "explanation"
    TEXT = "text"
    SCORE = "score"


@dataclass(frozen=True)
class FieldChange:
    """One field of something known: how it reads in the book and in the file (amounts in 元)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One thing that loading would create (`new`) or change; `code` and `name` say which."""

    subject: Subject
    code: str
    name: str
    new: bool
    fields: tuple[FieldChange, ...] = ()


def change_of(book: Book, command: do.Command) -> Change | None:
    """The change that the command would make; None where the book says so already.

    Budget events and spending add up: they are news as long as no entry carries their key.
    """
    if book.entry(command.key) is not None:
        return None
    subject, code, name, known = _KNOWN[type(command)](book, command)
    if known is None:
        return Change(subject, code, name, new=True)
    differing = tuple(_differing(known, command))
    return Change(subject, code, name, new=False, fields=differing) if differing else None


def _differing(known: Entry, command: do.Command) -> Iterator[FieldChange]:
    for field in fields(command):
        before, after = getattr(known, field.name, None), getattr(command, field.name)
        if field.name not in ("key", "on") and before != after:
            yield FieldChange(field.name, before, after)


Known = tuple[Subject, str, str, Entry | None]


def _fund(book: Book, command: do.DescribeFund) -> Known:
    return Subject.FUND, book.key.fund, command.name, book.fund


def _project(book: Book, command: do.AddProject) -> Known:
    known = book.projects.get(command.project)
    return Subject.PROJECT, command.project, command.name, known.described if known else None


def _indicator(book: Book, command: do.SetIndicator) -> Known:
    known = book.indicator(command.indicator)
    return Subject.INDICATOR, command.indicator, command.name, known.described if known else None


def _budget(_: Book, command: do.ChangeBudget) -> Known:
    return Subject.BUDGET, command.lines[0].project if command.lines else "", command.document_number, None


def _plan(book: Book, command: do.SetPlan) -> Known:
    known = book.projects.get(command.project)
    return Subject.PLAN, command.project, known.name if known else command.project, known.plan if known else None


def _spending(_: Book, command: do.RecordSpending) -> Known:
    return Subject.SPENDING, command.project, command.purpose, None


def _result(book: Book, command: do.RecordResult) -> Known:
    """A result with the reason that counts, which may have been given later."""
    known = book.indicator(command.indicator)
    if known is None:
        return Subject.RESULT, command.indicator, command.indicator, None
    status = indicator_status(book, known)
    result = status.result and replace(status.result, reason=status.reason, remedy=status.remedy)
    return Subject.RESULT, command.indicator, known.described.name, result


def _explanation(book: Book, command: do.ExplainDeviation) -> Known:
    return Subject.EXPLANATION, command.subject, command.subject, book.explanation_of(command.subject)


def _text(book: Book, command: do.WriteText) -> Known:
    return Subject.TEXT, command.section, command.section, book.text(command.section)


def _score(book: Book, command: do.DeclareScore) -> Known:
    return Subject.SCORE, "", f"{command.score:f}", book.declared


_KNOWN: dict[type[do.Command], Callable[[Book, Any], Known]] = {
    do.DescribeFund: _fund,
    do.AddProject: _project,
    do.SetIndicator: _indicator,
    do.ChangeBudget: _budget,
    do.SetPlan: _plan,
    do.RecordSpending: _spending,
    do.RecordResult: _result,
    do.ExplainDeviation: _explanation,
    do.WriteText: _text,
    do.DeclareScore: _score,
}
