"""Stores scheduled posts, the log of notices and the runs of the timetable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from perfbot.domain.books.keys import BookKey
from perfbot.domain.monitoring.notices import Notice
from perfbot.domain.posts.post import JobKind, Post, PostState
from perfbot.domain.posts.runs import Run, run_key
from perfbot.store.codec import decode, encode
from perfbot.store.errors import UNWRITTEN, DuplicateId
from perfbot.store.protocol import Store

POST, RUN, AWAY, ALIVE = "post:", "run:", "away:", "alive"


@dataclass(frozen=True, kw_only=True)
class _Away:
    """Whether a chat is closed to the bot, and since when."""

    since: datetime
    still: bool = True


@dataclass(frozen=True, kw_only=True)
class _Alive:
    """When the bot was last known to run."""

    at: datetime


class NotNoted(Exception):
    """The disk refused; nothing changed, in memory or on disk."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Posts:
    """Stores posts, notices and runs; raises NotNoted when the disk refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._posts: dict[str, Post] = {}
        self._runs: dict[str, Run] = {}
        self._away: dict[str, _Away] = {}
        self._alive: datetime | None = None
        for key, says in store.claims():
            if key.startswith(POST):
                self._posts[key.removeprefix(POST)] = decode(Post, says)
            elif key.startswith(RUN):
                self._runs[key] = decode(Run, says)
            elif key.startswith(AWAY):
                self._away[key.removeprefix(AWAY)] = decode(_Away, says)
            elif key == ALIVE:
                self._alive = decode(_Alive, says).at

    # -- posts ---------------------------------------------------------------------------------

    def of(self, key: str) -> Post | None:
        """The post of this key, in any state."""
        return self._posts.get(key)

    def claim(self, post: Post) -> bool:
        """Store the post as owed, its content frozen; False, with nothing changed, where it was before."""
        if post.key in self._posts:
            return False
        self._write(POST + post.key, post)
        self._posts[post.key] = post
        return True

    def keep(self, post: Post) -> Post:
        """Store the new state of a claimed post."""
        if self._posts.get(post.key) != post:
            self._write(POST + post.key, post)
            self._posts[post.key] = post
        return post

    def open_posts(self) -> tuple[Post, ...]:
        """Posts that are owed and not over, the oldest first."""
        return tuple(sorted((p for p in self._posts.values() if p.is_open), key=lambda post: (post.due, post.key)))

    def done(self) -> tuple[Post, ...]:
        """Posts that were sent, the oldest first."""
        said = (post for post in self._posts.values() if post.state is PostState.DONE)
        return tuple(sorted(said, key=lambda post: (post.due, post.key)))

    def unreported(self) -> tuple[Post, ...]:
        """Posts that were given up and not yet reported to the administrators."""
        return tuple(p for p in self._posts.values() if p.state is PostState.FAILED and not p.reported)

    def unmirrored(self, outcome: str) -> tuple[Post, ...]:
        """Posts with a copy for another service that stands like this."""
        return tuple(p for p in self._posts.values() if any(item.outcome == outcome for item in p.mirrored))

    def at(self, chat_id: int, message_id: int | None) -> Post | None:
        """The post that this message belongs to."""
        return next((p for p in self._posts.values() if p.chat_id == chat_id and message_id in p.message_ids), None)

    def latest(self, kind: JobKind, chat: str | None = None) -> Post | None:
        """The latest post of this kind by due time."""
        mine = [post for post in self._posts.values() if post.kind is kind and chat in (None, post.chat)]
        return max(mine, key=lambda post: (post.due, post.key), default=None)

    # -- runs ----------------------------------------------------------------------------------

    def run_of(self, entry: str, period: str) -> Run | None:
        """The run of an entry for a period."""
        return self._runs.get(run_key(entry, period))

    def note_run(self, run: Run) -> None:
        """Store a run."""
        self._write(run.key, run)
        self._runs[run.key] = run

    def last_run(self, entry: str) -> Run | None:
        """The entry's latest run."""
        return max((run for run in self._runs.values() if run.entry == entry), key=lambda run: run.at, default=None)

    # -- notices -------------------------------------------------------------------------------

    def notices(self, key: BookKey) -> tuple[Notice, ...]:
        """What was told and answered about the alerts of a book, in order."""
        return tuple(decode(Notice, row) for row in self._store.notices(fund=key.fund, year=key.year))

    def log_said(self, post: Post, key: BookKey, notices: Iterable[Notice]) -> None:
        """Log the alerts that a post told; a second call adds nothing."""
        for notice in notices:
            self._log(f"{post.key}:{key}:{notice.key}", key, notice)

    def log_answer(self, key: BookKey, notice: Notice) -> bool:
        """Log a person's answer to an alert on a day; False where it was logged before."""
        return self._log(f"{notice.act.value}:{notice.on}:{notice.by}:{key}:{notice.key}", key, notice)

    def _log(self, identity: str, key: BookKey, notice: Notice) -> bool:
        row = {"id": identity, "fund": key.fund, "year": key.year, **encode(notice)}
        try:
            self._store.log_notice(row)
        except DuplicateId:
            return False
        except UNWRITTEN as failure:
            raise NotNoted(failure.reason) from failure
        return True

    # -- chats ---------------------------------------------------------------------------------

    def note_away(self, chat: str, now: datetime) -> bool:
        """Note that the bot may not post in the chat; False where that was known."""
        known = self._away.get(chat)
        if known is not None and known.still:
            return False
        self._write_away(chat, _Away(since=now))
        return True

    def note_back(self, chat: str, now: datetime) -> bool:
        """Note that the bot may post there again; False where it was not closed."""
        known = self._away.get(chat)
        if known is None or not known.still:
            return False
        self._write_away(chat, _Away(since=now, still=False))
        return True

    def _write_away(self, chat: str, away: _Away) -> None:
        self._write(AWAY + chat, away)
        self._away[chat] = away

    @property
    def alive_at(self) -> datetime | None:
        """The time at which the bot was last known to run; None before its first start."""
        return self._alive

    def beat(self, now: datetime) -> None:
        """Note that the bot runs now."""
        self._write(ALIVE, _Alive(at=now))
        self._alive = now

    def _write(self, key: str, says: Post | Run | _Away | _Alive) -> None:
        row = encode(says)
        try:
            if not self._store.claim(key, row):
                self._store.settle(key, row)
        except UNWRITTEN as failure:
            raise NotNoted(failure.reason) from failure
