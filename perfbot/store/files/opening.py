"""Checks a journal when it is opened: against the noted head, and for a torn last line."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from perfbot.store.chain import SEAL_BYTES, BrokenChain, records
from perfbot.store.errors import JournalDamaged, WriteFailed
from perfbot.store.files.disk import APPEND, Disk
from perfbot.store.files.heads import Head
from perfbot.store.files.reading import Loaded
from perfbot.store.files.snapshot import write_atomically

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TornLine:
    """A last line that was cut off and dropped on opening. `confirmed`: its number had been noted as durable, so the
    device lost what it had promised to keep, and the admins have to be told. `kept`: where the scrap was put."""

    path: Path
    line: int
    size: int
    confirmed: bool
    kept: Path | None


def compare_with_head(path: Path, loaded: Loaded, noted: Head) -> None:
    """Raises `JournalDamaged` for a file that lacks lines it had, or whose lines are not the noted ones.

    A last line that was visibly cut off is no reason to refuse, confirmed or not: it is dropped and reported.
    """
    generation, chain = loaded.header.generation, loaded.chain
    if generation > noted.generation:
        return  # compacted, and killed before the new head was noted
    if generation < noted.generation:
        raise JournalDamaged(path, 1, f"generation {noted.generation}", f"generation {generation}, an older copy")
    if noted.line > chain.line:
        if noted.line > chain.line + 1 or not loaded.torn:
            raise JournalDamaged(path, chain.line + 1, f"{noted.line} lines as noted", f"{chain.line} lines (missing)")
        if _ends_in_another_byte(loaded):
            raise JournalDamaged(path, noted.line, "a newline at the end", f"{loaded.torn[-1:]!r} (edited)")
        return
    seal = seal_of_line(loaded, noted.line)
    if seal != noted.seal:
        raise JournalDamaged(path, noted.line, f"seal {noted.seal} as noted", f"seal {seal} (rewritten)")


def end_of(loaded: Loaded) -> Head:
    """The end of a journal that was read."""
    return Head(loaded.header.generation, loaded.chain.line, loaded.chain.seal)


def holds_head(loaded: Loaded, noted: Head) -> bool:
    """Whether a sound copy has the noted line, of the same generation, with the noted seal."""
    same = loaded.header.generation == noted.generation
    return same and loaded.chain.line >= noted.line and seal_of_line(loaded, noted.line) == noted.seal


def _ends_in_another_byte(loaded: Loaded) -> bool:
    """Whether the tail is a whole line but for its newline: that is a changed byte, not a cut."""
    chain = replace(loaded.chain)
    with suppress(BrokenChain):
        for _ in records(loaded.torn[:-1] + b"\n", chain):
            return True
    return False


def seal_of_line(loaded: Loaded, line: int) -> str:
    """The seal of a line of the file, looked up from the end, where heads are."""
    if line == loaded.chain.line:
        return loaded.chain.seal
    end = loaded.chain.length
    for _ in range(loaded.chain.line - line):
        end = loaded.content.rfind(b"\n", 0, end - 1) + 1
    return loaded.content[end - SEAL_BYTES : end - 3].decode()


def take_over(path: Path, loaded: Loaded, noted: Head | None, disk: Disk) -> tuple[int, TornLine | None]:
    """Prepare the file for appending: mode 0600, torn line cut off and kept. Returns its inode and the torn line.

    A process that was killed may have left lines, or the file's name, that nobody waited for. They are shown and noted
    from now on, so they are on the device first; where the noted end is the file's, they were.

    Raises `WriteFailed` when the file cannot be written; it is unchanged then.
    """
    torn = None
    try:
        fd = disk.open(path, APPEND)
        try:
            disk.chmod(fd, 0o600)
            if loaded.torn:
                torn = _put_aside(path, loaded, noted, disk)
                disk.truncate(fd, loaded.chain.length)
            if loaded.torn or noted != end_of(loaded):
                disk.fsync(fd)
                disk.fsync_dir(path.parent)
            return disk.stat(path).st_ino, torn
        finally:
            disk.close(fd)
    except OSError as error:
        raise WriteFailed(path, "open", error) from error


def _put_aside(path: Path, loaded: Loaded, noted: Head | None, disk: Disk) -> TornLine:
    line, size = loaded.chain.line + 1, len(loaded.torn)
    confirmed = noted is not None and noted.generation == loaded.header.generation and noted.line >= line
    mark = sha256(loaded.torn).hexdigest()[:8]
    kept: Path | None = None
    with suppress(WriteFailed):  # no room for the scrap is no reason not to open
        scrap = path.with_name(f"{path.name}.torn-{line}-{mark}")
        write_atomically(disk, scrap, loaded.torn)
        kept = scrap
    promise = "although it had been confirmed: the disk lost it" if confirmed else "before it was confirmed"
    level = logging.ERROR if confirmed else logging.WARNING
    log.log(level, "%s: line %d was cut off %s; %d bytes dropped, kept in %s", path, line, promise, size, kept)
    return TornLine(path, line, size, confirmed, kept)
