"""The rules that an office may set: weights, formulas, bands, lights and checkpoints, with defaults and sources.

Sources: 财预〔2020〕10号 (weights, formulas for single indicators, grades), published 绩效自评表 and 双监控 notices
built on it (checkpoints, lights, self-checks), and our own decisions where those are silent; each table says which.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum


class LimitFormula(Enum):
    """How a missed ≤ target scores: w × A/B, or linear (1 − (B − A)/A) × w down to 0 at 2A."""

    RATIO = "ratio"
    LINEAR = "linear"


class Grade(Enum):
    """绩效等级 优, 良, 中, 差."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True)
class RulebookProblem:
    """One mistake in a rulebook: the key, what is expected (a short code), and what was found."""

    key: str
    expected: str
    found: str


class InvalidRulebook(ValueError):
    """A rulebook that contradicts itself; `problems` names every mistake at once."""

    def __init__(self, problems: tuple[RulebookProblem, ...]) -> None:
        super().__init__("; ".join(f"{item.key}: {item.expected}, found {item.found}" for item in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Points of 执行率, 产出, 效益, 满意度; sum 100 (财预〔2020〕10号; other offices use 20 + 80)."""

    execution: Decimal = Decimal(10)
    output: Decimal = Decimal(50)
    benefit: Decimal = Decimal(30)
    satisfaction: Decimal = Decimal(10)

    @property
    def total(self) -> Decimal:
        """The sum of the four."""
        return self.execution + self.output + self.benefit + self.satisfaction


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """How indicators score, as shares of their weight.

    `achieved`, `partly`, `missed` are the points of the three qualitative bands [0.8, 1], [0.6, 0.8), [0, 0.6)
    (财预〔2020〕10号; the points inside the bands are our decision). `late_days` and `late_share` score a missed
    deadline: up to that many days late that share, later `missed` (our decision).
    """

    limit_formula: LimitFormula = LimitFormula.RATIO
    achieved: Decimal = Decimal("1.0")
    partly: Decimal = Decimal("0.7")
    missed: Decimal = Decimal("0.3")
    late_days: int = 30
    late_share: Decimal = Decimal("0.7")
    satisfaction_falls_to_benefit: bool = True


@dataclass(frozen=True, kw_only=True)
class GradeBands:
    """From how many points a score is 优, 良, 中; below is 差 (财预〔2020〕10号)."""

    excellent: Decimal = Decimal(90)
    good: Decimal = Decimal(80)
    fair: Decimal = Decimal(60)

    def grade(self, score: Decimal) -> Grade:
        """The 绩效等级 of a score."""
        if score >= self.excellent:
            return Grade.EXCELLENT
        if score >= self.good:
            return Grade.GOOD
        return Grade.FAIR if score >= self.fair else Grade.POOR


@dataclass(frozen=True, kw_only=True)
class SelfChecks:
    """When a score contradicts the money: relative gap of goals over execution (red), unspent share (yellow)."""

    goal_money_gap: Decimal = Decimal("0.05")
    unspent_share: Decimal = Decimal("0.20")


@dataclass(frozen=True, kw_only=True)
class Lights:
    """双监控: bands of v = rate ÷ expected × 100, and the margins that keep a light steady.

    `red_below`, `yellow_below`: published 双监控 rules. `blue_from`: share of the year's target that counts as far
    exceeded. `hysteresis` (points of v), `no_red_before` (month, day) and `no_red_days` (after a project's first money)
    are our decision.
    """

    red_below: Decimal = Decimal(60)
    yellow_below: Decimal = Decimal(80)
    blue_from: Decimal = Decimal("1.2")
    hysteresis: Decimal = Decimal(2)
    no_red_before: tuple[int, int] = (3, 1)
    no_red_days: int = 59


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A day of the year by which a share of the adjusted budget is to be spent."""

    month: int
    day: int
    share: Decimal


DEFAULT_CHECKPOINTS = (
    Checkpoint(month=6, day=30, share=Decimal("0.50")),
    Checkpoint(month=9, day=30, share=Decimal("0.75")),
    Checkpoint(month=12, day=31, share=Decimal("1.00")),
)
"""Published spending checkpoints; they differ by place."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """When a silence or a gap becomes an alert, and how notices repeat (our decisions).

    `quiet_weeks` without spending on a project behind; `results_due` (month, day) from which every indicator owes a
    result, `reasons_due` from which a result short of its target owes a reason; `least_gap` percentage points behind
    before money is worth an alert; `lights_apart` points between goals and money; days between repeats, plain and
    acknowledged, and of a silence.
    """

    quiet_weeks: int = 4
    results_due: tuple[int, int] = (12, 1)
    reasons_due: tuple[int, int] = (12, 15)
    least_gap: Decimal = Decimal(5)
    lights_apart: Decimal = Decimal(10)
    repeat_days: int = 7
    acknowledged_repeat_days: int = 28
    silence_days: int = 7


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Everything an office may set; raises InvalidRulebook with all mistakes when it contradicts itself."""

    weights: Weights = field(default_factory=Weights)
    scoring: Scoring = field(default_factory=Scoring)
    grades: GradeBands = field(default_factory=GradeBands)
    self_checks: SelfChecks = field(default_factory=SelfChecks)
    lights: Lights = field(default_factory=Lights)
    watch: Watch = field(default_factory=Watch)
    checkpoints: tuple[Checkpoint, ...] = DEFAULT_CHECKPOINTS

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            raise InvalidRulebook(problems)


def _problems(rules: Rulebook) -> tuple[RulebookProblem, ...]:
    unsound = _bad_numbers(rules)
    if any(problem.expected == "finite" for problem in unsound):
        return tuple(unsound)
    checks = (_bad_weights, _bad_shares, _bad_bands, _bad_days, _bad_checkpoints)
    return (*unsound, *(problem for check in checks for problem in check(rules)))


def _bad_numbers(rules: Rulebook) -> list[RulebookProblem]:
    tables = ("weights", "scoring", "grades", "self_checks", "lights", "watch")
    named = [(f"{t}.{f.name}", getattr(getattr(rules, t), f.name)) for t in tables for f in fields(getattr(rules, t))]
    numbers = [(key, value) for key, value in named if isinstance(value, Decimal | int)]
    unbounded = [_problem(key, "finite", value) for key, value in numbers if not Decimal(value).is_finite()]
    return unbounded or [_problem(key, "not_negative", value) for key, value in numbers if value < 0]


def _bad_weights(rules: Rulebook) -> list[RulebookProblem]:
    total = rules.weights.total
    return [] if total == 100 else [_problem("weights", "sum_100", total)]


def _bad_shares(rules: Rulebook) -> list[RulebookProblem]:
    points = rules.scoring
    bands = (
        ("scoring.achieved", points.achieved, Decimal("0.8"), Decimal(1)),
        ("scoring.partly", points.partly, Decimal("0.6"), Decimal("0.8")),
        ("scoring.missed", points.missed, Decimal(0), Decimal("0.6")),
        ("scoring.late_share", points.late_share, Decimal(0), Decimal(1)),
        ("self_checks.goal_money_gap", rules.self_checks.goal_money_gap, Decimal(0), Decimal(1)),
        ("self_checks.unspent_share", rules.self_checks.unspent_share, Decimal(0), Decimal(1)),
    )
    return [
        _problem(key, f"between {low} and {high}", value) for key, value, low, high in bands if not low <= value <= high
    ]


def _bad_bands(rules: Rulebook) -> list[RulebookProblem]:
    grades, lights = rules.grades, rules.lights
    found = []
    if not 100 >= grades.excellent > grades.good > grades.fair:
        found.append(_problem("grades", "falling", f"{grades.excellent}, {grades.good}, {grades.fair}"))
    if not lights.red_below < lights.yellow_below:
        found.append(_problem("lights", "red_below_yellow", f"{lights.red_below}, {lights.yellow_below}"))
    if lights.blue_from < 1:
        found.append(_problem("lights.blue_from", "at_least_1", lights.blue_from))
    return found


def _bad_days(rules: Rulebook) -> list[RulebookProblem]:
    days = (
        ("lights.no_red_before", rules.lights.no_red_before),
        ("watch.results_due", rules.watch.results_due),
        ("watch.reasons_due", rules.watch.reasons_due),
    )
    return [_problem(key, "month_day", day) for key, day in days if not _is_day(*day)]


def _is_day(month: int, day: int) -> bool:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= longest[month - 1]


def _bad_checkpoints(rules: Rulebook) -> list[RulebookProblem]:
    found, last = [], ((0, 0), Decimal(0))
    for number, point in enumerate(rules.checkpoints, start=1):
        here = ((point.month, point.day), point.share)
        if not _is_day(point.month, point.day) or not 0 < point.share <= 1:
            found.append(
                _problem(f"checkpoints[{number}]", "day_and_share", f"{point.month}-{point.day} {point.share}")
            )
        elif here[0] <= last[0] or here[1] < last[1]:
            found.append(_problem(f"checkpoints[{number}]", "rising", f"{point.month}-{point.day} {point.share}"))
        last = here
    return found


def _problem(key: str, expected: str, found: object) -> RulebookProblem:
    return RulebookProblem(key, expected, str(found))


DEFAULT = Rulebook()
"""The rules as published, where an office sets nothing."""
