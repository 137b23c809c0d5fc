"""Who answers for what is owed: its editors, and the office for projects that have none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Basis, IndicatorResult
from perfbot.domain.books.members import Member, Role
from perfbot.domain.monitoring.reviewing import owed_reviews
from perfbot.domain.monitoring.todo import Owed, OwedKind, owed_by
from perfbot.domain.rulebook import DEFAULT, Rulebook


def owed_of(
    book: Book, member: Member, members: Sequence[Member], as_of: date, rulebook: Rulebook = DEFAULT
) -> tuple[Owed, ...]:
    """What the member is asked for: an editor for their projects, an administrator for projects without an editor,
    a reviewer for the results that wait for them.

    A result that came back (退回) is asked of whoever recorded it, administrators too, and of those who answer for its
    project where its author is gone or was a file. Payments whose dates are assumed make nobody late.
    """
    present = {other.id for other in members}
    owed = tuple(item for item in owed_by(book, member, as_of, rulebook, present) if not _is_guessed(book, item))
    reviews = tuple(owed_reviews(book, member, members))
    if not member.is_admin:
        return _by_urgency((*owed, *reviews))
    editors = [other for other in members if other.role is Role.EDITOR]
    fund = book.key.fund
    orphaned = {code for code in {item.project for item in owed} if not any(e.may_record(fund, code) for e in editors)}
    own = (item for item in owed if item.project in orphaned or _came_back_to(book, item, member))
    return _by_urgency((*own, *reviews))


def _by_urgency(owed: tuple[Owed, ...]) -> tuple[Owed, ...]:
    return tuple(sorted(owed, key=lambda item: list(OwedKind).index(item.kind)))


def _came_back_to(book: Book, item: Owed, member: Member) -> bool:
    state = book.indicator(item.indicator) if item.kind is OwedKind.RETURNED else None
    result = state.result() if state else None
    return result is not None and result.recorded_by == member.id


def correctors_of(book: Book, result: IndicatorResult, members: Sequence[Member]) -> tuple[Member, ...]:
    """Who puts a returned result right: its author, else the project's clerks, else the office."""
    author = tuple(member for member in members if member.id == result.recorded_by)
    state = book.indicator(result.indicator)
    project = state.described.project if state else ""
    recording = [member for member in members if member.may_record(book.key.fund, project)]
    clerks = tuple(member for member in recording if member.role is Role.EDITOR)
    return author or clerks or tuple(member for member in recording if member.is_admin)


def _is_guessed(book: Book, item: Owed) -> bool:
    """A silence read off payment dates that the book only assumes is nobody's silence."""
    spendings = book.projects[item.project].spendings
    return item.kind is OwedKind.SPENDING_QUIET and bool(spendings) and spendings[-1][2].basis is Basis.ASSUMED


def is_pressing(owed: Sequence[Owed]) -> bool:
    """Whether somebody is to be reminded: a target that was set too low is asked about, never chased."""
    return any(item.kind is not OwedKind.TARGET_TOO_LOW for item in owed)
