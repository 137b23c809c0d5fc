"""The Store on TinyDB journals in one folder: a file a book, one for the office, one for drafts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from tinydb import Query

from perfbot.store.errors import (
    DuplicateId,
    JournalDamaged,
    JournalMissing,
    OlderFormat,
    ReadOnly,
    UnknownBook,
    UnknownClaim,
)
from perfbot.store.files.backup import newest_good_backup
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.journal import Journal, create_journal
from perfbot.store.files.layout import (
    book_key,
    create_folder,
    layout_of,
    make_root,
    probe,
    require_data_folder,
    tighten,
)
from perfbot.store.files.lock import DirectoryLock
from perfbot.store.files.migrations import migrate
from perfbot.store.files.opening import TornLine
from perfbot.store.files.reading import Header
from perfbot.store.files.snapshot import remove_strays
from perfbot.store.files.strays import strays
from perfbot.store.protocol import BookKey, Document
from perfbot.store.tiny.compaction import Compaction
from perfbot.store.tiny.documents import cleaned, identity_of
from perfbot.store.tiny.inbox import Inbox
from perfbot.store.tiny.tables import JournalDB, JournalTable, open_db

log = logging.getLogger(__name__)
ENTRIES = "entries"
_NOTICES, _CLAIMS = "notices", "claims"
_OWN_TABLES = frozenset({_NOTICES, _CLAIMS})


def create_store(directory: Path, now: datetime, *, disk: Disk = SYSTEM) -> TinyStore:
    """Create and open a data folder. Raises `JournalExists`, `NotADataFolder`, `DirectoryUnusable`."""
    layout = layout_of(directory)
    make_root(layout, disk)
    lock = DirectoryLock(layout.root, now, disk=disk)
    try:
        create_folder(layout, now, disk)
    finally:
        lock.release()
    return TinyStore(directory, now=now, disk=disk)


class TinyStore:
    """The Store on TinyDB. Every book is read on opening, so that damage is named at once."""

    def __init__(
        self,
        directory: Path,
        *,
        now: datetime | None = None,
        lock: DirectoryLock | None = None,
        disk: Disk = SYSTEM,
        read_only: bool = False,
    ) -> None:
        """Open a folder that was created before. `now` is only shown to a process that finds the folder locked.

        With `read_only` no lock is taken and nothing is written, so it works beside a running bot. A lock handed in
        stays the caller's to release. `inbox` is the durable inbox of the same folder; `torn` lists last lines that
        were found cut off and dropped, `unnoted` the journals whose noted ends are lost. Raises
        `NotADataFolder`, `DirectoryLocked`, `DirectoryUnusable`, `JournalMissing`, `JournalDamaged`, `NewerFormat`.
        """
        self.layout = layout_of(directory)
        self._disk, self._writable, self._turn = disk, not read_only, threading.RLock()
        try:
            require_data_folder(self.layout)
            with ExitStack() as opened:
                self._open(opened, lock, now)
                self._opened = opened.pop_all()
        except (JournalDamaged, JournalMissing) as loss:
            loss.name_backup(newest_good_backup(self.layout.backups))
            raise

    def _open(self, opened: ExitStack, lock: DirectoryLock | None, now: datetime | None) -> None:
        if self._writable:
            if lock is None:
                opened.callback(DirectoryLock(self.layout.root, now, disk=self._disk).release)
            self._make_ready()
        self._folder = OpenFolder(self.layout.heads, self._disk, writable=self._writable)
        opened.callback(self._folder.close)
        self._read_all()

    def _make_ready(self) -> None:
        tighten(self.layout, self._disk)
        probe(self.layout, self._disk)
        for folder in (self.layout.books, self.layout.evidence):
            remove_strays(self._disk, folder)

    def _read_all(self) -> None:
        self.torn: list[TornLine] = []
        noted, were_sound = self._folder.heads.names(), self._folder.heads.is_sound
        for name in noted:
            if not (self.layout.root / name).exists():
                raise JournalMissing(self.layout.root / name)
        self._office = self._db(self.layout.office, "office")
        self._drafts = self._db(self.layout.drafts, "drafts")
        self._compaction = Compaction(self._drafts.storage)
        self.inbox = Inbox(self._db(self.layout.inbox, "inbox").storage)
        self._books: dict[BookKey, JournalTable] = {}
        for path, kind in self.layout.journals():
            if kind == "book":
                self._books[book_key(path)] = self._db(path, kind).table(ENTRIES)
        self._keys = sorted(self._books)
        self.unnoted = self._without_a_note(frozenset(noted), were_sound)
        if found := strays(self.layout):
            log.warning("not files of perfbot, left alone: %s", ", ".join(found))
        self._folder.heads.settle()

    def _without_a_note(self, noted: frozenset[str], were_sound: bool) -> list[str]:
        """Journals with lines but without a noted end, where missing last lines would not show.

        Where the other notes are sound, a journal with only what it was created with was created just before a kill.
        """
        born_with = 2 if were_sound else 1
        storages = (self._office.storage, self._drafts.storage, *(book.storage for book in self._books.values()))
        found = [
            one.journal.name for one in storages if one.journal.head.line > born_with and one.journal.name not in noted
        ]
        if found:
            log.warning("no noted end for %s: whether their last lines are missing cannot be told", ", ".join(found))
        return found

    def _db(self, path: Path, kind: str) -> JournalDB:
        name = self.layout.name(path)
        try:
            journal = Journal(path, name, kind, self._folder)
        except OlderFormat:
            if not self._writable:
                raise
            migrate(path, name, kind, self._disk, self._folder.heads)
            journal = Journal(path, name, kind, self._folder)
        if journal.torn is not None:
            self.torn.append(journal.torn)
        return open_db(journal)

    def cannot_note_ends(self) -> bool:
        """Whether the ends of the journals cannot be noted just now; entries are durable all the same."""
        with self._turn:
            return not self._folder.heads.retried()

    def books(self) -> list[BookKey]:
        return self._keys.copy()

    def create_book(self, key: BookKey, header: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._require_writable()
        with self._turn:
            path = self.layout.book(key)
            own = _without_duplicates([cleaned(document) for document in documents])
            first = [{"put": {ENTRIES: own}}] if own else []
            create_journal(path, Header("book", path.stem, about=cleaned(header)), first, self._disk)
            self._books[key] = self._db(path, "book").table(ENTRIES)
            self._keys = sorted(self._books)
            self._folder.heads.sync()

    def view_book(self, key: BookKey) -> Iterator[Mapping[str, Any]]:
        return self._entries(key).view()

    def append(self, key: BookKey, documents: Sequence[Document]) -> None:
        with self._turn:
            self._entries(key).insert_multiple(documents)

    def office(self, table: str, **fields: Any) -> list[Document]:
        return list(self._office.table(table).search(Query().fragment(fields)))

    def put_office(self, changes: Sequence[tuple[str, Document]], remove: Sequence[tuple[str, str]] = ()) -> None:
        put: dict[str, list[Document]] = {}
        gone: dict[str, list[str]] = {}
        for table, document in changes:
            put.setdefault(table, []).append(document)
        for table, identity in remove:
            gone.setdefault(table, []).append(identity)
        if own := _OWN_TABLES & {*put, *gone}:
            raise ValueError(f"the store keeps {sorted(own)} itself")
        with self._turn:
            self._office.storage.put(put, gone)

    def drafts(self) -> list[Document]:
        return list(self._drafts.table("drafts").all())

    def put_draft(self, doc: Document) -> None:
        with self._turn:
            self._drafts.storage.put({"drafts": [doc]})
            self._compaction.after_change()

    def drop_draft(self, identity: str) -> None:
        with self._turn:
            self._drafts.storage.put({}, {"drafts": [identity]})
            self._compaction.after_change()

    def notices(self, **fields: Any) -> list[Document]:
        return self.office(_NOTICES, **fields)

    def log_notice(self, doc: Document) -> None:
        with self._turn:
            self._office.table(_NOTICES).insert(doc)

    def claim(self, key: str, doc: Document) -> bool:
        with self._turn:
            if self._claim(key) is not None:
                return False
            self._office.table(_CLAIMS).insert({"id": key, "says": doc})
            return True

    def claim_of(self, key: str) -> Document | None:
        claim = self._claim(key)
        return None if claim is None else claim["says"]

    def _claim(self, key: str) -> Document | None:
        found: Document | None = self._office.table(_CLAIMS).get(doc_id=key)  # type: ignore[call-overload]
        return found

    def claims(self) -> list[tuple[str, Document]]:
        return [(row["id"], row["says"]) for row in self.office(_CLAIMS)]

    def settle(self, key: str, doc: Document) -> None:
        with self._turn:
            if self._claim(key) is None:
                raise UnknownClaim(key)
            self._office.table(_CLAIMS).put([{"id": key, "says": doc}])

    def close(self) -> None:
        with self._turn, self._opened:
            for storage in (
                self._office.storage,
                self._drafts.storage,
                *(book.storage for book in self._books.values()),
            ):
                storage.close()
            self.inbox.close()

    def _entries(self, key: BookKey) -> JournalTable:
        book = self._books.get(key)
        if book is None:
            raise UnknownBook(key.fund, key.year)
        return book

    def _require_writable(self) -> None:
        if not self._writable:
            raise ReadOnly(self.layout.root)


def _without_duplicates(documents: list[Document]) -> list[Document]:
    seen: set[str] = set()
    for document in documents:
        identity = identity_of(document)
        if identity in seen:
            raise DuplicateId(ENTRIES, identity)
        seen.add(identity)
    return documents
