"""What is checked and mended when a journal is opened: against the noted head, and a torn tail put aside."""

from __future__ import annotations

import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from perfbot.store.chain import SEAL_BYTES
from perfbot.store.disk import APPEND, Disk
from perfbot.store.errors import JournalDamaged, WriteFailed
from perfbot.store.heads import Head
from perfbot.store.reading import Loaded
from perfbot.store.snapshot import write_atomically

log = logging.getLogger(__name__)


def compare_with_head(path: Path, loaded: Loaded, noted: Head) -> None:
    """Refuse a file that lost lines it once had. Raises `JournalDamaged`."""
    generation, chain = loaded.header.generation, loaded.chain
    if generation > noted.generation:
        return  # compacted, and killed before the new head was noted
    if generation < noted.generation:
        raise JournalDamaged(path, 1, f"generation {noted.generation}", f"generation {generation}, an older copy")
    if chain.line < noted.line:
        raise JournalDamaged(path, chain.line + 1, f"{noted.line} lines as noted", f"{chain.line} lines (missing)")
    seal = seal_of_line(loaded, noted.line)
    if seal != noted.seal:
        raise JournalDamaged(path, noted.line, f"seal {noted.seal} as noted", f"seal {seal} (rewritten)")


def seal_of_line(loaded: Loaded, line: int) -> str:
    """The seal of a line of the file, looked up from the end, where heads are."""
    if line == loaded.chain.line:
        return loaded.chain.seal
    end = loaded.chain.length
    for _ in range(loaded.chain.line - line):
        end = loaded.content.rfind(b"\n", 0, end - 1) + 1
    return loaded.content[end - SEAL_BYTES : end - 3].decode()


def take_over(path: Path, loaded: Loaded, disk: Disk) -> int:
    """Make the file ours to append to: mode 0600, torn tail kept aside and cut off. Returns the inode.

    Raises `WriteFailed` when the file cannot be written; it is unchanged then.
    """
    try:
        fd = disk.open(path, APPEND)
        try:
            disk.chmod(fd, 0o600)
            if loaded.torn:
                _keep_aside(path, loaded, disk)
                disk.truncate(fd, loaded.chain.length)
                disk.fsync(fd)
            return disk.size_and_inode(fd)[1]
        finally:
            disk.close(fd)
    except OSError as error:
        raise WriteFailed(path, "open", error) from error


def _keep_aside(path: Path, loaded: Loaded, disk: Disk) -> None:
    log.warning(
        "%s: line %d was cut off while it was written and never confirmed; %d bytes put aside",
        path,
        loaded.chain.line + 1,
        len(loaded.torn),
    )
    mark = sha256(loaded.torn).hexdigest()[:8]
    with suppress(WriteFailed):  # no room for the scrap is no reason not to open
        write_atomically(disk, path.with_name(f"{path.name}.torn-{loaded.chain.line + 1}-{mark}"), loaded.torn)
