"""How far each journal had got: a small side file, so that a last line that vanishes without a trace is noticed.

A chain of seals shows any change inside a file, but a file cut off cleanly after an earlier line is a valid chain too.
So after each durable append the journal's last line and seal are noted here, in place and without waiting for the
disk: the note can lag behind the journal after a power cut, and never runs ahead of it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from perfbot.store.errors import DirectoryUnusable, WriteFailed
from perfbot.store.files.disk import UPDATE, Disk

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


@dataclass(slots=True)
class _Note:
    """One journal's slot; what stays the same from line to line is kept as the slot's text around it."""

    offset: int
    generation: int
    line: int
    seal: str
    checked: Checked
    before_line: str
    after_seal: str


class Heads:
    """The notes of one data folder; without a folder to write to (reading only) they are only read."""

    def __init__(self, path: Path, disk: Disk, *, writable: bool) -> None:
        """Raises `DirectoryUnusable` when the notes cannot be read, `WriteFailed` when not opened for writing."""
        self.path = path
        self.unreadable: list[int] = []
        self.missing = not path.exists()
        self.trouble: OSError | None = None
        self._disk = disk
        self._notes: dict[str, _Note] = {}
        self._used = 0
        self._load()
        self._fd = self._opened() if writable else None

    def get(self, name: str) -> Head | None:
        note = self._notes.get(name)
        return None if note is None else Head(note.generation, note.line, note.seal)

    def names(self) -> list[str]:
        """The journals noted so far, by their path inside the folder."""
        return sorted(self._notes)

    def checked(self, name: str) -> Checked | None:
        """How much of the journal was known to be good, and by which digest."""
        note = self._notes.get(name)
        return None if note is None else note.checked

    def note(self, name: str, head: Head, checked: Checked | None = None) -> None:
        """Remember where the journal stands. A note that cannot be written is no reason to refuse a durable change."""
        known = self._notes.get(name)
        if known is None:
            self._notes[name] = _note(name, self._used * _SLOT, head, checked or _NOTHING)
            self._used += 1
        else:
            self._notes[name] = _note(name, known.offset, head, checked or known.checked)
        self.advance(name, head.line, head.seal)

    def advance(self, name: str, line: int, seal: str) -> None:
        """The same for a further line of the generation noted last: short, for every durable change ends with it."""
        note = self._notes[name]
        note.line, note.seal = line, seal
        if self._fd is None:
            return
        content = f'{note.before_line}{line},"seal":"{seal}{note.after_seal}'.encode().ljust(_SLOT - 1) + b"\n"
        try:
            self._disk.write_at(self._fd, content, note.offset)
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
                head = Head(int(fields["generation"]), int(fields["line"]), str(fields["seal"]))
                checked = Checked(int(fields["length"]), str(fields["digest"]))
                self._notes[name] = _note(name, slot * _SLOT, head, checked)
            except (ValueError, KeyError, TypeError):
                self.unreadable.append(slot + 1)


_NOTHING = Checked(0, "")


def _note(name: str, offset: int, head: Head, checked: Checked) -> _Note:
    # Names are plain ASCII (see layout.book), so this is JSON.
    before_line = f'{{"file":"{name}","generation":{head.generation},"line":'
    after_seal = f'","length":{checked.length},"digest":"{checked.digest}"}}'
    return _Note(offset, head.generation, head.line, head.seal, checked, before_line, after_seal)
