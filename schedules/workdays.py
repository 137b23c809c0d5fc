"""Working days of the office: Chinese holidays and 调休, plain weekdays beyond those announced."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

LAST_KNOWN = date(max(holidays).year, 12, 31)
"""The last day of the last year whose holidays the library knows; the State Council announces a year in November."""
FIRST_KNOWN = date(min(holidays).year, 1, 1)
_SATURDAY = 5
_LONGEST_HOLIDAY = 30

log = logging.getLogger("perfbot.schedules")


class Workdays:
    """Working days; years that the library does not know count Monday to Friday, and the log says so once a year."""

    def __init__(self) -> None:
        self._said: set[int] = set()

    def knows(self, day: date) -> bool:
        """Whether the holidays of the day's year are known."""
        return FIRST_KNOWN <= day <= LAST_KNOWN

    def is_workday(self, day: date) -> bool:
        """Whether the office works on the day, 调休 considered."""
        if self.knows(day):
            return bool(chinese_calendar.is_workday(day))
        if day.year not in self._said:
            self._said.add(day.year)
            log.warning("holidays of %s are not known: Monday to Friday count as working days", day.year)
        return day.weekday() < _SATURDAY

    def on_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        for ahead in range(_LONGEST_HOLIDAY):
            if self.is_workday(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day
