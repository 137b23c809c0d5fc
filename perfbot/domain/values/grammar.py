"""Reads numbers, ranges and changes in indicator values: [comparison] number-or-range [unit] [/period]."""

import re
from dataclasses import replace
from decimal import Decimal

from perfbot.domain.amounts.numerals import folded
from perfbot.domain.values.dates import dated
from perfbot.domain.values.numbers import MeasuredNumber, measured_number
from perfbot.domain.values.signs import SIGNS, framed
from perfbot.domain.values.types import Comparison, Trend, Value

_DASHES = str.maketrans("〜∼–—―", "~~---")
_STRAY_ENDS = " ;,.。；，、"

_UP = ("增长", "增加", "提高", "提升", "上升", "增收", "上涨", "增产")
_DOWN = ("下降", "降低", "减少", "压减", "缩减", "减排", "节约", "下浮")
# 》500亩 and 《800元 are signs; a title 《2021年工作要点》 has both marks and stays words.
_BOOK_MARKS = (
    (re.compile("^([^《〈]*)[》〉](?=[0-9])"), r"\1>="),
    (re.compile("[《〈](?=[0-9][^》〉]*$)"), "<="),
)
_NOUGHT = re.compile("零(?:事故|投诉|差错|失误|死亡|伤亡|违规|违纪|发生|上访|缺陷|感染|拖欠|欠薪|逾期|案件|火灾)?")
_ALL_COVERED = re.compile("全覆盖|实现全覆盖|全部覆盖")
_BOUNDS = re.compile("[,，;；、且]")

_YEAR_ON_YEAR = ("同比", "较上年度", "比上年度", "较上年", "比上年", "较去年", "比去年", "与上年相比")
_MONTH_ON_MONTH = ("环比", "较上月", "比上月")
_CHANGE = re.compile(
    rf"(?P<basis>{'|'.join((*_YEAR_ON_YEAR, *_MONTH_ON_MONTH, '年均', '逐年', '每年'))})?"
    rf"(?P<verb>{'|'.join(_UP + _DOWN)}|[升降提](?=[到至]))(?P<to>[到至为])?(?P<rest>.+)"
)

_MONEY = {Decimal(10) ** 4: "万元", Decimal(10) ** 8: "亿元"}
# 2020-2021 without a unit may be two years: neither reading is sure.
_MAYBE_YEARS = (Decimal(1990), Decimal(2099))
# 2021.12 without a unit may be a month or a sum.
_MAYBE_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])")
_SEPARATOR = re.compile("-{1,3}|[~至到]")


def tidied(raw: str) -> str | None:
    """The text without blanks, stray marks and typographic variants; None when a blank separates two digits."""
    text = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", folded(raw).translate(SIGNS).translate(_DASHES))
    for pattern, sign in _BOOK_MARKS:
        text = pattern.sub(sign, text)
    text = re.sub(r"(?<![0-9,.])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])", lambda run: run[0].replace(" ", ","), text)
    if re.search(r"[0-9]\s+[0-9]", text):
        return None
    return re.sub(r"\s+", "", text).rstrip(_STRAY_ENDS)


def numeric(raw: str, text: str) -> Value | None:
    """A number or a range; None when the text is not wholly understood."""
    frame = framed(text)
    value = _range(frame.body) or _single(frame.body) if frame else None
    if frame is None or value is None or (frame.period and value.period):
        return None
    if value.high is None and frame.comparison in ("<=", "<"):
        return None
    value = replace(value, raw=raw, period=frame.period or value.period, label=frame.label, basis=frame.average)
    return _bounded(replace(value, approximate=frame.approximate), frame.comparison)


def change(raw: str, text: str) -> Value | None:
    """同比下降5%, 增长10%以上: a size and a trend; `提高到95%` is a number, since 到 names where it ends."""
    found = _CHANGE.fullmatch(text)
    value = numeric(raw, found["rest"]) if found else None
    if found is None or value is None or (value.stated_number or Decimal(0)) < 0:
        return None
    up = found["verb"] not in (*_DOWN, "降")
    if found["to"]:
        return value if value.comparison or value.kind == "range" else _bounded(value, ">=" if up else "<=")
    trend: Trend = "up" if up else "down"
    return replace(value, kind="change", trend=trend, basis=_basis(found["basis"] or ""))


def _basis(written: str) -> str:
    if written in _YEAR_ON_YEAR:
        return "同比"
    return "环比" if written in _MONTH_ON_MONTH else written


def _bounded(value: Value, comparison: Comparison | None) -> Value:
    if value.kind == "range":
        return replace(value, comparison=comparison)
    low = None if comparison in ("<=", "<") else value.low
    high = None if comparison in (">=", ">") else value.high
    return replace(value, comparison=comparison, low=low, high=high)


def _range(body: str) -> Value | None:
    """3-5场, 80%~90%, 3至5万元; every place is tried as separator, since a unit may stand before it."""
    for separator in _SEPARATOR.finditer(body, 1):
        one, other = measured_number(body[: separator.start()], lone=False), measured_number(body[separator.end() :])
        if (
            one is None
            or other is None
            or one.somewhat_more
            or other.somewhat_more
            or (other.is_plain and one.value > other.value)
        ):
            continue
        one = _completed(one, other)
        if (one.unit, one.period) == (other.unit, other.period) and min(one.value, other.value) >= 0:
            low, high = sorted((one.value, other.value))
            if other.is_plain and _MAYBE_YEARS[0] <= low <= high <= _MAYBE_YEARS[1]:
                return None
            return Value("", "range", None, low, high, other.unit, other.period, other.scale)
    return None


def _completed(one: MeasuredNumber, other: MeasuredNumber) -> MeasuredNumber:
    """What stands behind the second number holds for a bare first one; 3万-5万元 is 3-5万元."""
    if one.is_plain:
        return replace(other, value=one.value * other.scale)
    if not one.unit and not one.period and other.unit == _MONEY.get(one.scale):
        return replace(other, value=one.value / one.scale)
    return one


def _single(body: str) -> Value | None:
    number = measured_number(body)
    if number is None or _MAYBE_MONTH.fullmatch(body):
        return None
    high = None if number.somewhat_more else number.value
    return Value("", "number", None, number.value, high, number.unit, number.period, number.scale)


LONGEST = 120


def parse_value(raw: str) -> Value:
    """What the text says, its raw words kept; what is not wholly understood is qualitative, never guessed."""
    text = tidied(raw) if len(raw) <= 4 * LONGEST else None
    if not text or len(text) > LONGEST:
        return Value(raw)
    return dated(raw, text) or change(raw, text) or numeric(raw, text) or _two_bounds(raw, text) or _in_words(raw, text)


def _two_bounds(raw: str, text: str) -> Value | None:
    """≥80%，≤95% is 80-95%."""
    parts = [part for part in _BOUNDS.split(text) if part]
    values = [numeric(raw, part) for part in parts] if len(parts) == 2 else []
    floor = next((value for value in values if value and value.comparison == ">="), None)
    ceiling = next((value for value in values if value and value.comparison == "<="), None)
    if floor is None or ceiling is None or floor.kind == "range" or ceiling.kind == "range":
        return None
    alike = (floor.unit, floor.period, floor.scale, floor.label) == (
        ceiling.unit,
        ceiling.period,
        ceiling.scale,
        ceiling.label,
    )
    if not alike or floor.low is None or ceiling.high is None or floor.low > ceiling.high:
        return None
    return replace(floor, kind="range", comparison=None, high=ceiling.high)


def _in_words(raw: str, text: str) -> Value:
    if _NOUGHT.fullmatch(text):
        return Value(raw, "number", None, Decimal(0), Decimal(0))
    if _ALL_COVERED.fullmatch(text):
        return Value(raw, "number", None, Decimal(100), Decimal(100), "%")
    return Value(raw)
