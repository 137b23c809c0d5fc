"""Mends damaged journals: puts the longest unbroken copy in place and keeps the bad file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfbot.store.chain import BrokenChain, Chain, records
from perfbot.store.errors import JournalDamaged, JournalMissing, StoreError, WriteFailed
from perfbot.store.files.archive import blocks, opened_archive, verify_backup
from perfbot.store.files.backup import newest_good_backup
from perfbot.store.files.disk import APPEND, SYSTEM, Disk
from perfbot.store.files.heads import Head, Heads
from perfbot.store.files.layout import Layout, layout_of
from perfbot.store.files.lock import DirectoryLock
from perfbot.store.files.opening import compare_with_head, end_of, holds_head
from perfbot.store.files.reading import Loaded, parse_journal, read_journal
from perfbot.store.files.snapshot import write_atomically


@dataclass(frozen=True, slots=True)
class Mended:
    """One mended journal: its lines by the noted head, its lines now, and their source.

    `had` is None when no head was noted; for the notes themselves `has` counts the journals noted. `kept` is the
    damaged file, None if it was missing. Lines after `has` are lost from the book and to be read in `kept`: the admins
    have to be told.
    """

    file: str
    had: int | None
    has: int
    backup: Path | None
    kept: Path | None


@dataclass(frozen=True, slots=True)
class _Repair:
    """The replacement of a damaged journal: `copy` from a backup, or (None) from the file's own lines."""

    path: Path
    name: str
    noted: Head | None
    damaged: bytes
    copy: Loaded
    backup: Path | None


def mend(directory: Path, now: datetime, disk: Disk = SYSTEM) -> list[Mended]:
    """Mend every damaged or missing journal as far as a copy allows; sound ones are not touched.

    A copy is: the damaged file up to its first bad line, or the newest good backup's, continued by the damaged file's
    own lines where they join on without a break. Raises `JournalDamaged` when there is neither, `DirectoryLocked`,
    `WriteFailed`; what was mended before stays mended.
    """
    layout = layout_of(directory)
    with _held(layout, now, disk) as heads, _naming_backup(layout):
        done = [_put_in_place(heads, repair, now, disk) for repair in _repairs(layout, heads, disk)]
        return done + _noted_anew(layout, heads, disk)


def mend_without_loss(directory: Path, now: datetime, disk: Disk = SYSTEM) -> list[Mended]:
    """Mend only if the copies provably hold everything that was confirmed; else touch nothing.

    Raises what `mend` raises.
    """
    layout = layout_of(directory)
    with _held(layout, now, disk) as heads, suppress(JournalDamaged):
        repairs = list(_repairs(layout, heads, disk))
        if all(_holds_everything(repair) for repair in repairs):
            return [_put_in_place(heads, repair, now, disk) for repair in repairs]
    return []


@contextmanager
def _held(layout: Layout, now: datetime, disk: Disk) -> Iterator[Heads]:
    """The locked folder with its notes, which are on the device afterwards."""
    with ExitStack() as held:
        held.callback(DirectoryLock(layout.root, now, "mend", disk).release)
        heads = Heads(layout.heads, disk, writable=True)
        held.callback(heads.close)
        yield heads


@contextmanager
def _naming_backup(layout: Layout) -> Iterator[None]:
    """Name the newest good backup in an error that it may mend."""
    try:
        yield
    except (JournalDamaged, JournalMissing) as loss:
        loss.name_backup(newest_good_backup(layout.backups))
        raise


def _holds_everything(repair: _Repair) -> bool:
    """Whether the copy holds the noted end, and the damaged file is not longer: the notes lag after a power cut, the
    file's length does not."""
    noted, copy = repair.noted, repair.copy
    return noted is not None and holds_head(copy, noted) and len(repair.damaged) <= copy.chain.length


def _journals(layout: Layout, heads: Heads, copies: dict[str, bytes]) -> list[tuple[str, str]]:
    present = {layout.name(path) for path, _ in layout.journals()}
    needed = {layout.name(path) for path in (layout.office, layout.drafts, layout.inbox)}
    names = sorted(present | needed | set(heads.names()) | set(copies))
    return [(name, "book" if name.startswith("books/") else Path(name).stem) for name in names]


def _is_sound(path: Path, name: str, kind: str, heads: Heads, disk: Disk) -> bool:
    noted = heads.get(name)
    try:
        loaded = read_journal(path, kind, path.stem, disk)
        if noted is not None:
            compare_with_head(path, loaded, noted)
    except (JournalDamaged, JournalMissing):
        return False
    return True


def _repairs(layout: Layout, heads: Heads, disk: Disk) -> Iterator[_Repair]:
    """The repair of each damaged journal. Raises `JournalDamaged` where no copy can be used."""
    backup = newest_good_backup(layout.backups)
    copies = _backed_up(backup)
    for name, kind in _journals(layout, heads, copies):
        path = layout.root / name
        if not _is_sound(path, name, kind, heads, disk):
            damaged = disk.read(path) if path.exists() else b""
            own, joined = _unbroken(damaged), _joined(copies.get(name, b""), damaged)
            best, source = (own, None) if len(own) >= len(joined) else (joined, backup)
            copy = parse_journal(path, best, kind, path.stem)
            yield _Repair(path, name, heads.get(name), damaged, copy, source)


def _put_in_place(heads: Heads, repair: _Repair, now: datetime, disk: Disk) -> Mended:
    path, kept = repair.path, None
    if repair.damaged:
        kept = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
        write_atomically(disk, kept, repair.damaged)
    try:
        write_atomically(disk, path, repair.copy.content)
    except WriteFailed as failure:
        if kept is not None and failure.step != "fsync folder":  # or each new start would leave one more
            with suppress(OSError):
                disk.unlink(kept)
        raise
    heads.note(repair.name, end_of(repair.copy))
    return Mended(repair.name, repair.noted and repair.noted.line, repair.copy.chain.line, repair.backup, kept)


def _noted_anew(layout: Layout, heads: Heads, disk: Disk) -> list[Mended]:
    """Note the present ends of journals whose notes were lost; what they lacked before is unknown."""
    if not (heads.missing or heads.unreadable):
        return []
    for path, kind in layout.journals():
        name = layout.name(path)
        if heads.get(name) is None:
            heads.note(name, end_of(_on_the_device(path, kind, disk)))
    heads.settle()
    return [Mended(heads.path.name, None, len(heads.names()), None, None)]


def _on_the_device(path: Path, kind: str, disk: Disk) -> Loaded:
    fd = disk.open(path, APPEND)
    try:
        disk.fdatasync(fd)
    finally:
        disk.close(fd)
    return read_journal(path, kind, path.stem, disk)


def _unbroken(content: bytes) -> bytes:
    """The content up to its first bad line."""
    chain = Chain()
    with suppress(BrokenChain):
        for _ in records(content, chain):
            pass
    return content[: chain.length]


def _joined(copy: bytes, damaged: bytes) -> bytes:
    """A sound copy, continued by the lines of the damaged file after its last one."""
    chain = Chain()
    for _ in records(copy, chain):
        pass
    place = damaged.find(chain.closing)
    if not copy or place < 0:
        return copy
    rest, after = damaged[place + len(chain.closing) :], Chain(chain.line, chain.closing)
    with suppress(BrokenChain):
        for _ in records(rest, after):
            pass
    return copy + rest[: after.length]


def _backed_up(backup: Path | None) -> dict[str, bytes]:
    """The journals of a backup by name."""
    if backup is None:
        return {}
    with suppress(StoreError), opened_archive(backup) as bundle:
        files = [file for file in verify_backup(backup).files if file.kind is not None]
        return {file.name: b"".join(blocks(backup, bundle, file)) for file in files}
    return {}
