"""The layout of the data folder: paths, modes, the first start, and whether it can be used."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from perfbot.store.errors import (
    BadDocument,
    DirectoryUnusable,
    JournalExists,
    JournalMissing,
    NotADataFolder,
    RestoreUnfinished,
)
from perfbot.store.files.disk import CREATE, Disk, write_all
from perfbot.store.files.journal import create_journal
from perfbot.store.files.lock import LOCK_NAME
from perfbot.store.files.names import STRAY, SUFFIX, book_stem, books_in
from perfbot.store.files.reading import Header
from perfbot.store.files.snapshot import remove_strays
from perfbot.store.protocol import BookKey

TOLD_NAME = ".told"
"""Notes when the administrators were last told that the bot did not start."""
_FOLDERS = ("books", "evidence", "backups")
_LONGEST_NAME = 205


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a data folder. `root` is the real path, so that a rename does not replace a symbolic link."""

    root: Path

    @property
    def office(self) -> Path:
        return self.root / f"office{SUFFIX}"

    @property
    def drafts(self) -> Path:
        return self.root / f"drafts{SUFFIX}"

    @property
    def inbox(self) -> Path:
        return self.root / f"inbox{SUFFIX}"

    @property
    def books(self) -> Path:
        return self.root / "books"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def heads(self) -> Path:
        return self.root / "heads"

    @property
    def restoring(self) -> Path:
        """A file that exists only during a restore."""
        return self.root / ".restoring"

    def book(self, key: BookKey) -> Path:
        """The book's file. Any fund key gives a plain ASCII name. Raises `BadDocument` when it would be too long."""
        stem = book_stem(key.fund, key.year)
        if not key.fund or len(stem) > _LONGEST_NAME:
            raise BadDocument("fund", f"{key.fund[:40]!r} makes no file name")
        return self.books / f"{stem}{SUFFIX}"

    def name(self, path: Path) -> str:
        """A file's name inside the folder, as heads, backups and findings use it."""
        return path.relative_to(self.root).as_posix()

    def journals(self) -> list[tuple[Path, str]]:
        """Every journal present, with its kind, in the order in which copying them one by one stays consistent.

        An update noted as done has its entry in a book, so the inbox comes first and the books last: a copy may hold
        an entry whose update is still waiting (taken again, it adds nothing), never the other way round.
        """
        singles = [(self.inbox, "inbox"), (self.drafts, "drafts"), (self.office, "office")]
        books = books_in(self.books, self.heads)
        return [(path, kind) for path, kind in singles if path.exists()] + [(path, "book") for path in books]


def book_key(path: Path) -> BookKey:
    """The book of a file name."""
    fund, _, year = path.stem.rpartition("-")
    return BookKey(unquote(fund), int(year))


def layout_of(directory: Path) -> Layout:
    return Layout(Path(os.path.realpath(directory)))


def is_data_folder(directory: Path) -> bool:
    """Whether a first start took place here; True also where files are missing since."""
    return _was_started(layout_of(directory))


def _was_started(layout: Layout) -> bool:
    """Whether anything is there that an interrupted first start does not leave behind: it makes the office's journal
    last, and noted ends, books, evidence and backups only come after it (D11)."""
    later = (layout.office, layout.heads, layout.restoring)
    return any(path.exists() for path in later) or any(
        found
        for folder, pattern in ((layout.books, f"*{SUFFIX}"), (layout.evidence, "*"), (layout.backups, "*.zip"))
        for found in folder.glob(pattern)
    )


def require_data_folder(layout: Layout) -> None:
    """Raises `NotADataFolder` for a folder never started, `JournalMissing` for one that lost its office journal,
    `RestoreUnfinished` for one caught between two states."""
    if layout.restoring.exists():
        archive = layout.restoring.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        raise RestoreUnfinished(layout.root, archive)
    if layout.office.exists():
        return
    if not layout.root.is_dir():
        raise NotADataFolder(layout.root, "no such folder")
    if layout.journals() or _was_started(layout):
        raise JournalMissing(layout.office)
    found = _others(layout)
    raise NotADataFolder(layout.root, ", ".join(found[:3]) if found else "empty")


def create_folder(layout: Layout, now: datetime, disk: Disk) -> None:
    """Create folders and empty journals on the first start; the office's journal comes last.

    Raises `JournalExists` if the folder was started before, `JournalMissing` if it was and lost its office's journal,
    `NotADataFolder` if it belongs to something else, `DirectoryUnusable`, `WriteFailed`.
    """
    if layout.office.exists():
        raise JournalExists(layout.office)
    if _was_started(layout):
        raise JournalMissing(layout.office)
    if found := _others(layout):
        raise NotADataFolder(layout.root, f"holds {', '.join(found[:3])}")
    probe(layout, disk)
    for name in _FOLDERS:
        with suppress(FileExistsError):
            disk.make_folder(layout.root / name)
    about = {"created": now.isoformat(timespec="seconds")}
    for kind in ("drafts", "inbox", "office"):
        with suppress(JournalExists):  # an earlier first start was interrupted here
            create_journal(layout.root / f"{kind}{SUFFIX}", Header(kind, kind, about=about), (), disk)


def make_durable_folder(folder: Path, disk: Disk) -> None:
    """Create the folder durably; nothing where it exists. Raises OSError."""
    if not folder.is_dir():
        disk.make_folder(folder)
        disk.fsync_dir(folder.parent)


def make_root(layout: Layout, disk: Disk) -> None:
    """Create the root folder, 0700. Raises `DirectoryUnusable`."""
    try:
        layout.root.parent.mkdir(parents=True, exist_ok=True)
        make_durable_folder(layout.root, disk)
    except OSError as error:
        raise DirectoryUnusable(layout.root, "create", error) from error


def probe(layout: Layout, disk: Disk) -> None:
    """Try what the store needs: create, write, fsync, rename. Raises `DirectoryUnusable`."""
    first, second = layout.root / f"{STRAY}probe-1", layout.root / f"{STRAY}probe-2"
    step = "clear away"
    try:
        remove_strays(disk, layout.root)
        step = "create"
        fd = disk.open(first, CREATE)
        try:
            step = "write"
            write_all(disk, fd, b"probe\n")
            disk.fsync(fd)
        finally:
            disk.close(fd)
        step = "rename"
        disk.rename(first, second)
        disk.unlink(second)
    except OSError as error:
        raise DirectoryUnusable(layout.root, step, error) from error


def tighten(layout: Layout, disk: Disk) -> None:
    """Make the folders, and set their mode to 0700 (R6). Raises `DirectoryUnusable` when they are another user's."""
    for folder in (layout.root, *(layout.root / name for name in _FOLDERS)):
        try:
            make_durable_folder(folder, disk)
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
        except OSError as error:
            raise DirectoryUnusable(folder, "set mode 0700", error) from error


def require_own_or_empty(layout: Layout) -> None:
    """Raises `NotADataFolder` for a folder that holds files but none of perfbot's."""
    found = _others(layout)
    if found and not any(path.exists() for path in (layout.office, layout.heads, layout.books, layout.restoring)):
        raise NotADataFolder(layout.root, f"holds {', '.join(found[:3])}")


def _others(layout: Layout) -> list[str]:
    journals = {f"{kind}{SUFFIX}" for kind in ("drafts", "inbox", "office")}
    ours = {*_FOLDERS, *journals, "heads", LOCK_NAME, TOLD_NAME, "lost+found"}
    names = os.listdir(layout.root) if layout.root.is_dir() else []
    return sorted(name for name in names if name not in ours and not name.startswith(STRAY))
