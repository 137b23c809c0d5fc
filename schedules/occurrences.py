"""Computes when an entry of the timetable is due; pure functions of entry, calendar and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from apscheduler.triggers.cron import CronTrigger

from perfbot.domain.posts.post import JobKind
from schedules.entries import OnHolidays, TimetableEntry
from schedules.workdays import Workdays

_LONGEST_SHIFT = timedelta(days=15)
_FAR_AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Occurrence:
    """One time that an entry is due: `nominal` by the cron words, `at` after moving it off a holiday, `until` late."""

    entry: TimetableEntry
    nominal: datetime
    at: datetime
    until: datetime

    @property
    def period(self) -> str:
        """The week, month or day that it is about: 2021-W27, 2021-06 (told in July), 2021-07-05."""
        return period_of(self.entry.kind, self.nominal)

    @property
    def moved(self) -> bool:
        """Whether a holiday moved it."""
        return self.at != self.nominal


def period_of(kind: JobKind, nominal: datetime) -> str:
    """The period of a run; a digest's is the ISO week, so that week 53 and a Monday at New Year differ."""
    if kind is JobKind.DIGEST:
        year, week, _ = nominal.date().isocalendar()
        return f"{year}-W{week:02d}"
    if kind is JobKind.MONTHLY:
        return f"{nominal.replace(day=1) - timedelta(days=1):%Y-%m}"
    if kind is JobKind.DRAFTS:
        return f"{nominal:%Y-%m-%dT%H:%M}"
    return f"{nominal:%Y-%m-%d}"


def latest_due(entry: TimetableEntry, now: datetime, workdays: Workdays) -> Occurrence | None:
    """The newest occurrence that is due and not too late; it stands for older ones."""
    back = entry.catch_up + (_LONGEST_SHIFT if entry.on_holidays is OnHolidays.SHIFT else timedelta(0))
    due = [item for item in _occurrences(entry, now - back, now, workdays) if item.at <= now < item.until]
    return max(due, key=lambda item: item.nominal, default=None)


def next_due(entry: TimetableEntry, now: datetime, workdays: Workdays) -> Occurrence | None:
    """The first occurrence after now; None where there is none for more than a year."""
    found: Occurrence | None = None
    for item in _occurrences(entry, now - _LONGEST_SHIFT, now + _FAR_AHEAD, workdays):
        if found is not None and item.nominal > found.at:
            break
        if item.at > now and (found is None or item.at < found.at):
            found = item
    return found


def between(entry: TimetableEntry, after: datetime, upto: datetime, workdays: Workdays) -> tuple[Occurrence, ...]:
    """Occurrences due later than `after` and up to `upto`, in the order they are due."""
    found = _occurrences(entry, after - _LONGEST_SHIFT, upto, workdays)
    return tuple(sorted((item for item in found if after < item.at <= upto), key=lambda item: item.at))


def _occurrences(entry: TimetableEntry, start: datetime, end: datetime, workdays: Workdays) -> Iterator[Occurrence]:
    """Every occurrence whose nominal time lies from start to end, and perhaps some of the day before."""
    fires = _next_fire(entry.trigger, start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    while fires is not None and fires <= end:
        at = _moved(entry, fires, workdays)
        # An hour that comes twice when summer time ends counts the first time.
        if at is not None and not fires.fold:
            yield Occurrence(entry, fires, at, at + entry.catch_up)
        fires = _next_fire(entry.trigger, fires.astimezone(UTC) + timedelta(seconds=1))


@lru_cache(maxsize=1_000)
def _next_fire(trigger: CronTrigger, moment: datetime) -> datetime | None:
    """The first time by the cron words, not before the moment, which is told in UTC: there no hour comes twice.

    Every look goes over the same weeks again, and to work them out is most of its cost.
    """
    fires: datetime | None = trigger.get_next_fire_time(None, moment)
    return fires


def _moved(entry: TimetableEntry, fires: datetime, workdays: Workdays) -> datetime | None:
    """The same hour of the next working day; None where a holiday drops the run."""
    if entry.on_holidays is OnHolidays.ANY or workdays.is_workday(fires.date()):
        return fires
    if entry.on_holidays is OnHolidays.ONLY:
        return None
    day = workdays.on_or_after(fires.date())
    there = datetime.combine(day, fires.time(), entry.timezone)
    # An hour that summer time skips does not exist: by way of UTC it becomes the one after it.
    return there.astimezone(UTC).astimezone(entry.timezone)
