"""Where a fund and its projects stand on a day: the figures behind /progress, the digest and the warnings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfbot.domain.books.keys import BookKey
from perfbot.domain.monitoring.lights import Light


@dataclass(frozen=True, kw_only=True)
class CheckpointStatus:
    """The next 支出进度 checkpoint: its day, share of the adjusted budget, and the 元 still to spend to reach it.

    `on_course` tells whether the pace so far, kept up, reaches it.
    """

    on: date
    share: Decimal
    missing: Decimal
    on_course: bool


@dataclass(frozen=True, kw_only=True)
class MoneyStatus:
    """Budget, spending and light of a project or fund on a day; amounts in 元, rates as shares of 1 (unrounded).

    `expected` is 序时进度 or the 用款计划 (`by_plan`) as a share of the budget; `gap` is rate − expected (negative:
    behind); `v` is rate ÷ expected × 100; `week_spent` is what was spent in the seven days up to the day.
    """

    budget: Decimal
    executed: Decimal
    rate: Decimal | None
    expected: Decimal
    gap: Decimal | None
    v: Decimal | None
    light: Light
    week_spent: Decimal
    awaiting_supplement: Decimal
    by_plan: bool
    checkpoint: CheckpointStatus | None

    @property
    def remaining(self) -> Decimal:
        """元 of the adjusted budget that are not spent; negative where 待追加."""
        return self.budget - self.executed


@dataclass(frozen=True, kw_only=True)
class GoalStatus:
    """Indicators on a day: how many are met (完成 or 超额), exceeded, without a result, or for a person to judge.

    `waiting` of those with a result wait for their review and count; `returned` ones are among the `pending`.

    `light` is the worst one's; `share` is the mean share of the goals reached (each at most 1, without a result 0),
    None where there is none to tell; `troubled` names the indicators whose light is red or yellow.
    """

    total: int
    met: int
    exceeded: int
    pending: int
    unclear: int
    light: Light
    share: Decimal | None
    troubled: tuple[str, ...]
    waiting: int = 0
    returned: int = 0


@dataclass(frozen=True, kw_only=True)
class ProjectStatus:
    """A 二级项目 on a day."""

    code: str
    name: str
    short_name: str
    section: str
    mid_year: bool
    money: MoneyStatus
    goals: GoalStatus
    funded_on: date | None
    last_spent_on: date | None

    @property
    def trouble(self) -> tuple[int, Decimal]:
        """A key that sorts the worst first: its worse light, then how far its money is behind."""
        return min(self.money.light, self.goals.light), self.money.gap if self.money.gap is not None else Decimal(0)


@dataclass(frozen=True, kw_only=True)
class RecordedBy:
    """How many entries one person recorded; `person` is a Telegram id, 0 a loaded file."""

    person: int
    count: int


@dataclass(frozen=True, kw_only=True)
class FundStatus:
    """A fund on a day; projects in book order, `worst_first` for lists that people act on."""

    key: BookKey
    name: str
    as_of: date
    time_progress: Decimal
    money: MoneyStatus
    goals: GoalStatus
    projects: tuple[ProjectStatus, ...]
    simulated: bool

    @property
    def worst_first(self) -> tuple[ProjectStatus, ...]:
        """The projects, the most troubled first."""
        return tuple(sorted(self.projects, key=lambda project: project.trouble))

    def project(self, code: str) -> ProjectStatus | None:
        """The project of this code, if it is shown on the day."""
        return next((project for project in self.projects if project.code == code), None)
