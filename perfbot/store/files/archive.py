"""A backup archive: a zip with a manifest of every file's length, SHA-256 and journal head, checked before any use."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from perfbot.store.errors import BackupDamaged, JournalDamaged, JournalMissing
from perfbot.store.files.heads import Head
from perfbot.store.files.opening import end_of
from perfbot.store.files.reading import parse_journal

FORMAT = "perfbot-backup"
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 1 << 26


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of a backup; `kind` and `head` are there for journals only."""

    name: str
    size: int
    digest: str
    kind: str | None = None
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and when it was made (ISO time with offset)."""

    created: str
    files: tuple[ArchivedFile, ...]

    def rendered(self) -> bytes:
        files = [{**asdict(file), "head": file.head and file.head._asdict()} for file in self.files]
        return orjson.dumps({"format": FORMAT, "created": self.created, "files": files}, option=orjson.OPT_INDENT_2)


def verify_backup(archive: Path) -> Manifest:
    """Check a backup from end to end: names, lengths, digests, every journal's chain.

    Raises `BackupDamaged` naming the member, `NewerFormat` for a journal of a newer program.
    """
    with opened_archive(archive) as bundle:
        manifest = _manifest_of(archive, bundle)
        found = sorted(bundle.namelist())
        if found != sorted([MANIFEST, *(file.name for file in manifest.files)]):
            raise BackupDamaged(archive, MANIFEST, f"{len(manifest.files)} files", f"{len(found) - 1} other files")
        for file in manifest.files:
            _check(archive, bundle, file)
    return manifest


def opened_archive(archive: Path) -> zipfile.ZipFile:
    """The archive open for reading. Raises `BackupDamaged`."""
    try:
        return zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, OSError) as error:
        raise BackupDamaged(archive, archive.name, "a zip file", str(error)) from error


def blocks(archive: Path, bundle: zipfile.ZipFile, file: ArchivedFile) -> Iterator[bytes]:
    """A member's content, never more than the manifest allows. Raises `BackupDamaged`."""
    left = file.size
    try:
        with bundle.open(file.name) as stream:
            while block := stream.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise BackupDamaged(archive, file.name, f"{file.size} bytes", "more")
                yield block
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise BackupDamaged(archive, file.name, "readable content", str(error)) from error


def _check(archive: Path, bundle: zipfile.ZipFile, file: ArchivedFile) -> None:
    digest, parts = sha256(), []
    for block in blocks(archive, bundle, file):
        digest.update(block)
        if file.kind is not None:
            parts.append(block)
    if digest.hexdigest() != file.digest:
        raise BackupDamaged(archive, file.name, f"SHA-256 {file.digest[:16]}…", f"{digest.hexdigest()[:16]}…")
    if file.kind is None:
        return
    try:
        loaded = parse_journal(Path(file.name), b"".join(parts), file.kind, Path(file.name).stem)
    except (JournalDamaged, JournalMissing) as damaged:
        raise BackupDamaged(archive, file.name, "a sound journal", str(damaged)) from damaged
    if end_of(loaded) != file.head or loaded.torn:
        raise BackupDamaged(archive, file.name, f"head {file.head}", f"head {end_of(loaded)}")


def _manifest_of(archive: Path, bundle: zipfile.ZipFile) -> Manifest:
    try:
        if bundle.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError("a manifest of unlikely size")
        fields = orjson.loads(bundle.read(MANIFEST))
        if fields["format"] != FORMAT:
            raise ValueError(f"format {fields['format']!r}")
        return Manifest(str(fields["created"]), tuple(_stored_file(file) for file in fields["files"]))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        raise BackupDamaged(archive, MANIFEST, f"a manifest of format {FORMAT}", repr(error)) from error


def _stored_file(fields: dict[str, Any]) -> ArchivedFile:
    name, head = str(fields["name"]), fields["head"]
    if not is_plain(name):
        raise ValueError(f"name {name!r} leaves the folder")
    return ArchivedFile(
        name, int(fields["size"]), str(fields["digest"]), fields["kind"], Head(**head) if head else None
    )


def is_plain(name: str) -> bool:
    """Whether a name stays inside the folder wherever it is unpacked."""
    parts = PurePosixPath(name).parts
    inside = bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and "\x00" not in name
    return inside and (len(parts) == 1 or parts[0] in {"books", "evidence"}) and PurePosixPath(name).as_posix() == name
