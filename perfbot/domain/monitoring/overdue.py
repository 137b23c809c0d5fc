"""Finds what should have been recorded by a day: results that are due, and spending that stopped."""

from __future__ import annotations

from datetime import date, timedelta

from perfbot.domain.books.book import Book
from perfbot.domain.indicators.judged import read_value
from perfbot.domain.indicators.status import IndicatorStatus, indicator_status
from perfbot.domain.monitoring.statuses import ProjectStatus
from perfbot.domain.rulebook import Rulebook
from perfbot.domain.values.dates import in_year


def overdue_results(book: Book, project: str, as_of: date, rulebook: Rulebook) -> tuple[IndicatorStatus, ...]:
    """A project's indicators that owe a result: all from `results_due` on, a deadline from the day after it."""
    statuses = (indicator_status(book, state, as_of) for state in book.indicators_of(project))
    return tuple(status for status in statuses if status.result is None and _is_due(status, as_of, book.year, rulebook))


def reasons_are_due(as_of: date, year: int, rulebook: Rulebook) -> bool:
    """Whether results count as final, so that an unmet one owes a reason."""
    return as_of.year > year or (as_of.year == year and (as_of.month, as_of.day) >= rulebook.watch.reasons_due)


def _is_due(status: IndicatorStatus, as_of: date, year: int, rulebook: Rulebook) -> bool:
    if as_of.year > year or (as_of.year == year and (as_of.month, as_of.day) >= rulebook.watch.results_due):
        return True
    target = read_value(status.state.described.target_value)
    deadline = target.end if target.kind == "date" else None
    return deadline is not None and as_of > (in_year(deadline, year) if target.yearless else deadline)


def quiet_since(project: ProjectStatus, as_of: date, rulebook: Rulebook) -> date | None:
    """The day of the last spending of a project that is behind, if at least `quiet_weeks` ago; else None."""
    since = project.last_spent_on or project.funded_on
    if since is None or not project.money.light.troubled:
        return None
    return since if as_of - since >= timedelta(weeks=rulebook.watch.quiet_weeks) else None


def explained_lately(book: Book, project: str, as_of: date, rulebook: Rulebook) -> bool:
    """Whether a reason was given for the project's spending in the last `quiet_weeks` up to the day."""
    given = book.explanation_of(project)
    if given is None:
        return False
    return timedelta(0) <= as_of - given.recorded_at.date() < timedelta(weeks=rulebook.watch.quiet_weeks)
