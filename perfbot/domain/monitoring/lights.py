"""双监控 lights: the colour of a rate, an indicator and a fund, with hysteresis near the borders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import IntEnum

from perfbot.domain.amounts.money import rounded
from perfbot.domain.rulebook import Lights


class Light(IntEnum):
    """超预算, 滞后, 偏慢, 正常, 超额, and none where there is nothing to judge; a smaller number is worse."""

    OVER = 0
    RED = 1
    YELLOW = 2
    GREEN = 3
    BLUE = 4
    NONE = 9

    @property
    def troubled(self) -> bool:
        """Whether the light asks for action."""
        return self in (Light.RED, Light.YELLOW)


def standing(rate: Decimal | None, expected: Decimal) -> Decimal | None:
    """v = rate ÷ expected × 100, rounded as percentages are shown, so that 80.00% is never taken for less than 80.

    None without a rate, or when nothing is expected yet.
    """
    return None if rate is None or expected <= 0 else rounded(rate / expected * 100)


def budget_light(v: Decimal | None, previous: Light, on: date, rules: Lights, since: date | None = None) -> Light:
    """The light of v, a pure function of the light before: < 60 red, 60–80 yellow, ≥ 80 green (published bands).

    A light only improves when v passes the border by `hysteresis` points. It is never red before `no_red_before`, nor
    in the `no_red_days` after the first money came on `since`. Nothing to judge (no budget, nothing expected) is NONE.
    """
    if v is None:
        return Light.NONE
    leave_yellow = rules.yellow_below + (rules.hysteresis if previous.troubled else 0)
    leave_red = rules.red_below + (rules.hysteresis if previous is Light.RED else 0)
    if v >= leave_yellow:
        return Light.GREEN
    return Light.YELLOW if v >= leave_red or _is_early(on, rules, since) else Light.RED


def _is_early(on: date, rules: Lights, since: date | None) -> bool:
    """Whether it is early in the year of the money; the January after it is late."""
    if since is not None and on.year > since.year:
        return False
    if (on.month, on.day) < rules.no_red_before:
        return True
    return since is not None and (on - since).days < rules.no_red_days


def remembers(v: Decimal | None, rules: Lights) -> bool:
    """Whether v is so near a border that its light depends on the light before."""
    if v is None:
        return False
    return any(border <= v < border + rules.hysteresis for border in (rules.red_below, rules.yellow_below))


def worst(lights: list[Light]) -> Light:
    """The worst of several lights; NONE when there is none to judge."""
    return min(lights, default=Light.NONE)
