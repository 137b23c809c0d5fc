"""A disk that works and writes down what was asked of it, so that a power cut can be played at any moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from tests.store_faults import FaultyDisk


class Event(NamedTuple):
    """One call in order. `what`: create, folder, rename, unlink (names, durable by sync_folder); write, truncate
    (contents, durable by sync); promise (people were told: `facts` hold from now on)."""

    what: str
    place: str = ""
    file: int = 0
    offset: int = 0
    content: bytes = b""
    target: str = ""
    facts: frozenset[tuple[str, str]] = frozenset()


class RecordedDisk(FaultyDisk):
    """Keeps the order of all changes below one folder; files are known by a number that a rename does not change."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Event] = []
        self._files: dict[str, int] = {}
        self._lengths: dict[int, int] = {}
        self._opened: dict[int, int] = {}

    def promise(self, facts: set[tuple[str, str]]) -> None:
        """People were told so: it has to hold after a power cut from now on."""
        self.events.append(Event("promise", facts=frozenset(facts)))

    def killed(self) -> None:
        """The process is gone: its files and its lock are let go of; what it wrote stays with the kernel."""
        self.bury()
        for fd in list(self.held):
            self.close(fd)

    def another_hand(self, path: Path, content: bytes) -> None:
        """Somebody edits a file and saves it well."""
        path.write_bytes(content)
        number = self._files[str(path)]
        self._lengths[number] = len(content)
        self.events += [
            Event("truncate", file=number),
            Event("write", file=number, content=content),
            Event("sync", file=number),
        ]

    def open(self, path: Path | str, flags: int, mode: int = 0o600) -> int:
        fd = super().open(path, flags, mode)
        if str(path) not in self._files:
            number = self._files[str(path)] = len(self._lengths) + 1
            self._lengths[number] = 0
            self.events.append(Event("create", str(path), number))
        self._opened[fd] = self._files[str(path)]
        return fd

    def write(self, fd: int, content: bytes) -> int:
        written = super().write(fd, content)
        self._written(fd, content[:written], self._lengths[self._opened[fd]])
        return written

    def write_at(self, fd: int, content: bytes, offset: int) -> int:
        written = super().write_at(fd, content, offset)
        self._written(fd, content[:written], offset)
        return written

    def _written(self, fd: int, content: bytes, offset: int) -> None:
        number = self._opened[fd]
        self._lengths[number] = max(self._lengths[number], offset + len(content))
        self.events.append(Event("write", file=number, offset=offset, content=content))

    def truncate(self, fd: int, length: int) -> None:
        super().truncate(fd, length)
        self._lengths[self._opened[fd]] = length
        self.events.append(Event("truncate", file=self._opened[fd], offset=length))

    def fdatasync(self, fd: int) -> None:
        super().fdatasync(fd)
        self.events.append(Event("sync", file=self._opened[fd]))

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.events.append(Event("sync", file=self._opened[fd]))

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._files[str(target)] = self._files.pop(str(source))
        self.events.append(Event("rename", str(source), target=str(target)))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._files.pop(str(path), None)
        self.events.append(Event("unlink", str(path)))

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.events.append(Event("folder", str(path)))

    def fsync_dir(self, path: Path) -> None:
        super().fsync_dir(path)
        self.events.append(Event("sync_folder", str(path)))


def dying_before(what: str, part: str, times: int = 1) -> Any:
    """A fault: the process is killed as it is about to do this to a file or folder of this name, the n-th time."""
    left = times

    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        one = arguments[0]
        place = os.readlink(f"/proc/self/fd/{one}") if isinstance(one, int) else str(one)
        if name == what and part in place:
            left -= 1
            if left == 0:
                disk.die()

    return fault
