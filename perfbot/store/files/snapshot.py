"""Writes whole files at once or not at all: temporary file, fsync, rename, folder fsync."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from perfbot.store.errors import WriteFailed
from perfbot.store.files.disk import CREATE, Disk, write_all
from perfbot.store.files.names import STRAY


def write_atomically(disk: Disk, path: Path, content: bytes) -> None:
    """Put `content` at `path`, mode 0600, replacing what is there. Raises `WriteFailed`; then nothing has changed.

    When only the last step (the folder's fsync) fails, the new file is already in place: the error says so by its
    step, "fsync folder".
    """
    temporary = path.with_name(STRAY + path.name)
    step = "create"
    try:
        with suppress(FileNotFoundError):
            disk.unlink(temporary)
        fd = disk.open(temporary, CREATE)
        try:
            step = "write"
            disk.chmod(fd, 0o600)
            write_all(disk, fd, content)
            step = "fsync"
            disk.fsync(fd)
        finally:
            disk.close(fd)
        step = "rename"
        disk.rename(temporary, path)
        step = "fsync folder"
        disk.fsync_dir(path.parent)
    except OSError as error:
        with suppress(OSError):
            disk.unlink(temporary)
        raise WriteFailed(path, step, error) from error


def remove_strays(disk: Disk, folder: Path) -> list[str]:
    """Delete temporary files that a kill left behind; only under the data folder's lock. Returns their names."""
    strays = sorted(folder.glob(f"{STRAY}*"))
    for stray in strays:
        disk.unlink(stray)
    return [stray.name for stray in strays]
