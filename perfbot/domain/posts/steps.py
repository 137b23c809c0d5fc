"""The pure steps of a post from owed to done or reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum

from perfbot.domain.posts.post import Followed, Mirrored, Missed, Post, PostState, Trouble

MOST_DOUBTS = 2
"""Placeholders whose sending may or may not have worked: after the second no third is sent (S3)."""

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))
_UNTIL_LET_IN = timedelta(hours=1)
_LONGEST_WAIT = timedelta(days=1)


class PostStep(Enum):
    """What to do about a post now."""

    PLACE = "place"
    FILL = "fill"
    WAIT = "wait"
    GIVE_UP = "give_up"
    NOTHING = "nothing"


def next_step(post: Post, now: datetime) -> PostStep:
    """The next step of the post at this moment; a post found SENDING goes through `doubted` first."""
    if not post.is_open:
        return PostStep.NOTHING
    if post.not_before is not None and now < post.not_before <= now + _LONGEST_WAIT:
        return PostStep.WAIT if now < post.until else PostStep.GIVE_UP
    if now >= post.until or (post.doubts >= MOST_DOUBTS and post.state is not PostState.PLACED):
        return PostStep.GIVE_UP
    return PostStep.FILL if post.state is PostState.PLACED else PostStep.PLACE


def sending(post: Post, now: datetime) -> Post:
    """The post with its placeholder on the way; written before the request."""
    return replace(post, state=PostState.SENDING, changed_at=now, not_before=None)


def doubted(post: Post, now: datetime) -> Post:
    """The post whose placeholder may be in the chat: one more may be sent, never a third."""
    why = post.why or Trouble.UNKNOWN.value
    return replace(post, state=PostState.CLAIMED, doubts=post.doubts + 1, changed_at=now, why=why)


def placed(post: Post, chat_id: int, message_id: int, now: datetime) -> Post:
    """The post with its placeholder's id; from here on every step can be repeated."""
    return replace(
        post, state=PostState.PLACED, chat_id=chat_id, message_id=message_id, followed=(), tries=0, changed_at=now
    )


def unplaced(post: Post, missed: Missed, now: datetime) -> Post:
    """The post whose placeholder was not taken, or whose outcome is unknown."""
    if missed.trouble is Trouble.REFUSED:
        return failed(post, missed.why, now)
    back = replace(post, state=PostState.CLAIMED, why=missed.why)
    if missed.trouble in (Trouble.UNKNOWN, Trouble.GONE):
        back = doubted(back, now)
    return _later(back, missed, now)


def unfilled(post: Post, missed: Missed, now: datetime) -> Post:
    """The post whose content is not surely in the message; a message that is gone is sent again once."""
    if missed.trouble is Trouble.REFUSED:
        return failed(post, missed.why, now)
    kept = replace(post, why=missed.why)
    if missed.trouble is Trouble.GONE:
        kept = doubted(replace(kept, message_id=0, followed=()), now)
    return _later(kept, missed, now)


def _later(post: Post, missed: Missed, now: datetime) -> Post:
    """The time of the next try: growing pauses, Telegram's own wait, or an hour for a closed chat."""
    pause = _UNTIL_LET_IN if missed.trouble is Trouble.AWAY else _PAUSES[min(post.tries, len(_PAUSES) - 1)]
    wait = max(pause, timedelta(seconds=missed.retry_after))
    return replace(post, tries=post.tries + 1, not_before=now + wait, changed_at=now)


def let_in(post: Post) -> Post:
    """The post for a chat that is open again, to be tried at once."""
    return replace(post, not_before=None, tries=0)


def followed_by(post: Post, name: str, message_id: int) -> Post:
    """The post with one more message, recorded before that is filled."""
    others = tuple(item for item in post.followed if item.name != name)
    return replace(post, followed=(*others, Followed(name=name, message_id=message_id)))


def done(post: Post, now: datetime) -> Post:
    """The post that is in the chat."""
    return replace(post, state=PostState.DONE, changed_at=now, not_before=None, why="")


def failed(post: Post, why: str, now: datetime) -> Post:
    """The post that is given up; the administrators are to be told."""
    return replace(post, state=PostState.FAILED, changed_at=now, not_before=None, why=why or post.why)


def merged(post: Post, now: datetime) -> Post:
    """The post whose content a newer one tells."""
    return replace(post, state=PostState.MERGED, changed_at=now, not_before=None, reported=True)


def told(post: Post) -> Post:
    """The post whose failure the administrators know."""
    return replace(post, reported=True)


def mirrored(post: Post, channel: str, outcome: str) -> Post:
    """The post with the state of its copy in another service."""
    others = tuple(item for item in post.mirrored if item.channel != channel)
    return replace(post, mirrored=(*others, Mirrored(channel=channel, outcome=outcome)))


def known(post: Post, person: int) -> Post:
    """The post with one more person who knows of it."""
    return post if person in post.known_by else replace(post, known_by=(*post.known_by, person))
