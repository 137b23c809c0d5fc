"""Backups: a consistent copy of the data folder in one archive, made while the bot runs, and their rotation."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from perfbot.store.errors import BackupDamaged, JournalMissing, StoreError, WriteFailed
from perfbot.store.files.archive import MANIFEST, ArchivedFile, Manifest, head_of, verify_backup
from perfbot.store.files.disk import CREATE, SYSTEM, Disk, write_all
from perfbot.store.files.layout import Layout, layout_of
from perfbot.store.files.reading import read_journal
from perfbot.store.files.snapshot import STRAY

_STEM = "perfbot-"
_STAMP = "%Y%m%d-%H%M%S"
_BLOCK = 1 << 20


def make_backup(directory: Path, to: Path, now: datetime, disk: Disk = SYSTEM) -> Path:
    """Put everything but old backups into one new archive in `to`, mode 0600, checked after it is written.

    Consistent without stopping the bot: journals only grow, so each is copied up to its last whole line, and in an
    order that never has an update done without its entry (see `Layout.journals`). Raises `JournalDamaged`,
    `JournalMissing` (damage is not backed up as if it were sound), `WriteFailed`, `BackupDamaged`.
    """
    layout = layout_of(directory)
    if not layout.office.exists():
        raise JournalMissing(layout.office)
    target = _free_name(to, now)
    temporary = to / f"{STRAY}{os.getpid()}-{target.name}"
    try:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_strays(to, disk)
        _write_archive(layout, temporary, now, disk)
        verify_backup(temporary)
        disk.rename(temporary, target)
        disk.fsync_dir(to)
    except OSError as error:
        with suppress(OSError):
            disk.unlink(target)
        raise WriteFailed(target, "backup", error) from error
    finally:
        with suppress(OSError):
            disk.unlink(temporary)
    return target


def newest_good_backup(folder: Path) -> Path | None:
    """The newest archive in the folder that passes every check, if there is one."""
    for archive in reversed(_archives(folder)):
        with suppress(StoreError):
            verify_backup(archive)
            return archive
    return None


@dataclass(frozen=True, slots=True)
class Keep:
    """How many backups stay: the newest of each of the last so many days, ISO weeks and months that have one."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def rotate(folder: Path, keep: Keep | None = None, disk: Disk = SYSTEM) -> list[Path]:
    """Delete backups that no rule keeps, and return them; nothing at all while the newest one is not sound."""
    archives, rules = _archives(folder), keep or Keep()
    if not archives:
        return []
    try:
        verify_backup(archives[-1])
    except StoreError:
        return []
    kept = _newest_of_each(archives, lambda made: made.date(), rules.daily)
    kept |= _newest_of_each(archives, lambda made: made.isocalendar()[:2], rules.weekly)
    kept |= _newest_of_each(archives, lambda made: (made.year, made.month), rules.monthly)
    dropped = [archive for archive in archives if archive not in kept and archive != archives[-1]]
    for archive in dropped:
        disk.unlink(archive)
    return dropped


def made_at(archive: Path) -> datetime | None:
    """When a backup was made, by its name (local time of the bureau, without offset); None for other files."""
    stamp = archive.stem.removeprefix(_STEM)[: len("20210630-090000")]
    try:
        return datetime.strptime(stamp, _STAMP)  # noqa: DTZ007
    except ValueError:
        return None


def _archives(folder: Path) -> list[Path]:
    dated = [(made, len(path.name), path) for path in folder.glob(f"{_STEM}*.zip") if (made := made_at(path))]
    return [path for _, _, path in sorted(dated)]


def _newest_of_each(archives: list[Path], period: Callable[[datetime], Any], count: int) -> set[Path]:
    newest = {period(made): archive for archive in archives if (made := made_at(archive)) is not None}
    return set(list(newest.values())[-count:]) if count else set()


def _clear_strays(to: Path, disk: Disk) -> None:
    """Half archives of processes that were killed; one that another process is writing just now is left to it."""
    for stray in to.glob(f"{STRAY}*-{_STEM}*"):
        pid = stray.name.removeprefix(STRAY).partition("-")[0]
        if not pid.isdecimal() or int(pid) == os.getpid() or not Path(f"/proc/{pid}").exists():
            disk.unlink(stray)


def _free_name(to: Path, now: datetime) -> Path:
    stem = f"{_STEM}{now.strftime(_STAMP)}"
    names = (to / (f"{stem}.zip" if number == 1 else f"{stem}-{number}.zip") for number in range(1, 1000))
    return next(name for name in names if not name.exists())


def _write_archive(layout: Layout, temporary: Path, now: datetime, disk: Disk) -> None:
    fd = disk.open(temporary, CREATE)
    try:
        disk.chmod(fd, 0o600)
        with zipfile.ZipFile(io.BufferedWriter(_Sink(disk, fd), _BLOCK), "w") as bundle:
            files = [_add_journal(bundle, layout, path, kind, now, disk) for path, kind in layout.journals()]
            files += [_add_evidence(bundle, layout, path, now) for path in _evidence(layout)]
            manifest = Manifest(now.isoformat(timespec="seconds"), tuple(files))
            bundle.writestr(_member(MANIFEST, now), manifest.rendered())
        disk.fsync(fd)
    finally:
        disk.close(fd)


def _add_journal(
    bundle: zipfile.ZipFile, layout: Layout, path: Path, kind: str, now: datetime, disk: Disk
) -> ArchivedFile:
    loaded = read_journal(path, kind, path.stem, disk)
    content = loaded.content[: loaded.chain.length]
    bundle.writestr(_member(layout.name(path), now), content)
    return ArchivedFile(layout.name(path), len(content), sha256(content).hexdigest(), kind, head_of(loaded))


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
    return sorted(path for path in found if not path.name.startswith(STRAY))


def _member(name: str, now: datetime, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=(now.year, now.month, now.day, now.hour, now.minute, now.second))
    member.compress_type = compression
    member.external_attr = 0o600 << 16
    return member


class _Sink(io.RawIOBase):
    """A file that is written through the store's disk, so that its faults reach backups too."""

    def __init__(self, disk: Disk, fd: int) -> None:
        self._disk, self._fd = disk, fd

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        write_all(self._disk, self._fd, bytes(content))
        return len(content)


__all__ = ["BackupDamaged", "Keep", "made_at", "make_backup", "newest_good_backup", "rotate", "verify_backup"]
