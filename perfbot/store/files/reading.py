"""Reads a whole journal file: its header, its tables, its torn end; changes nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from perfbot.store.chain import FORMAT, BrokenChain, Chain, loaded, records
from perfbot.store.errors import DirectoryUnusable, JournalDamaged, JournalMissing, NewerFormat
from perfbot.store.files.diagnosis import line_faults
from perfbot.store.files.disk import Disk
from perfbot.store.files.heads import Checked

Tables = dict[str, dict[str, dict[str, Any]]]
Change = dict[str, Any]

SCHEMA_VERSION = 1
"""The schema this program writes; it grows by one with each migration (see migrations.MIGRATIONS)."""


@dataclass(frozen=True, slots=True)
class Header:
    """A journal's first line: what the file is, so that a renamed or foreign file is recognised."""

    kind: str
    name: str
    version: int = SCHEMA_VERSION
    generation: int = 1
    about: Mapping[str, Any] = field(default_factory=dict)

    def record(self) -> Change:
        return {
            "format": FORMAT,
            "version": self.version,
            "kind": self.kind,
            "name": self.name,
            "generation": self.generation,
            "about": dict(self.about),
        }


@dataclass(slots=True)
class Loaded:
    """A journal's content. `torn` is what follows the last whole line: an unfinished write."""

    header: Header
    tables: Tables
    chain: Chain
    torn: bytes
    content: bytes


def apply(tables: Tables, change: Change) -> None:
    """Apply one change to the tables: removals first, then whole documents by id."""
    if "del" in change:
        for name, identities in change["del"].items():
            table = tables.get(name, {})
            for identity in identities:
                table.pop(identity, None)
    if "put" in change:
        for name, documents in change["put"].items():
            if name not in tables:
                tables[name] = {}
            table = tables[name]
            for document in documents:
                table[document["id"]] = document


def read_journal(
    path: Path, kind: str, name: str, disk: Disk, known: int = SCHEMA_VERSION, checked: Checked | None = None
) -> Loaded:
    """Read and check a whole journal; what `checked` vouches for is compared as a whole, the rest line by line.

    Raises `JournalMissing` (absent or empty), `DirectoryUnusable` (not to be read), `NewerFormat`, and `JournalDamaged`
    naming the first bad line.
    """
    try:
        content = disk.read(path)
    except FileNotFoundError:
        raise JournalMissing(path) from None
    except OSError as error:
        raise DirectoryUnusable(path, "read", error) from error
    if not content:
        raise JournalMissing(path)
    unchanged = checked is not None and sha256(content[: checked.length]).hexdigest() == checked.digest
    return parse_journal(path, content, kind, name, known, checked.length if checked and unchanged else 0)


def parse_journal(
    path: Path, content: bytes, kind: str, name: str, known: int = SCHEMA_VERSION, trusted: int = 0
) -> Loaded:
    """The same for given bytes, the first `trusted` of them known to be good; `path` names them in errors."""
    _refuse_newer(path, content, known)
    tables: Tables = {}
    chain = Chain()
    with _without_collections():
        try:
            lines = records(content, chain, trusted)
            header = _header_of(path, next(lines, {}), kind, name)
            for change in lines:
                apply(tables, change)
        except BrokenChain as broken:
            raise damage(path, content, broken.line) from None
    return Loaded(header, tables, chain, content[chain.length :], content)


def damage(path: Path, content: bytes, line: int) -> JournalDamaged:
    """The error that names the first fault in a journal's bytes."""
    fault = next((fault for fault in line_faults(content) if fault.kind != "torn"), None)
    if fault is None:
        return JournalDamaged(path, line, "a sealed line", "a line whose seal does not hold")
    return JournalDamaged(path, fault.line, fault.expected, f"{fault.found} ({fault.kind})")


def _refuse_newer(path: Path, content: bytes, known: int) -> None:
    first = loaded(content.partition(b"\n")[0])
    if isinstance(first, dict) and first.get("format") == FORMAT:
        version = first.get("version")
        if isinstance(version, int) and version > known:
            raise NewerFormat(path, version, known)


def _header_of(path: Path, record: Change, kind: str, name: str) -> Header:
    wanted = {"format": FORMAT, "kind": kind, "name": name}
    for field_name, expected in wanted.items():
        if record.get(field_name) != expected:
            raise JournalDamaged(path, 1, f"{field_name} {expected!r}", repr(record.get(field_name)))
    return Header(kind, name, record["version"], record["generation"], record["about"])


@contextmanager
def _without_collections() -> Iterator[None]:
    # 100,000 fresh dicts would be walked again and again by the garbage collector, for nothing.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
