"""The direction 指标性质 of an indicator: whether more or less is better, and by what that is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum

from perfbot.domain.amounts.numerals import folded
from perfbot.domain.values.name_senses import NameSays, kind_senses, name_says
from perfbot.domain.values.types import Comparison, Value
from perfbot.domain.values.units import is_directionless, is_known, is_money, is_time


class Direction(StrEnum):
    """指标性质 as forms print it (计算符号): at least, at most, equal, between, qualitative."""

    AT_LEAST = "≥"
    AT_MOST = "≤"
    EQUAL = "="
    BETWEEN = "区间"
    QUALITATIVE = "定性"


_ALSO_WRITTEN: dict[Direction, str] = {
    Direction.AT_LEAST: ">= > ≧ ⩾ 正向 正向指标 大 越大越好 越多越好 越高越好",
    Direction.AT_MOST: "<= < ≦ ⩽ 反向 反向指标 逆向 逆向指标 小 越小越好 越少越好 越低越好",
    Direction.EQUAL: "等于 等于目标",
    Direction.BETWEEN: "区间指标 在区间内",
    Direction.QUALITATIVE: "定性指标",
}
_BRACKETED = re.compile(r"\([^()]*\)$")


def direction_named(words: str) -> Direction | None:
    """The direction that these words name: its sign however written, 正向 and 反向, 越大越好 and 越小越好（≤）."""
    plain = _BRACKETED.sub("", folded(words).strip())
    return next((one for one, also in _ALSO_WRITTEN.items() if plain and plain in (one, *also.split())), None)


class DirectionSource(Enum):
    """By what a direction is known: the office, a sign in the target, the kind 二级指标, the name, or nothing."""

    GIVEN = "given"
    SIGN = "sign"
    KIND = "kind"
    NAME = "name"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class IndicatorDirection:
    """The direction and its source; `reason` is the Chinese sentence of the word list where one decided.

    `less_is_better` also says how a target that is no bound is meant (= and 区间): over it, under it, or None: unknown.
    `growth` is +1 or −1 where the name is of a growth or a decline, else 0.
    """

    direction: Direction | None = None
    source: DirectionSource = DirectionSource.UNKNOWN
    less_is_better: bool | None = None
    reason: str = ""
    growth: int = 0

    @property
    def suggested(self) -> Direction | None:
        """The sign that belongs before a target that has none; None where nothing says which."""
        if self.less_is_better is None:
            return None
        return Direction.AT_MOST if self.less_is_better else Direction.AT_LEAST

    def is_opposite(self, other: IndicatorDirection) -> bool:
        """Whether one says ≥ and the other ≤."""
        return {self.direction, other.direction} == {Direction.AT_LEAST, Direction.AT_MOST}

    def contradicts(self, target: Value) -> bool:
        """Whether the office gave ≥ where the target says ≤, or the other way round."""
        signed = _SETTLED.get(_stated(target) or Direction.EQUAL)
        return signed is not None and self.source is DirectionSource.GIVEN and self.less_is_better is (not signed)


_SIGNED: dict[Comparison, Direction] = {
    **dict.fromkeys((">=", ">"), Direction.AT_LEAST),
    **dict.fromkeys(("<=", "<"), Direction.AT_MOST),
    "=": Direction.EQUAL,
}
_SETTLED = {Direction.AT_LEAST: False, Direction.AT_MOST: True}
_NAMED_UNIT = re.compile(r"[(（]([^()（）]{1,6})[)）]$")
_A_SHARE = re.compile("[率度比例]|节|降|减")


def direction_of(
    target: Value, *, name: str = "", kind: str = "", given: Direction | None = None
) -> IndicatorDirection:
    """The direction by what was `given`, else the sign in the target, else the name 三级指标, else the `kind` 二级指标.

    A name that says plainly which way stands before the kind: 失业率 is a 社会效益, 成本节约率 a 成本.
    """
    says = name_says(name)
    less, source, reason = _meant(target, name, says, kind)
    stated = given or _stated(target)
    if stated is not None:
        by = DirectionSource.GIVEN if given else DirectionSource.SIGN
        return IndicatorDirection(stated, by, _SETTLED.get(stated, less), reason, says.growth)
    direction = None if less is None else Direction.AT_MOST if less else Direction.AT_LEAST
    return IndicatorDirection(direction, source, less, reason, says.growth)


def _stated(target: Value) -> Direction | None:
    if target.comparison and target.is_numeric:
        return _SIGNED[target.comparison]
    if target.kind == "qualitative":
        return Direction.QUALITATIVE
    return Direction.BETWEEN if target.kind == "range" else None


def _meant(target: Value, name: str, says: NameSays, kind: str) -> tuple[bool | None, DirectionSource, str]:
    row = next((row for row in kind_senses() if row["kind"] in kind), None)
    by_kind = _by_kind(row["sense"], target, name) if row else None
    if target.kind == "change":
        return _of_a_change(target, says, by_kind)
    if says.less is not None and (says.less or not by_kind or _A_SHARE.search(name)):
        return says.less, DirectionSource.NAME, says.reason
    if row is None or by_kind is None or _in_doubt(says, row["sense"]):
        return None, DirectionSource.UNKNOWN, ""
    return by_kind, DirectionSource.KIND, row["reason"]


def _in_doubt(says: NameSays, kind_sense: str) -> bool:
    """Whether the name forbids to go by the kind: it names harm, says how much lower, or how long a service lasts."""
    if says.less is None and says.growth < 0:
        return True
    if kind_sense == "time":
        return says.less is False or bool(says.doubtful and says.reason)
    return says.doubtful and kind_sense != "less"


def _of_a_change(target: Value, says: NameSays, by_kind: bool | None) -> tuple[bool | None, DirectionSource, str]:
    """增长5%, 下降5%: the wanted change itself; growth of what should be little is a limit, a fall of it is wanted."""
    less = says.less if says.less is not None else (True if by_kind else None)
    if says.growth:
        less = None
    if target.trend == "down":
        return (None, DirectionSource.UNKNOWN, "") if less is False else (False, DirectionSource.SIGN, "")
    return (True, DirectionSource.NAME, says.reason) if less else (False, DirectionSource.SIGN, "")


def _by_kind(sense: str, target: Value, name: str) -> bool | None:
    """Whether less is better of that kind; of counts neither time nor money, of time only time."""
    unit = target.unit or _unit_in(name)
    if sense == "time":
        return True if is_time(unit) else None
    if sense in ("counts", "benefit") and (is_directionless(unit) or (sense == "counts" and is_money(unit))):
        return None
    return sense == "less"


def _unit_in(name: str) -> str:
    """任务完成时限(月): forms put the unit behind the name."""
    found = _NAMED_UNIT.search(name.strip())
    return found[1] if found and is_known(found[1]) else ""
