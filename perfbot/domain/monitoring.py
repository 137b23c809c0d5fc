"""双监控: where a fund and its projects stand on a day, money and goals, derived from the book alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from weakref import WeakKeyDictionary

from perfbot.domain.book import Book
from perfbot.domain.budget import reported_projects
from perfbot.domain.entries import Basis
from perfbot.domain.expectation import time_progress
from perfbot.domain.goals import goal_status
from perfbot.domain.indicators import IndicatorStatus, indicator_status
from perfbot.domain.money_course import WEEK, money_status, spendings_between
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.domain.states import ProjectState
from perfbot.domain.statuses import FundStatus, ProjectStatus, WeekEntries

_KEPT_PER_BOOK = 4
_known: WeakKeyDictionary[Book, dict[tuple[int, date, Rulebook], FundStatus]] = WeakKeyDictionary()


def overview(book: Book, as_of: date, rulebook: Rulebook = DEFAULT) -> FundStatus:
    """The fund and its projects as of a day; amounts in 元. Projects are those of the report's tables on that day.

    Worked out once for what the book holds: /progress, digest and warnings of one day ask for the same.
    """
    known = _known.setdefault(book, {})
    key = (len(book), as_of, rulebook)
    if key not in known:
        if len(known) >= _KEPT_PER_BOOK:
            known.clear()
        known[key] = _overview(book, as_of, rulebook)
    return known[key]


def _overview(book: Book, as_of: date, rulebook: Rulebook) -> FundStatus:
    shown = [(project, _statuses(book, project, as_of)) for project in reported_projects(book, as_of)]
    every = tuple(book.projects.values())
    return FundStatus(
        key=book.key,
        name=book.fund.name if book.fund else "",
        as_of=as_of,
        time_progress=time_progress(as_of, book.year),
        money=money_status(every, as_of, book.year, rulebook),
        goals=goal_status([status for _, own in shown for status in own], as_of, book.year, rulebook),
        projects=tuple(_project_status(project, own, as_of, book.year, rulebook) for project, own in shown),
        simulated=is_simulated(book),
    )


def _statuses(book: Book, project: ProjectState, as_of: date) -> tuple[IndicatorStatus, ...]:
    return tuple(indicator_status(book, state, as_of) for state in book.indicators_of(project.code))


def _project_status(
    project: ProjectState, statuses: tuple[IndicatorStatus, ...], as_of: date, year: int, rulebook: Rulebook
) -> ProjectStatus:
    funded = [line[0] for line in project.budget_lines if line[0] <= as_of and line[1] > 0]
    return ProjectStatus(
        code=project.code,
        name=project.name,
        short_name=project.short_name,
        section=project.described.section,
        mid_year=project.described.mid_year,
        money=money_status((project,), as_of, year, rulebook),
        goals=goal_status(statuses, as_of, year, rulebook),
        funded_on=min(funded, default=None),
        last_spent_on=project.last_spent_on(as_of),
    )


def is_simulated(book: Book) -> bool:
    """Whether the book's spending was made up by the year generator, which must show wherever a figure of it does."""
    return any(
        project.spendings and project.spendings[-1][2].basis is Basis.SIMULATED for project in book.projects.values()
    )


def week_spendings(book: Book, as_of: date) -> int:
    """How many payments are dated in the seven days up to the day."""
    return sum(spendings_between(project, as_of - WEEK, as_of) for project in book.projects.values())


def week_entries(book: Book, as_of: date) -> tuple[WeekEntries, ...]:
    """Who recorded how many entries in the seven days up to the day, the busiest first."""
    counted: Counter[int] = Counter()
    for entry in book.newest_first():
        day = entry.recorded_at.date()
        if as_of - WEEK < day <= as_of:
            counted[entry.recorded_by] += 1
        elif day <= as_of - WEEK:
            break
    return tuple(WeekEntries(person=person, count=count) for person, count in counted.most_common())
