"""One append-only journal file: a change is one line, on the device before `append` returns (R1, R2)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from perfbot.store.chain import BrokenChain, Chain, records
from perfbot.store.errors import JournalDamaged, JournalExists, OlderFormat, ReadOnly, WriteFailed
from perfbot.store.files.disk import Disk, write_all
from perfbot.store.files.folder import OpenFolder
from perfbot.store.files.heads import Checked, Head
from perfbot.store.files.opening import compare_with_head, take_over
from perfbot.store.files.reading import SCHEMA_VERSION, Change, Header, Tables, damage, read_journal
from perfbot.store.files.snapshot import write_atomically

_HASHED_TOGETHER = 64


def rendered(header: Header, changes: Iterable[Change]) -> tuple[bytes, Chain]:
    """The bytes of a whole journal, and its end."""
    chain = Chain()
    lines = [chain.sealed(header.record())]
    chain.advance(lines[0])
    for change in changes:
        lines.append(chain.sealed(change))
        chain.advance(lines[-1])
    return b"".join(lines), chain


def create_journal(path: Path, header: Header, changes: Iterable[Change], disk: Disk) -> None:
    """Put a new journal in place, all or nothing. Raises `JournalExists`, `WriteFailed`."""
    if path.exists():
        raise JournalExists(path)
    content, _ = rendered(header, changes)
    try:
        write_atomically(disk, path, content)
    except WriteFailed:
        with suppress(OSError):
            disk.unlink(path)
        raise


class Journal:
    """An open journal; it checks that the file ends where it should before it appends."""

    def __init__(self, path: Path, name: str, kind: str, folder: OpenFolder) -> None:
        """Read, check and (unless the folder is open for reading only) rid the file of a torn tail.

        `name` is the path inside the data folder. Raises `JournalMissing`, `JournalDamaged`, `NewerFormat`,
        `OlderFormat` (to be migrated first).
        """
        self.path, self.name = path, name
        self._address = str(path)
        self._disk, self._heads = folder.disk, folder.heads
        self._handles, self._writable = folder.handles, folder.writable
        noted = folder.heads.get(name)
        loaded = read_journal(path, kind, path.stem, folder.disk, checked=folder.heads.checked(name))
        if noted is not None:
            compare_with_head(path, loaded, noted)
        if loaded.header.version != SCHEMA_VERSION:
            raise OlderFormat(path, loaded.header.version, SCHEMA_VERSION)
        self.header, self._chain = loaded.header, loaded.chain
        self.tables: Tables = loaded.tables
        # Lines that were written and not waited for.
        self._unsynced = False
        # Bytes of ours that may stand after the last good line; None: the file ends where it should.
        self._doubt: bytes | None = None
        self._inode, self.torn = take_over(path, loaded, noted, folder.disk) if folder.writable else (0, None)
        # Of what was found good or written since, never of what is read back: another hand's bytes are not vouched for.
        self._whole = sha256(loaded.content[: self.length])
        self._unhashed: list[bytes] = []
        if folder.writable and (noted != self.head or folder.heads.checked(name) != self._checked()):
            folder.heads.note(name, self.head, self._checked())

    @property
    def length(self) -> int:
        """The file's length in bytes up to its last good line."""
        return self._chain.length

    @property
    def head(self) -> Head:
        """The end of the journal."""
        return Head(self.header.generation, self._chain.line, self._chain.seal)

    def append(self, change: Change, *, durable: bool = True) -> None:
        """Add one line and, unless told otherwise, wait until the device has it.

        Raises `WriteFailed`: then the file is as before, or is made so before the next line goes in. Raises `ReadOnly`.
        """
        if not self._writable:
            raise ReadOnly(self.path)
        if self._doubt is not None:
            self._reconfirm()
        content = self._chain.sealed(change)
        self._write(content, durable)
        chain = self._chain.advance(content)
        self._unhashed.append(content)
        self._unsynced = not durable
        if durable:
            self._heads.advance(self.name, chain.line, chain.seal)
        if len(self._unhashed) == _HASHED_TOGETHER:
            self._hash_whole()

    def close(self) -> None:
        """Note how much of the file is known to be good, which makes the next opening fast.

        What is noted is on the device first: a power cut must not leave notes of lines that it took.
        """
        if self._writable and self._doubt is None:
            with suppress(OSError):
                self._wait_for_all()
                self._heads.note(self.name, self.head, self._checked())

    def _wait_for_all(self) -> None:
        if self._unsynced:
            fd, _ = self._handles.get(self._address)
            self._disk.fdatasync(fd)
            self._unsynced = False

    def _hash_whole(self) -> None:
        self._whole.update(b"".join(self._unhashed))
        self._unhashed.clear()

    def _checked(self) -> Checked:
        self._hash_whole()
        return Checked(self.length, self._whole.hexdigest())

    def replace(self, changes: Iterable[Change]) -> None:
        """Replace the file by a new generation, at once. Raises `WriteFailed`: nothing changed."""
        header = replace(self.header, generation=self.header.generation + 1)
        content, chain = rendered(header, changes)
        settled = True
        try:
            write_atomically(self._disk, self.path, content)
        except WriteFailed as failure:
            if failure.step != "fsync folder":
                raise
            settled = False
        self._handles.drop(self._address)
        self.header, self._chain, self._inode = header, chain, self.path.stat().st_ino
        self._whole = sha256(content)
        self._unhashed.clear()
        self._unsynced = False
        if settled:
            self._doubt = None
            self._heads.note(self.name, self.head)
        else:
            # The folder may still name the old generation after a power cut: settled before the next append.
            self._doubt = b""

    def _write(self, content: bytes, durable: bool) -> None:
        disk, step = self._disk, "open"
        try:
            fd, status = self._handles.get(self._address)
            if status.st_size != self._chain.length or status.st_ino != self._inode:
                fd = self._reconfirm()
            step = "write"
            self._doubt = content
            write_all(disk, fd, content)
            if durable:
                step = "fdatasync"
                disk.fdatasync(fd)
            self._doubt = None
        except OSError as error:
            if step != "open":
                self._roll_back(fd, step)
            self._handles.drop(self._address)
            raise WriteFailed(self.path, step, error) from error

    def _roll_back(self, fd: int, step: str) -> None:
        with suppress(OSError):
            self._disk.truncate(fd, self._chain.length)
            if step == "write":
                self._disk.fdatasync(fd)
                self._doubt = None
            # After a failed fdatasync the kernel may have dropped the pages and called them clean: only
            # reading the file again from the device tells what is there (R2), so the doubt stays.

    def _reconfirm(self) -> int:
        """Read the file again from the device, drop what is left of a failed line, and return it open for appending.

        Raises `WriteFailed` when that cannot be done now, `JournalDamaged` when another hand was at the file.
        """
        disk = self._disk
        self._handles.drop(self._address)
        try:
            fd, status = self._handles.get(self._address)
            disk.forget_cached(fd)
            content = disk.read(self.path)
            self._require_own(content)
            if len(content) > self._chain.length:
                disk.truncate(fd, self._chain.length)
            disk.fsync(fd)
            disk.fsync_dir(self.path.parent)
            self._inode = status.st_ino
        except OSError as error:
            self._handles.drop(self._address)
            raise WriteFailed(self.path, "reopen", error) from error
        self._doubt, self._unsynced = None, False
        self._heads.note(self.name, self.head, self._checked())
        return fd

    def _require_own(self, content: bytes) -> None:
        chain, good = Chain(), content[: self._chain.length]
        try:
            for _ in records(good, chain):
                pass
        except BrokenChain as broken:
            raise damage(self.path, good, broken.line) from None
        if chain != self._chain:
            raise JournalDamaged(self.path, chain.line + 1, f"{self._chain.line} lines", f"{chain.line} lines")
        tail = content[self._chain.length :]
        if not (self._doubt or b"").startswith(tail):
            raise JournalDamaged(self.path, chain.line + 1, "the end of the file", f"{len(tail)} bytes of another hand")
