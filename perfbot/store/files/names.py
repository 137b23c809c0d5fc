"""Recognises the data folder's own files by name; all others are strays and left alone."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from perfbot.store.chain import BrokenChain, Chain, records

SUFFIX = ".jsonl"
STRAY = ".tmp-"
"""How every temporary file begins; one that is left after a kill is removed at the next opening, under the lock."""
BACKUP_STEM, BACKUP_STAMP = "perfbot-", "%Y%m%d-%H%M%S"

_BOOK = re.compile(r"(?:[A-Za-z0-9_-]|%[0-9A-F]{2})+-[0-9]{4}")
_KEPT_ASIDE = re.compile(r".+\.jsonl\.(?:damaged|torn|v[0-9]+)(?:-.*)?")
_EVIDENCE = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")
_BACKUP = re.compile(r"perfbot-([0-9]{8}-[0-9]{6})(?:-[0-9]+)?\.zip")


def book_stem(fund: str, year: int) -> str:
    """The name of a book's file without its ending: plain ASCII for any fund key."""
    return f"{quote(fund, safe='').replace('.', '%2E').replace('~', '%7E')}-{year:04d}"


def books_in(folder: Path, heads: Path) -> list[Path]:
    """The books by name, without copies made by hand under another name."""
    named = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if _BOOK.fullmatch(path.stem)]
    noted = _read(heads) if named else b""
    return [path for path in named if _is_noted(path, noted) or not _is_copy(path)]


def is_kept_aside(path: Path) -> bool:
    """Whether the store made this file beside a journal: damaged, torn or of an older schema."""
    return _KEPT_ASIDE.fullmatch(path.name) is not None


def is_evidence(path: Path) -> bool:
    """Whether the name is a SHA-256 with or without an ending."""
    return _EVIDENCE.fullmatch(path.name) is not None


def made_at(archive: Path) -> datetime | None:
    """When a backup was made, by its name (local time of the bureau, without offset); None for other files."""
    named = _BACKUP.fullmatch(archive.name)
    with suppress(ValueError):
        return datetime.strptime(named[1], BACKUP_STAMP) if named else None  # noqa: DTZ007
    return None


def _is_noted(path: Path, noted: bytes) -> bool:
    """Whether its end was ever noted, which makes it a book."""
    return f'"file":"{path.parent.name}/{path.name}"'.encode() in noted


def _is_copy(path: Path) -> bool:
    """Whether its first line, sound as sealed, is of another book that is there."""
    own = _name_in(path)
    return own is not None and own != path.stem and path.with_name(f"{own}{SUFFIX}").exists()


def _read(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""


def _name_in(path: Path) -> str | None:
    with suppress(OSError, BrokenChain), path.open("rb") as file:
        header = next(records(file.readline(), Chain()), {})
        return str(header.get("name"))
    return None
