"""Words what a mending or a restore took back, for the administrators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from perfbot.domain.books.errors import BookNotOpened
from perfbot.domain.books.keys import BookKey
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.render.chat.trail import kind_of, what, who
from perfbot.render.terminal.recovery import recovered
from perfbot.store.codec import decode_entry


def sentences(notes: Sequence[dict[str, Any]], ledger: Ledger, office: Office) -> Iterator[str]:
    """One for each mending or restore."""

    def in_words(key: BookKey, row: dict[str, Any]) -> str:
        # What was damaged may be no entry any more, or be of a project that the book does not have.
        with suppress(ValueError, KeyError, TypeError, AttributeError, ArithmeticError, BookNotOpened):
            book, entry = ledger.book(key), decode_entry(row)
            return f"{kind_of(entry)}：{what(book, entry)}（{who(entry.recorded_by, office.names())}）"
        return ""

    for note in notes:
        yield recovered(note, in_words)
