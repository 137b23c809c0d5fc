"""Reads numbers, ranges and changes in indicator values: [comparison] number-or-range [unit] [/period]."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from perfbot.domain.amounts.numerals import chinese_numeral, folded
from perfbot.domain.values.dates import dated
from perfbot.domain.values.signs import SIGNS, framed
from perfbot.domain.values.types import ONE, POWERS, Comparison, Direction, Value
from perfbot.domain.values.units import is_known, split_period

_DASHES = str.maketrans("〜∼–—―", "~~---")
_STRAY_ENDS = " ;,.。；，、"

_UP = ("增长", "增加", "提高", "提升", "上升", "增收", "上涨", "增产")
_DOWN = ("下降", "降低", "减少", "压减", "缩减", "减排", "节约", "下浮")
_YEAR_ON_YEAR = ("同比", "较上年度", "比上年度", "较上年", "比上年", "较去年", "比去年", "与上年相比")
_MONTH_ON_MONTH = ("环比", "较上月", "比上月")
_CHANGE = re.compile(
    rf"(?P<basis>{'|'.join((*_YEAR_ON_YEAR, *_MONTH_ON_MONTH, '年均', '逐年', '每年'))})?"
    rf"(?P<verb>{'|'.join(_UP + _DOWN)}|[升降提](?=[到至]))(?P<to>[到至为])?(?P<rest>.+)"
)

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,10})?"
_HAN = "[零〇一二两三四五六七八九十百千万亿点]{1,20}"
_LEADING = re.compile(rf"-?{_ARABIC}(?![0-9,.])")
_HAN_LEADING = re.compile(_HAN)
_HUNDREDTHS = re.compile(rf"百分百|(?P<base>百|千)分之(?P<written>百|{_HAN}|{_ARABIC})")
_MULTIPLIERS = {word: Decimal(10) ** power for word, power in POWERS.items()}
_MONEY = {Decimal(10) ** 4: "万元", Decimal(10) ** 8: "亿元"}
# 2020-2021 without a unit may be two years: neither reading is sure.
_MAYBE_YEARS = (Decimal(1990), Decimal(2099))
# 2021.12 without a unit may be a month or a sum.
_MAYBE_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])")
_SEPARATOR = re.compile("-{1,3}|[~至到]")
_UNKNOWN_UNIT = re.compile(r"[\u4e00-\u9fff]{1,6}(?:\([\u4e00-\u9fff]{1,6}\))?(?:/[\u4e00-\u9fff]{1,4}){0,2}")
_NOT_A_UNIT = re.compile("[完成达到率级以前后内未不无有已全均较同比增减升降提改合格满优良差第等余多几来一]")


@dataclass(frozen=True)
class _Number:
    """One number with what stands behind it: unit, period, and the 万 or 亿 that was multiplied out."""

    value: Decimal
    unit: str = ""
    period: str = ""
    scale: Decimal = ONE

    @property
    def is_plain(self) -> bool:
        return not self.unit and not self.period and self.scale == 1


def tidied(raw: str) -> str | None:
    """The text without blanks, stray ends and typographic variants; None when a blank parts two digits."""
    text = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", folded(raw).translate(SIGNS).translate(_DASHES))
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
    value = replace(value, raw=raw, period=frame.period or value.period, label=frame.label)
    return _bounded(replace(value, approximate=frame.approximate), frame.comparison)


def change(raw: str, text: str) -> Value | None:
    """同比下降5%, 增长10%以上: a size and a direction; `提高到95%` is a number, since 到 names where it ends."""
    found = _CHANGE.fullmatch(text)
    value = numeric(raw, found["rest"]) if found else None
    if found is None or value is None or (value.stated_number or Decimal(0)) < 0:
        return None
    up = found["verb"] not in (*_DOWN, "降")
    if found["to"]:
        return value if value.comparison or value.kind == "range" else _bounded(value, ">=" if up else "<=")
    direction: Direction = "up" if up else "down"
    return replace(value, kind="change", direction=direction, basis=_basis(found["basis"] or ""))


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
    """3-5场, 80%~90%, 3至5万元; the separator is looked for at every place, since a unit may stand before it."""
    for separator in _SEPARATOR.finditer(body, 1):
        one, other = _number(body[: separator.start()], lone=False), _number(body[separator.end() :])
        if one is None or other is None or (other.is_plain and one.value > other.value):
            continue
        one = _completed(one, other)
        if (one.unit, one.period) == (other.unit, other.period) and min(one.value, other.value) >= 0:
            low, high = sorted((one.value, other.value))
            if other.is_plain and _MAYBE_YEARS[0] <= low <= high <= _MAYBE_YEARS[1]:
                return None
            return Value("", "range", None, low, high, other.unit, other.period, other.scale)
    return None


def _completed(one: _Number, other: _Number) -> _Number:
    """What stands behind the second number holds for a bare first one; 3万-5万元 is 3-5万元."""
    if one.is_plain:
        return replace(other, value=one.value * other.scale)
    if not one.unit and not one.period and other.unit == _MONEY.get(one.scale):
        return replace(other, value=one.value / one.scale)
    return one


def _single(body: str) -> Value | None:
    number = _number(body)
    if number is None or _MAYBE_MONTH.fullmatch(body):
        return None
    return Value("", "number", None, number.value, number.value, number.unit, number.period, number.scale)


def _number(body: str, *, lone: bool = True) -> _Number | None:
    """The whole text as one number with its unit; a Chinese numeral may lack its unit only when it is not `lone`."""
    if found := _HUNDREDTHS.match(body):
        value = _written(found["written"] or "百")
        return (
            None if value is None or found.end() < len(body) else _Number(value, "‰" if found["base"] == "千" else "%")
        )
    if found := _LEADING.match(body):
        return _measured(Decimal(found[0].replace(",", "")), body[found.end() :])
    return _chinese(body, lone=lone)


def _written(number: str) -> Decimal | None:
    if number == "百":
        return Decimal(100)
    if number[0].isascii():
        return Decimal(number.replace(",", ""))
    numeral = chinese_numeral(number)
    return numeral.value if numeral else None


def _chinese(body: str, *, lone: bool) -> _Number | None:
    """A Chinese numeral counts only before a unit that is known: 一般, 一次性 and 十分 are words."""
    found = _HAN_LEADING.match(body)
    for length in range(found.end() if found else 0, 0, -1):
        numeral, (unit, period) = chinese_numeral(body[:length]), split_period(body[length:])
        if numeral and body != "十分" and (is_known(unit) or (not lone and not unit and not period)):
            return _Number(numeral.value, unit, period)
    return None


def _measured(value: Decimal, tail: str) -> _Number | None:
    unit, period = split_period(tail)
    scale = ONE
    if unit and not is_known(unit):
        multiplier = next((word for word in _MULTIPLIERS if unit.startswith(word)), "")
        scale, unit = _MULTIPLIERS.get(multiplier, ONE), unit.removeprefix(multiplier)
    if not _is_unit(unit):
        return None
    return _Number(_scaled(value, scale), "%" if unit == "百分比" else unit, period, scale)


def _scaled(value: Decimal, scale: Decimal) -> Decimal:
    product = value * scale
    return product.quantize(ONE) if scale > 1 and product == product.to_integral_value() else product


def _is_unit(unit: str) -> bool:
    bare = unit.removeprefix("/")
    if not unit or is_known(bare):
        return True
    return bool(_UNKNOWN_UNIT.fullmatch(bare)) and not _NOT_A_UNIT.search(bare)


LONGEST = 120


def parse_value(raw: str) -> Value:
    """What the text says, its raw words kept; what is not wholly understood is qualitative, never guessed."""
    text = tidied(raw) if len(raw) <= 4 * LONGEST else None
    if not text or len(text) > LONGEST:
        return Value(raw)
    return dated(raw, text) or change(raw, text) or numeric(raw, text) or Value(raw)
