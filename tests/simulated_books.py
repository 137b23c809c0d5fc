"""Books as they stand on a day of the simulated year."""

from __future__ import annotations

from datetime import date, tzinfo

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.rules import decide
from perfbot.years.simulated import Dated, circumstances


def played(days: tuple[Dated, ...], key: BookKey, upto: date, zone: tzinfo) -> Book:
    """A Book with everything recorded up to a day."""
    book = Book(key)
    for item in days:
        if item.on <= upto:
            for entry in decide(book, item.stated.command, circumstances(item, zone, {})):
                book.apply(entry)
    return book
