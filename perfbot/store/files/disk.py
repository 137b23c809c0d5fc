"""All system calls of the store in one object, which tests replace by a failing disk."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

APPEND = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
UPDATE = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class Disk:
    """The operating system's disk. Every method raises OSError as the system call does.

    What every durable change calls is the system's function itself: a function around it is felt there.
    """

    def open(self, path: Path | str, flags: int, mode: int = 0o600) -> int:
        return os.open(path, flags, mode)

    def close(self, fd: int) -> None:
        os.close(fd)

    def lock(self, fd: int) -> None:
        """Lock the file exclusively until it is closed. Raises BlockingIOError when another holds it."""
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    stat = staticmethod(os.stat)
    """Of a name or a descriptor: the length in bytes, the inode."""

    def chmod(self, fd: int, mode: int) -> None:
        os.fchmod(fd, mode)

    def read(self, path: Path) -> bytes:
        """The whole file."""
        return path.read_bytes()

    write = staticmethod(os.write)
    """May write less than asked, as write(2) may; returns how much."""

    write_at = staticmethod(os.pwrite)
    fdatasync = staticmethod(os.fdatasync)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        os.ftruncate(fd, length)

    def forget_cached(self, fd: int) -> None:
        """Drop the file's clean pages from memory, so that the next read comes from the device."""
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)

    def rename(self, source: Path, target: Path) -> None:
        os.replace(source, target)

    def link(self, source: Path, target: Path) -> None:
        os.link(source, target)

    def unlink(self, path: Path) -> None:
        os.unlink(path)

    def make_folder(self, path: Path) -> None:
        """Make a folder of mode 0700 under any umask."""
        os.mkdir(path, 0o700)
        os.chmod(path, 0o700)

    def fsync_dir(self, path: Path) -> None:
        """Make names in the folder durable."""
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


SYSTEM = Disk()
"""The disk of every run outside tests."""


def write_all(disk: Disk, fd: int, content: bytes) -> None:
    """Write every byte; a short write is continued, so that the system names the true reason of a failure."""
    rest = content
    while rest:
        written = disk.write(fd, rest)
        if written <= 0:
            raise OSError(5, "write returned nothing")
        rest = rest[written:]
