"""After a mending or restore: keeps lost numbers unused and sent posts sent, and notes what to tell the office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from perfbot.domain.books.keys import BookKey
from perfbot.records.ledger import NUMBERS, numbers_given
from perfbot.records.posts import ALIVE, POST, RUN
from perfbot.store.errors import BadDocument
from perfbot.store.files.archive import Manifest
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.heads import Heads
from perfbot.store.files.layout import Layout, book_key, layout_of
from perfbot.store.files.lost import LostEntries, lost_entries, readable_tables
from perfbot.store.files.mend import Mended
from perfbot.store.files.names import SUFFIX
from perfbot.store.files.opening import TornLine
from perfbot.store.files.restore import Restored
from perfbot.store.protocol import Document, Store

UNTOLD = "recovered"
MOST_SHOWN = 10
"""Lost entries of a book that are shown in words."""


def untold(store: Store) -> list[Document]:
    """What the administrators were not told yet, the oldest first."""
    return list((store.claim_of(UNTOLD) or {}).get("what", []))


def told(store: Store) -> None:
    """Note that the administrators were told."""
    _say(store, UNTOLD, {"what": []})


class Waiting(Protocol):
    """An update that was taken in and is not finished."""

    @property
    def update_id(self) -> int: ...

    @property
    def tries(self) -> int: ...


class Updates(Protocol):
    """The durable inbox."""

    def pending(self) -> Sequence[Waiting]: ...

    def done(self, update_id: int) -> None: ...


def note_mended(store: Store, done: Sequence[Mended]) -> None:
    """Note lines that could not be mended, to be told at the next start; nothing where none was lost."""
    notes = [note for one in done if (note := _note_of(store, one)) is not None]
    if notes:
        _say(store, UNTOLD, {"what": [*untold(store), *notes]})


def note_torn(store: Store, torn: Sequence[TornLine]) -> None:
    """Numbers of last lines that were confirmed and came back cut off are not given again; who opens the folder tells
    of the lines themselves."""
    for line in torn:
        if line.confirmed and line.path.parent.name == "books":
            key = book_key(line.path)
            _give(store, key, lost_entries(_read(line.kept or line.path), store.view_book(key), 1).given)


def note_restored(store: Store, inbox: Updates, done: Restored, archive: Path) -> None:
    """Note what was newer than the backup; updates that were answered then are marked done."""
    former = layout_of(done.kept or done.directory / "nothing")
    posts = _keep_what_was_said(store, readable_tables(_read(former.office)))
    _drop_what_was_answered(inbox, readable_tables(_read(former.inbox)))
    note: Document = {
        "kind": "restored",
        "archive": archive.name,
        "made": done.manifest.created,
        "kept": str(done.kept or ""),
        "posts": posts,
        "books": _lost_of_books(store, former, done.manifest),
    }
    _say(store, UNTOLD, {"what": [*untold(store), note]})


def _note_of(store: Store, one: Mended) -> Document | None:
    if not one.file.endswith(SUFFIX):
        return None
    former = one.kept.read_bytes() if one.kept else b""
    lines = max(one.had or 0, former.count(b"\n")) - one.has
    about: Document = {"kind": "mended", "file": one.file, "lines": lines, "kept": str(one.kept or "")}
    if not one.file.startswith("books/"):
        return about if lines > 0 else None
    lost = _lost_of_book(store, book_key(Path(one.file)), former, lines)
    return about | lost if lost else None


def _lost_of_book(store: Store, key: BookKey, former: bytes, lines: int) -> Document | None:
    """What the book lost, in short; its numbers are marked as used."""
    present = list(store.view_book(key)) if key in store.books() else []
    lost = lost_entries(former, present, lines)
    if not lost.numbers and not lost.unread:
        return None
    _give(store, key, lost.given)
    return _in_short(key, lost)


def _lost_of_books(store: Store, former: Layout, restored: Manifest) -> list[Document]:
    heads = Heads(former.heads, SYSTEM, writable=False)
    has = {file.name: file.head.line for file in restored.files if file.head is not None}
    found = []
    for path, kind in former.journals():
        if kind == "book":
            content, noted, name = _read(path), heads.get(former.name(path)), former.name(path)
            had = max(content.count(b"\n"), noted.line if noted else 0)
            found.append(_lost_of_book(store, book_key(path), content, had - has.get(name, 1)))
    return [note for note in found if note is not None]


def _in_short(key: BookKey, lost: LostEntries) -> Document:
    shown = [dict(row) for row in lost.documents[:MOST_SHOWN]]
    return {
        "fund": key.fund,
        "year": key.year,
        "numbers": list(lost.numbers),
        "documents": shown,
        "unread": lost.unread,
        "given": lost.given,
    }


def _give(store: Store, key: BookKey, number: int) -> None:
    _say(store, f"{NUMBERS}{key}", {"given": max(number, numbers_given(store, key))})


def _keep_what_was_said(store: Store, former: Mapping[str, Mapping[str, Any]]) -> int:
    """Restore posts, runs and notices newer than the backup, so that none is sent twice; returns the posts."""
    posts = 0
    for key, row in former.get("claims", {}).items():
        says = row.get("says") if isinstance(row, dict) else None
        if not (key.startswith((POST, RUN)) or key == ALIVE) or not isinstance(says, dict):
            continue
        known = store.claim_of(key)
        if known is None or _when(says) > _when(known):
            with suppress(BadDocument):
                _say(store, key, says)
                posts += key.startswith(POST)
    known_ids = {row["id"] for row in store.notices()}
    for identity, row in former.get("notices", {}).items():
        if identity not in known_ids:
            with suppress(BadDocument):
                store.log_notice(dict(row))
    return posts


def _when(says: Mapping[str, Any]) -> float:
    stamps = [says.get(name) for name in ("changed_at", "claimed_at", "at", "due")]
    with suppress(ValueError, TypeError):
        return max(datetime.fromisoformat(stamp).timestamp() for stamp in stamps if stamp)
    return 0.0


def _drop_what_was_answered(inbox: Updates, former: Mapping[str, Mapping[str, Any]]) -> None:
    """Mark updates done that were in hand at the time of the backup, such as /backup itself."""
    finished = former.get("done", {})
    for waiting in inbox.pending():
        if waiting.tries or str(waiting.update_id) in finished:
            inbox.done(waiting.update_id)


def _say(store: Store, key: str, says: Document) -> None:
    if not store.claim(key, says):
        store.settle(key, says)


def _read(path: Path) -> bytes:
    with suppress(OSError):
        return path.read_bytes()
    return b""
