"""Schema migrations: named functions in a list; a file is migrated whole or not at all, and the old one is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from perfbot.store.chain import Chain, records
from perfbot.store.errors import MigrationFailed, WriteFailed
from perfbot.store.files.disk import Disk
from perfbot.store.files.heads import Head, Heads
from perfbot.store.files.journal import rendered
from perfbot.store.files.opening import compare_with_head
from perfbot.store.files.reading import Change, Header, Loaded, read_journal
from perfbot.store.files.snapshot import write_atomically

log = logging.getLogger(__name__)

_PARTS = frozenset({"del", "put"})

Migration = Callable[[str, list[Change]], list[Change]]
"""Takes a journal's kind (book, office, drafts, inbox) and its changes, one a line; gives those of the new schema."""

MIGRATIONS: tuple[Migration, ...] = ()
"""In order; the first leads from schema version 1 to 2. Never change or remove one that was released. A new one raises
`reading.SCHEMA_VERSION` by one and comes with a file before and a file after in its test."""


def migrate(
    path: Path, name: str, kind: str, disk: Disk, heads: Heads, migrations: Sequence[Migration] = MIGRATIONS
) -> list[str]:
    """Migrate a journal to the newest schema; returns the names of the migrations done.

    The old file stays beside it as `NAME.v1`. Raises `MigrationFailed`, `WriteFailed` (the file is as it was),
    `JournalDamaged` (a damaged file is not migrated), `NewerFormat`.
    """
    known = 1 + len(migrations)
    loaded = read_journal(path, kind, path.stem, disk, known)
    due = migrations[loaded.header.version - 1 :]
    if not due:
        return []
    noted = heads.get(name)
    if noted is not None:
        compare_with_head(path, loaded, noted)
    changes = _migrated(path, kind, loaded, due)
    names = [migration.__name__ for migration in due]
    header = _header_after(loaded.header, known, names)
    content, chain = rendered(header, changes)
    _keep_old(path, loaded, disk)
    write_atomically(disk, path, content)
    heads.note(name, Head(header.generation, chain.line, chain.seal))
    log.info("%s: migrated from schema version %d to %d: %s", path, loaded.header.version, known, ", ".join(names))
    return names


def _migrated(path: Path, kind: str, loaded: Loaded, due: Sequence[Migration]) -> list[Change]:
    lines = records(loaded.content, Chain())
    next(lines)
    changes: list[Change] = [{part: line[part] for part in line if part in _PARTS} for line in lines]
    for migration in due:
        try:
            changes = migration(kind, changes)
        except Exception as error:
            raise MigrationFailed(path, migration.__name__, repr(error)) from error
    return changes


def _header_after(header: Header, version: int, names: list[str]) -> Header:
    about = {**header.about, "migrated": [*header.about.get("migrated", []), *names]}
    return replace(header, version=version, generation=header.generation + 1, about=about)


def _keep_old(path: Path, loaded: Loaded, disk: Disk) -> None:
    """Keep the old file under a second name; after a kill, the next run finds it again."""
    kept = path.with_name(f"{path.name}.v{loaded.header.version}")
    try:
        if kept.exists() and kept.read_bytes() == loaded.content:
            return
        write_atomically(disk, kept, loaded.content)
    except OSError as error:
        raise WriteFailed(kept, "keep the old file", error) from error
