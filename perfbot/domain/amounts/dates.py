"""Dates as people type them, held to the book's year and never in the future."""

import calendar
import re
from datetime import date, timedelta

from perfbot.domain.amounts.day_words import WEEKDAYS
from perfbot.domain.amounts.numerals import chinese_numeral, folded

_REASONS = {
    "empty": "没有看到日期，请输入日期",
    "too_long": "内容太长，看不出是哪个日期，请只输入一个日期",
    "unreadable": "没有看懂这个日期，请写出月和日",
    "no_such_day": "日历上没有这一天，请核对月和日",
    "contradicts": "日期和旁边写的星期、“今天”等对不上，请核对",
    "other_year": "这本台账只记 {year} 年的日期，请核对年份",
    "future": "日期不能晚于今天（{today}），请核对",
}
_RELATIVE = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2, "明天": -1, "后天": -2}
_LONGEST = 40
# A time of day behind a whole date, as tables paste it: 2021-6-30 10:30.
_HOUR = re.compile(r"(?<=[0-9日号])\s+(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$")
_WEEK_BEFORE = re.compile("上个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_WEEKDAY = re.compile("(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
# As buttons and the review write it: 周五 7月2日, 今天 7月5日, 2021年7月2日（周五）.
_BESIDE = re.compile(
    rf"^(?:{'|'.join(_RELATIVE)}|(?:周|星期)[一二三四五六日天])\s*(?=[0-9])|\((?:周|星期)[一二三四五六日天]\)$"
)

_HAN = "[一二三四五六七八九十]{1,3}"
_DAY_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>[0-9]{4})\s*(?P<s>[-/.])\s*(?P<m>[0-9]{1,2})\s*(?P=s)\s*(?P<d>[0-9]{1,2})",
        r"(?:(?P<y>[0-9]{4})\s*年)?\s*(?P<m>[0-9]{1,2})\s*月\s*(?P<d>[0-9]{1,2})\s*[日号]?",
        rf"(?:(?P<y>[0-9]{{4}})\s*年)?(?P<m>{_HAN})月(?P<d>{_HAN})[日号]?",
        r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<y>[0-9]{2})\s*(?P<s>[-/.])\s*(?P<m>[0-9]{1,2})\s*(?P=s)\s*(?P<d>[0-9]{1,2})",
        r"(?P<m>[0-9]{1,2})(?:\s*[-/.、]\s*|\s+)(?P<d>[0-9]{1,2})[日号]?",
    )
)


_MONTH_END = re.compile(rf"(?:(?P<y>[0-9]{{4}})\s*年)?\s*(?P<m>[0-9]{{1,2}}|{_HAN})\s*月\s*(?:底|末)")
_DAY_ALONE = re.compile(r"(?P<d>[0-9]{1,2})\s*[日号]")


class InvalidDate(ValueError):
    """The typed text is no acceptable date; `str()` is a Chinese sentence with an example, `reason` a short code."""

    def __init__(self, text: str, reason: str, year: int, today: date) -> None:
        sentence = _REASONS[reason].format(year=year, today=today.isoformat())
        super().__init__(f"{sentence}，例如 6.30 或 {year}年6月30日。")
        self.text = text
        self.reason = reason


def parse_date(text: str, year: int, today: date, latest: date | None = None) -> date:
    """The day that was typed (6.30, 6月30日, 2021-06-30, 20210630, 0630, 昨天 …), within `year` and not after `latest`.

    Without a year the book's own is meant, without `latest` no day after `today`. Raises InvalidDate, and nothing else,
    for whatever text.
    """
    plain = _plain(text, year, today)
    days_ago = _days_ago(plain, today)
    day = _calendar_day(text, _BESIDE.sub("", plain), year, today) if days_ago is None else _back(today, days_ago)
    if days_ago is None and not _agrees(plain, day, today):
        raise InvalidDate(text, "contradicts", year, today)
    if day.year != year:
        raise InvalidDate(text, "other_year", year, today)
    if day > (latest or today):
        raise InvalidDate(text, "future", year, today)
    return day


def day_in(words: str, year: int, today: date) -> tuple[date | None, str]:
    """The day that one of the words is, and the other words; raises InvalidDate for a day that cannot be meant."""
    day, others = None, []
    for word in words.split():
        try:
            day = parse_date(word, year, today)
        except InvalidDate as refused:
            if refused.reason not in ("unreadable", "too_long"):
                raise
            others.append(word)
    return day, " ".join(others)


def _back(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _agrees(plain: str, day: date, today: date) -> bool:
    """What stands beside the day, 周五 or 今天, names the same day."""
    weekday = _WEEKDAY.search(plain)
    if weekday and _weekday(weekday) != day.weekday():
        return False
    return all(_back(today, ago) == day for word, ago in _RELATIVE.items() if plain.startswith(word))


def _weekday(found: re.Match[str]) -> int:
    return WEEKDAYS.index(found["weekday"].replace("天", "日"))


def _days_ago(plain: str, today: date) -> int | None:
    """今天, 昨天; 周五 is the last Friday that has come, 上周五 the one of the week before this."""
    if before := _WEEK_BEFORE.fullmatch(plain):
        return today.weekday() + 7 - _weekday(before)
    if weekday := _WEEKDAY.fullmatch(plain):
        return (today.weekday() - _weekday(weekday)) % 7
    return _RELATIVE.get(plain)


def _plain(text: str, year: int, today: date) -> str:
    plain = re.sub(r"(?<=[0-9])。(?=[0-9])", ".", folded(text).rstrip("。，,；;！! "))
    plain = _HOUR.sub("", plain)
    if not plain:
        raise InvalidDate(text, "empty", year, today)
    if len(plain) > _LONGEST:
        raise InvalidDate(text, "too_long", year, today)
    return plain


def _calendar_day(text: str, plain: str, year: int, today: date) -> date:
    try:
        if found := _MONTH_END.fullmatch(plain):
            of_year, month = int(found["y"] or year), _ordinal(found["m"])
            return date(of_year, month, calendar.monthrange(of_year, month)[1])
        if (found := _DAY_ALONE.fullmatch(plain)) and today.year == year:
            return _last_such_day(int(found["d"]), today)
    except ValueError:
        raise InvalidDate(text, "no_such_day", year, today) from None
    return _written_day(text, plain, year, today)


def _last_such_day(day: int, today: date) -> date:
    """30号: of this month if it has come, else of the month before; raises ValueError."""
    return date(today.year, today.month - (day > today.day), day)


def _written_day(text: str, plain: str, year: int, today: date) -> date:
    found = next((match for form in _DAY_FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        raise InvalidDate(text, "unreadable", year, today)
    try:
        written = found.groupdict().get("y")
        return date(_year(written) if written else year, _ordinal(found["m"]), _ordinal(found["d"]))
    except ValueError:
        raise InvalidDate(text, "no_such_day", year, today) from None


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def _ordinal(text: str) -> int:
    if text.isascii():
        return int(text)
    numeral = chinese_numeral(text)
    return int(numeral.value) if numeral else 0
