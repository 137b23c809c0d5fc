"""Locks a data folder for one process, by flock on a side file that names the holder (R4)."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import orjson

from perfbot.store.errors import DirectoryLocked, DirectoryUnusable
from perfbot.store.files.disk import SYSTEM, UPDATE, Disk

LOCK_NAME = ".lock"


class DirectoryLock:
    """A lock from construction to `release`; the kernel frees it when the process dies."""

    def __init__(self, folder: Path, since: datetime | None, program: str = "perfbot", disk: Disk = SYSTEM) -> None:
        """Raises `DirectoryLocked` with the holder's pid, host and since, `DirectoryUnusable`."""
        self.folder = folder
        self._fd: int | None = None
        self._disk = disk
        try:
            fd = disk.open(folder / LOCK_NAME, UPDATE)
        except OSError as error:
            raise DirectoryUnusable(folder, "lock", error) from error
        try:
            disk.lock(fd)
        except BlockingIOError:
            holder = _holder(fd)
            disk.close(fd)
            raise _locked(folder, holder) from None
        except OSError as error:  # a network file system without locks
            disk.close(fd)
            raise DirectoryUnusable(folder, "lock", error) from error
        self._fd = fd
        _sign(fd, since, program)

    def release(self) -> None:
        """Free the lock; again is no error. The file stays, so that nobody locks a deleted name."""
        if self._fd is not None:
            self._disk.close(self._fd)
            self._fd = None


def _sign(fd: int, since: datetime | None, program: str) -> None:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": since.isoformat(timespec="seconds") if since else "",
        "program": program,
    }
    content = orjson.dumps(holder) + b"\n"
    with suppress(OSError):  # on a full disk the lock still holds, only unsigned
        os.fchmod(fd, 0o600)
        os.pwrite(fd, content, 0)
        os.ftruncate(fd, len(content))  # after the writing: closing a file that was emptied first waits for the device


def _holder(fd: int) -> dict[str, object]:
    try:
        found = orjson.loads(os.pread(fd, 4096, 0))
    except (orjson.JSONDecodeError, OSError):
        return {}
    return found if isinstance(found, dict) else {}


def _locked(folder: Path, holder: dict[str, object]) -> DirectoryLocked:
    pid = holder.get("pid")
    host, since, program = (str(holder.get(name) or "?") for name in ("host", "since", "program"))
    return DirectoryLocked(folder, pid if isinstance(pid, int) else None, host, since, program)
