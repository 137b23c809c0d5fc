"""Scheduled posts are owed, not fired: what is kept of each, and the pure steps from owed to done or reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from perfbot.domain.alerts import Severity
from perfbot.domain.keys import BookKey
from perfbot.domain.notices import Reason

GROUP = "group"
"""The chat of a post to the work group, whatever its id is just then."""
MOST_DOUBTS = 2
"""Placeholders whose sending may or may not have worked: after the second no third is sent (reliability S3)."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
_UNTIL_LET_IN = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=1)


class JobKind(Enum):
    """What the timetable can ask for."""

    DIGEST = "digest"
    ALERTS = "alerts"
    REMINDERS = "reminders"
    MONTHLY = "monthly"
    BACKUP = "backup"
    DRAFTS = "drafts"


class PostState(Enum):
    """How far a post has come; SENDING found on a start means that the process died with the request on its way."""

    CLAIMED = "claimed"
    SENDING = "sending"
    PLACED = "placed"
    DONE = "done"
    FAILED = "failed"
    MERGED = "merged"


class Trouble(Enum):
    """Why something did not get into a chat: for now, perhaps it did, the message is gone, no entry, refused."""

    PASSING = "passing"
    UNKNOWN = "unknown"
    GONE = "gone"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True)
class Arrived:
    """It is in the chat, in the message of this id."""

    message_id: int


@dataclass(frozen=True)
class Missed:
    """It is not in the chat, or nobody knows (UNKNOWN); `retry_after` seconds when Telegram said so."""

    trouble: Trouble
    why: str = ""
    retry_after: float = 0.0


@dataclass(frozen=True, kw_only=True)
class FrozenBook:
    """A book as it stood: its first so many entries give the same figures for ever."""

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
    reason: Reason
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
    """What became of a post's copy in another service: "sending", "sent", or why not."""

    channel: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """One thing to be said to one chat exactly once, its content frozen as (day, number of entries).

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
        """What it is and where it belongs, whatever its week: the kind, and chat and fund."""
        return self.kind, self.key.split(":", 2)[-1]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in (PostState.CLAIMED, PostState.SENDING, PostState.PLACED)

    @property
    def late(self) -> bool:
        """Whether it came (or comes) more than an hour after it was due."""
        return self.changed_at is not None and self.changed_at - self.due > timedelta(hours=1)


class Step(Enum):
    """What to do about a post now."""

    PLACE = "place"
    FILL = "fill"
    WAIT = "wait"
    GIVE_UP = "give_up"
    NOTHING = "nothing"


def next_step(post: Post, now: datetime) -> Step:
    """What is to be done about the post at this moment; a post found SENDING is to be `doubted` first."""
    if not post.is_open:
        return Step.NOTHING
    if post.not_before is not None and now < post.not_before <= now + _LONGEST_WAIT:
        return Step.WAIT if now < post.until else Step.GIVE_UP
    if now >= post.until or (post.doubts >= MOST_DOUBTS and post.state is not PostState.PLACED):
        return Step.GIVE_UP
    return Step.FILL if post.state is PostState.PLACED else Step.PLACE


def sending(post: Post, now: datetime) -> Post:
    """Written before the placeholder leaves."""
    return replace(post, state=PostState.SENDING, changed_at=now, not_before=None)


def doubted(post: Post, now: datetime) -> Post:
    """The placeholder may or may not be in the chat: one more line may be sent, never a third."""
    why = post.why or Trouble.UNKNOWN.value
    return replace(post, state=PostState.CLAIMED, doubts=post.doubts + 1, changed_at=now, why=why)


def placed(post: Post, chat_id: int, message_id: int, now: datetime) -> Post:
    """The placeholder's id is known: from here on everything can be repeated."""
    return replace(
        post, state=PostState.PLACED, chat_id=chat_id, message_id=message_id, followed=(), tries=0, changed_at=now
    )


def unplaced(post: Post, missed: Missed, now: datetime) -> Post:
    """The placeholder was not taken, or nobody knows."""
    if missed.trouble is Trouble.REFUSED:
        return failed(post, missed.why, now)
    back = replace(post, state=PostState.CLAIMED, why=missed.why)
    if missed.trouble in (Trouble.UNKNOWN, Trouble.GONE):
        back = doubted(back, now)
    return _later(back, missed, now)


def unfilled(post: Post, missed: Missed, now: datetime) -> Post:
    """The content is not (or not surely) in the message yet; a message that is gone is begun anew once."""
    if missed.trouble is Trouble.REFUSED:
        return failed(post, missed.why, now)
    kept = replace(post, why=missed.why)
    if missed.trouble is Trouble.GONE:
        kept = doubted(replace(kept, message_id=0, followed=()), now)
    return _later(kept, missed, now)


def _later(post: Post, missed: Missed, now: datetime) -> Post:
    """Growing pauses; what Telegram says is kept to; a chat that is closed is asked again every hour."""
    pause = _UNTIL_LET_IN if missed.trouble is Trouble.AWAY else _PAUSES[min(post.tries, len(_PAUSES) - 1)]
    wait = max(pause, timedelta(seconds=missed.retry_after))
    return replace(post, tries=post.tries + 1, not_before=now + wait, changed_at=now)


def let_in(post: Post) -> Post:
    """The chat is open again: nothing is waited for any more."""
    return replace(post, not_before=None, tries=0)


def followed_by(post: Post, name: str, message_id: int) -> Post:
    """One more message of the post, recorded before it is filled."""
    others = tuple(item for item in post.followed if item.name != name)
    return replace(post, followed=(*others, Followed(name=name, message_id=message_id)))


def done(post: Post, now: datetime) -> Post:
    """It is in the chat."""
    return replace(post, state=PostState.DONE, changed_at=now, not_before=None, why="")


def failed(post: Post, why: str, now: datetime) -> Post:
    """It is given up; the administrators are to be told."""
    return replace(post, state=PostState.FAILED, changed_at=now, not_before=None, why=why or post.why)


def merged(post: Post, now: datetime) -> Post:
    """A newer one of its kind says it all; nobody needs to be told."""
    return replace(post, state=PostState.MERGED, changed_at=now, not_before=None, reported=True)


def told(post: Post) -> Post:
    """The administrators know that it was given up."""
    return replace(post, reported=True)


def mirrored(post: Post, channel: str, outcome: str) -> Post:
    """What became of the copy in another service."""
    others = tuple(item for item in post.mirrored if item.channel != channel)
    return replace(post, mirrored=(*others, Mirrored(channel=channel, outcome=outcome)))


def known(post: Post, person: int) -> Post:
    """One more person knows of it."""
    return post if person in post.known_by else replace(post, known_by=(*post.known_by, person))
