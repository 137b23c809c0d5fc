"""What every handler is handed: the doors, the clock it may not read itself, and the rules in force."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from telegram import Message

from perfbot.delivery.sending import Delivery
from perfbot.domain.books.keys import BookKey
from perfbot.domain.posts.post import GROUP, Post
from perfbot.domain.posts.runs import Outlook
from perfbot.domain.rulebook import Rulebook
from perfbot.records.backups import Backups
from perfbot.records.drafts import Drafts
from perfbot.records.evidence import EvidenceFiles
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.records.posts import Posts
from perfbot.render.document import Document


class Schedules(Protocol):
    """What handlers may ask of the schedules."""

    def outlook(self) -> tuple[Outlook, ...]:
        """Every entry of the timetable: when it comes next, what became of it last."""

    async def preview(self, key: BookKey) -> Document:
        """The digest of a fund as of today."""

    def by_hand(self, key: BookKey) -> Post | None:
        """What became of the post that `publish` would make, if it was made before."""

    async def publish(self, key: BookKey) -> Post:
        """Post it to the group, once a day; what became of it."""

    def clock_was_set(self) -> None:
        """Somebody turned the clock by hand."""

    def chat_opened(self, chat: str = GROUP) -> None:
        """The bot may speak in the chat again."""

    def chat_closed(self, chat: str = GROUP) -> bool:
        """The bot may not speak there any more; False where that was known."""


@dataclass(frozen=True)
class Album:
    """Files sent together: Telegram's id for them, the message that tells of them, their names so far."""

    id: str
    message_id: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Carried:
    """What a command brought that cannot be used yet: the rest of its line, and the files that it was written under."""

    command: str
    words: str = ""
    files: tuple[Message, ...] = ()


DOWNLOADS = 4
"""Files of up to 20 MB that are in memory at once."""


@dataclass(frozen=True)
class Desk:
    """One bureau's desk; `clock` gives aware datetimes, `timezone` says which day that is in the office.

    `menus` shows a person the commands of their role, `run` runs a command by name for a deep link.
    `carried` keeps the rest of a one-line command, and its files, while its author chooses a book; `aside` the files of
    one that was asked for in the middle of another conversation, by that one's id; `unplaced` files whose entry was
    asked for; `awaited_upload` who was asked for a workbook, `albums` each person's latest album, `warned` when the
    administrators last heard of the disk, `shown` when a button's page was last posted in a group, and what about.
    """

    ledger: Ledger
    office: Office
    drafts: Drafts
    posts: Posts
    schedules: Schedules
    delivery: Delivery
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    rulebook: Rulebook
    bot_username: Callable[[], str]
    evidence: EvidenceFiles
    backups: Backups
    template: bytes | None
    menus: Callable[[int], Awaitable[None]]
    run: Callable[[Desk, Any, str], Awaitable[None]]
    carried: dict[int, Carried] = field(default_factory=dict)
    aside: dict[int, tuple[str, tuple[Message, ...]]] = field(default_factory=dict)
    unplaced: dict[int, tuple[Message, ...]] = field(default_factory=dict)
    downloads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DOWNLOADS))
    awaited_upload: set[int] = field(default_factory=set)
    albums: dict[int, Album] = field(default_factory=dict)
    warned: dict[str, datetime] = field(default_factory=dict)
    shown: dict[tuple[int, str], tuple[datetime, object]] = field(default_factory=dict)

    @property
    def awaited_evidence(self) -> MutableMapping[int, str]:
        """The entry whose 📎 each person pressed last."""
        return self.drafts.awaited

    def now(self) -> datetime:
        """This moment, in the office's time zone."""
        return self.clock().astimezone(self.timezone)

    def today(self) -> date:
        """This day in the office's time zone."""
        return self.now().date()

    def day_of(self, year: int) -> date:
        """The day that answers about a year are given for: today, or the year's last day once it is over."""
        return min(self.today(), date(year, 12, 31))

    def deep_link(self, payload: str) -> str:
        """A link that opens the private chat and starts with this payload."""
        return f"https://t.me/{self.bot_username()}?start={payload}"
