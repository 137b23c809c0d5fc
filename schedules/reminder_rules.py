"""Decides whether a private reminder may go out now: not in quiet hours, on leave, or during a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from perfbot.domain.posts.post import JobKind, Post, PostState
from perfbot.records.drafts import Drafts
from perfbot.records.office import Office
from schedules.entries import OnHolidays, Quiet, Timetable, TimetableEntry
from schedules.workdays import Workdays


class Pass(Enum):
    """GO now, WAIT for a better time, or DROP the reminder."""

    GO = "go"
    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True)
class ReminderRules:
    """The rules for sending a private reminder."""

    timetable: Timetable
    workdays: Workdays
    office: Office
    drafts: Drafts

    def of(self, post: Post, now: datetime) -> Pass:
        """The decision on a post; posts to groups and reminders already begun always go."""
        if post.kind is not JobKind.REMINDERS or post.state is not PostState.CLAIMED:
            return Pass.GO
        member = self.office.member(int(post.chat))
        here = self._there(now)
        if member is None or not member.started or member.on_leave(here.date()):
            return Pass.DROP
        if now >= post.until:
            return Pass.GO if post.tries or post.doubts else Pass.DROP
        return Pass.WAIT if self._is_bad_moment(here) or self._is_busy(member.id, now) else Pass.GO

    def _entry(self) -> TimetableEntry | None:
        return next((entry for entry in self.timetable.active if entry.kind is JobKind.REMINDERS), None)

    def _there(self, now: datetime) -> datetime:
        entry = self._entry()
        return now.astimezone(entry.timezone) if entry else now

    def _is_bad_moment(self, here: datetime) -> bool:
        entry = self._entry()
        quiet = entry.quiet if entry else Quiet()
        on_holiday = entry is not None and entry.on_holidays is not OnHolidays.ANY
        return quiet.holds(here.time()) or (on_holiday and not self.workdays.is_workday(here.date()))

    def _is_busy(self, person: int, now: datetime) -> bool:
        """Whether the person is in a conversation; one untouched for twelve hours does not count."""
        draft = self.drafts.of(person)
        return draft is not None and not draft.expired(now)
