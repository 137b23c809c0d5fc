"""Reads dates and deadlines in indicator values: 2021年12月底前, 12月31日前, 2023年底, 2023.07-2024.01, 第四季度."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from perfbot.domain.amounts.numerals import chinese_numeral
from perfbot.domain.values.types import Comparison, Value

# Dates without a year get this one until they meet a date that has one; a leap year, so that 2月29日 exists.
PLACEHOLDER_YEAR = 2000

_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_M = "(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_D = "(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_PART = "(?P<part>底|末|初|上旬|中旬|下旬)"
_WITHIN_YEAR = "年度?"
_POINTS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}年)?{_M}月{_D}[日号]?",
        rf"{_YEAR}(?P<s>[-./]){_M}(?P=s){_D}",
        r"(?P<y>20[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        rf"{_YEAR}[-/](?P<m>0[1-9]|1[0-2])",
        rf"(?:(?:{_YEAR}|当|本)年)?{_M}月份?{_PART}?",
        rf"(?:(?:{_YEAR}|当|本)年)?(?:第)?(?P<q>[1-4一二三四])季度(?P<part>底|末)?",
        rf"(?:(?:{_YEAR}|当|本)年)?(?P<h>[上下])半年(?P<part>底|末)?",
        rf"(?:{_YEAR}|当|本)年[度年]?(?P<part>底|末|初)?",
        r"年(?P<part>底|末|初)",
        _WITHIN_YEAR,
    )
)
_SPAN_POINT = re.compile(rf"{_YEAR}(?:[-./年]{_M}月?)?")
_SPAN = re.compile(r"(?P<one>.+?)(?:-{1,3}|[~至到])(?P<other>.+)")
_BEFORE = "以前|之前|前|之内|以内|内|止|为止"
_DONE = (
    "完成|竣工|验收|交付|到位|支付|拨付|发放|结束|办结|上线|建成|实施|上报|提交"
    "|投入使用|通过|资金|项目|工程|任务|全部|已|均"
)
_FRAME = re.compile(
    r"(?:已?于|在|截止到|截至到|截至|截止)?(?P<limit>不迟于|不晚于|最迟|最晚)?(?P<body>.+?)"
    rf"(?P<before>{_BEFORE})?(?:{_DONE})*"
)
_HALVES = {"上": (1, 6), "下": (7, 12)}
_PARTS = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (21, 31), "末": (21, 31)}


@dataclass(frozen=True)
class _Stretch:
    """The days that a text names, from the first to the last, and whether they end on a named day (月底, 31日)."""

    start: date
    end: date
    yearless: bool
    sharp: bool


def dated(raw: str, text: str) -> Value | None:
    """A date, deadline or period; None when the text is not wholly understood. 12月31日前 includes that day."""
    found = _FRAME.fullmatch(text) if len(text) <= 40 else None
    stretch = _stretch(found["body"]) if found else None
    if found is None:
        return None
    if stretch and re.fullmatch(_WITHIN_YEAR, found["body"]) and not (found["before"] or "").endswith("内"):
        return None
    if stretch:
        comparison = _deadline(stretch, found["before"] or "", bool(found["limit"]))
        return Value(raw, "date", comparison, start=stretch.start, end=stretch.end, yearless=stretch.yearless)
    return None if found["limit"] or found["before"] else _span(raw, text)


def _deadline(stretch: _Stretch, before: str, limit: bool) -> Comparison | None:
    """前 behind a whole month or year may mean before it begins or before it ends: `<`; else the last day counts."""
    if not before and not limit:
        return None
    return "<" if before.endswith("前") and not stretch.sharp else "<="


def _stretch(body: str) -> _Stretch | None:
    for form in _POINTS:
        if found := form.fullmatch(body):
            try:
                return _days(found.groupdict())
            except ValueError:
                return None
    return None


def _days(part: dict[str, str | None]) -> _Stretch:
    year, yearless = int(part.get("y") or PLACEHOLDER_YEAR), not part.get("y")
    if day := part.get("d"):
        exact = date(year, _ordinal(part["m"]), _ordinal(day))
        return _Stretch(exact, exact, yearless, sharp=True)
    first, last = _months(part)
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    edge = part.get("part")
    if edge:
        start, end = _edge(start, end, edge)
    return _Stretch(start, end, yearless, sharp=bool(edge))


def _edge(start: date, end: date, edge: str) -> tuple[date, date]:
    first, last = _PARTS[edge]
    month = start if edge in ("初", "上旬") else end
    return month.replace(day=first), month.replace(day=min(last, monthrange(month.year, month.month)[1]))


def _months(part: dict[str, str | None]) -> tuple[int, int]:
    if month := part.get("m"):
        return _ordinal(month), _ordinal(month)
    if quarter := part.get("q"):
        return 3 * _ordinal(quarter) - 2, 3 * _ordinal(quarter)
    return _HALVES[part["h"]] if part.get("h") in ("上", "下") and part["h"] else (1, 12)


def _ordinal(text: str | None) -> int:
    if text and text.isascii():
        return int(text)
    numeral = chinese_numeral(text or "")
    return int(numeral.value) if numeral else 0


def _span(raw: str, text: str) -> Value | None:
    """A period with both ends: 2023.07-2024.01, 2020年1月--2020年11月, 2020-2021年."""
    found = _SPAN.fullmatch(text)
    one, other = (_span_end(found["one"], found["other"]), _span_end(found["other"], "")) if found else (None, None)
    if one and other and other.yearless and not one.yearless:
        other = replace(other, start=in_year(other.start, one.start.year), end=in_year(other.end, one.start.year))
    elif one is None or other is None or one.yearless != other.yearless:
        return None
    if one.start > other.end:
        return None
    return Value(raw, "date", "=", start=one.start, end=other.end, yearless=one.yearless)


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the last day of that month."""
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


def _span_end(text: str, partner: str) -> _Stretch | None:
    if stretch := _stretch(text):
        return stretch
    if partner.endswith("月") and text.isdigit() and "年" not in partner:
        return _stretch(f"{text}月")
    found = _SPAN_POINT.fullmatch(text)
    if not found or not (found["m"] or partner.endswith("年")):
        return None
    try:
        return _days({"y": found["y"], "m": found["m"]})
    except ValueError:
        return None
