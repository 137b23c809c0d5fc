"""Remembers what was worked out of a book for as long as nothing is added to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from perfbot.domain.books.book import Book

T = TypeVar("T")


class PerBookCache(Generic[T]):
    """At most `most` results a book, each under what it was asked for: a date, a rulebook."""

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Book, tuple[int, dict[Hashable, T]]] = WeakKeyDictionary()

    def of(self, book: Book, asked: Hashable, make: Callable[[], T]) -> T:
        """`make()`, or what it made before if the book has had no entry since."""
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
