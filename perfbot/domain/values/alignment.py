"""Brings a target and an actual value to one unit, or says why that cannot be done."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from perfbot.domain.values.types import POWERS, Value
from perfbot.domain.values.units import Measure, is_known, is_money, measure, same_period

_SHORT_NAMES = tuple("个家件项份场次人名条座处所台套期篇种")
_FAR_APART = 100
_AVERAGES = ("人均", "户均", "年均")
_TOTALS_APART = 3


@dataclass(frozen=True)
class Mismatch:
    """The two values cannot be compared: a short code and one Chinese sentence for a clerk."""

    reason: str
    why: str


@dataclass(frozen=True)
class Aligned:
    """The values in one unit; `note` says what was assumed, or is empty."""

    target: Value
    actual: Value
    note: str = ""


def aligned(target: Value, actual: Value) -> Aligned | Mismatch:
    """The two values in one unit: 人/人次 alike, 元/万元/亿元 and metric units converted, a bare number as the other's.

    A number without unit takes the unit of its counterpart, since forms have a unit column of their own; where that
    makes the two differ a hundredfold, or a percent sign may be missing, a person is asked.
    """
    if not (target.is_numeric and actual.is_numeric):
        return Mismatch("kind", "目标值和实际值不都是数字，无法直接比较")
    if mismatch := _different_sense(target, actual) or _average_of_one(target, actual):
        return mismatch
    if actual.is_bare != target.is_bare:
        return _borrowed(target, actual)
    if not _same_time(target, actual):
        return Mismatch("period", f"目标{_per(target)}，实际{_per(actual)}，请按同一个期间填写")
    return _converted(target, actual)


def _different_sense(target: Value, actual: Value) -> Mismatch | None:
    if _other_label(target.label, actual.label):
        one, other = (f"“{label}”" if label else "没有写明名称的数" for label in (target.label, actual.label))
        return Mismatch("label", f"目标说的是{one}，实际说的是{other}，不能肯定是同一个指标")
    if target.basis and actual.basis and target.basis != actual.basis:
        return Mismatch("basis", f"目标按“{target.basis}”，实际按“{actual.basis}”，口径不同")
    if (target.kind == "change") != (actual.kind == "change"):
        return Mismatch("change", "一边写的是增减幅度，另一边没有写增长还是下降，无法直接比较")
    return None


def _average_of_one(target: Value, actual: Value) -> Mismatch | None:
    """人均 on one side only is taken for the other's unless the numbers are far apart: then one may be a total."""
    average = target.basis or actual.basis
    if average not in _AVERAGES or target.basis == actual.basis or not _far_apart(target, actual, _TOTALS_APART):
        return None
    return Mismatch("basis", f"一边写的是“{average}”，另一边没有写，两个数又相差很大，可能一个是总数")


def _other_label(one: str, other: str) -> bool:
    """Whether one side's name may stand for the other's; not where it turns the sense round (不合格率)."""
    if one and other:
        return one != other
    return bool(re.search("[不未无非负]", one + other))


def _same_time(target: Value, actual: Value) -> bool:
    return same_period(target.period, actual.period)


def _per(value: Value) -> str:
    return f"按每{value.period}计" if value.period else "没有写明按什么期间计"


def _borrowed(target: Value, actual: Value) -> Aligned | Mismatch:
    bare, whole = (actual, target) if actual.is_bare else (target, actual)
    side, other = ("实际值", "目标") if actual.is_bare else ("目标值", "实际值")
    if target.is_bare and whole.scale != 1:
        return Mismatch("scale", "目标值没有写单位，实际值以千、万或亿计，请写明目标的单位")
    if _lost_percent_sign(bare, whole):
        return Mismatch("percent", f"{side}没有写百分号，看不出是百分之几还是几倍，请写成例如 95%")
    filled = _times(replace(bare, unit=whole.unit, period=whole.period, scale=whole.scale), whole.scale)
    one, two = (target, filled) if actual.is_bare else (filled, actual)
    if _far_apart(one, two):
        return Mismatch("size", f"{side}没有写单位，按{other}的“{_named(whole)}”理解又相差百倍以上，请写明单位")
    return Aligned(one, two, f"{side}没有写单位，按{other}的“{_named(whole)}”理解")


def _lost_percent_sign(bare: Value, whole: Value) -> bool:
    """A spreadsheet hands out 100% as 1 when the format of the cell is lost."""
    number, other = bare.stated_number, whole.stated_number
    return whole.unit == "%" and number is not None and other is not None and 0 < number <= 1 < other


def _far_apart(target: Value, actual: Value, times: int = _FAR_APART) -> bool:
    one, other = target.stated_number, actual.stated_number
    if not one or not other:
        return False
    return abs(one) >= times * abs(other) or abs(other) >= times * abs(one)


def _named(value: Value) -> str:
    multiplier = next((word for word, power in POWERS.items() if power == value.scale.adjusted()), "")
    return f"{multiplier}{value.unit}{f'/{value.period}' if value.period else ''}"


def _converted(target: Value, actual: Value) -> Aligned | Mismatch:
    one, other = measure(target.unit), measure(actual.unit)
    if one.per != other.per:
        return _unlike(target, actual)
    if not one.head or not other.head:
        return _one_unnamed(target, actual)
    if one.family == other.family:
        return _same_family(target, actual, one, other)
    if _short_name(target.unit, actual.unit):
        return Aligned(target, actual, f"“{target.unit}”与“{actual.unit}”按同一单位比较")
    return _unlike(target, actual)


def _same_family(target: Value, actual: Value, one: Measure, other: Measure) -> Aligned:
    if one.worth != other.worth:
        return Aligned(_times(target, one.worth), _times(actual, other.worth))
    note = "" if target.unit == actual.unit else f"“{target.unit}”与“{actual.unit}”按同类单位比较"
    return Aligned(target, actual, note)


def _one_unnamed(target: Value, actual: Value) -> Aligned | Mismatch:
    """250万 beside 250万元 is 元; 28.40/株 beside 30元/株 takes the other's unit."""
    if not measure(target.unit).head and not measure(actual.unit).head:
        return Aligned(target, actual)
    named, unnamed = (target, actual) if measure(target.unit).head else (actual, target)
    note = f"其中一边没有写单位，按“{_named(named)}”理解"
    if is_money(named.unit) and unnamed.scale != 1:
        return Aligned(_in_yuan(target), _in_yuan(actual), note)
    if named.scale != unnamed.scale:
        return Mismatch("scale", "一边以万或亿计而另一边没有写明，请把单位写完整")
    return Aligned(target, actual, note)


def _in_yuan(value: Value) -> Value:
    return _times(value, measure(value.unit).worth)


def _short_name(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short in _SHORT_NAMES and long.startswith(short) and not is_known(long)


def _unlike(target: Value, actual: Value) -> Mismatch:
    return Mismatch(
        "unit", f"目标的单位是“{_named(target)}”，实际的单位是“{_named(actual)}”，不是同一类单位，无法直接比较"
    )


def _times(value: Value, factor: Decimal) -> Value:
    low = None if value.low is None else value.low * factor
    high = None if value.high is None else value.high * factor
    return replace(value, low=low, high=high)


def comparable(target: Value, actual: Value) -> tuple[Decimal, Decimal] | Mismatch:
    """A and B of the scoring formulas: the target and the actual number in one unit, or why they cannot be compared.

    Of a range target, A is the bound that B left, or B itself inside. An actual with a comparison counts as its bound.
    A change against the target's trend is negative.
    """
    pair = aligned(target, actual)
    if isinstance(pair, Mismatch):
        return pair
    wanted, given = pair.target, pair.actual.stated_number
    if given is None or wanted.stated_number is None:
        return Mismatch("kind", "读不出可以比较的数字")
    if wanted.kind == "change" and wanted.trend != pair.actual.trend:
        given = -given
    return _reference(wanted, given), given


def _reference(target: Value, given: Decimal) -> Decimal:
    low, high = target.low, target.high
    if low is None or high is None:
        return target.stated_number or Decimal(0)
    return min(max(given, low), high)
