"""The end of a crash run: the books on disk compared with what people asked for and were told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from perfbot.domain.books.book import Book
from perfbot.domain.books.entries import Entry, EvidenceAttached, IndicatorResult, Reversal, Spending
from perfbot.records.ledger import Ledger
from perfbot.store.files.verify import verify_directory
from perfbot.store.tiny.store import TinyStore
from perfbot.years.loader import sample
from tests.crash.notebook import Notebook, Wish


@dataclass(frozen=True)
class Reckoning:
    """What is wrong with the books, in sentences by kind; all empty when nothing is."""

    lost: list[str]
    doubled: list[str]
    unasked: list[str]
    damaged: list[str]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.unasked or self.damaged)


def reckon(data: Path, notes: Notebook, before: int) -> Reckoning:
    """Open the folder as the next process would and compare; `before` entries were there at the beginning."""
    damaged = [str(finding) for finding in verify_directory(data)]
    store = TinyStore(data, read_only=True)
    try:
        book = Ledger(store).book(sample().key)
        return Reckoning(_lost(book, notes), _doubled(book, before), _unasked(book, notes, before), damaged)
    finally:
        store.close()


def _lost(book: Book, notes: Notebook) -> list[str]:
    found = []
    for wish in notes.confirmed:
        entry = book.entry(wish.draft)
        if entry is None or wish.numbers != {entry.number} or not _says(entry, wish):
            found.append(f"{wish} confirmed, the book has {entry}")
        if wish.undo_numbers and not any(_reverses(book.numbered(one), wish) for one in wish.undo_numbers):
            found.append(f"{wish} was undone, the book counts it")
        kept = {item.sha256 for item in book.evidence_of(wish.draft)}
        found += [f"{wish.draft} lacks {name}" for name, sha in wish.files.items() if sha not in kept]
    return found


def _reverses(entry: Entry | None, wish: Wish) -> bool:
    return isinstance(entry, Reversal) and entry.target == wish.draft


def _says(entry: Entry, wish: Wish) -> bool:
    if isinstance(entry, Spending):
        return (entry.project, entry.purpose, str(entry.amount)) == (wish.project, wish.text, wish.value)
    return isinstance(entry, IndicatorResult) and entry.actual_value == wish.value


def _doubled(book: Book, before: int) -> list[str]:
    """Anything that stands twice: a spending's words, a result, a reversal's target, a file under an entry."""
    seen = Counter(filter(None, map(_identity, book.entries[before:])))
    return [f"{count} × {what}" for what, count in seen.items() if count > 1]


def _identity(entry: Entry) -> str:
    match entry:
        case Spending():
            return entry.purpose
        case IndicatorResult():
            return f"{entry.recorded_by} {entry.actual_value}"
        case Reversal():
            return f"reversal of {entry.target}"
        case EvidenceAttached():
            return f"{entry.sha256} under {entry.target}"
    return ""


def _unasked(book: Book, notes: Notebook, before: int) -> list[str]:
    confirmed = {wish.draft for wish in notes.wishes if wish.confirms}
    undone = {wish.draft for wish in notes.wishes if wish.undo_asked}
    files = {(wish.draft, sha) for wish in notes.wishes for sha in {*wish.files.values(), *wish.sent}}
    found = []
    for entry in book.entries[before:]:
        asked = entry.id in confirmed and isinstance(entry, (Spending, IndicatorResult))
        asked |= isinstance(entry, Reversal) and entry.target in undone
        asked |= isinstance(entry, EvidenceAttached) and (entry.target, entry.sha256) in files
        if not asked:
            found.append(f"nobody asked for {entry}")
    return found
