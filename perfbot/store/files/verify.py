"""Checks a data folder and names every line and file that is not as written; changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from perfbot.store.errors import JournalDamaged, JournalMissing, NewerFormat, NotADataFolder
from perfbot.store.files.diagnosis import line_faults
from perfbot.store.files.disk import SYSTEM, Disk
from perfbot.store.files.heads import Heads
from perfbot.store.files.layout import Layout, layout_of
from perfbot.store.files.names import is_evidence
from perfbot.store.files.opening import compare_with_head
from perfbot.store.files.reading import read_journal

_NAMED = re.compile(rb'"sha256":"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault. `file` is the name inside the folder, `line` the line in it where there is one.

    `kind`: edited, missing, reordered, repeated, unreadable, torn, newer, mode, unfinished.
    """

    file: str
    line: int | None
    kind: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.kind}: expected {self.expected}, found {self.found}"


def verify_directory(directory: Path, disk: Disk = SYSTEM) -> list[DataFault]:
    """Everything wrong in the folder, file by file; an empty list if all is as written. Works beside a running bot.

    Raises `NotADataFolder` where there is nothing to verify.
    """
    layout = layout_of(directory)
    if not layout.root.is_dir():
        raise NotADataFolder(layout.root, "no such folder")
    # Read before the journals: a running bot only ever moves the journals ahead of them.
    heads = Heads(layout.heads, disk, writable=False)
    return [
        *_missing_files(layout, heads),
        *(
            finding
            for path, kind in layout.journals()
            for finding in _journal_findings(layout, heads, path, kind, disk)
        ),
        *_head_findings(heads),
        *_evidence_findings(layout),
        *_lost_evidence(layout, disk),
        *_mode_findings(layout),
    ]


def _missing_files(layout: Layout, heads: Heads) -> Iterator[DataFault]:
    needed = {layout.name(path) for path in (layout.office, layout.drafts, layout.inbox)}
    for name in sorted(needed | set(heads.names())):
        if not (layout.root / name).exists():
            yield DataFault(name, None, "missing", "a journal", "no file")
    if layout.restoring.exists():
        yield DataFault(layout.restoring.name, None, "unfinished", "no restore under way", "an interrupted restore")


def _journal_findings(layout: Layout, heads: Heads, path: Path, kind: str, disk: Disk) -> Iterator[DataFault]:
    name, noted = layout.name(path), heads.get(layout.name(path))
    try:
        loaded = read_journal(path, kind, path.stem, disk)
        if loaded.torn:
            yield DataFault(
                name, loaded.chain.line + 1, "torn", "a whole line", f"{len(loaded.torn)} bytes, no newline"
            )
        if noted is not None:
            compare_with_head(path, loaded, noted)
    except JournalMissing:
        yield DataFault(name, None, "missing", "a journal", "an empty file")
    except NewerFormat as newer:
        yield DataFault(name, 1, "newer", f"schema version up to {newer.known}", f"version {newer.found}")
    except JournalDamaged as damaged:
        faults = line_faults(disk.read(path))
        yield from (DataFault(name, fault.line, fault.kind, fault.expected, fault.found) for fault in faults)
        if not any(fault.kind != "torn" for fault in faults):
            kind = "missing" if "missing" in damaged.found else "edited"
            yield DataFault(name, damaged.line, kind, damaged.expected, damaged.found)


def _head_findings(heads: Heads) -> Iterator[DataFault]:
    if heads.missing:
        yield DataFault(heads.path.name, None, "missing", "the noted ends of the journals", "no file")
    for slot in heads.unreadable:
        yield DataFault(heads.path.name, slot, "unreadable", "a noted end", "something else")


def _evidence_findings(layout: Layout) -> Iterator[DataFault]:
    """Faults of evidence files, whose names are their SHA-256."""
    for path in sorted(layout.evidence.rglob("*")):
        if not is_evidence(path) or not path.is_file():
            continue
        digest = path.name[:64]
        with path.open("rb") as content:
            found = file_digest(content, "sha256").hexdigest()
        if found != digest:
            yield DataFault(layout.name(path), None, "edited", f"SHA-256 {digest[:16]}…", f"{found[:16]}…")


def _lost_evidence(layout: Layout, disk: Disk) -> Iterator[DataFault]:
    """Files that a book names and the folder lacks."""
    kept = {path.name[:64] for path in layout.evidence.glob("*") if is_evidence(path)}
    books = [path for path, _ in layout.journals() if path.parent == layout.books and path.exists()]
    named = {digest.decode() for path in books for digest in _NAMED.findall(disk.read(path))}
    for digest in sorted(named - kept):
        yield DataFault(f"{layout.evidence.name}/{digest}", None, "missing", "a file", "no file")


def _mode_findings(layout: Layout) -> Iterator[DataFault]:
    for path in (layout.root, *sorted(layout.root.rglob("*"))):
        mode, wanted = path.lstat().st_mode & 0o777, 0o700 if path.is_dir() else 0o600
        if mode & 0o077 and path.name != "lost+found":
            yield DataFault(path.relative_to(layout.root).as_posix(), None, "mode", f"{wanted:04o}", f"{mode:04o}")
