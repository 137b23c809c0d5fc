"""The checks that rules share: rights, dates, periods and amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import (
    AlreadyReversed,
    BadAmount,
    InTheFuture,
    NotAllowed,
    NotTheAuthor,
    OutsideYear,
    PeriodIsClosed,
    UnknownEntry,
    UnknownIndicator,
    UnknownProject,
)
from perfbot.domain.books.members import Member
from perfbot.domain.books.states import IndicatorState, ProjectState

LARGEST = Decimal(100_000_000_000) * 100
"""The largest sum that any book holds: 元."""


class Who(Protocol):
    """The part of the circumstances that checks look at."""

    @property
    def actor(self) -> Member: ...

    @property
    def today(self) -> date: ...


def known_project(book: Book, code: str) -> ProjectState:
    """The project of this code; raises UnknownProject."""
    if code not in book.projects:
        raise UnknownProject(code)
    return book.projects[code]


def known_indicator(book: Book, code: str) -> IndicatorState:
    """The indicator of this code; raises UnknownIndicator."""
    state = book.indicator(code)
    if state is None:
        raise UnknownIndicator(code)
    return state


def known_entry(book: Book, entry_id: str) -> Entry:
    """The entry of this id, if it still counts; raises UnknownEntry or AlreadyReversed."""
    entry = book.entry(entry_id)
    if entry is None:
        raise UnknownEntry(entry_id)
    reversal = book.reversal_of(entry_id)
    if reversal is not None:
        raise AlreadyReversed(entry.number, reversal.number)
    return entry


def may_record(book: Book, who: Who, project: str) -> None:
    """Raises NotAllowed unless the person records for this project."""
    if not who.actor.may_record(book.key.fund, project):
        raise NotAllowed(who.actor.id, project)


def is_office(who: Who) -> None:
    """Raises NotAllowed unless the person is of the office (管理员)."""
    if not who.actor.is_admin:
        raise NotAllowed(who.actor.id)


def is_author_or_office(who: Who, entry: Entry) -> None:
    """Raises NotTheAuthor unless the person recorded the entry or is of the office."""
    if who.actor.id != entry.recorded_by and not who.actor.is_admin:
        raise NotTheAuthor(entry.number, entry.recorded_by)


def in_year(book: Book, on: date) -> None:
    """Raises OutsideYear unless the day is in the book's year."""
    if on.year != book.year:
        raise OutsideYear(on, book.year)


def not_ahead(on: date, who: Who) -> None:
    """Raises InTheFuture for a day after today."""
    if on > who.today:
        raise InTheFuture(on, who.today)


def open_on(book: Book, on: date) -> None:
    """Raises PeriodIsClosed when the day's month or year is closed."""
    closure = book.closure_for(on)
    if closure is not None:
        raise PeriodIsClosed(closure.period, closure.recorded_by, closure.recorded_at)


def may_still_change(book: Book, who: Who, on: date) -> None:
    """Raises PeriodIsClosed for what is dated in a closed period, unless the person is of the office.

    An entry is taken back or corrected by its author until the month closes, by an administrator after.
    """
    if not who.actor.is_admin:
        open_on(book, on)


def open_for_correction(book: Book, who: Who, was_on: date, on: date) -> None:
    """Raises PeriodIsClosed where a correction would be dated in a closed period that its original was not in."""
    if not (who.actor.is_admin and book.closure_for(was_on) is book.closure_for(on)):
        open_on(book, on)


def positive(amount: Decimal) -> None:
    """Raises BadAmount unless the amount is a positive sum of whole 分."""
    if not amount.is_finite() or amount <= 0 or amount > LARGEST or amount != round(amount, 2):
        raise BadAmount(amount)
