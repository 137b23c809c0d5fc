"""Reads one number with what stands behind it: 1,200人次, 3.5万元, 三十五件, 百分之九十, 5000余人次."""

import re
from dataclasses import dataclass
from decimal import Decimal

from perfbot.domain.amounts.numerals import chinese_numeral
from perfbot.domain.values.types import ONE, POWERS
from perfbot.domain.values.units import is_known, split_period

_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,10})?"
_HAN = "[零〇一二两三四五六七八九十百千万亿点]{1,20}"
_LEADING = re.compile(rf"-?{_ARABIC}(?![0-9,.])")
_HAN_LEADING = re.compile(_HAN)
_HUNDREDTHS = re.compile(rf"百分百|(?P<base>百|千)分之(?P<written>百|{_HAN}|{_ARABIC})")
_MULTIPLIERS = {word: Decimal(10) ** power for word, power in POWERS.items()}
_SOMEWHAT_MORE = re.compile("^([千万亿]?)[余多](?=.)")
_UNKNOWN_UNIT = re.compile(r"[\u4e00-\u9fff]{1,6}(?:\([\u4e00-\u9fff]{1,6}\))?(?:/[\u4e00-\u9fff]{1,4}){0,2}")
_NOT_A_UNIT = re.compile("[完成达到率级以前后内未不无有已全均较同比增减升降提改合格满优良差第等余多几来一]")


@dataclass(frozen=True)
class MeasuredNumber:
    """One number with what stands behind it: unit, period, and the 万 or 亿 that was multiplied out."""

    value: Decimal
    unit: str = ""
    period: str = ""
    scale: Decimal = ONE
    somewhat_more: bool = False

    @property
    def is_plain(self) -> bool:
        return not self.unit and not self.period and self.scale == 1


def measured_number(body: str, *, lone: bool = True) -> MeasuredNumber | None:
    """The whole text as one number with its unit; a Chinese numeral may lack its unit only when it is not `lone`."""
    if found := _HUNDREDTHS.match(body):
        value = _written(found["written"] or "百")
        return (
            None
            if value is None or found.end() < len(body)
            else MeasuredNumber(value, "‰" if found["base"] == "千" else "%")
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


def _chinese(body: str, *, lone: bool) -> MeasuredNumber | None:
    """A Chinese numeral counts only before a unit that is known: 一般, 一次性 and 十分 are words."""
    found = _HAN_LEADING.match(body)
    for length in range(found.end() if found else 0, 0, -1):
        numeral, (unit, period) = chinese_numeral(body[:length]), split_period(body[length:])
        if numeral and body != "十分" and (is_known(unit) or (not lone and not unit and not period)):
            return MeasuredNumber(numeral.value, unit, period)
    return None


def _measured(value: Decimal, tail: str) -> MeasuredNumber | None:
    counted = _SOMEWHAT_MORE.sub(r"\1", tail)
    unit, period = split_period(counted)
    scale = ONE
    if unit and not is_known(unit):
        multiplier = next((word for word in _MULTIPLIERS if unit.startswith(word)), "")
        scale, unit = _MULTIPLIERS.get(multiplier, ONE), unit.removeprefix(multiplier)
    if not _is_unit(unit):
        return None
    return MeasuredNumber(_scaled(value, scale), "%" if unit == "百分比" else unit, period, scale, counted != tail)


def _scaled(value: Decimal, scale: Decimal) -> Decimal:
    product = value * scale
    return product.quantize(ONE) if scale > 1 and product == product.to_integral_value() else product


def _is_unit(unit: str) -> bool:
    bare = unit.removeprefix("/")
    if not unit or is_known(bare):
        return True
    return bool(_UNKNOWN_UNIT.fullmatch(bare)) and not _NOT_A_UNIT.search(bare)
