"""A large book is decoded beside the event loop, once, before anybody is kept waiting by it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER
from perfbot.records.ledger import Ledger
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.wiring.large_books import LargeBooks
from perfbot.years.loader import commands_of, sample
from tests.sandbox_client import MONDAY, in_loop

SAMPLE = sample()


class Watched(TinyStore):
    """A store that notes which thread read a book to its end."""

    readers: list[int]

    def view_book(self, key: BookKey) -> Iterator[Mapping[str, Any]]:
        yield from super().view_book(key)
        self.readers.append(threading.get_ident())


def opened(folder: Path) -> Watched:
    now = MONDAY.replace(year=2026)
    first = create_store(folder, now)
    Ledger(first).open_book(SAMPLE.key, commands_of(SAMPLE), LOADER, now, now.date())
    first.close()
    store = Watched(folder, now=now)
    store.readers = []
    return store


@in_loop
async def test_a_large_book_is_decoded_once_and_not_by_the_thread_that_serves_people(tmp_path: Path) -> None:
    store = opened(tmp_path / "data")
    ledger = Ledger(store)
    large = LargeBooks(ledger, least=129)
    assert ledger.undecoded(129) == [SAMPLE.key]
    await asyncio.gather(large.decode(), large.decode())
    assert len(ledger.book(SAMPLE.key)) == 129
    assert len(store.readers) == 1
    assert store.readers[0] != threading.get_ident()
    assert ledger.undecoded(1) == []
    store.close()


@in_loop
async def test_a_small_book_is_read_when_somebody_asks_for_it(tmp_path: Path) -> None:
    store = opened(tmp_path / "data")
    await LargeBooks(Ledger(store), least=130).decode()
    assert store.readers == [threading.get_ident()]  # counted to its end, and found small
    assert Ledger(store).undecoded(1) == [SAMPLE.key]
    store.close()
