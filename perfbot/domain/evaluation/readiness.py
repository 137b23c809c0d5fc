"""What is still missing before a report can be handed in, by owner, and which conversation mends each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import Member, Role
from perfbot.domain.evaluation.gaps import Gap, GapKind, gaps
from perfbot.domain.evaluation.own_figures import Contradiction, contradictions
from perfbot.domain.evaluation.scoring import FundScore, score_book
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.rulebook import DEFAULT, Rulebook


class ReadinessStep(Enum):
    """Where what is missing can be given; WAIT is for the calendar alone."""

    SPEND = "spend"
    RESULT = "result"
    EXPLAIN = "explain"
    ADJUST = "adjust"
    TEXT = "text"
    DECLARE = "declare"
    SETUP = "setup"
    GOAL = "goal"
    REVIEW = "review"
    WAIT = "wait"


STEPS: dict[GapKind, ReadinessStep] = {
    GapKind.YEAR_NOT_OVER: ReadinessStep.WAIT,
    GapKind.NO_PROJECTS: ReadinessStep.SETUP,
    GapKind.NO_BUDGET: ReadinessStep.ADJUST,
    GapKind.NO_SPENDING: ReadinessStep.SPEND,
    GapKind.AWAITING_SUPPLEMENT: ReadinessStep.ADJUST,
    GapKind.NO_INDICATORS: ReadinessStep.SETUP,
    GapKind.NO_RESULT: ReadinessStep.RESULT,
    GapKind.NO_REASON: ReadinessStep.EXPLAIN,
    GapKind.RETURNED: ReadinessStep.RESULT,
    GapKind.UNCONFIRMED: ReadinessStep.REVIEW,
    GapKind.NO_TEXT: ReadinessStep.TEXT,
    GapKind.NOT_DECLARED: ReadinessStep.DECLARE,
}
"""The conversation for each gap."""

_OFFICE_STEPS = frozenset(
    {ReadinessStep.ADJUST, ReadinessStep.TEXT, ReadinessStep.DECLARE, ReadinessStep.SETUP, ReadinessStep.WAIT}
)


class AdviceKind(Enum):
    """What finance will ask about, though nothing is held up for it."""

    FAR_EXCEEDED = "far_exceeded"
    GOALS_WITHOUT_MONEY = "goals_without_money"
    UNCLEAR = "unclear"
    NO_GOALS = "no_goals"
    OTHER_FIGURE = "other_figure"


@dataclass(frozen=True)
class Advice:
    """A question to expect: for which project and indicator (codes), and who could answer it.

    NO_GOALS is about `count` projects whose forms would lack their 年度总体目标, OTHER_FIGURE about a number in the
    report's own words, which `contradiction` names.
    """

    kind: AdviceKind
    project: str
    indicator: str
    owners: tuple[int, ...]
    count: int = 0
    contradiction: Contradiction | None = None


@dataclass(frozen=True)
class Missing:
    """A gap with the conversation that mends it and the Telegram ids of those who can; none: nobody is named yet."""

    gap: Gap
    step: ReadinessStep
    owners: tuple[int, ...]


@dataclass(frozen=True)
class Readiness:
    """Everything that is missing, and what finance will ask about."""

    missing: tuple[Missing, ...]
    advice: tuple[Advice, ...]

    @property
    def ready(self) -> bool:
        """Whether the report can be handed in."""
        return not self.missing

    def by_owners(self) -> dict[tuple[int, ...], tuple[Missing, ...]]:
        """What is missing, gathered by who can mend it, in the order in which they first come up."""
        gathered: dict[tuple[int, ...], list[Missing]] = {}
        for item in self.missing:
            gathered.setdefault(item.owners, []).append(item)
        return {owners: tuple(items) for owners, items in gathered.items()}


def readiness(
    book: Book,
    as_of: date | None,
    today: date,
    members: Iterable[Member] = (),
    rulebook: Rulebook = DEFAULT,
) -> Readiness:
    """What the report of this book lacks on `today`, counting what is dated up to `as_of` (None: everything).

    A project's gaps belong to the editors who record for it, or else to its reviewers and the office; words, budgets
    and the declaration to the office.
    """
    people = tuple(member for member in members if not member.removed)
    missing = tuple(_missing(book, gap, people) for gap in gaps(book, as_of, today))
    score = score_book(book, as_of or max(today, date(book.year, 12, 31)), rulebook)
    other = tuple(
        Advice(AdviceKind.OTHER_FIGURE, "", "", _office(people), contradiction=one)
        for one in contradictions(book, as_of)
    )
    return Readiness(missing, (*other, *_advice(book, score, people)))


def _missing(book: Book, gap: Gap, people: Sequence[Member]) -> Missing:
    step = STEPS[gap.kind]
    if step is ReadinessStep.REVIEW:
        return Missing(gap, step, _reviewers(book, gap.project, people))
    owners = _office(people) if step in _OFFICE_STEPS else _editors(book, gap.project, people)
    return Missing(gap, step, owners)


def _office(people: Sequence[Member]) -> tuple[int, ...]:
    return tuple(member.id for member in people if member.is_admin)


def _editors(book: Book, project: str, people: Sequence[Member]) -> tuple[int, ...]:
    own = [m.id for m in people if m.role is Role.EDITOR and m.may_record(book.key.fund, project)]
    return tuple(own) or _office(people)


def _reviewers(book: Book, project: str, people: Sequence[Member]) -> tuple[int, ...]:
    section = book.projects[project].described.section
    own = [m.id for m in people if not m.is_admin and m.may_review(section)]
    return tuple(own) or _office(people)


def _advice(book: Book, score: FundScore, people: Sequence[Member]) -> Iterator[Advice]:
    silent = [p.code for p in score.projects if book.projects[p.code].described.reported and not _goal(book, p.code)]
    if silent:
        yield Advice(AdviceKind.NO_GOALS, "", "", _office(people), len(silent))
    for project in score.projects:
        owners = _editors(book, project.code, people)
        red = any(check.light is Light.RED for check in project.checks)
        if red and book.explanation_of(project.code) is None:
            yield Advice(AdviceKind.GOALS_WITHOUT_MONEY, project.code, "", owners)
        for line in project.lines[1:]:
            status = line.status
            if status is None or not status.counts:
                continue
            if status.judgement.over_fulfilled and not status.reason:
                yield Advice(AdviceKind.FAR_EXCEEDED, project.code, status.code, owners)
            elif line.score is None:
                yield Advice(AdviceKind.UNCLEAR, project.code, status.code, owners)


def _goal(book: Book, code: str) -> str:
    return book.projects[code].described.goal.strip()
