"""The interface of a store; the contract tests hold every store to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from perfbot.domain.books.keys import BookKey

Document = dict[str, Any]
"""A JSON object with text keys; no floats, integers within 64 bits; its own id under "id"."""


class Store(Protocol):
    """A durable store: what a method accepted survives a kill or power cut once the method returned.

    Documents are copied on the way in and out (not by `view_book`). Every change is all or nothing.
    Raises `WriteFailed` when the disk refuses (nothing is changed then), `BadDocument` for what cannot be kept exactly.
    """

    def books(self) -> list[BookKey]:
        """Every book, sorted by fund and year."""

    def create_book(self, key: BookKey, header: Mapping[str, Any], documents: Sequence[Document]) -> None:
        """Start a book with its first documents, all or nothing. Raises `JournalExists`, `DuplicateId`."""

    def view_book(self, key: BookKey) -> Iterator[Mapping[str, Any]]:
        """The book's documents in recording order, not copied; do not keep or change them. Raises `UnknownBook`."""

    def append(self, key: BookKey, documents: Sequence[Document]) -> None:
        """Record documents as one change. Raises `DuplicateId` with the id already there, `UnknownBook`."""

    def office(self, table: str, **fields: Any) -> list[Document]:
        """The documents of one office table whose fields say this (none named: all), in the order they first came."""

    def put_office(self, changes: Sequence[tuple[str, Document]], remove: Sequence[tuple[str, str]] = ()) -> None:
        """Insert or replace (table, document) by the document's id and remove (table, id), as one change."""

    def drafts(self) -> list[Document]:
        """All drafts 草稿, oldest first."""

    def put_draft(self, doc: Document) -> None:
        """Insert or replace a draft by its id."""

    def drop_draft(self, identity: str) -> None:
        """Remove a draft; one that is gone already is no error."""

    def notices(self, **fields: Any) -> list[Document]:
        """The log of notices 通知记录 in order, those whose fields say this."""

    def log_notice(self, doc: Document) -> None:
        """Add to the log of notices. Raises `DuplicateId`."""

    def claim(self, key: str, doc: Document) -> bool:
        """Claim a key once; False, with nothing changed, if it was claimed before."""

    def claim_of(self, key: str) -> Document | None:
        """The document last claimed or settled under the key."""

    def claims(self) -> list[tuple[str, Document]]:
        """Every key with its last document, in the order they were claimed."""

    def settle(self, key: str, doc: Document) -> None:
        """Replace the document of a claim. Raises `UnknownClaim`."""

    def close(self) -> None:
        """Close files and free the lock; calling it again is no error."""


__all__ = ["BookKey", "Document", "Store"]
