"""Reads single values of the timetable: durations and quiet hours."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

from schedules.entries import Flaw, Quiet

_DURATION = re.compile(r"\s*([0-9]{1,4})\s*(m|h|d|w)\s*", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_HOURS = re.compile(r"\s*([0-2]?[0-9]):([0-5][0-9])\s*[-–~]\s*([0-2]?[0-9]):([0-5][0-9])\s*", re.ASCII)


class Wrong(ValueError):
    """A value that cannot be used: the flaw, what was found, and what could stand there."""

    def __init__(self, flaw: Flaw, found: object, wanted: str = "") -> None:
        super().__init__(f"{flaw.value}: {found!r}")
        self.flaw = flaw
        self.found = found
        self.wanted = wanted


def read_duration(wanted: Any) -> timedelta:
    """ "30m", "12h", "4d", "2w"; raises Wrong."""
    found = _DURATION.fullmatch(wanted) if isinstance(wanted, str) else None
    if found is None or int(found[1]) == 0:
        raise Wrong(Flaw.DURATION, wanted)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def read_quiet(wanted: Any) -> Quiet:
    """ "20:00-08:00"; raises Wrong."""
    found = _HOURS.fullmatch(wanted) if isinstance(wanted, str) else None
    if found is None or int(found[1]) > 23 or int(found[3]) > 23:
        raise Wrong(Flaw.QUIET, wanted)
    return Quiet(time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4])))
