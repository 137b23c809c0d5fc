"""Finds the book for a shell answer: in the data folder, or the bundled 2021 book."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.store.files.layout import is_data_folder
from perfbot.store.tiny.store import TinyStore
from perfbot.years.loader import build_book, sample


class NoSuchBook(Exception):
    """No book of this year and fund; `known` are those that exist."""

    def __init__(self, year: int | None, fund: str, known: tuple[BookKey, ...]) -> None:
        super().__init__(f"{fund} {year}")
        self.year, self.fund, self.known = year, fund, known


class SeveralBooks(Exception):
    """More than one fund has a book of this year: --fund says which."""

    def __init__(self, year: int, known: tuple[BookKey, ...]) -> None:
        super().__init__(f"{year}")
        self.year, self.known = year, known


def find_book(data: Path, year: int | None, fund: str, now: datetime) -> Book:
    """The book of the year (None: the newest); from the data folder where it is there, else the bundled one.

    Raises NoSuchBook, SeveralBooks, and what the store raises for damaged data.
    """
    kept = _kept(data, year, fund, now)
    if kept is not None:
        return kept
    bundled = build_book(sample(), now)
    if year in (None, bundled.year) and fund in ("", bundled.key.fund):
        return bundled
    raise NoSuchBook(year, fund, (bundled.key,))


def find_people(data: Path, now: datetime) -> tuple[dict[int, str], tuple[Member, ...]]:
    """Names by id, and the members, from the data folder; nobody where there is none."""
    if not is_data_folder(data):
        return {}, ()
    store = TinyStore(data, now=now, read_only=True)
    try:
        office = Office(store)
        return dict(office.names()), office.members()
    finally:
        store.close()


def _kept(data: Path, year: int | None, fund: str, now: datetime) -> Book | None:
    if not is_data_folder(data):
        return None
    store = TinyStore(data, now=now, read_only=True)
    try:
        ledger = Ledger(store)
        there = ledger.books()
        keys = tuple(key for key in there if fund in ("", key.fund))
        if not store.books():
            return None
        if not keys:
            raise NoSuchBook(year, fund, there)
        wanted = year if year is not None else max(key.year for key in keys)
        matching = tuple(key for key in keys if key.year == wanted)
        if len(matching) > 1:
            raise SeveralBooks(wanted, matching)
        if not matching:
            raise NoSuchBook(year, fund, keys)
        return ledger.book(matching[0])
    finally:
        store.close()
