"""Durable writes and opening, side by side: the journal store, a plain fsync'd append, SQLite and stock TinyDB.

All stores take turns in short rounds of one run, so that a slow moment of the machine falls on all of them; what
counts are the ratios. SQLite appears twice: while its write-ahead log still grows (the first 1,000 pages after each
start), and after its first checkpoint, when the log's blocks are written over and there is no new length to make
durable; a store of many small append-only files cannot have that.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import random
import sqlite3
import statistics
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from tinydb import TinyDB

from benchmarks.measures import Measure, timed
from perfbot.store.files.disk import SYSTEM
from perfbot.store.files.journal import rendered
from perfbot.store.files.reading import read_journal
from perfbot.store.protocol import BookKey
from perfbot.store.tiny.store import ENTRIES, TinyStore, create_store

NOW = datetime(2021, 6, 30, 1, 0, tzinfo=UTC)
BOOK = BookKey("jiangmen", 2021)
SIZES = (1_000, 10_000, 100_000)
BOOKS = (1, 100, 1_000)
ROUNDS, PER_ROUND = 40, 10
FRESH = itertools.count(2 * 10**6)
STOCK_WRITES = {1_000: 40, 10_000: 10, 100_000: 3}
Row = dict[str, Any]
Write = Callable[[dict[str, Any], bytes], None]


def entry(number: int) -> dict[str, Any]:
    """An entry of the size that real ones have, about 330 bytes."""
    return {
        "id": f"e{number:07d}",
        "kind": "Spending",
        "project": f"p{number % 13:02d}",
        "amount": f"{number * 37 % 100_000}.{number % 100:02d}",
        "date": f"2021-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
        "purpose": f"展位搭建及现场服务费用第{number}期",
        "by": 1000 + number % 7,
        "at": "2021-06-30T09:12:33+08:00",
        "voucher": f"江财行〔2021〕{number}号",
        "fund": "jiangmen",
        "year": 2021,
        "note": "按合同约定支付，已验收",
        "key": f"d{number:08x}",
    }


def run(folder: Path, *, quick: bool) -> list[Measure]:
    """Every measurement of the store; the rows of writes are held against a plain append of the same bytes."""
    sizes, books = (SIZES[:2], BOOKS[:2]) if quick else (SIZES, BOOKS)
    rows: list[Row] = []
    for size in sizes:
        rows += durable_writes(_empty(folder / str(size)), size)
    rows += many_books(_empty(folder / "books"), books)
    rows += opening(_empty(folder / "opening"), sizes[-1])
    return [_measure(row) for row in rows]


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _measure(row: Row) -> Measure:
    what = f"{row['what']}, {row['size']}"
    return Measure(what, row["store"], row["median_ms"], "ms", row["ratio"], row.get("bar", ""), row.get("met"))


def durable_writes(folder: Path, size: int) -> list[Row]:
    """One entry made durable, in a book that holds `size` entries."""
    store = create_store(folder / "store", NOW)
    store.create_book(BOOK, {}, [entry(number) for number in range(size)])
    growing, reused = (sqlite_with(folder / f"{name}.db", size) for name in ("growing", "reused"))
    for number in range(600):
        insert(reused, entry(10**6 + number))
    plain = os.open(folder / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def append(document: dict[str, Any], line: bytes) -> None:
        os.write(plain, line)
        os.fsync(plain)

    writers: dict[str, Write] = {
        "plain fsync'd append": append,
        "journal store": lambda document, line: store.append(BOOK, [document]),
        "SQLite WAL FULL, log growing": lambda document, line: insert(growing, document),
        "SQLite WAL FULL, log reused": lambda document, line: insert(reused, document),
    }
    times = in_turns(writers, before_round=lambda: growing.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
    times["stock TinyDB"] = stock_tinydb(folder, size)
    store.close()
    os.close(plain)
    rows = compared("durable write", f"{size:,} entries", times, "plain fsync'd append")
    return [with_bars(row, times) for row in rows]


def with_bars(row: Row, times: dict[str, list[float]]) -> Row:
    """The journal store's row with the bars it is held to."""
    if row["store"] != "journal store":
        return row
    sqlite = ratio(times["SQLite WAL FULL, log growing"], times["plain fsync'd append"])
    return row | {"bar": f"≤ 1.5 and < SQLite ({sqlite:.2f})", "met": row["ratio"] <= 1.5 and row["ratio"] < sqlite}


def many_books(folder: Path, books: Sequence[int]) -> list[Row]:
    """One entry made durable in each of many books in turn, against always the same book."""
    stores = {count: store_of(folder / str(count), count) for count in books}
    turn = dict.fromkeys(books, 0)

    def append(count: int, document: dict[str, Any]) -> None:
        turn[count] += 1
        stores[count].append(BookKey(f"fund{turn[count] % count}", 2021), [document])

    writers: dict[str, Write] = {
        f"{count:,} books": lambda document, line, count=count: append(count, document)  # type: ignore[misc]
        for count in books
    }
    in_turns(writers, rounds=100)  # every book has been written to once: its file is open where files are kept open
    rows = compared("durable write", "20 entries in each book", in_turns(writers, rounds=100), "1 books")
    for store in stores.values():
        store.close()
    return [row | {"bar": "≤ 1.1", "met": row["ratio"] <= 1.1} if row["store"] != "1 books" else row for row in rows]


def opening(folder: Path, size: int) -> list[Row]:
    """A book of `size` entries read whole into memory, every line checked."""
    store = create_store(folder / "store", NOW)
    store.create_book(BOOK, {}, [])
    store.close()
    book = store.layout.book(BOOK)
    record_each(book, size)
    store.layout.heads.unlink()
    TinyStore(folder / "store", now=NOW).close()
    sqlite_with(folder / "rows.db", size).close()
    stock_file(folder / "stock.json", size)
    readers: dict[str, Callable[[], object]] = {
        "SQLite, rows read whole": lambda: sqlite_rows(folder / "rows.db"),
        "journal store": lambda: TinyStore(folder / "store", now=NOW).close(),
        "journal store, checked line by line": lambda: read_journal(book, "book", book.stem, SYSTEM),
        "stock TinyDB": lambda: TinyDB(folder / "stock.json", encoding="utf-8").all(),
    }
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(5):
        for name, read in readers.items():
            gc.collect()
            times[name].append(timed(read))
    rows = compared("opening", f"{size:,} entries", times, "SQLite, rows read whole")
    return [
        row | {"bar": "≤ 1.5", "met": row["ratio"] <= 1.5} if row["store"] == "journal store" else row for row in rows
    ]


def in_turns(
    writers: dict[str, Write], rounds: int = ROUNDS, before_round: Callable[[], object] = lambda: None
) -> dict[str, list[float]]:
    """Seconds of each write; the writers take turns of a few writes, in an order drawn anew each round."""
    times: dict[str, list[float]] = {name: [] for name in writers}
    order = random.Random(1)
    for _ in range(rounds):
        before_round()
        for name in order.sample(sorted(writers), len(writers)):
            for _ in range(PER_ROUND):
                document = entry(next(FRESH))
                # As long as the journal's own line, which carries a number and a seal.
                line = orjson.dumps(document) + b" " * 75 + b"\n"
                times[name].append(timed(lambda: writers[name](document, line)))  # noqa: B023
    return times


def compared(what: str, size: str, times: dict[str, list[float]], base: str) -> list[Row]:
    """A row for each store: median in milliseconds, and its ratio to the base's."""
    return [
        {
            "what": what,
            "size": size,
            "store": name,
            "median_ms": statistics.median(taken) * 1000,
            "ratio": ratio(taken, times[base]),
        }
        for name, taken in times.items()
    ]


def ratio(taken: list[float], base: list[float]) -> float:
    """The median of the rounds' own ratios: a machine that slows down between rounds slows both sides of each."""
    if len(taken) != len(base):
        return statistics.median(taken) / statistics.median(base)
    rounds = range(0, len(base), PER_ROUND)
    pairs = ((taken[first : first + PER_ROUND], base[first : first + PER_ROUND]) for first in rounds)
    return statistics.median(statistics.median(ours) / statistics.median(theirs) for ours, theirs in pairs)


def store_of(folder: Path, count: int) -> TinyStore:
    store = create_store(folder, NOW)
    for number in range(count):
        store.create_book(BookKey(f"fund{number}", 2021), {}, [entry(place) for place in range(20)])
    return store


def record_each(path: Path, size: int) -> None:
    """A book of so many entries, each on a line of its own as if recorded one by one, without waiting for each."""
    loaded = read_journal(path, "book", path.stem, SYSTEM)
    content, _ = rendered(loaded.header, ({"put": {ENTRIES: [entry(number)]}} for number in range(size)))
    path.write_bytes(content)


def sqlite_with(path: Path, size: int) -> sqlite3.Connection:
    """A table of id and JSON body, WAL, synchronous=FULL, each statement its own transaction; the log starts empty."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries (id TEXT PRIMARY KEY, body TEXT)"
    )
    db.execute("BEGIN")
    for number in range(size):
        insert(db, entry(number))
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return db


def insert(db: sqlite3.Connection, document: dict[str, Any]) -> None:
    db.execute("INSERT INTO entries VALUES (?, ?)", (document["id"], orjson.dumps(document).decode()))


def sqlite_rows(path: Path) -> list[Any]:
    db = sqlite3.connect(path)
    rows = [orjson.loads(body) for _, body in db.execute("SELECT id, body FROM entries")]
    db.close()
    return rows


def stock_file(path: Path, size: int) -> None:
    documents = {str(number + 1): entry(number) for number in range(size)}
    path.write_text(json.dumps({"_default": documents}, ensure_ascii=False), encoding="utf-8")


def stock_tinydb(folder: Path, size: int) -> list[float]:
    stock_file(folder / "stock.json", size)
    db = TinyDB(folder / "stock.json", encoding="utf-8")
    db.insert(entry(10**6))
    return [timed(lambda: db.insert(entry(10**6 + number))) for number in range(STOCK_WRITES[size])]  # noqa: B023
