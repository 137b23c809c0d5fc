"""What every handler is handed: the doors, the clock it may not read itself, and the rules in force."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from perfbot.delivery.sending import Delivery
from perfbot.domain.books.keys import BookKey
from perfbot.domain.posts.post import GROUP, Post
from perfbot.domain.posts.runs import Outlook
from perfbot.domain.rulebook import Rulebook
from perfbot.handlers.session import Session
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

    async def show_anew(self, post: Post) -> None:
        """Change the post in its chat into what it says now."""

    def clock_was_set(self) -> None:
        """Somebody turned the clock by hand."""

    def chat_opened(self, chat: str = GROUP) -> None:
        """The bot may speak in the chat again."""

    def chat_closed(self, chat: str = GROUP) -> bool:
        """The bot may not speak there any more; False where that was known."""


@dataclass(frozen=True)
class Desk:
    """One bureau's desk; `clock` gives aware datetimes, `timezone` says which day that is in the office.

    `menus` shows a person the commands of their role, `run` runs a command by name for a deep link.
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
    session: Session

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
