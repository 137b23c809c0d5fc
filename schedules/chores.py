"""The jobs that post nothing to the group: the nightly backup, and dropping old drafts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from perfbot.records.drafts import Drafts
from perfbot.records.office import Office
from perfbot.render.document import Document
from perfbot.render.posts import words as words
from schedules.entries import TimetableEntry

Backup = Callable[[datetime], str]
Title = Callable[[str], str]


@dataclass(frozen=True)
class Chores:
    """`backup` makes a backup beside the running bot and returns its name; `title` is a form's title by its name."""

    drafts: Drafts
    office: Office
    backup: Backup
    title: Title
    say: Callable[[int, Document], Awaitable[bool]]

    async def back_up(self, entry: TimetableEntry, now: datetime) -> str:
        """Make a backup in a thread and return its name. Raises what went wrong."""
        return await asyncio.to_thread(self.backup, now)

    async def drop_drafts(self, entry: TimetableEntry, now: datetime) -> str:
        """Drop drafts untouched for longer than the entry says, and tell their authors."""
        stale = [draft for person in sorted(self.drafts.open_people()) if (draft := self.drafts.of(person))]
        dropped = 0
        for draft in stale:
            quiet = now - draft.touched_at
            if quiet >= entry.keep:
                self.drafts.drop(draft.person)
                dropped += 1
                if self.office.member(draft.person) is not None:
                    await self.say(draft.person, words.draft_dropped(self.title(draft.form), quiet.days))
        return str(dropped)
