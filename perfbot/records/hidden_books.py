"""Which books are hidden from every list, since when, by whom and why; the books themselves stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.records.office import NotKept
from perfbot.records.office_rows import TRAIL, trail_row
from perfbot.store.errors import UNWRITTEN
from perfbot.store.protocol import Document, Store

HIDDEN = "hidden"


@dataclass(frozen=True)
class HiddenBook:
    """A hidden book, and the reason that was given."""

    key: BookKey
    reason: str


class HiddenBooks:
    """Hides books and shows them again, each with a line of the office's trail; raises NotKept as the office does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[HiddenBook, ...]:
        """Every hidden book, by fund and year."""
        reasons = {str(row["id"]): str(row["reason"]) for row in self._store.office(HIDDEN)}
        return tuple(HiddenBook(key, reasons[str(key)]) for key in self._store.books() if str(key) in reasons)

    def hide(self, key: BookKey, reason: str, by: Member, now: datetime) -> None:
        """Take the book out of every list; hiding it again gives it the new reason."""
        row: Document = {"id": str(key), "reason": reason}
        trail = trail_row("book_hidden", by=by.id, about=0, now=now, detail=f"{key} {reason}")
        self._put([(HIDDEN, row), (TRAIL, trail)], [])

    def show(self, key: BookKey, by: Member, now: datetime) -> None:
        """Put a hidden book back into the lists."""
        trail = trail_row("book_shown", by=by.id, about=0, now=now, detail=str(key))
        self._put([(TRAIL, trail)], [(HIDDEN, str(key))])

    def _put(self, changes: list[tuple[str, Document]], remove: list[tuple[str, str]]) -> None:
        try:
            self._store.put_office(changes, remove)
        except UNWRITTEN as failure:
            raise NotKept(failure.reason) from failure
