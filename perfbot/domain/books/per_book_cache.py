"""Caches results computed from a book until an entry is added to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from perfbot.domain.books.book import Book

T = TypeVar("T")


class PerBookCache(Generic[T]):
    """At most `most` cached results a book, by key: a date, a rulebook."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Book, tuple[int, dict[Hashable, T]]] = WeakKeyDictionary()

    def of(self, book: Book, asked: Hashable, make: Callable[[], T]) -> T:
        """The result of `make()`, or the cached one if the book has had no entry since."""
        length, kept = self._kept.get(book, (-1, {}))
        if length != len(book):
            kept = {}
            self._kept[book] = (len(book), kept)
        known = kept.get(asked)
        if known is not None:
            return known
        made = make()
        if len(kept) >= self._most:
            kept.clear()
        kept[asked] = made
        return made
