"""Finds what a report lacks as of a date: results, reasons, texts, declarations, unexplained money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.books.sections import SECTIONS
from perfbot.domain.books.states import ZERO, ProjectState
from perfbot.domain.indicators.status import IndicatorStatus, ReviewState, indicator_statuses


class GapKind(Enum):
    """Why a report is still a draft, the most general first."""

    YEAR_NOT_OVER = "year_not_over"
    NO_PROJECTS = "no_projects"
    NO_BUDGET = "no_budget"
    NO_SPENDING = "no_spending"
    AWAITING_SUPPLEMENT = "awaiting_supplement"
    NO_INDICATORS = "no_indicators"
    NO_RESULT = "no_result"
    NO_REASON = "no_reason"
    RETURNED = "returned"
    UNCONFIRMED = "unconfirmed"
    NO_TEXT = "no_text"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing; `project`, `indicator` and `section` are codes, `amount` is in 元."""

    kind: GapKind
    project: str = ""
    indicator: str = ""
    section: str = ""
    amount: Decimal = ZERO
    until: date | None = None


def gaps(book: Book, as_of: date | None, today: date) -> tuple[Gap, ...]:
    """Everything the report of this book lacks, in the order of the report.

    A year is over on 31 December for the day the report speaks of (`as_of`, else today).
    """
    return tuple(_gaps(book, as_of, today))


def _gaps(book: Book, as_of: date | None, today: date) -> Iterator[Gap]:
    year_end = date(book.year, 12, 31)
    if (as_of or today) < year_end:
        yield Gap(GapKind.YEAR_NOT_OVER, until=as_of or today)
    projects = reported_projects(book, as_of)
    if not projects:
        yield Gap(GapKind.NO_PROJECTS)
    for project in projects:
        yield from _money_gaps(book, project, as_of)
    for project in projects:
        yield from _goal_gaps(book, project, as_of)
    for section in SECTIONS:
        words = book.text(section)
        if words is None or not words.paragraphs:
            yield Gap(GapKind.NO_TEXT, section=section)
    if book.declared is None:
        yield Gap(GapKind.NOT_DECLARED)


def _money_gaps(book: Book, project: ProjectState, as_of: date | None) -> Iterator[Gap]:
    if project.adjusted_budget(as_of) <= 0:
        yield Gap(GapKind.NO_BUDGET, project.code)
    elif project.executed(as_of) <= 0 and book.explanation_of(project.code) is None:
        yield Gap(GapKind.NO_SPENDING, project.code)
    awaiting = project.awaiting_supplement(as_of)
    if awaiting > 0:
        yield Gap(GapKind.AWAITING_SUPPLEMENT, project.code, amount=awaiting)


def _goal_gaps(book: Book, project: ProjectState, as_of: date | None) -> Iterator[Gap]:
    statuses = list(indicator_statuses(book, as_of, project.code))
    if not statuses and project.described.reported:
        yield Gap(GapKind.NO_INDICATORS, project.code)
    for status in statuses:
        kind = _goal_gap(status)
        if kind is not None:
            yield Gap(kind, project.code, status.code)


def _goal_gap(status: IndicatorStatus) -> GapKind | None:
    if status.result is None:
        return GapKind.NO_RESULT
    if status.review is ReviewState.RETURNED:
        return GapKind.RETURNED
    if status.reason_missing:
        return GapKind.NO_REASON
    return GapKind.UNCONFIRMED if status.review is ReviewState.WAITING else None
