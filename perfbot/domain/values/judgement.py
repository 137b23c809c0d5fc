"""Judges an actual value 实际完成值 against its target 目标值, however they are written; never fails."""

import re
from datetime import date
from decimal import Decimal

from perfbot.domain.values.absence import judged_absence
from perfbot.domain.values.dates import in_year
from perfbot.domain.values.directions import Direction, IndicatorDirection, direction_of
from perfbot.domain.values.grammar import parse_value
from perfbot.domain.values.growth import alike_in_growth
from perfbot.domain.values.judging_numbers import judged_numbers
from perfbot.domain.values.types import Judgement, Outcome, Value, because
from perfbot.domain.values.words import Said, claims_reached, is_blank, is_timely, plain_words, said

_SHARE = re.compile("率|满意度|[%％]")
_MANY_PERCENT = 50
_SAID = {
    Said.REACHED: (Outcome.MET, "达到目标"),
    Said.PARTLY: (Outcome.PARTLY, "只完成了一部分"),
    Said.LOWER: (Outcome.PARTLY, "低于目标的等次"),
    Said.NOT_REACHED: (Outcome.UNMET, "没有达到目标"),
    Said.OPEN: (Outcome.UNCLEAR, "文字描述无法自动比较，请人工判断"),
}


def judge(
    target: str,
    actual: str,
    *,
    name: str = "",
    kind: str = "",
    year: int | None = None,
    given: Direction | None = None,
) -> Judgement:
    """What the actual value comes to against its target, and why.

    `name` 三级指标, `kind` 二级指标 and the `given` 指标性质 say how a target without ≥ or ≤ is meant. Where none does
    and the two differ, and whenever else in doubt, the outcome is 需人工判断. A deadline without a year is of `year`.
    """
    wanted, done = parse_value(target), parse_value(actual)
    direction = direction_of(wanted, name=name, kind=kind, given=given)
    if direction.contradicts(wanted):
        return Judgement(Outcome.UNCLEAR, None, because(target, actual, "目标值的比较符号与指标性质相反，请核对"))
    if _share_as_fraction(wanted, done, name):
        reason = "目标按百分之几写，实际值不大于 1，看不出是百分之几还是几成，请写成例如 95%"
        return Judgement(Outcome.UNCLEAR, None, because(target, actual, reason))
    return judged_absence(wanted, done, direction) or _judged(wanted, done, direction, year)


def _share_as_fraction(wanted: Value, given: Value, name: str) -> bool:
    """合格率(%) of 100 with a result of 0.98, as a spreadsheet hands out 98%."""
    of, part = wanted.stated_number, given.stated_number
    shares = wanted.is_bare and given.is_bare and _SHARE.search(name)
    return bool(shares and of is not None and part is not None and of >= _MANY_PERCENT and 0 < part <= 1)


def _judged(wanted: Value, given: Value, direction: IndicatorDirection, year: int | None) -> Judgement:
    target, actual = wanted.raw, given.raw
    if is_blank(actual):
        return Judgement(Outcome.PENDING, None, "还没有填写实际完成值。")
    if is_blank(target):
        return Judgement(Outcome.UNCLEAR, None, because(target, actual, "目标值是空的，没有可以比较的目标"))
    if wanted.is_numeric and given.is_numeric:
        return _identical(wanted, given) or judged_numbers(*alike_in_growth(wanted, given, direction), direction)
    if wanted.kind == given.kind == "date":
        return _judged_dates(wanted, given, year)
    if plain_words(target) == plain_words(actual) or wanted.kind == given.kind == "qualitative":
        return _judged_words(target, actual)
    return _judged_unlike(wanted, given)


def _identical(target: Value, actual: Value) -> Judgement | None:
    """What is written alike is done, even where its bound could not be weighed (≤3次/周 beside ≤3次/周)."""
    if plain_words(target.raw) != plain_words(actual.raw):
        return None
    ratio = Decimal(1) if target.stated_number else None
    return Judgement(Outcome.MET, ratio, because(target.raw, actual.raw, "与目标一致，达到目标"))


def _judged_words(target: str, actual: str) -> Judgement:
    outcome, reason = _SAID[said(target, actual)]
    return Judgement(outcome, None, because(target, actual, reason))


def _judged_unlike(target: Value, actual: Value) -> Judgement:
    """One is a number or a date and the other is not: only a plain 未完成 or, for a deadline, 按时完成 says enough."""
    meaning = said(target.raw, actual.raw) if actual.kind == "qualitative" else Said.OPEN
    if meaning in (Said.NOT_REACHED, Said.PARTLY):
        return _judged_words(target.raw, actual.raw)
    if target.kind == "date" and is_timely(actual.raw):
        return Judgement(Outcome.MET, None, because(target.raw, actual.raw, "说明按时完成，达到目标"))
    return Judgement(Outcome.UNCLEAR, None, because(target.raw, actual.raw, _unlike_reason(target, actual)))


def _unlike_reason(target: Value, actual: Value) -> str:
    if target.kind == "date":
        return "实际值没有写完成日期，看不出是否按时"
    if target.kind == "qualitative":
        return "目标是文字描述，不能用数字或日期直接判断"
    if claims_reached(actual.raw):
        return "目标是数字而实际值没有数字，请填写完成了多少"
    return "实际值读不出可以比较的数字，请人工判断"


def _judged_dates(target: Value, actual: Value, year: int | None) -> Judgement:
    wanted, given = _same_year(target, actual, year)
    outcome, reason = _timed(target, wanted, given)
    if plain_words(target.raw) == plain_words(actual.raw):
        outcome, reason = Outcome.MET, "与目标一致，达到目标"
    return Judgement(outcome, None, because(target.raw, actual.raw, reason))


def _timed(target: Value, wanted: tuple[date, date], given: tuple[date, date]) -> tuple[Outcome, str]:
    if target.comparison == "=":
        covered = given[0] <= wanted[0] and wanted[1] <= given[1]
        return (Outcome.MET, "覆盖了目标期间") if covered else (Outcome.UNCLEAR, "与目标期间不一致，请人工判断")
    deadline = wanted[0] if target.comparison == "<" else wanted[1]
    if given[1] < deadline or (given[1] == deadline and target.comparison != "<"):
        return Outcome.MET, "在期限之内，达到目标"
    if given[0] > wanted[1]:
        return Outcome.UNMET, "晚于期限，没有达到目标"
    return Outcome.UNCLEAR, "看不出是在期限之前还是之后，请写明完成日期"


def _same_year(target: Value, actual: Value, year: int | None) -> tuple[tuple[date, date], tuple[date, date]]:
    """A date without a year is of the year that its counterpart names; a deadline rather of the `year` told."""
    wanted, given = _days(target), _days(actual)
    if target.yearless and not actual.yearless:
        return _moved(wanted, year or given[1].year), given
    if actual.yearless and not target.yearless:
        return wanted, _moved(given, wanted[1].year)
    return wanted, given


def _days(value: Value) -> tuple[date, date]:
    start, end = value.start or date.min, value.end or date.max
    return start, end


def _moved(days: tuple[date, date], year: int) -> tuple[date, date]:
    return in_year(days[0], year), in_year(days[1], year)
