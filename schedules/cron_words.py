"""Reads the cron fields of an entry: those of APScheduler, weekdays by name only, at most once a period."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from perfbot.domain.posts.post import JobKind
from schedules.entries import Flaw
from schedules.occurrences import period_of
from schedules.values import Wrong

WORDS = ("month", "day", "week", "day_of_week", "hour", "minute")
_LOOKED_AT = 60
_ANY_YEAR = 2024
"""A leap year: 29 February comes in it."""
_SELDOM = timedelta(days=366)


def cron_mistakes(wanted: Any, zone: ZoneInfo) -> list[Wrong]:
    """Every mistake in `{ day_of_week = "mon", hour = 9 }`, field by field."""
    if not isinstance(wanted, Mapping):
        return [Wrong(Flaw.CRON_VALUE, wanted)]
    found = [wrong for word, value in wanted.items() if (wrong := _mistake(word, value, zone)) is not None]
    return found if "hour" in wanted else [*found, Wrong(Flaw.NO_HOUR, "hour")]


def read_cron(wanted: Mapping[str, Any], zone: ZoneInfo) -> CronTrigger:
    """The trigger of correct fields in this zone; raises Wrong where that time never comes."""
    trigger = CronTrigger(**{"minute": 0, **wanted}, timezone=zone)
    if trigger.get_next_fire_time(None, datetime(_ANY_YEAR, 1, 1, tzinfo=zone)) is None:
        raise Wrong(Flaw.NEVER, ", ".join(f"{word} = {value}" for word, value in wanted.items()))
    return trigger


def _mistake(word: str, value: Any, zone: ZoneInfo) -> Wrong | None:
    if word not in WORDS:
        return Wrong(Flaw.CRON_WORD, word, ", ".join(WORDS))
    if isinstance(value, bool) or not isinstance(value, int | str):
        return Wrong(Flaw.CRON_VALUE, f"{word} = {value}")
    # APScheduler counts 0 as Monday where cron counts Sunday: a number would be a day off for somebody.
    if word == "day_of_week" and re.search("[0-9]", str(value)):
        return Wrong(Flaw.WEEKDAY_NUMBER, value)
    try:
        CronTrigger(**{word: value}, timezone=zone)
    except (ValueError, TypeError):
        return Wrong(Flaw.CRON_VALUE, f"{word} = {value}")
    return None


def repeats(trigger: CronTrigger, kind: JobKind, zone: ZoneInfo) -> Flaw | None:
    """TOO_OFTEN where two runs would be for one week, month or day: the second would never go out."""
    moment = datetime(_ANY_YEAR, 1, 1, tzinfo=zone)
    end, seen = moment + _SELDOM, set()
    for _ in range(_LOOKED_AT):
        fires = trigger.get_next_fire_time(None, moment)
        if fires is None or fires > end:
            return None
        period = period_of(kind, fires)
        if period in seen:
            return Flaw.TOO_OFTEN
        seen.add(period)
        moment = fires + timedelta(seconds=1)
    return None
