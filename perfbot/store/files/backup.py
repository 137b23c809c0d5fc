"""Backups: a consistent copy of the data folder in one archive, made while the bot runs, and their rotation."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from perfbot.store.errors import BackupDamaged, JournalDamaged, JournalMissing, StoreError, WriteFailed
from perfbot.store.files.archive import MANIFEST, ArchivedFile, Manifest, is_plain, verify_backup
from perfbot.store.files.disk import APPEND, CREATE, SYSTEM, Disk, write_all
from perfbot.store.files.layout import Layout, layout_of, make_durable_folder
from perfbot.store.files.names import BACKUP_STAMP, BACKUP_STEM, STRAY, made_at
from perfbot.store.files.opening import end_of
from perfbot.store.files.reading import read_journal

_BLOCK = 1 << 20


def make_backup(directory: Path, to: Path, now: datetime, disk: Disk = SYSTEM) -> Path:
    """Put everything but old backups into one new archive in `to`, mode 0600, checked after it is written.

    Consistent without stopping the bot: journals only grow, so each is copied up to its last whole line, and in an
    order that never has an update done without its entry (see `Layout.journals`). Raises `JournalDamaged`,
    `JournalMissing` (damage is not backed up as if it were sound), `WriteFailed`, `BackupDamaged`.
    """
    layout = layout_of(directory)
    target = _free_name(to, now)
    try:
        if not layout.office.exists():
            raise JournalMissing(layout.office)
        to.parent.mkdir(parents=True, exist_ok=True)
        make_durable_folder(to, disk)
        _clear_strays(to, disk)
        with _being_written(to / f"{STRAY}{os.getpid()}-{target.name}", disk) as (temporary, fd):
            _write_archive(layout, fd, now, disk)
            verify_backup(temporary)
            disk.rename(temporary, target)
            disk.fsync_dir(to)
    except (JournalDamaged, JournalMissing) as loss:
        loss.name_backup(newest_good_backup(layout.backups) or newest_good_backup(to))
        raise
    except OSError as error:
        raise WriteFailed(target, "backup", error) from error
    return target


@contextmanager
def _being_written(temporary: Path, disk: Disk) -> Iterator[tuple[Path, int]]:
    """A new file, locked for as long as it is written: in another container its writer's pid says nothing. It is gone
    afterwards, unless it was renamed."""
    fd = disk.open(temporary, CREATE)
    try:
        disk.lock(fd)
        yield temporary, fd
    finally:
        with suppress(OSError):
            disk.unlink(temporary)
        disk.close(fd)


def newest_good_backup(folder: Path) -> Path | None:
    """The newest archive in the folder that passes every check, if there is one."""
    for archive in reversed(archives(folder)):
        with suppress(StoreError):
            verify_backup(archive)
            return archive
    return None


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the newest of each of the last days, ISO weeks and months that have one."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def rotate(folder: Path, keep: Keep | None = None, disk: Disk = SYSTEM) -> list[Path]:
    """Delete backups that no rule keeps, and return them; delete none while the newest is damaged."""
    found, rules = archives(folder), keep or Keep()
    if not found:
        return []
    try:
        verify_backup(found[-1])
    except StoreError:
        return []
    kept = _newest_of_each(found, lambda made: made.date(), rules.daily)
    kept |= _newest_of_each(found, lambda made: made.isocalendar()[:2], rules.weekly)
    kept |= _newest_of_each(found, lambda made: (made.year, made.month), rules.monthly)
    dropped = [archive for archive in found if archive not in kept and archive != found[-1]]
    for archive in dropped:
        disk.unlink(archive)
    return dropped


def archives(folder: Path) -> list[Path]:
    """The backups in a folder, the oldest first; files of other names are nobody's concern here."""
    dated = [(made, len(path.name), path) for path in folder.glob(f"{BACKUP_STEM}*.zip") if (made := made_at(path))]
    return [path for _, _, path in sorted(dated)]


def _newest_of_each(found: list[Path], period: Callable[[datetime], Any], count: int) -> set[Path]:
    newest = {period(made): archive for archive in found if (made := made_at(archive)) is not None}
    return set(list(newest.values())[-count:]) if count else set()


def _clear_strays(to: Path, disk: Disk) -> None:
    """Delete half-written archives of killed processes, but not one that is being written now."""
    for stray in to.glob(f"{STRAY}*-{BACKUP_STEM}*"):
        with suppress(FileNotFoundError, BlockingIOError):
            fd = disk.open(stray, APPEND)
            try:
                disk.lock(fd)
                disk.unlink(stray)
            finally:
                disk.close(fd)


def _free_name(to: Path, now: datetime) -> Path:
    stem = f"{BACKUP_STEM}{now.strftime(BACKUP_STAMP)}"
    names = (to / (f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip") for number in range(1, 1000))
    return next(name for name in names if not name.exists())


def _write_archive(layout: Layout, fd: int, now: datetime, disk: Disk) -> None:
    disk.chmod(fd, 0o600)
    with zipfile.ZipFile(io.BufferedWriter(_Sink(disk, fd), _BLOCK), "w") as bundle:
        files = [_add_journal(bundle, layout, path, kind, now, disk) for path, kind in layout.journals()]
        files += [_add_evidence(bundle, layout, path, now) for path in _evidence(layout)]
        manifest = Manifest(now.isoformat(timespec="seconds"), tuple(files))
        bundle.writestr(_member(MANIFEST, now), manifest.rendered())
    disk.fsync(fd)


def _add_journal(
    bundle: zipfile.ZipFile, layout: Layout, path: Path, kind: str, now: datetime, disk: Disk
) -> ArchivedFile:
    loaded = read_journal(path, kind, path.stem, disk)
    content = loaded.content[: loaded.chain.length]
    bundle.writestr(_member(layout.name(path), now), content)
    return ArchivedFile(layout.name(path), len(content), sha256(content).hexdigest(), kind, end_of(loaded))


def _add_evidence(bundle: zipfile.ZipFile, layout: Layout, path: Path, now: datetime) -> ArchivedFile:
    digest, size = sha256(), 0
    # Photos and PDFs are compressed already.
    with path.open("rb") as source, bundle.open(_member(layout.name(path), now, zipfile.ZIP_STORED), "w") as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            target.write(block)
    return ArchivedFile(layout.name(path), size, digest.hexdigest())


def _evidence(layout: Layout) -> list[Path]:
    found = (path for path in layout.evidence.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not path.name.startswith(STRAY) and is_plain(layout.name(path)))


def _member(name: str, now: datetime, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    member.compress_type = compression
    member.external_attr = 0o600 << 16
    return member


class _Sink(io.RawIOBase):
    """A file written through the store's disk, so that tests of disk faults cover backups."""

    def __init__(self, disk: Disk, fd: int) -> None:
        self._disk, self._fd = disk, fd

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        write_all(self._disk, self._fd, bytes(content))
        return len(content)


__all__ = [
    "BackupDamaged",
    "Keep",
    "archives",
    "made_at",
    "make_backup",
    "newest_good_backup",
    "rotate",
    "verify_backup",
]
