"""The shared parts of the journals of one open data folder: the disk, the heads, and a bounded set of open files."""

from __future__ import annotations

import os
import resource
from contextlib import suppress
from pathlib import Path

from perfbot.store.files.disk import APPEND, Disk
from perfbot.store.files.heads import Heads

_MOST = 1024


class Handles:
    """Files open for appending, by path: opening anew costs a tenth of a durable write, and a process may hold only
    so many, so the one used longest ago is closed when there are more than a quarter of them."""

    def __init__(self, disk: Disk) -> None:
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._disk = disk
        self._limit = _MOST if allowed == resource.RLIM_INFINITY else min(_MOST, allowed // 4)
        self._open: dict[str, int] = {}

    def get(self, address: str) -> tuple[int, os.stat_result]:
        """A descriptor open for appending, and the file that the path names. Raises OSError as open and stat do.

        The path is given as text: a Path is hashed and compared anew each time, which is felt in a durable write.
        """
        fd = self._open.pop(address, None)
        if fd is None:
            fd = self._disk.open(address, APPEND)
            if len(self._open) >= self._limit:
                self.drop(next(iter(self._open)))
            self._open[address] = fd
            return fd, self._disk.stat(fd)
        self._open[address] = fd
        return fd, self._disk.stat(address)

    def close(self) -> None:
        for address in list(self._open):
            self.drop(address)

    def drop(self, address: str) -> None:
        """Close the file, after a failure or a replacement."""
        fd = self._open.pop(address, None)
        if fd is not None:
            with suppress(OSError):
                self._disk.close(fd)


class OpenFolder:
    """A data folder while a store is open on it; without `writable` nothing in it is written."""

    def __init__(self, heads: Path, disk: Disk, *, writable: bool = True) -> None:
        self.disk, self.writable = disk, writable
        self.heads = Heads(heads, disk, writable=writable)
        self.handles = Handles(disk)

    def close(self) -> None:
        self.handles.close()
        self.heads.close()
