"""What handlers remember from one update to the next; after a restart only the awaited evidence is known."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Message

from perfbot.domain.books.keys import BookKey

_WARN_AGAIN = timedelta(hours=1)
_STANDS = timedelta(minutes=10)


@dataclass(frozen=True)
class Album:
    """Files sent together: Telegram's id for them, the message that tells of them, their names so far."""

    id: str
    message_id: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Carried:
    """What a command brought that cannot be used yet: the rest of its line, and the files that it was written under.

    `key` stands on the buttons of the choice that it waits for; `used`: a book was chosen.
    """

    command: str
    words: str
    files: tuple[Message, ...]
    key: str
    used: bool = False


DOWNLOADS = 4
"""Files of up to 20 MB that are in memory at once."""


class Session:
    """Which file each person was asked for, what they said before a choice, and what was told lately.

    `albums` holds each person's latest album, `carried` a command's line and files while its author chooses a book,
    `aside` the files of a command asked for in the middle of another conversation, by that one's id, `unplaced` files
    whose entry was asked for.
    """

    def __init__(self, awaited_evidence: MutableMapping[int, str]) -> None:
        """`awaited_evidence` is kept on disk: changing it raises DraftNotKept."""
        self._awaited_evidence = awaited_evidence
        self._awaited_workbook: set[int] = set()
        self.carried: dict[int, Carried] = {}
        self.aside: dict[int, tuple[str, tuple[Message, ...]]] = {}
        self.unplaced: dict[int, tuple[Message, ...]] = {}
        self.downloads = asyncio.Semaphore(DOWNLOADS)
        self._hiding: dict[int, tuple[BookKey, str]] = {}
        self.albums: dict[int, Album] = {}
        self._warned: dict[str, datetime] = {}
        self._pages: dict[tuple[int, object], tuple[datetime, object]] = {}

    def await_workbook(self, person: int) -> None:
        """The office file that the person sends next is for the set-up."""
        self.await_no_file(person)
        self._awaited_workbook.add(person)

    def await_evidence(self, person: int, entry: str) -> None:
        """Files that the person sends next support this entry."""
        self.await_no_workbook(person)
        self._awaited_evidence[person] = entry

    def await_no_workbook(self, person: int) -> None:
        """The set-up is over."""
        self._awaited_workbook.discard(person)

    def await_no_file(self, person: int) -> None:
        """The person goes on to something else."""
        self._awaited_evidence.pop(person, None)
        self.await_no_workbook(person)

    def awaits_workbook(self, person: int) -> bool:
        """Whether the person was asked for an office file."""
        return person in self._awaited_workbook

    def awaited_entry(self, person: int) -> str:
        """The entry whose 📎 the person pressed last; "" for none."""
        return self._awaited_evidence.get(person, "")

    def await_reason(self, person: int, book: BookKey) -> None:
        """What the person types next is why this book is to be hidden."""
        self._hiding[person] = (book, "")

    def keep_reason(self, person: int, book: BookKey, reason: str) -> None:
        """Keep a typed reason until it is confirmed; another may still be typed."""
        self._hiding[person] = (book, reason)

    def await_no_reason(self, person: int) -> None:
        """The person goes on to something else."""
        self._hiding.pop(person, None)

    def hiding(self, person: int) -> tuple[BookKey, str] | None:
        """The book that the person was asked to give a reason for, and the reason typed so far."""
        return self._hiding.get(person)

    def is_time_to_warn(self, reason: str, now: datetime) -> bool:
        """Whether the administrators have not heard of this within the hour; notes that they hear of it now."""
        told = self._warned.get(reason)
        if told is not None and timedelta(0) <= now - told < _WARN_AGAIN:
            return False
        self._warned[reason] = now
        return True

    def has_page(self, chat: int, button: object, says: object, now: datetime) -> bool:
        """Whether the button's page stands in the chat from a few minutes ago and still says the same."""
        posted, said = self._pages.get((chat, button), (None, None))
        return posted is not None and said == says and timedelta(0) <= now - posted < _STANDS

    def note_page(self, chat: int, button: object, says: object, now: datetime) -> None:
        """The button's page is being posted in the chat; what nobody asks for any more is forgotten."""
        self._pages = {place: page for place, page in self._pages.items() if abs(now - page[0]) < _STANDS}
        self._pages[chat, button] = (now, says)

    def forget_page(self, chat: int, button: object) -> None:
        """The page could not be posted."""
        self._pages.pop((chat, button), None)
