"""What a person has yet to record or explain 待办: the same list for /todo and for reminders."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import Member
from perfbot.domain.books.states import ZERO
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState, indicator_status
from perfbot.domain.monitoring.overdue import explained_lately, overdue_results, quiet_since, reasons_are_due
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.statuses import ProjectStatus
from perfbot.domain.rulebook import DEFAULT, Rulebook


class OwedKind(Enum):
    """Why something is owed, the most urgent first."""

    RETURNED = "returned"
    TO_REVIEW = "to_review"
    REASON_MISSING = "reason_missing"
    RESULT_MISSING = "result_missing"
    SPENDING_QUIET = "spending_quiet"
    TARGET_TOO_LOW = "target_too_low"


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing owed: for which project and indicator (codes), and the facts that its line needs.

    TO_REVIEW is a reviewer's, for a result that waits for them. RETURNED carries a `remark`; SPENDING_QUIET
    since when (`since`), and the percentage points behind as a share of 1 (`points`) with the 元 still unspent
    (`amount`). TARGET_TOO_LOW asks for a word on a result of 1.2 times its target and more; nothing is held up for it.
    """

    kind: OwedKind
    project: str
    indicator: str = ""
    remark: str = ""
    since: date | None = None
    points: Decimal = ZERO
    amount: Decimal = ZERO


def owed_by(
    book: Book, member: Member, as_of: date, rulebook: Rulebook = DEFAULT, present: Collection[int] | None = None
) -> tuple[Owed, ...]:
    """What the member owes this book on a day, most urgent first; nothing for those who record nothing here.

    A returned result is owed by whoever recorded it; everything else by everyone who records for the project, as is
    a result whose author is not of those `present` (None: everybody is).
    """
    status = overview(book, as_of, rulebook)
    found = [item for project in status.projects for item in _owed(book, member, project, as_of, rulebook, present)]
    return tuple(sorted(found, key=lambda item: list(OwedKind).index(item.kind)))


def _owed(
    book: Book,
    member: Member,
    project: ProjectStatus,
    as_of: date,
    rulebook: Rulebook,
    present: Collection[int] | None,
) -> Iterator[Owed]:
    if not member.may_record(book.key.fund, project.code):
        return
    final = reasons_are_due(as_of, book.year, rulebook)
    for state in book.indicators_of(project.code):
        status = indicator_status(book, state, as_of)
        author = status.result.recorded_by if status.result else None
        is_theirs = author == member.id or (present is not None and author not in present)
        yield from _owed_for(status, project.code, final=final, is_theirs=is_theirs)
    for overdue in overdue_results(book, project.code, as_of, rulebook):
        yield Owed(kind=OwedKind.RESULT_MISSING, project=project.code, indicator=overdue.code)
    yield from _quiet(book, project, as_of, rulebook)


def _owed_for(status: IndicatorStatus, project: str, *, final: bool, is_theirs: bool) -> Iterator[Owed]:
    if status.result is None:
        return
    if status.review is ReviewState.RETURNED:
        if is_theirs:
            yield Owed(kind=OwedKind.RETURNED, project=project, indicator=status.code, remark=status.remark)
    elif final and status.deviates and not status.reason:
        kind = OwedKind.REASON_MISSING if status.unmet else OwedKind.TARGET_TOO_LOW
        yield Owed(kind=kind, project=project, indicator=status.code)


def _quiet(book: Book, project: ProjectStatus, as_of: date, rulebook: Rulebook) -> Iterator[Owed]:
    """Spending gone quiet; whoever said why is left alone for as many weeks again."""
    since = quiet_since(project, as_of, rulebook)
    if since is not None and not explained_lately(book, project.code, as_of, rulebook):
        yield Owed(
            kind=OwedKind.SPENDING_QUIET,
            project=project.code,
            since=since,
            points=-(project.money.gap or ZERO),
            amount=max(ZERO, project.money.remaining),
        )
