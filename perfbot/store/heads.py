"""How far each journal had got: a small side file, so that a last line that vanishes without a trace is noticed.

A chain of seals shows any change inside a file, but a file cut off cleanly after an earlier line is a valid chain too.
So after each durable append the journal's last line and seal are noted here, in place and without waiting for the
disk: the note can lag behind the journal after a power cut, and never runs ahead of it.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import orjson

from perfbot.store.disk import UPDATE, Disk
from perfbot.store.errors import DirectoryUnusable, WriteFailed

_SLOT = 512


class Head(NamedTuple):
    """Where a journal ended when it was last noted."""

    generation: int
    line: int
    seal: str


class Checked(NamedTuple):
    """The SHA-256 of a journal's first `length` bytes when every line in them was known to be good: comparing it once
    is several times faster than checking line by line."""

    length: int
    digest: str


class Heads:
    """The notes of one data folder; without a folder to write to (reading only) they are only read."""

    def __init__(self, path: Path, disk: Disk, *, writable: bool) -> None:
        """Raises `DirectoryUnusable` when the notes cannot be read, `WriteFailed` when not opened for writing."""
        self.path = path
        self.unreadable: list[int] = []
        self.missing = not path.exists()
        self.trouble: OSError | None = None
        self._disk = disk
        self._slots: dict[str, int] = {}
        self._heads: dict[str, Head] = {}
        self._checked: dict[str, Checked] = {}
        self._used = 0
        self._load()
        self._fd = self._opened() if writable else None

    def get(self, name: str) -> Head | None:
        return self._heads.get(name)

    def names(self) -> list[str]:
        """The journals noted so far, by their path inside the folder."""
        return sorted(self._heads)

    def checked(self, name: str) -> Checked | None:
        """How much of the journal was known to be good, and by which digest."""
        return self._checked.get(name)

    def note(self, name: str, head: Head, checked: Checked | None = None) -> None:
        """Remember where the journal stands. A note that cannot be written is no reason to refuse a durable change."""
        self._heads[name] = head
        if checked is not None:
            self._checked[name] = checked
        if self._fd is None:
            return
        slot = self._slots.get(name)
        if slot is None:
            slot = self._slots[name] = self._used
            self._used += 1
        content = _rendered(name, head, self._checked.get(name, _NOTHING))
        try:
            self._disk.write_at(self._fd, content, slot * _SLOT)
        except OSError as error:
            self.trouble = error

    def sync(self) -> None:
        """Push the notes to the device: after creating, migrating or restoring, and on closing."""
        if self._fd is not None:
            with suppress(OSError):
                self._disk.fdatasync(self._fd)

    def close(self) -> None:
        self.sync()
        if self._fd is not None:
            self._disk.close(self._fd)
            self._fd = None

    def _opened(self) -> int:
        try:
            fd = self._disk.open(self.path, UPDATE)
            try:
                self._disk.chmod(fd, 0o600)
            except OSError:
                self._disk.close(fd)
                raise
        except OSError as error:
            raise WriteFailed(self.path, "open", error) from error
        return fd

    def _load(self) -> None:
        try:
            content = b"" if self.missing else self._disk.read(self.path)
        except OSError as error:
            raise DirectoryUnusable(self.path, "read", error) from error
        self._used = -(-len(content) // _SLOT)
        for slot in range(self._used):
            try:
                fields = orjson.loads(content[slot * _SLOT : (slot + 1) * _SLOT])
                name = str(fields["file"])
                self._heads[name] = Head(int(fields["generation"]), int(fields["line"]), str(fields["seal"]))
                self._checked[name] = Checked(int(fields["length"]), str(fields["digest"]))
                self._slots[name] = slot
            except (ValueError, KeyError, TypeError):
                self.unreadable.append(slot + 1)


_NOTHING = Checked(0, "")


def _rendered(name: str, head: Head, checked: Checked) -> bytes:
    # Names are plain ASCII (see layout.book), so this is JSON; formatting it is on the path of every durable write.
    where = f'"generation":{head.generation},"line":{head.line},"seal":"{head.seal}"'
    content = f'{{"file":"{name}",{where},"length":{checked.length},"digest":"{checked.digest}"}}'
    return content.encode("ascii").ljust(_SLOT - 1) + b"\n"
