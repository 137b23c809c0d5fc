"""Computes the score of a fund and of each project, line by line with the numbers that explain it.

Computed and declared scores are two things: the declared one stands beside, and the computation never bends to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from perfbot.domain.amounts.money import execution_rate, rounded
from perfbot.domain.books.book import Book
from perfbot.domain.books.budget import reported_projects
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.states import ZERO
from perfbot.domain.evaluation.formulas import Earned, Formula, earned
from perfbot.domain.evaluation.weights import Weighing, WeightProblem, category, fund_weights, project_weights
from perfbot.domain.indicators.status import IndicatorStatus, indicator_status
from perfbot.domain.indicators.taxonomy import Category
from perfbot.domain.monitoring.lights import Light
from perfbot.domain.rulebook import DEFAULT, Grade, GradeBands, Rulebook, SelfChecks

ONE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """One line of a score: 执行率 (`status` None) or an indicator; `score` is None while it is unknown."""

    project: str
    weight: Decimal
    score: Decimal | None
    earned: Earned
    status: IndicatorStatus | None = None
    category: Category | None = None

    @property
    def lost(self) -> bool:
        """Whether points were lost, which requires a 偏差原因."""
        return self.score is not None and self.score < self.weight


class CheckKind(Enum):
    """What the self-checks look for: 目标完成而钱没花 (red), and much of the budget unspent (yellow)."""

    GOALS_WITHOUT_MONEY = "goals_without_money"
    UNSPENT = "unspent"


@dataclass(frozen=True)
class SelfCheck:
    """A self-check that went off: its light, the share found and the share allowed."""

    kind: CheckKind
    light: Light
    found: Decimal
    allowed: Decimal


@dataclass(frozen=True, kw_only=True)
class Score:
    """The score of one project, or of the fund (`code` ""): its lines, execution first; amounts in 元.

    `total` is what the lines add up to, None without indicators or while given weights contradict each other; it is
    provisional until `complete`, that is until every line has a score.
    """

    code: str
    name: str
    budget: Decimal
    executed: Decimal
    lines: tuple[ScoreLine, ...]
    total: Decimal | None
    grade: Grade | None
    checks: tuple[SelfCheck, ...]
    problem: WeightProblem | None = None

    @property
    def complete(self) -> bool:
        """Whether every line has a score."""
        return self.total is not None and all(line.score is not None for line in self.lines)

    @property
    def execution(self) -> ScoreLine:
        """The line of 预算执行率."""
        return self.lines[0]

    @property
    def rate(self) -> Decimal | None:
        """执行率, unrounded; None without a budget."""
        return execution_rate(self.executed, self.budget)

    def counted(self, formula: Formula) -> int:
        """How many lines were scored (or not yet) by this formula."""
        return sum(line.earned.formula is formula for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class FundScore:
    """The fund's own score (all indicators pooled, execution from its totals), each project's, and the declared.

    `short_names` are the projects' by code, `grades` the bands that gave the grades.
    """

    key: BookKey
    as_of: date
    fund: Score
    projects: tuple[Score, ...]
    declared: Decimal | None
    declared_grade: str
    short_names: Mapping[str, str] = field(default_factory=dict)
    grades: GradeBands = DEFAULT.grades

    @property
    def difference(self) -> Decimal | None:
        """Computed minus declared; None while one of them is missing."""
        return None if self.declared is None or self.fund.total is None else self.fund.total - self.declared

    def project(self, code: str) -> Score | None:
        """The score of a project."""
        return next((score for score in self.projects if score.code == code), None)


def score_book(book: Book, as_of: date, rulebook: Rulebook = DEFAULT) -> FundScore:
    """The scores of a book as of a day, under the rules of 财预〔2020〕10号 as the rulebook sets them."""
    known = [
        (project, [indicator_status(book, state, as_of) for state in book.indicators_of(project.code)])
        for project in reported_projects(book, as_of)
    ]
    scores = []
    for project, statuses in known:
        money = (project.adjusted_budget(as_of), project.executed(as_of))
        weights = project_weights([s.state for s in statuses], has_budget=money[0] > 0, rulebook=rulebook)
        scores.append(_score(project.code, project.name, money, statuses, weights, rulebook))
    pooled = [status for _, statuses in known for status in statuses]
    money = (book.adjusted_budget(as_of), book.executed(as_of))
    weights = fund_weights([status.state for status in pooled], has_budget=money[0] > 0, rulebook=rulebook)
    declared = book.declared
    return FundScore(
        key=book.key,
        as_of=as_of,
        fund=_score("", book.name, money, pooled, weights, rulebook),
        projects=tuple(scores),
        declared=declared.score if declared else None,
        declared_grade=declared.grade if declared else "",
        short_names={project.code: project.short_name for project, _ in known},
        grades=rulebook.grades,
    )


def _score(
    code: str,
    name: str,
    money: tuple[Decimal, Decimal],
    statuses: Sequence[IndicatorStatus],
    weights: Weighing,
    rulebook: Rulebook,
) -> Score:
    lines = (_execution(code, money, weights.execution), *(_line(s, weights, rulebook) for s in statuses))
    known = bool(statuses) and weights.problem is None
    total = sum((line.score for line in lines if line.score is not None), ZERO) if known else None
    return Score(
        code=code,
        name=name,
        budget=money[0],
        executed=money[1],
        lines=lines,
        total=total,
        grade=None if total is None else rulebook.grades.grade(total),
        checks=_checks(lines, money, rulebook.self_checks) if known else (),
        problem=weights.problem,
    )


def _execution(code: str, money: tuple[Decimal, Decimal], weight: Decimal) -> ScoreLine:
    """min(W, W × rate); without a budget there is no rate and execution weighs nothing."""
    rate = execution_rate(money[1], money[0]) if money[0] > 0 else None
    if rate is None:
        return ScoreLine(project=code, weight=weight, score=ZERO, earned=Earned(Formula.NO_BUDGET, None))
    share = min(ONE, max(ZERO, rate))
    result = Earned(Formula.EXECUTION, share, target=money[0], actual=money[1])
    return ScoreLine(project=code, weight=weight, score=rounded(weight * share), earned=result)


def _line(status: IndicatorStatus, weights: Weighing, rulebook: Rulebook) -> ScoreLine:
    weight = weights.indicators[status.code]
    result = earned(status, rulebook)
    return ScoreLine(
        project=status.state.described.project,
        weight=weight,
        score=None if result.share is None else min(weight, rounded(weight * result.share)),
        earned=result,
        status=status,
        category=category(status.state),
    )


def _checks(lines: Sequence[ScoreLine], money: tuple[Decimal, Decimal], rules: SelfChecks) -> tuple[SelfCheck, ...]:
    """(S/90 − E/10) ÷ (S/90) over the allowed gap is red; more than the allowed share unspent is yellow."""
    found = []
    spent = lines[0].earned.share
    goals = _goal_share(lines[1:])
    if spent is not None and goals > 0 and rounded((goals - spent) / goals, 4) > rules.goal_money_gap:
        gap = (goals - spent) / goals
        found.append(SelfCheck(CheckKind.GOALS_WITHOUT_MONEY, Light.RED, gap, rules.goal_money_gap))
    if money[0] > 0 and rounded((money[0] - money[1]) / money[0], 4) > rules.unspent_share:
        unspent = (money[0] - money[1]) / money[0]
        found.append(SelfCheck(CheckKind.UNSPENT, Light.YELLOW, unspent, rules.unspent_share))
    return tuple(found)


def _goal_share(lines: Sequence[ScoreLine]) -> Decimal:
    weight = sum((line.weight for line in lines), ZERO)
    scored = sum((line.score for line in lines if line.score is not None), ZERO)
    return scored / weight if weight else ZERO
