"""What the store does in a day of an office, with kills in the worst places, recorded for the power cut."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from perfbot.records.evidence import EvidenceFiles
from perfbot.store.errors import WriteFailed
from perfbot.store.files.backup import make_backup
from perfbot.store.files.layout import is_data_folder
from perfbot.store.files.mend import mend
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import TinyStore, create_store
from tests.crash.recorded_disk import Event, RecordedDisk, dying_before
from tests.store_faults import Died, FaultyDisk, error

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOK, OTHER_BOOK = BookKey("jiangmen", 2021), BookKey("jiangmen", 2022)
Facts = set[tuple[str, str]]
DAMAGED = ("damaged", "")
"""Nothing is promised while a file stands damaged."""
LARGE = 70_000
"""Bytes of a draft of which four make the drafts' journal due for compaction."""


def shown(store: TinyStore) -> Facts:
    """All that a person could be told by an open store."""
    facts = {("book", str(key)) for key in store.books()}
    facts |= {(f"entry {key}", row["id"]) for key in store.books() for row in store.view_book(key)}
    facts |= {("office", row["id"]) for row in store.office("members")}
    return facts | {("draft", row["id"]) for row in store.drafts()}


class Bureau:
    """One data folder on a recorded disk; what a method has done was promised when it returns."""

    def __init__(self, outermost: Path) -> None:
        self.data, self.disk = outermost / "data", RecordedDisk()
        self.facts: Facts = set()
        self.store: TinyStore | None = None

    @property
    def open(self) -> TinyStore:
        assert self.store is not None
        return self.store

    def start(self) -> None:
        """As a start does; what it shows is promised, for people press 确认 again and read "already recorded"."""
        first = not is_data_folder(self.data)
        self.store = (create_store if first else _reopened)(self.data, NOW, disk=self.disk)
        self.facts |= shown(self.store)
        self.promise("folder", "started")

    def promise(self, kind: str, name: str) -> None:
        self.facts.add((kind, name))
        self.disk.promise(self.facts)

    def stop(self) -> None:
        self.open.close()

    def killed_at(self, what: str, part: str, work: Callable[[], None], times: int = 1) -> None:
        """The work, killed just before the n-th such call; then the next start."""
        self.disk.fault = dying_before(what, part, times)
        with suppress(Died):
            work()
            raise AssertionError(f"never came to {what} {part}")
        self.disk.killed()
        self.start()

    def create(self, key: BookKey) -> None:
        self.open.create_book(key, {}, [{"id": "first"}])
        self.promise("book", str(key))
        self.promise(f"entry {key}", "first")

    def record(self, identity: str) -> None:
        self.open.append(BOOK, [{"id": identity, "purpose": "展位"}])
        self.promise(f"entry {BOOK}", identity)

    def member(self, identity: str) -> None:
        self.open.put_office([("members", {"id": identity})])
        self.promise("office", identity)

    def draft(self, identity: str, size: int = 10) -> None:
        self.open.put_draft({"id": identity, "answers": "x" * size})
        self.promise("draft", identity)

    def drop(self, identity: str) -> None:
        self.facts.discard(("draft", identity))
        self.disk.promise(self.facts)
        self.open.drop_draft(identity)

    def update(self, number: int) -> None:
        self.open.inbox.append(number, 7, {"text": "支出"})
        self.promise("update", str(number))
        self.open.inbox.attempt(number)

    def done(self, number: int) -> None:
        self.open.inbox.done(number)

    def keep(self, content: bytes) -> None:
        EvidenceFiles(self.open.layout.evidence, self.disk).keep(content, "发票.txt")
        self.promise("evidence", sha256(content).hexdigest())

    def backup(self) -> None:
        made = make_backup(self.data, self.open.layout.backups, NOW, self.disk)
        self.promise("backup", made.name)


def _reopened(data: Path, now: datetime, *, disk: RecordedDisk) -> TinyStore:
    return TinyStore(data, now=now, disk=disk)


def begun(bureau: Bureau) -> None:
    """A first start with a book and two entries, stopped well."""
    bureau.start()
    bureau.create(BOOK)
    bureau.member("1")
    for number in range(2):
        bureau.update(number)
        bureau.draft(f"d{number}")
        bureau.record(f"e{number}")
        bureau.drop(f"d{number}")
        bureau.done(number)
    bureau.stop()


def settled(bureau: Bureau) -> None:
    """The same, long ago: the kernel has written everything since."""
    begun(bureau)
    bureau.disk.events.append(Event("settled"))


def days(bureau: Bureau) -> None:
    """Starts and clean stops with everything that is kept."""
    begun(bureau)
    bureau.start()
    bureau.keep(b"invoice")
    bureau.update(10)
    bureau.record("e10")
    bureau.done(10)
    bureau.update(11)
    bureau.done(11)
    bureau.backup()
    bureau.create(OTHER_BOOK)
    bureau.stop()
    bureau.start()
    bureau.stop()


def _killed_in(file: str, work: Callable[[Bureau, int], None]) -> Callable[[Bureau], None]:
    def scene(bureau: Bureau) -> None:
        settled(bureau)
        bureau.start()
        bureau.killed_at("fdatasync", file, lambda: work(bureau, 50))
        bureau.record("later")
        bureau.killed_at("fdatasync", file, lambda: work(bureau, 51))
        bureau.stop()

    return scene


def killed_while_a_book_is_created(bureau: Bureau) -> None:
    settled(bureau)
    bureau.start()
    bureau.killed_at("fsync_dir", "books", lambda: bureau.create(OTHER_BOOK))
    bureau.member("2")
    bureau.stop()


def compacted(bureau: Bureau) -> None:
    settled(bureau)
    bureau.start()
    for _ in range(5):
        bureau.draft("large", LARGE)
        bureau.drop("large")
    bureau.draft("small")
    bureau.stop()


def killed_in_compaction(bureau: Bureau) -> None:
    settled(bureau)
    bureau.start()
    for _ in range(3):
        bureau.draft("large", LARGE)
        bureau.drop("large")
    bureau.killed_at("fsync_dir", "data", lambda: bureau.draft("large", LARGE))
    bureau.draft("small")
    bureau.stop()


def compaction_of_which_the_last_step_fails(bureau: Bureau) -> None:
    """The folder cannot be synced just then; the next change settles it."""
    settled(bureau)
    bureau.start()
    for _ in range(3):
        bureau.draft("large", LARGE)
        bureau.drop("large")
    bureau.disk.fault = _refusing("fsync_dir")
    bureau.draft("large", LARGE)
    bureau.disk.fault = None
    bureau.draft("small")
    bureau.stop()


def _refusing(what: str) -> Callable[[FaultyDisk, str, tuple[object, ...]], None]:
    def fault(disk: FaultyDisk, name: str, arguments: tuple[object, ...]) -> None:
        if name == what:
            raise error(5)

    return fault


def full_disk_in_between(bureau: Bureau) -> None:
    """A sync that fails, and the file read again before the next line."""
    settled(bureau)
    bureau.start()
    bureau.disk.fault = _refusing("fdatasync")
    with suppress(WriteFailed):
        bureau.record("refused")
    bureau.disk.fault = None
    bureau.record("e20")
    bureau.stop()


def evidence_sent_again_after_a_kill(bureau: Bureau) -> None:
    settled(bureau)
    bureau.start()
    bureau.killed_at("fsync_dir", "evidence", lambda: bureau.keep(b"invoice"))
    bureau.keep(b"invoice")
    bureau.record("e30")
    bureau.stop()


def a_folder_that_was_gone(bureau: Bureau) -> None:
    """The evidence folder was removed by hand while the bot was stopped: the start makes it anew."""
    settled(bureau)
    (bureau.data / "evidence").rmdir()
    bureau.disk.events.append(bureau.disk.events[0]._replace(what="unlink", place=str(bureau.data / "evidence")))
    bureau.disk.fsync_dir(bureau.data)
    bureau.start()
    bureau.keep(b"invoice")
    bureau.stop()


def mended(bureau: Bureau) -> None:
    """Between the damage and the end of the mending a start may refuse."""
    settled(bureau)
    bureau.start()
    bureau.backup()
    bureau.stop()
    book = bureau.data / "books" / "jiangmen-2021.jsonl"
    whole = book.read_bytes()
    bureau.disk.promise({DAMAGED})
    bureau.disk.another_hand(book, whole[:300] + b"?" + whole[301:])
    mend(bureau.data, NOW, bureau.disk)
    bureau.disk.promise(bureau.facts)
    bureau.start()
    bureau.record("e40")
    bureau.stop()


def backed_up_by_two_lives(bureau: Bureau) -> None:
    settled(bureau)
    bureau.start()
    bureau.killed_at("rename", ".tmp-", bureau.backup)
    bureau.backup()
    bureau.stop()


SCENES: dict[str, Callable[[Bureau], None]] = {
    "days": days,
    "killed before the book is synced": _killed_in("jiangmen-2021", lambda bureau, number: bureau.record(f"e{number}")),
    "killed before the office is synced": _killed_in("office", lambda bureau, number: bureau.member(f"{number}")),
    "killed before the drafts are synced": _killed_in("drafts", lambda bureau, number: bureau.draft(f"d{number}")),
    "killed before the inbox is synced": _killed_in("inbox", lambda bureau, number: bureau.update(number)),
    "killed while a book is created": killed_while_a_book_is_created,
    "compacted": compacted,
    "killed in compaction": killed_in_compaction,
    "compaction of which the last step fails": compaction_of_which_the_last_step_fails,
    "a sync that fails": full_disk_in_between,
    "evidence sent again after a kill": evidence_sent_again_after_a_kill,
    "a folder that was gone": a_folder_that_was_gone,
    "mended": mended,
    "backed up by two lives": backed_up_by_two_lives,
}
