"""The Ledger 台账: records commands in books and reads books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import Command, Stated
from perfbot.domain.books.entries import Entry
from perfbot.domain.books.errors import BookExists, BookNotOpened
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.domain.books.per_book_cache import PerBookCache
from perfbot.domain.books.rules import decide
from perfbot.records.hidden_books import HiddenBooks
from perfbot.store.codec import decode_entry, encode_entry
from perfbot.store.errors import UNWRITTEN
from perfbot.store.protocol import Store

NUMBERS = "numbers:"


@dataclass(frozen=True)
class Recorded:
    """The entries of a command, and whether they were recorded before."""

    entries: tuple[Entry, ...]
    repeated: bool

    @property
    def entry(self) -> Entry:
        """The entry that carries the command's key."""
        return self.entries[-1]


class NotRecorded(Exception):
    """The disk did not take the entry: nothing has changed, in memory or on disk."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Ledger:
    """The books in a Store. Synchronous, one writer: what returns is on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._books: dict[BookKey, Book] = {}
        self._views: PerBookCache[Book] = PerBookCache()
        self.hidden = HiddenBooks(store)

    def books(self) -> tuple[BookKey, ...]:
        """Every book that is not hidden, by fund and year."""
        hidden = {one.key for one in self.hidden.all()}
        return tuple(key for key in self._store.books() if key not in hidden)

    def book(self, key: BookKey) -> Book:
        """The book, hidden or not, so that drafts in it can be finished. Raises BookNotOpened."""
        known = self._books.get(key)
        if known is None:
            if key not in self._store.books():
                raise BookNotOpened(key.fund, key.year)
            entries = map(decode_entry, self._store.view_book(key))
            # A thread may have decoded it meanwhile: what is recorded goes into one Book only.
            known = self._books.setdefault(key, Book(key, entries, numbers_given(self._store, key)))
        return known

    def undecoded(self, least: int) -> list[BookKey]:
        """The books of at least so many entries that nobody has asked for yet."""
        return [key for key in self._store.books() if key not in self._books and self._has(key, least)]

    def _has(self, key: BookKey, least: int) -> bool:
        return next(islice(self._store.view_book(key), least - 1, None), None) is not None

    def view(self, key: BookKey) -> Book:
        """A copy of the book for a thread, which later entries do not change. Raises BookNotOpened."""
        book = self.book(key)
        return self._views.of(book, key, book.as_it_stands)

    def open_book(self, key: BookKey, stated: Sequence[Stated], actor: Member, now: datetime, today: date) -> Book:
        """Start a book with these commands, all or none; raises BookExists or Refused."""
        if key in self._store.books():
            raise BookExists(key.fund, key.year)
        book = Book(key, given=numbers_given(self._store, key))
        _play(book, stated, actor, now, today)
        header = {"fund": key.fund, "year": key.year, "opened_at": now.isoformat()}
        self._guarded(lambda: self._store.create_book(key, header, [encode_entry(entry) for entry in book.entries]))
        self._books[key] = book
        return book

    def record(self, key: BookKey, command: Command, circumstances: Circumstances) -> Recorded:
        """Record one command, durably; the same key again adds nothing. Raises Refused or NotRecorded."""
        book = self.book(key)
        repeated = book.entry(command.key) is not None
        entries = decide(book, command, circumstances)
        if not repeated:
            self._keep(book, entries)
        return Recorded(entries, repeated)

    def record_all(
        self, key: BookKey, stated: Sequence[Stated], actor: Member, now: datetime, today: date
    ) -> tuple[Entry, ...]:
        """Record several commands as one change, all or none; those recorded before are skipped."""
        book = self.book(key)
        trial = book.as_it_stands()
        _play(trial, stated, actor, now, today)
        added = trial.entries[len(book) :]
        if added:
            self._keep(book, added)
        return added

    def _keep(self, book: Book, entries: Sequence[Entry]) -> None:
        self._guarded(lambda: self._store.append(book.key, [encode_entry(entry) for entry in entries]))
        for entry in entries:
            book.apply(entry)

    @staticmethod
    def _guarded(write: Callable[[], None]) -> None:
        try:
            write()
        except UNWRITTEN as failure:
            raise NotRecorded(failure.path, failure.reason) from failure


def numbers_given(store: Store, key: BookKey) -> int:
    """The greatest entry number of the book before lines were lost; 0 where none were."""
    says = store.claim_of(f"{NUMBERS}{key}")
    return 0 if says is None else int(says["given"])


def _play(book: Book, stated: Sequence[Stated], actor: Member, now: datetime, today: date) -> None:
    for item in stated:
        if book.entry(item.command.key) is None:
            circumstances = Circumstances(actor, now, today, item.basis, item.note)
            for entry in decide(book, item.command, circumstances):
                book.apply(entry)
