"""Notes each journal's end in a side file, so that lines missing from an end are noticed.

A chain of seals shows any change inside a file, but a file cut off cleanly after an earlier line is a valid chain too.
So after each durable append the journal's last line and seal are noted here, in place and without waiting for the
disk: the note can lag behind the journal after a power cut, and never runs ahead of it. So a line is noted only
after the device confirmed it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from perfbot.store.errors import DirectoryUnusable, WriteFailed
from perfbot.store.files.disk import UPDATE, Disk
from perfbot.store.files.snapshot import write_atomically

log = logging.getLogger(__name__)
_SLOT = 512


class Head(NamedTuple):
    """The end of a journal when it was last noted."""

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
    """One journal's slot; the parts that do not change are kept as text."""

    offset: int
    generation: int
    line: int
    seal: str
    checked: Checked
    before_line: str
    after_seal: str


class Heads:
    """The notes of one data folder; without a folder to write to they are only read."""

    def __init__(self, path: Path, disk: Disk, *, writable: bool) -> None:
        """Raises `DirectoryUnusable` when the notes cannot be read, `WriteFailed` when not opened for writing."""
        self.path = path
        self.unreadable: list[int] = []
        self._was_scribbled_over = False
        self.missing = not path.exists()
        self.trouble: OSError | None = None
        self._disk = disk
        self._notes: dict[str, _Note] = {}
        self._used = 0
        self._load()
        self._free = [(slot - 1) * _SLOT for slot in self.unreadable]
        self._is_settled = not self.missing
        self._fd = self._opened() if writable else None

    @property
    def is_sound(self) -> bool:
        """Whether the file holds notes and nothing else; a slot of zeros was left unwritten by a power cut."""
        return bool(self._notes) and not self._was_scribbled_over

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
        """Note a journal's end. A failure to write the note does not refuse a durable change."""
        known = self._notes.get(name)
        if known is None:
            self._notes[name] = _note(name, self._slot(), head, checked or _NOTHING)
            self._is_settled = False
        else:
            self._notes[name] = _note(name, known.offset, head, checked or known.checked)
        self.advance(name, head.line, head.seal)

    def advance(self, name: str, line: int, seal: str) -> None:
        """Note one more line of the same generation; short, since every durable change ends with it."""
        note = self._notes[name]
        note.line, note.seal = line, seal
        if self._fd is None:
            return
        try:
            self._disk.write_at(self._fd, _rendered(note), note.offset)
        except OSError as error:
            self._failed(error)

    def sync(self) -> None:
        """Push the notes to the device: after creating, migrating or restoring, and on closing."""
        if self._fd is not None:
            try:
                self._disk.fdatasync(self._fd)
            except OSError as error:
                self._failed(error)

    def retried(self) -> bool:
        """Whether all is noted; after a failure every note is written again, since any may be stale."""
        if self.trouble is not None and self._fd is not None:
            known, self.trouble = self.trouble, None
            for name, note in self._notes.items():
                self.advance(name, note.line, note.seal)
            self.sync()
            self.trouble = known if self.trouble is not None else None
        return self.trouble is None

    def settle(self) -> None:
        """Write every journal's slot to the device and remove unreadable ones, once all journals are noted."""
        if self._fd is None:
            return
        if self._free:
            self._rewrite()
        elif not self._is_settled:
            self.sync()
            try:
                self._disk.fsync_dir(self.path.parent)
            except OSError as error:
                self._failed(error)
        self._is_settled = True

    def _rewrite(self) -> None:
        notes = sorted(self._notes.items())
        content = b"".join(_rendered(note) for _, note in notes)
        try:
            write_atomically(self._disk, self.path, content)
            fd = self._opened()
        except WriteFailed as failure:
            self._failed(OSError(failure.errno, failure.reason))
            return
        if self._fd is not None:
            self._disk.close(self._fd)
        self._fd, self._used, self._free = fd, len(notes), []
        for place, (_, note) in enumerate(notes):
            note.offset = place * _SLOT

    def _failed(self, error: OSError) -> None:
        """Log a note that could not be written, once until a retry succeeds."""
        if self.trouble is None:
            log.warning("%s: the ends of the journals cannot be noted: %s", self.path, error)
        self.trouble = error

    def _slot(self) -> int:
        """The place for a new journal's note: of an unreadable slot, else the end."""
        if self._free:
            return self._free.pop(0)
        self._used += 1
        return (self._used - 1) * _SLOT

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
                self._was_scribbled_over |= bool(content[slot * _SLOT : (slot + 1) * _SLOT].strip(b"\0"))


_NOTHING = Checked(0, "")


def _rendered(note: _Note) -> bytes:
    content = f'{note.before_line}{note.line},"seal":"{note.seal}{note.after_seal}'
    return content.encode().ljust(_SLOT - 1) + b"\n"


def _note(name: str, offset: int, head: Head, checked: Checked) -> _Note:
    # Names are plain ASCII (see layout.book), so this is JSON.
    before_line = f'{{"file":"{name}","generation":{head.generation},"line":'
    after_seal = f'","length":{checked.length},"digest":"{checked.digest}"}}'
    return _Note(offset, head.generation, head.line, head.seal, checked, before_line, after_seal)
