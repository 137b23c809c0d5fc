"""One round: plans what the timetable asks for, advances every open post, reports failures."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from perfbot.domain.posts.post import GROUP, JobKind, Post, PostState, Upkeep
from perfbot.domain.posts.runs import finished, is_owed, stumbled
from perfbot.domain.posts.steps import PostStep, let_in, merged, next_step
from perfbot.records.posts import Posts
from perfbot.render.posts import words as words
from perfbot.render.posts.reminders import not_started_document
from schedules.chores import Chores
from schedules.entries import Timetable, TimetableEntry
from schedules.occurrences import Occurrence, latest_due
from schedules.plans import Planner
from schedules.publisher import Publisher
from schedules.reminder_rules import Pass, ReminderRules
from schedules.sink import Copies
from schedules.workdays import Workdays

_COMPLAINTS_APART = timedelta(hours=1)
_WARNINGS_OF_ROOM_APART = timedelta(hours=23)
_BEATS_APART = timedelta(hours=4)
_LONGEST_GAP = timedelta(hours=20)
"""Telegram keeps what people send for 24 hours at most; after a longer silence of ours something may be missing."""

log = logging.getLogger("perfbot.schedules")


@dataclass
class Round:
    """The parts of a round; `run` may be called at any time and any number of times.

    `room` is how many bytes are left on the disk when that is too few; `unnoted` whether the ends of
    the journals cannot be noted.
    """

    timetable: Timetable
    workdays: Workdays
    posts: Posts
    planner: Planner
    publisher: Publisher
    chores: Chores
    reminder_rules: ReminderRules
    copies: Copies
    clock: Callable[[], datetime]
    group: Callable[[], int | None]
    room: Callable[[], int | None] = lambda: None
    unnoted: Callable[[], bool] = lambda: False
    _complained: dict[str, datetime] = field(default_factory=dict)

    async def run(self) -> None:
        """Plan, post, mirror, report; a failure in one does not stop the others (S4)."""
        await self._guarded(Upkeep.ALIVE.value, Upkeep.ALIVE, self._beat())
        went_well = [await self._guarded(entry.name, entry.kind, self._entry(entry)) for entry in self.timetable.active]
        for post in self.posts.open_posts():
            await self._guarded(post.key, post.kind, self._advanced(post))
        await self._guarded(Upkeep.MIRRORS.value, Upkeep.MIRRORS, self._mirrored())
        await self._guarded(Upkeep.REPORTS.value, Upkeep.REPORTS, self._reported())
        if any(went_well):
            await self._guarded(Upkeep.PING.value, Upkeep.PING, self.copies.ping())

    async def _beat(self) -> bool:
        """Note every few hours that the bot runs; after a long silence tell the group once what may be missing."""
        now, before = self.clock(), self.posts.alive_at
        if before is not None and abs(now - before) < _BEATS_APART:
            return False
        self.posts.beat(now)
        if before is not None and now - before > _LONGEST_GAP and self.planner.ledger.books():
            await self._tell_of_gap(before, now)
        left = self.room()
        if left is not None and self._is_new_complaint("room", now, _WARNINGS_OF_ROOM_APART):
            await self.publisher.tell_admins(words.little_room(left))
        if self.unnoted() and self._is_new_complaint("unnoted", now, _WARNINGS_OF_ROOM_APART):
            await self.publisher.tell_admins(words.ends_not_noted())
        return True

    async def _tell_of_gap(self, before: datetime, now: datetime) -> None:
        news, group = words.was_away(before, now), self.group()
        if group is None or not await self.publisher.say(group, news):
            await self.publisher.tell_admins(news)

    async def _guarded(self, name: str, kind: JobKind | Upkeep, work: Awaitable[bool]) -> bool:
        """Run the work and return whether something was done; an error is logged and told once an hour."""
        try:
            return await work
        except Exception as error:
            log.exception("schedule %s failed", name)
            why = f"{type(error).__name__}: {error}"[:200]
            if self._is_new_complaint(f"{name} {type(error).__name__}", self.clock(), _COMPLAINTS_APART):
                await self.publisher.tell_admins(words.job_failed(name, kind, why))
            return False

    def _is_new_complaint(self, about: str, now: datetime, apart: timedelta) -> bool:
        """Whether it was not told lately; notes that it is told now."""
        known = self._complained.get(about)
        if known is not None and abs(now - known) < apart:
            return False
        self._complained[about] = now
        return True

    async def _entry(self, entry: TimetableEntry) -> bool:
        now = self.clock()
        due = latest_due(entry, now, self.workdays)
        if due is None or not is_owed(self.posts.run_of(entry.name, due.period), now):
            return False
        if entry.chat == GROUP and self.group() is None:
            return False
        try:
            detail = await self._done(due)
        except Exception as error:
            earlier = self.posts.run_of(entry.name, due.period)
            self.posts.note_run(stumbled(entry.name, due.period, earlier, self.clock(), type(error).__name__))
            raise
        self.posts.note_run(finished(entry.name, due.period, self.clock(), detail))
        return True

    async def _done(self, due: Occurrence) -> str:
        chores: Mapping[JobKind, Callable[[TimetableEntry, datetime], Awaitable[str]]] = {
            JobKind.BACKUP: self.chores.back_up,
            JobKind.DRAFTS: self.chores.drop_drafts,
        }
        if due.entry.kind in chores:
            return await chores[due.entry.kind](due.entry, self.clock())
        owed = self.planner.planned(due)
        for post in owed:
            self._put_aside(post)
            self.posts.claim(replace(post, claimed_at=self.clock()))
        if due.entry.kind is JobKind.REMINDERS:
            await self._not_started(due)
        if due.entry.kind is JobKind.DIGEST and not owed:
            await self._no_book(due)
        return str(len(owed))

    def _put_aside(self, newer: Post) -> None:
        """Merge older posts that have no line in the chat yet into the newer one."""
        for post in self.posts.open_posts():
            if post.state is PostState.CLAIMED and post.key != newer.key and post.place == newer.place:
                self.posts.keep(merged(post, self.clock()))

    async def _not_started(self, due: Occurrence) -> None:
        names = [member.name for member, _ in self.planner.to_remind(due) if not member.started]
        if names:
            await self.publisher.tell_admins(not_started_document(names))

    async def _no_book(self, due: Occurrence) -> None:
        """Tell the administrators that a new year has no book; once a week, at the digest's time."""
        on, fund = due.nominal.date(), due.entry.fund
        known = {key.year for key in self.planner.ledger.books() if fund in ("", key.fund)}
        if on.year - 1 in known and on.year not in known:
            await self.publisher.tell_admins(words.no_book(on.year))

    async def _advanced(self, post: Post) -> bool:
        match self.reminder_rules.of(post, self.clock()):
            case Pass.DROP:
                self.posts.keep(merged(post, self.clock()))
            case Pass.GO:
                await self._sent(post)
        return True

    async def _sent(self, post: Post) -> None:
        """Work out a waiting post anew, drop it where it is no longer owed, else send it."""
        now = self.clock()
        if post.state is PostState.CLAIMED and next_step(post, now) is PostStep.PLACE:
            self.posts.keep(self.planner.renewed(post, now) or merged(post, now))
        await self.publisher.advance(post.key)

    def chat_opened(self, chat: str) -> None:
        """Note that the bot may post there again; waiting posts go out in the next round."""
        self.posts.note_back(chat, self.clock())
        for post in self.posts.open_posts():
            if post.chat == chat:
                self.posts.keep(let_in(post))

    async def _mirrored(self) -> bool:
        await self.publisher.mirror()
        return True

    async def _reported(self) -> bool:
        await self.publisher.report()
        return True
