"""What an occurrence comes to: the posts that are owed by it, each with its content frozen. Nothing is sent here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from perfbot.domain.books.book import Book
from perfbot.domain.books.members import Member
from perfbot.domain.monitoring.alerts import alerts
from perfbot.domain.monitoring.notices import Decision, decisions
from perfbot.domain.monitoring.overview import overview
from perfbot.domain.monitoring.responsible import is_pressing, owed_of
from perfbot.domain.posts.post import FrozenBook, JobKind, Owing, Post, Saying
from perfbot.domain.rulebook import Rulebook, Watch
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.render.posts.digest import month_before
from schedules.occurrences import Occurrence
from schedules.workdays import Workdays

_SUNDAY = 6
_LEAST = 3
"""Days after which a warning may be told again at the earliest."""
_LINGER = {JobKind.DIGEST: 1, JobKind.MONTHLY: 0, JobKind.ALERTS: 1, JobKind.REMINDERS: 3}
"""Until the end of which month a year that is over, and not closed, is still spoken of."""


@dataclass(frozen=True)
class Slot:
    """What a post is for and where it goes: kind, period, chat, and the ends of its catch-up window."""

    kind: JobKind
    period: str
    chat: str
    due: datetime
    until: datetime


@dataclass(frozen=True)
class Planner:
    """Looks at the books, the members and what was said before."""

    ledger: Ledger
    office: Office
    posts: Posts
    rulebook: Rulebook
    workdays: Workdays

    def planned(self, occurrence: Occurrence) -> tuple[Post, ...]:
        """The posts owed by an occurrence; none where there is nothing to say."""
        maker = {
            JobKind.DIGEST: self._digests,
            JobKind.MONTHLY: self._monthly,
            JobKind.ALERTS: self._warnings,
            JobKind.REMINDERS: self._reminders,
        }[occurrence.entry.kind]
        return tuple(maker(occurrence))

    def books_on(self, kind: JobKind, on: date, fund: str = "") -> list[Book]:
        """The books that are spoken of on a day: the year's own; the year before for some months, until it is closed.

        A digest looks back on the year before only where the fund has no book of this year yet.
        """
        keys = [key for key in self.ledger.books() if fund in ("", key.fund)]
        own = [key for key in keys if key.year == on.year]
        past = [key for key in keys if key.year == on.year - 1 and on.month <= _LINGER[kind]]
        if kind is JobKind.DIGEST:
            past = [key for key in past if key.fund not in {mine.fund for mine in own}]
        books = [self.ledger.book(key) for key in (*past, *own)]
        year_end = date(on.year - 1, 12, 31)
        return [book for book in books if book.year == on.year or book.closure_for(year_end) is None]

    def _digests(self, occurrence: Occurrence) -> Iterator[Post]:
        on = occurrence.nominal.date()
        for book in self.books_on(JobKind.DIGEST, on, occurrence.entry.fund):
            yield from self._digest(slot_of(occurrence), book, on)

    def _monthly(self, occurrence: Occurrence) -> Iterator[Post]:
        """Of the month before: in January that is December, of the book of the year that is over."""
        on = occurrence.nominal.date()
        for book in self.books_on(JobKind.MONTHLY, month_before(on).upto, occurrence.entry.fund):
            yield from self._digest(slot_of(occurrence), book, on)

    def _digest(self, slot: Slot, book: Book, on: date) -> Iterator[Post]:
        """None of a fund that has no project yet."""
        if overview(book, on, self.rulebook).projects:
            yield self.digest(slot, book, on)

    def digest(self, slot: Slot, book: Book, on: date) -> Post:
        """The digest of a fund as of a day, with who owes what just now."""
        owing = tuple(self._owing(book, on))
        return _post(slot, f"{slot.chat}:{book.key.fund}", on, [book], owing=owing)

    def _owing(self, book: Book, on: date) -> Iterator[Owing]:
        members = self.office.members()
        for member in members:
            count = len(owed_of(book, member, members, on, self.rulebook))
            if count:
                yield Owing(person=member.id, count=count)

    def _warnings(self, occurrence: Occurrence) -> Iterator[Post]:
        """All that is new in any book, as one message."""
        on = occurrence.nominal.date()
        told = self._speaking(self.books_on(JobKind.ALERTS, on, occurrence.entry.fund), on)
        if told:
            books = [book for book, _ in told]
            yield _post(slot_of(occurrence), occurrence.entry.chat, on, books, sayings=_sayings(told))

    def _speaking(self, books: list[Book], on: date) -> list[tuple[Book, list[Decision]]]:
        """The books that have something to say on a day, each with what."""
        told = [(book, [decision for decision in self.decided(book, on) if decision.speaks]) for book in books]
        return [(book, found) for book, found in told if found]

    def decided(self, book: Book, on: date) -> tuple[Decision, ...]:
        """What to do about each alert of a book on a day.

        Repeats that would fall due in the course of a week are all told on its first working day, so that a warning
        that lasts is heard weekly and the group is not written to every day (our decision).
        """
        log = self.posts.notices(book.key)
        return decisions(alerts(book, on, self.rulebook), log, on, self._watch(on))

    def _watch(self, on: date) -> Watch:
        watch = self.rulebook.watch
        monday = on - timedelta(days=on.weekday())
        if self.workdays.on_or_after(monday) != on:
            return watch
        left = _SUNDAY - on.weekday()
        return replace(
            watch,
            repeat_days=max(_LEAST, watch.repeat_days - left),
            acknowledged_repeat_days=max(_LEAST, watch.acknowledged_repeat_days - left),
        )

    def _reminders(self, occurrence: Occurrence) -> Iterator[Post]:
        for member, books in self.to_remind(occurrence):
            if member.started:
                yield _post(slot_of(occurrence), str(member.id), occurrence.at.date(), books)

    def renewed(self, post: Post, now: datetime) -> Post | None:
        """A claimed post of which nothing is in the chat yet, as it is to be said now; None: it is owed no longer."""
        if post.kind is JobKind.REMINDERS:
            return self._reminder_now(post, now.astimezone(post.due.tzinfo).date())
        if post.kind is JobKind.ALERTS:
            return self._warning_now(post, now.astimezone(post.due.tzinfo).date())
        if not (books := self._shown(post)):
            return None
        (book,) = books
        return replace(post, books=_frozen([book]), owing=tuple(self._owing(book, post.as_of)))

    def _shown(self, post: Post) -> list[Book]:
        """The post's books without those that were hidden meanwhile."""
        there = self.ledger.books()
        return [self.ledger.book(frozen.key) for frozen in post.books if frozen.key in there]

    def _reminder_now(self, post: Post, on: date) -> Post | None:
        member, members = self.office.member(int(post.chat)), self.office.members()
        if member is None:
            return None
        owing = [book for book in self._shown(post) if is_pressing(owed_of(book, member, members, on, self.rulebook))]
        return replace(post, as_of=on, books=_frozen(owing)) if owing else None

    def _warning_now(self, post: Post, on: date) -> Post | None:
        told = self._speaking(self._shown(post), on)
        if not told:
            return None
        return replace(post, as_of=on, books=_frozen([book for book, _ in told]), sayings=_sayings(told))

    def to_remind(self, occurrence: Occurrence) -> Iterator[tuple[Member, list[Book]]]:
        """Who owes something pressing and is not on leave, with the books it is owed in."""
        on, members = occurrence.at.date(), self.office.members()
        books = self.books_on(JobKind.REMINDERS, on, occurrence.entry.fund)
        for member in members:
            owed = [(book, owed_of(book, member, members, on, self.rulebook)) for book in books]
            pressing = [book for book, items in owed if is_pressing(items)]
            if pressing and not member.on_leave(on):
                yield member, pressing


def _sayings(told: list[tuple[Book, list[Decision]]]) -> tuple[Saying, ...]:
    return tuple(_saying(book, decision) for book, found in told for decision in found)


def _frozen(books: list[Book]) -> tuple[FrozenBook, ...]:
    return tuple(FrozenBook(fund=book.key.fund, year=book.year, entries=len(book)) for book in books)


def _saying(book: Book, decision: Decision) -> Saying:
    notice = decision.notice(date(book.year, 1, 1))
    return Saying(
        fund=book.key.fund, year=book.year, key=decision.key, reason=decision.reason, severity=notice.severity
    )


def slot_of(occurrence: Occurrence) -> Slot:
    """The place of an occurrence's posts."""
    entry = occurrence.entry
    return Slot(entry.kind, occurrence.period, entry.chat, occurrence.at, occurrence.until)


def _post(
    slot: Slot,
    place: str,
    on: date,
    books: list[Book],
    *,
    owing: tuple[Owing, ...] = (),
    sayings: tuple[Saying, ...] = (),
) -> Post:
    return Post(
        key=f"{slot.kind.value}:{slot.period}:{place}",
        kind=slot.kind,
        period=slot.period,
        chat=place.partition(":")[0],
        due=slot.due,
        until=slot.until,
        as_of=on,
        books=_frozen(books),
        owing=owing,
        sayings=sayings,
    )
