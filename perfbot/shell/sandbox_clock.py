"""The sandbox's clock: going to a day of 2021 plays the simulated year up to it and posts what is due that day."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.domain.posts.post import JobKind
from perfbot.render.terminal.sandbox import clock_said
from perfbot.wiring.program import Program
from perfbot.years.loader import sample
from perfbot.years.simulated import FUND, circumstances, renamed, simulated_year
from schedules.entries import Timetable
from schedules.occurrences import between
from schedules.workdays import Workdays

_OPENS = time(9)
_WINDOW = timedelta(hours=6)
_SPEAK = (JobKind.DIGEST, JobKind.MONTHLY, JobKind.ALERTS, JobKind.REMINDERS)


class SettableClock(Protocol):
    """The clock of bot.py."""

    def __call__(self) -> datetime: ...

    def set(self, moment: datetime | None) -> datetime: ...


def sandbox_timetable(timetable: Timetable) -> Timetable:
    """The office's timetable for the simulated fund only; posts of skipped days are left out."""
    return Timetable(
        tuple(
            replace(entry, fund=FUND, catch_up=min(entry.catch_up, _WINDOW), on=entry.on and entry.kind in _SPEAK)
            for entry in timetable.entries
        )
    )


class SandboxClock:
    """Sets the clock of a program; the simulated year is a fund of its own, the real book stays as it is."""

    def __init__(self, clock: SettableClock) -> None:
        self.program: Program | None = None
        self._clock = clock
        self._book = renamed(sample())
        self._days = simulated_year(self._book)
        self._workdays = Workdays()

    async def go_to(self, moment: date | datetime | None) -> str:
        """Go to a time, or through a whole day (None: back to now); returns the result in words."""
        program = self.program
        if program is None:
            return ""
        zone = program.settings.timezone
        if moment is None:
            self._turn(program, None)
            return clock_said(program.desk.now(), ())
        if not isinstance(moment, datetime):
            moments = self._moments(program, moment)
        else:
            moments = [moment if moment.tzinfo else moment.replace(tzinfo=zone)]
        before = program.desk.posts.done()
        for at in moments:
            await self._arrive(program, at)
        fresh = [post for post in program.desk.posts.done() if post not in before]
        return clock_said(program.desk.now(), fresh)

    def _moments(self, program: Program, day: date) -> list[datetime]:
        """The start of work, and each time of the day at which the timetable has something."""
        zone = program.settings.timezone
        start = datetime.combine(day, time(0), zone)
        coming = {
            item.at
            for entry in program.scheduler.timetable.active
            for item in between(entry, start, start + timedelta(days=1), self._workdays)
        }
        return sorted({datetime.combine(day, _OPENS, zone), *coming})

    async def _arrive(self, program: Program, at: datetime) -> None:
        self._turn(program, at)
        if at.year == self._book.key.year:
            self._play(program, at)
        await program.scheduler.looked()

    def _turn(self, program: Program, at: datetime | None) -> None:
        self._clock.set(at)
        program.desk.schedules.clock_was_set()

    def _play(self, program: Program, upto: datetime) -> None:
        """Record what the simulated year brings until then; entries recorded before stay."""
        desk, key = program.desk, self._book.key
        if key not in desk.ledger.books():
            self._open(program, key)
        book, actors = desk.ledger.book(key), self._actors(program)
        for item in self._days:
            told = circumstances(item, program.settings.timezone, actors)
            if told.now <= upto and book.entry(item.stated.command.key) is None:
                # What people recorded here themselves may leave no room for it: then the year goes on without.
                with suppress(Refused):
                    desk.ledger.record(key, item.stated.command, told)

    def _open(self, program: Program, key: BookKey) -> None:
        """The simulated fund with its projects, and the clerks of the real one in charge of the same projects."""
        desk = program.desk
        first = [item.stated for item in self._days if not item.project and item.on == date(key.year, 1, 1)]
        desk.ledger.open_book(key, first, LOADER, desk.now(), desk.today())
        for member in desk.office.members():
            if member.role is Role.EDITOR and not any(scope.fund in ("", key.fund) for scope in member.scopes):
                codes = tuple(code for scope in member.scopes for code in scope.projects)
                both = replace(member, scopes=(*member.scopes, Scope(key.fund, codes)))
                desk.office.change(both, "scope", LOADER, desk.now(), key.fund)

    def _actors(self, program: Program) -> dict[str, Member]:
        """The person who records for each project: its clerk, else the office."""
        members = program.desk.office.members()
        editors = [member for member in members if member.role is Role.EDITOR]
        office = next((member for member in members if member.is_admin), LOADER)
        key = self._book.key
        return {
            project.code: next((one for one in editors if one.may_record(key.fund, project.code)), office)
            for project in self._book.projects
        }
