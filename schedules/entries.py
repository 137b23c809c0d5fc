"""The entries of the timetable: when, where to, about which fund, and what a holiday does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from perfbot.domain.posts.post import JobKind

PRIVATE, NOWHERE = "private", ""


class OnHolidays(Enum):
    """What happens to a run on a holiday: it runs, moves to the next working day, or is dropped."""

    ANY = "any"
    SHIFT = "shift"
    ONLY = "only"


@dataclass(frozen=True)
class Quiet:
    """The hours, in the entry's time zone, in which nobody is reminded; they may cross midnight."""

    start: time = time(20)
    end: time = time(8)

    def holds(self, at: time) -> bool:
        """Whether the time is in the quiet hours."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, kw_only=True)
class TimetableEntry:
    """One entry; `fund` "" means every fund, `chat` is "group", "private", a chat's number, or "" for none.

    `keep` is after how long a draft is dropped (drafts only), `quiet` when nobody is reminded (reminders only).
    """

    name: str
    kind: JobKind
    on: bool
    trigger: CronTrigger = field(compare=False, repr=False)
    cron: Mapping[str, Any]
    timezone: ZoneInfo
    chat: str = NOWHERE
    fund: str = ""
    catch_up: timedelta
    on_holidays: OnHolidays
    quiet: Quiet = Quiet()
    keep: timedelta = timedelta(days=7)
    line: int = 1


@dataclass(frozen=True)
class Timetable:
    """The entries in the order of the file."""

    entries: tuple[TimetableEntry, ...] = ()

    @property
    def active(self) -> tuple[TimetableEntry, ...]:
        """The entries that are switched on."""
        return tuple(entry for entry in self.entries if entry.on)

    @property
    def further_groups(self) -> frozenset[int]:
        """The groups beside the work group that get posts."""
        return frozenset(int(entry.chat) for entry in self.active if entry.chat.startswith("-"))


class Flaw(Enum):
    """The kinds of mistakes in the timetable."""

    SYNTAX = "syntax"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    NOT_A_TABLE = "not_a_table"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_KIND = "unknown_kind"
    MISSING = "missing"
    NOT_A_SWITCH = "not_a_switch"
    CRON_WORD = "cron_word"
    CRON_VALUE = "cron_value"
    WEEKDAY_NUMBER = "weekday_number"
    NO_HOUR = "no_hour"
    TOO_OFTEN = "too_often"
    NEVER = "never"
    TIMEZONE = "timezone"
    CHAT = "chat"
    FUND = "fund"
    DURATION = "duration"
    WINDOW = "window"
    WORKDAYS = "workdays"
    QUIET = "quiet"
    TWICE = "twice"
    APART = "apart"


@dataclass(frozen=True, order=True)
class TimetableProblem:
    """One mistake: its line (from 1), the key as the file has it, what is wrong, what was found, and what could stand.

    `flaw` is the name of a Flaw; the sentence with the remedy is worded in render.
    """

    line: int
    key: str
    flaw: str
    found: str = ""
    wanted: str = ""


class TimetableProblems(Exception):
    """A timetable that cannot be used; nothing of it is. Exit code 2, as for a setting."""

    exit_code = 2

    def __init__(self, name: str, problems: tuple[TimetableProblem, ...]) -> None:
        super().__init__(f"{name}: " + "; ".join(f"line {item.line} {item.key}: {item.flaw}" for item in problems))
        self.name = name
        self.problems = tuple(sorted(problems))
