"""Going on after damage: the longest unbroken copy of each damaged journal is put in place, the bad one kept aside."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfbot.store.archive import blocks, head_of, opened_archive, verify_backup
from perfbot.store.backup import newest_good_backup
from perfbot.store.chain import BrokenChain, Chain, records
from perfbot.store.disk import SYSTEM, Disk
from perfbot.store.errors import JournalDamaged, JournalMissing, StoreError
from perfbot.store.heads import Heads
from perfbot.store.layout import Layout, layout_of
from perfbot.store.lock import DirectoryLock
from perfbot.store.opening import compare_with_head
from perfbot.store.reading import parse_journal, read_journal
from perfbot.store.snapshot import write_atomically


@dataclass(frozen=True, slots=True)
class Mended:
    """One journal that was put right: how many lines it had by the noted head, how many it has now, whence they came.

    `had` is None when no head was noted. `kept` is the damaged file, None if it was missing. Lines after `has` are lost
    from the book and to be read in `kept`: the admins have to be told.
    """

    file: str
    had: int | None
    has: int
    backup: Path | None
    kept: Path | None


def mend(directory: Path, now: datetime, disk: Disk = SYSTEM) -> list[Mended]:
    """Put every damaged or missing journal right as far as a copy allows; sound ones are not touched.

    A copy is: the damaged file up to its first bad line, or the newest good backup's, continued by the damaged file's
    own lines where they join on without a break. Raises `JournalDamaged` when there is neither, `DirectoryLocked`,
    `WriteFailed`; what was mended before stays mended.
    """
    layout = layout_of(directory)
    with ExitStack() as held:
        held.callback(DirectoryLock(layout.root, now, "mend", disk).release)
        heads = Heads(layout.heads, disk, writable=True)
        held.callback(heads.close)
        backup = newest_good_backup(layout.backups)
        copies = _backed_up(backup)
        mended = [
            _put_right(layout, heads, name, kind, copies.get(name), backup, now, disk)
            for name, kind in _journals(layout, heads, copies)
            if not _is_sound(layout.root / name, name, kind, heads, disk)
        ]
        heads.sync()
        return mended


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


def _put_right(
    layout: Layout,
    heads: Heads,
    name: str,
    kind: str,
    copy: bytes | None,
    backup: Path | None,
    now: datetime,
    disk: Disk,
) -> Mended:
    path, noted = layout.root / name, heads.get(name)
    damaged = disk.read(path) if path.exists() else b""
    own, joined = _unbroken(damaged), _joined(copy or b"", damaged)
    best, source = (own, None) if len(own) >= len(joined) else (joined, backup)
    loaded = parse_journal(path, best, kind, path.stem)
    kept = None
    if damaged:
        kept = path.with_name(f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}")
        write_atomically(disk, kept, damaged)
    write_atomically(disk, path, best)
    heads.note(name, head_of(loaded))
    return Mended(name, noted and noted.line, loaded.chain.line, source, kept)


def _unbroken(content: bytes) -> bytes:
    """The content up to its first bad line."""
    chain = Chain()
    with suppress(BrokenChain):
        for _ in records(content, chain):
            pass
    return content[: chain.length]


def _joined(copy: bytes, damaged: bytes) -> bytes:
    """A sound copy, continued by the lines of the damaged file that come after its last one."""
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
