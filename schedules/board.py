"""What people may ask of the schedules: when things come, what became of them, a digest by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from perfbot.domain.books.keys import BookKey
from perfbot.domain.posts.post import GROUP, JobKind, Post, PostState
from perfbot.domain.posts.runs import Outlook
from perfbot.render.document import Document
from schedules.entries import OnHolidays, TimetableEntry
from schedules.occurrences import Occurrence, between, next_due
from schedules.plans import Slot, slot_of
from schedules.rounds import Round

_BY_HAND = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Board:
    """The schedules as handlers are handed them."""

    round: Round
    clock: Callable[[], datetime]

    def outlook(self) -> tuple[Outlook, ...]:
        """Every entry of the timetable, in the order of the file."""
        return tuple(self._outlook(entry, self.clock()) for entry in self.round.timetable.entries)

    def _outlook(self, entry: TimetableEntry, now: datetime) -> Outlook:
        posts, workdays = self.round.posts, self.round.workdays
        coming = next_due(entry, now, workdays) if entry.on else None
        chat = entry.chat if entry.chat not in ("", "private") else None
        spoken = entry.kind not in (JobKind.BACKUP, JobKind.DRAFTS)
        minds = entry.on_holidays is not OnHolidays.ANY
        return Outlook(
            name=entry.name,
            kind=entry.kind,
            on=entry.on,
            fund=entry.fund,
            next_at=coming.at if coming else None,
            moved=coming.moved if coming else False,
            guessed=minds and coming is not None and not workdays.knows(coming.nominal.date()),
            run=posts.last_run(entry.name),
            post=posts.latest(entry.kind, chat) if spoken else None,
        )

    async def preview(self, key: BookKey) -> Document:
        """The digest of a fund as of today, as it would be posted."""
        return await self.round.publisher.contents.compiled(self._by_hand(key))

    def by_hand(self, key: BookKey) -> Post | None:
        """What became of the post that `publish` would make, if it was made before."""
        return self.round.posts.of(self._by_hand(key).key)

    async def publish(self, key: BookKey) -> Post:
        """Post the digest of a fund as of today: once a day, and on a digest's own day in place of the timetable's.

        One that was given up is begun anew: whoever asks has looked whether it stands in the group.
        """
        post, posts = self._by_hand(key), self.round.posts
        earlier = posts.of(post.key)
        if earlier is not None and earlier.state is PostState.FAILED:
            posts.keep(post)
        posts.claim(post)
        after = await self.round.publisher.advance(post.key)
        return after or post

    async def show_anew(self, post: Post) -> None:
        """Change the post in its chat into what it says now."""
        await self.round.publisher.show_anew(post.key)

    def _by_hand(self, key: BookKey) -> Post:
        now = self.clock()
        planner = self.round.planner
        own = self._own_occurrence(now, key.fund)
        slot = slot_of(own) if own else Slot(JobKind.DIGEST, f"{now.date()}", GROUP, now, now)
        post = planner.digest(slot, planner.ledger.book(key), now.date())
        return replace(post, until=max(post.until, now + _BY_HAND), claimed_at=now)

    def _own_occurrence(self, now: datetime, fund: str) -> Occurrence | None:
        """The timetable's digest of the fund that is as of today, whether it is due yet or not."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for entry in self.round.timetable.active:
            if entry.kind is JobKind.DIGEST and entry.chat == GROUP and entry.fund in ("", fund):
                near = between(entry, midnight - _DAY, midnight + 15 * _DAY, self.round.workdays)
                own = next((item for item in near if _is_of(item, now.date())), None)
                if own is not None:
                    return own
        return None

    def clock_was_set(self) -> None:
        """Somebody turned the clock by hand: the bot was not away meanwhile."""
        self.round.posts.beat(self.clock())

    def chat_opened(self, chat: str = GROUP) -> None:
        """The bot may speak there again: what is owed goes with the next look."""
        self.round.chat_opened(chat)

    def chat_closed(self, chat: str = GROUP) -> bool:
        """The bot may not speak there any more; False where that was known and told."""
        return self.round.posts.note_away(chat, self.clock())


def _is_of(occurrence: Occurrence, day: date) -> bool:
    return occurrence.nominal.date() == day
