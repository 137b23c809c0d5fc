"""Runs of the timetable: the outcome of each due time, and when a failed run is tried again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from perfbot.domain.posts.post import JobKind, Post

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One time that an entry of the timetable was due: `at` is when it was last tried, `detail` what came of it."""

    entry: str
    period: str
    at: datetime
    finished: bool = False
    tries: int = 0
    not_before: datetime | None = None
    detail: str = ""

    @property
    def key(self) -> str:
        """The run's key in the store."""
        return run_key(self.entry, self.period)


def run_key(entry: str, period: str) -> str:
    """The key of an entry's run for a period."""
    return f"run:{entry}:{period}"


def is_owed(run: Run | None, now: datetime) -> bool:
    """Whether the run is still to be made; a time far in the future was written by a wrong clock."""
    if run is None:
        return True
    waits = run.not_before is not None and now < run.not_before <= now + _LONGEST_WAIT
    return not run.finished and not waits


def finished(entry: str, period: str, now: datetime, detail: str = "") -> Run:
    """The run after a success."""
    return Run(entry=entry, period=period, at=now, finished=True, detail=detail)


def stumbled(entry: str, period: str, earlier: Run | None, now: datetime, why: str) -> Run:
    """The run after a failure, to be tried again after a growing pause."""
    before = earlier or Run(entry=entry, period=period, at=now)
    pause = _PAUSES[min(before.tries, len(_PAUSES) - 1)]
    return replace(before, at=now, tries=before.tries + 1, not_before=now + pause, detail=why)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """An entry of the timetable for /schedules: its next time, and the outcome of the last one.

    `moved` says that a holiday moves the next run; `guessed` that the holidays of that year are not known yet.
    """

    name: str
    kind: JobKind
    on: bool
    fund: str = ""
    next_at: datetime | None = None
    moved: bool = False
    guessed: bool = False
    run: Run | None = None
    post: Post | None = None
