"""An alert 预警 as a fact: what is wrong, how bad it is, and what its sentence needs; `alerts` derives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum


class AlertKind(Enum):
    """What is wrong; each is worded in render."""

    FUND_BEHIND = "fund_behind"
    OVER_BUDGET = "over_budget"
    PROJECT_BEHIND = "project_behind"
    GOALS_BEHIND = "goals_behind"
    QUIET = "quiet"
    RESULTS_MISSING = "results_missing"
    LIGHTS_APART = "lights_apart"
    REASONS_MISSING = "reasons_missing"


class Severity(IntEnum):
    """How bad it is; a greater number is worse."""

    NOTE = 1
    WARNING = 2
    CRITICAL = 3


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing wrong: kind, project code ("" is the fund itself), severity and the facts that its sentence needs.

    `points` are percentage points as a share of 1 (0.123 is 12.3), `amount` is 元 (to be spent by the checkpoint on
    `until`, where there is one), `count` weeks or indicators.
    A `muted` alert stands under one that covers the whole fund and is not said on its own.
    """

    kind: AlertKind
    project: str
    severity: Severity
    points: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    count: int = 0
    since: date | None = None
    until: date | None = None
    names: tuple[str, ...] = ()
    muted: bool = False

    @property
    def key(self) -> str:
        """The alert's key in the log of notices; it does not contain the severity."""
        return f"{self.kind.value}:{self.project}"
