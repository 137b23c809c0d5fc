"""A disk that fails or dies at a chosen system call; the store is handed it in place of the real one."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from perfbot.store.files.disk import Disk


class Died(BaseException):
    """The process is gone: nothing it would have done afterwards happens."""


Fault = Callable[["FaultyDisk", str, tuple[Any, ...]], None]


class UnwaitingDisk(Disk):
    """No test can see whether the device was waited for (only a power cut could), so thousands of waits are spared."""

    def fdatasync(self, fd: int) -> None:
        pass

    def fsync(self, fd: int) -> None:
        pass

    def fsync_dir(self, path: Path) -> None:
        pass


class FaultyDisk(UnwaitingDisk):
    """Counts the calls that change something; `fault` is asked before each and may raise."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault
        self.calls: list[str] = []
        self.dead = False
        self.held: set[int] = set()

    def _ask(self, name: str, *arguments: Any) -> None:
        if self.dead:
            raise Died
        self.calls.append(name)
        if self.fault is not None:
            self.fault(self, name, arguments)

    def die(self) -> None:
        self.dead = True
        raise Died

    def bury(self) -> None:
        """What the kernel does for a dead process: it may be closed now, which writes nothing."""
        self.dead, self.fault = False, None

    def __del__(self) -> None:
        """What the kernel does when a process is gone, and this one is: nobody holds its disk any more."""
        for fd in self.held:
            os.close(fd)

    def open(self, path: Path | str, flags: int, mode: int = 0o600) -> int:
        self._ask("open", path)
        fd = super().open(path, flags, mode)
        self.held.add(fd)
        return fd

    def close(self, fd: int) -> None:
        self.held.discard(fd)
        super().close(fd)

    def lock(self, fd: int) -> None:
        self._ask("lock", fd)
        super().lock(fd)

    def chmod(self, fd: int, mode: int) -> None:
        self._ask("chmod", fd)
        super().chmod(fd, mode)

    def write(self, fd: int, content: bytes) -> int:
        self._ask("write", fd, content)
        return super().write(fd, content)

    def write_at(self, fd: int, content: bytes, offset: int) -> int:
        self._ask("write_at", fd, content, offset)
        return super().write_at(fd, content, offset)

    def fdatasync(self, fd: int) -> None:
        self._ask("fdatasync", fd)

    def fsync(self, fd: int) -> None:
        self._ask("fsync", fd)

    def truncate(self, fd: int, length: int) -> None:
        self._ask("truncate", fd, length)
        super().truncate(fd, length)

    def rename(self, source: Path, target: Path) -> None:
        self._ask("rename", source, target)
        super().rename(source, target)

    def link(self, source: Path, target: Path) -> None:
        self._ask("link", source, target)
        super().link(source, target)

    def unlink(self, path: Path) -> None:
        self._ask("unlink", path)
        super().unlink(path)

    def fsync_dir(self, path: Path) -> None:
        self._ask("fsync_dir", path)


def error(number: int) -> OSError:
    return OSError(number, errno.errorcode[number])


def failing_at(place: int, number: int, *, times: int = 1) -> Fault:
    """Fails the call of that place (from 0), and the `times - 1` calls after it."""

    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if place <= len(disk.calls) - 1 < place + times:
            _write_half(disk, name, arguments)
            raise error(number)

    return fault


def dying_at(place: int) -> Fault:
    """The process is killed at the call of that place; a write gets half its bytes onto the disk."""

    def fault(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
        if len(disk.calls) - 1 == place:
            _write_half(disk, name, arguments)
            disk.die()

    return fault


def full_disk(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
    """No room: every write gets half its bytes in, and says so only when asked for the rest."""
    if name in {"write", "write_at"}:
        _write_half(disk, name, arguments)
        raise error(errno.ENOSPC)


def _write_half(disk: FaultyDisk, name: str, arguments: tuple[Any, ...]) -> None:
    if name == "write":
        Disk.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
    elif name == "write_at":
        Disk.write_at(arguments[0], arguments[1][: len(arguments[1]) // 2], arguments[2])


class ShortDisk(FaultyDisk):
    """Takes at most seven bytes a write, as write(2) is allowed to."""

    def write(self, fd: int, content: bytes) -> int:
        return super().write(fd, content[:7])
