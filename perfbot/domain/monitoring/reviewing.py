"""Results that wait for a reviewer 待审核, and who may review them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import IndicatorResult
from perfbot.domain.books.members import Member
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState, indicator_status
from perfbot.domain.monitoring.todo import Owed, OwedKind


@dataclass(frozen=True)
class WaitingResult:
    """A result that nobody has confirmed or returned yet."""

    status: IndicatorStatus
    result: IndicatorResult
    project: str


def waiting_for(book: Book, member: Member) -> tuple[WaitingResult, ...]:
    """The results that this member may review now: of a 科室 of theirs, none of their own; in the book's order."""
    return tuple(item for item in _waiting(book) if _may(book, item, member))


def _waiting(book: Book) -> Iterator[WaitingResult]:
    for state in book.indicators.values():
        status = indicator_status(book, state)
        if status.review is ReviewState.WAITING and status.result is not None:
            yield WaitingResult(status, status.result, state.described.project)


def _may(book: Book, item: WaitingResult, member: Member) -> bool:
    section = book.projects[item.project].described.section
    return item.result.recorded_by != member.id and member.may_review(section)


def owed_reviews(book: Book, member: Member, members: Iterable[Member]) -> Iterator[Owed]:
    """What waits for this member as one of those who are to hear of it; the office only where nobody else reviews."""
    people = tuple(members)
    for item in waiting_for(book, member) if book.review_on else ():
        if member in reviewers_of(book, item.result, people):
            yield Owed(kind=OwedKind.TO_REVIEW, project=item.project, indicator=item.status.code)


def reviewers_of(book: Book, result: IndicatorResult, members: Iterable[Member]) -> tuple[Member, ...]:
    """Who is to hear of a result: those named for the project's 科室, or the office where there is nobody else."""
    state = book.indicator(result.indicator)
    if state is None:
        return ()
    section = book.projects[state.described.project].described.section
    others = [member for member in members if member.id != result.recorded_by and member.may_read(book.key.fund)]
    named = tuple(member for member in others if section and section in member.reviews)
    return named or tuple(member for member in others if member.is_admin)
