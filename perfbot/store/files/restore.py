"""Restores a backup into its folder after checking it; the former files are kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfbot.store.errors import WriteFailed
from perfbot.store.files.archive import Manifest, blocks, opened_archive, verify_backup
from perfbot.store.files.disk import CREATE, SYSTEM, Disk, write_all
from perfbot.store.files.heads import Heads
from perfbot.store.files.layout import Layout, layout_of, make_root, require_own_or_empty
from perfbot.store.files.lock import LOCK_NAME, DirectoryLock
from perfbot.store.files.snapshot import write_atomically

_STAGE = ".restore-stage"
_TRASH = ".restore-trash"
_KEPT = "before-restore-"


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore; `kept` is the folder with the former files, None if there were none."""

    directory: Path
    kept: Path | None
    manifest: Manifest


def restore(archive: Path, directory: Path, now: datetime, disk: Disk = SYSTEM) -> Restored:
    """Put the backup's files in place of the folder's; those are moved into `before-restore-…` inside it.

    Inside, because the folder itself may be a mount point, which cannot be renamed. A restore that was interrupted
    leaves a marker that keeps the bot from starting, and is completed by running it again. Raises `BackupDamaged`,
    `NewerFormat` (nothing is touched), `NotADataFolder`, `DirectoryLocked` (stop the bot first), `WriteFailed`.
    """
    archive = archive.resolve()
    manifest = verify_backup(archive)
    layout = layout_of(directory)
    require_own_or_empty(layout)
    make_root(layout, disk)
    lock = DirectoryLock(layout.root, now, "restore", disk)
    try:
        kept = _kept_folder(layout, now)
        _unpack(archive, manifest, layout, disk)
        write_atomically(disk, layout.restoring, f"{archive}\n{kept.name}".encode())
        _move_away(layout, kept, disk)
        _move_in(layout, disk)
        disk.unlink(layout.restoring)
        disk.fsync_dir(layout.root)
        _clear_away(layout)
    except OSError as error:
        raise WriteFailed(layout.root, "restore", error) from error
    finally:
        lock.release()
    return Restored(layout.root, kept if kept.exists() else None, manifest)


def _kept_folder(layout: Layout, now: datetime) -> Path:
    """The folder for the former files; after an interrupted restore the one already begun."""
    if layout.restoring.exists():
        return layout.root / layout.restoring.read_text(encoding="utf-8").splitlines()[1]
    stem = layout.root / f"{_KEPT}{now:%Y%m%d-%H%M%S}"
    return stem if not stem.exists() else stem.with_name(f"{stem.name}-{len(list(layout.root.glob(stem.name + '*')))}")


def _unpack(archive: Path, manifest: Manifest, layout: Layout, disk: Disk) -> None:
    stage = layout.root / _STAGE
    shutil.rmtree(stage, ignore_errors=True)
    for folder in (stage, stage / "books", stage / "evidence"):
        disk.make_folder(folder)
    with opened_archive(archive) as bundle:
        for file in manifest.files:
            target = stage / file.name
            for folder in reversed(target.relative_to(stage).parents[:-1]):
                with suppress(FileExistsError):
                    disk.make_folder(stage / folder)
            _write(target, blocks(archive, bundle, file), disk)
    _note_heads(stage, manifest, disk)
    for folder in sorted(path for path in stage.rglob("*") if path.is_dir()):
        disk.fsync_dir(folder)
    disk.fsync_dir(stage)


def _write(target: Path, content: Iterator[bytes], disk: Disk) -> None:
    fd = disk.open(target, CREATE)
    try:
        disk.chmod(fd, 0o600)
        for block in content:
            write_all(disk, fd, block)
        disk.fsync(fd)
    finally:
        disk.close(fd)


def _note_heads(stage: Path, manifest: Manifest, disk: Disk) -> None:
    heads = Heads(layout_of(stage).heads, disk, writable=True)
    for file in manifest.files:
        if file.head is not None:
            heads.note(file.name, file.head)
    heads.close()
    if heads.trouble is not None:
        raise heads.trouble


def _move_away(layout: Layout, kept: Path, disk: Disk) -> None:
    """Every file of the old state goes to `kept`. What is there already was moved by an earlier, interrupted run: the
    one of that name that stands here now came out of the backup, and comes again."""
    for name in _own_names(layout):
        if not kept.exists():
            disk.make_folder(kept)
        if (kept / name).exists():
            (layout.root / _TRASH).mkdir(mode=0o700, exist_ok=True)
            _remove(layout.root / _TRASH / name)
            disk.rename(layout.root / name, layout.root / _TRASH / name)
        else:
            disk.rename(layout.root / name, kept / name)
    if kept.exists():
        disk.fsync_dir(kept)
    disk.fsync_dir(layout.root)


def _move_in(layout: Layout, disk: Disk) -> None:
    for name in sorted(os.listdir(layout.root / _STAGE)):
        disk.rename(layout.root / _STAGE / name, layout.root / name)
    disk.fsync_dir(layout.root)


def _own_names(layout: Layout) -> list[str]:
    others = {LOCK_NAME, layout.restoring.name, layout.backups.name, _STAGE, _TRASH, "lost+found"}
    return sorted(name for name in os.listdir(layout.root) if name not in others and not name.startswith(_KEPT))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _clear_away(layout: Layout) -> None:
    shutil.rmtree(layout.root / _STAGE, ignore_errors=True)
    shutil.rmtree(layout.root / _TRASH, ignore_errors=True)
