"""Compares two years, or two projects: budget, spending, rate, indicators met, score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from perfbot.domain.amounts.money import execution_rate
from perfbot.domain.books.book import Book
from perfbot.domain.evaluation.scoring import Score, score_book
from perfbot.domain.rulebook import DEFAULT, Grade, Rulebook
from perfbot.domain.values import Outcome


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The year's figures of a fund or project; amounts in 元. `declared` is the bureau's own score, a fund's only."""

    code: str
    name: str
    budget: Decimal
    executed: Decimal
    indicators: int
    met: int
    exceeded: int
    score: Decimal | None
    complete: bool
    grade: Grade | None
    declared: Decimal | None = None
    short_name: str = ""

    @property
    def rate(self) -> Decimal | None:
        """执行率, unrounded; None without a budget."""
        return execution_rate(self.executed, self.budget)


@dataclass(frozen=True)
class YearFigures:
    """The figures of a book: the fund's, and each project's in book order."""

    year: int
    fund: Figures
    projects: tuple[Figures, ...]

    def project(self, code: str) -> Figures | None:
        """The figures of a project."""
        return next((figures for figures in self.projects if figures.code == code), None)


@dataclass(frozen=True)
class Pair:
    """The same fund or project in two books; None where one of them lacks it."""

    name: str
    before: Figures | None
    after: Figures | None


@dataclass(frozen=True)
class Comparison:
    """Two books side by side: the funds, and the projects paired by name, the later book's first."""

    before: YearFigures
    after: YearFigures
    projects: tuple[Pair, ...]


def year_figures(book: Book, as_of: date | None = None, rulebook: Rulebook = DEFAULT) -> YearFigures:
    """The figures of a book as of a day (None: its whole year)."""
    known = score_book(book, as_of or date(book.year, 12, 31), rulebook)
    states = book.projects
    projects = tuple(
        replace(_figures(score), short_name=states[score.code].short_name)
        for score in known.projects
        if states[score.code].described.reported
    )
    return YearFigures(book.year, _figures(known.fund, known.declared), projects)


def _figures(score: Score, declared: Decimal | None = None) -> Figures:
    outcomes = [line.status.judgement.outcome for line in score.lines if line.status is not None]
    return Figures(
        code=score.code,
        name=score.name,
        budget=score.budget,
        executed=score.executed,
        indicators=len(outcomes),
        met=sum(outcome in (Outcome.MET, Outcome.EXCEEDED) for outcome in outcomes),
        exceeded=outcomes.count(Outcome.EXCEEDED),
        score=score.total,
        complete=score.complete,
        grade=score.grade,
        declared=declared,
    )


def compared(before: YearFigures, after: YearFigures) -> Comparison:
    """The comparison of two books; projects are matched by name, whatever their code."""
    known = {figures.name: figures for figures in before.projects}
    pairs = [Pair(figures.name, known.pop(figures.name, None), figures) for figures in after.projects]
    return Comparison(before, after, (*pairs, *(Pair(name, figures, None) for name, figures in known.items())))
