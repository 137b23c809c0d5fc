"""A scheduled post: its state, its frozen content, and its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from perfbot.domain.books.keys import BookKey
from perfbot.domain.monitoring.alert import Severity
from perfbot.domain.monitoring.notices import NoticeReason

_LATE = timedelta(hours=1)
GROUP = "group"
"""The chat of a post to the work group, independent of its present id."""


class JobKind(Enum):
    """The kinds of jobs in the timetable."""

    DIGEST = "digest"
    ALERTS = "alerts"
    REMINDERS = "reminders"
    MONTHLY = "monthly"
    BACKUP = "backup"
    DRAFTS = "drafts"


class Upkeep(Enum):
    """The work of each round beside the timetable: heartbeat, copies, reports, the ping."""

    ALIVE = "alive"
    MIRRORS = "mirrors"
    REPORTS = "reports"
    PING = "ping"


class PostState(Enum):
    """The state of a post; SENDING at a start means that the process died during the request."""

    CLAIMED = "claimed"
    SENDING = "sending"
    PLACED = "placed"
    DONE = "done"
    FAILED = "failed"
    MERGED = "merged"


class Trouble(Enum):
    """Why a message did not get into a chat: passing, unknown, message gone, no access, refused."""

    PASSING = "passing"
    UNKNOWN = "unknown"
    GONE = "gone"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True)
class Arrived:
    """The message is in the chat under this id."""

    message_id: int


@dataclass(frozen=True)
class Missed:
    """The message is not in the chat, or the outcome is unknown; `retry_after` in seconds when Telegram said so."""

    trouble: Trouble
    why: str = ""
    retry_after: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FrozenBook:
    """A book and the number of its entries that a post counts."""

    fund: str
    year: int
    entries: int

    @property
    def key(self) -> BookKey:
        """Which book."""
        return BookKey(self.fund, self.year)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One line of a warning: which alert of which book, and why it is told."""

    fund: str
    year: int
    key: str
    reason: NoticeReason
    severity: Severity = Severity.NOTE


@dataclass(frozen=True, kw_only=True)
class Owing:
    """How many things a person owed when the post was claimed."""

    person: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Followed:
    """A further message of a post: its name and id."""

    name: str
    message_id: int


@dataclass(frozen=True, kw_only=True)
class Mirrored:
    """The state of a post's copy in another service: "sending", "sent", or the reason of the failure."""

    channel: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """One message owed to one chat exactly once, its content frozen as (day, number of entries).

    `due` and `until` are the ends of its catch-up window; `doubts` counts placeholders of unknown fate, `tries` the
    failures in a row; nothing is tried before `not_before`. `known_by` are the people who pressed 已知晓.
    """

    key: str
    kind: JobKind
    period: str
    chat: str
    due: datetime
    until: datetime
    as_of: date
    books: tuple[FrozenBook, ...] = ()
    sayings: tuple[Saying, ...] = ()
    owing: tuple[Owing, ...] = ()
    state: PostState = PostState.CLAIMED
    claimed_at: datetime | None = None
    changed_at: datetime | None = None
    chat_id: int = 0
    message_id: int = 0
    followed: tuple[Followed, ...] = ()
    doubts: int = 0
    tries: int = 0
    not_before: datetime | None = None
    why: str = ""
    reported: bool = False
    mirrored: tuple[Mirrored, ...] = ()
    known_by: tuple[int, ...] = ()

    @property
    def place(self) -> tuple[JobKind, str]:
        """The kind, chat and fund of the post, without its week."""
        return self.kind, self.key.split(":", 2)[-1]

    @property
    def message_ids(self) -> tuple[int, ...]:
        """The ids of all messages of the post."""
        return (self.message_id, *(item.message_id for item in self.followed))

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about the post."""
        return self.state in (PostState.CLAIMED, PostState.SENDING, PostState.PLACED)

    @property
    def late(self) -> bool:
        """补发: whether it was claimed more than an hour after it was due, or a line of unknown fate went before it."""
        return self.doubts > 0 or (self.claimed_at is not None and self.claimed_at - self.due > _LATE)
