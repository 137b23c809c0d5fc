"""双监控: the status of a fund and its projects on a day, money and goals, derived from the book."""

from __future__ import annotations

from collections import Counter
from datetime import date

from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.books.entries import Basis
from perfbot.domain.books.per_book_cache import PerBookCache
from perfbot.domain.books.states import ProjectState
from perfbot.domain.indicators.status import indicator_status
from perfbot.domain.monitoring.expectation import first_money_on, time_progress
from perfbot.domain.monitoring.goals import goal_status, pooled
from perfbot.domain.monitoring.money_course import money_status, spendings_between
from perfbot.domain.monitoring.statuses import FundStatus, ProjectStatus, RecordedBy
from perfbot.domain.rulebook import DEFAULT, Rulebook

_known: PerBookCache[FundStatus] = PerBookCache()


def overview(book: Book, as_of: date, rulebook: Rulebook = DEFAULT) -> FundStatus:
    """The fund and its projects as of a day; amounts in 元. Projects are those of the report's tables on that day.

    Worked out once for what the book holds: /progress, digest and warnings of one day ask for the same.
    """
    return _known.of(book, (as_of, rulebook), lambda: _overview(book, as_of, rulebook))


def _overview(book: Book, as_of: date, rulebook: Rulebook) -> FundStatus:
    projects = tuple(_project_status(book, project, as_of, rulebook) for project in reported_projects(book, as_of))
    return FundStatus(
        key=book.key,
        name=book.name,
        as_of=as_of,
        time_progress=time_progress(as_of, book.year),
        money=money_status(tuple(book.projects.values()), as_of, book.year, rulebook),
        goals=pooled([project.goals for project in projects]),
        projects=projects,
        simulated=is_simulated(book),
    )


def _project_status(book: Book, project: ProjectState, as_of: date, rulebook: Rulebook) -> ProjectStatus:
    statuses = [indicator_status(book, state, as_of) for state in book.indicators_of(project.code)]
    funded_on = first_money_on(project, as_of, book.year)
    return ProjectStatus(
        code=project.code,
        name=project.name,
        short_name=project.short_name,
        section=project.described.section,
        mid_year=project.described.mid_year,
        money=money_status((project,), as_of, book.year, rulebook),
        goals=goal_status(statuses, as_of, funded_on or date(book.year, 1, 1), rulebook),
        funded_on=funded_on,
        last_spent_on=project.last_spent_on(as_of),
    )


def is_simulated(book: Book) -> bool:
    """Whether the book's spending was made by the year generator; every page with its figures says so."""
    return any(
        project.spendings and project.spendings[-1][2].basis is Basis.SIMULATED for project in book.projects.values()
    )


def payments_between(book: Book, after: date, upto: date) -> int:
    """How many payments are dated later than `after` and up to `upto`."""
    return sum(spendings_between(project, after, upto) for project in book.projects.values())


def recorded_between(book: Book, after: date, upto: date) -> tuple[RecordedBy, ...]:
    """Who recorded how many entries later than `after` and up to `upto`, the busiest first."""
    counted: Counter[int] = Counter()
    for entry in book.newest_first():
        day = entry.recorded_at.date()
        if after < day <= upto:
            counted[entry.recorded_by] += 1
        elif day <= after:
            break
    return tuple(RecordedBy(person=person, count=count) for person, count in counted.most_common())
