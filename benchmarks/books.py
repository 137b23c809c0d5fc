"""Books of a given size for the benchmarks: the 2021 book lived through day by day until its middle, paid in small."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import RecordSpending
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import LOADER, Member, Role
from perfbot.domain.books.rules import decide
from perfbot.records.office import Office
from perfbot.store.codec import encode_entry
from perfbot.store.tiny.store import TinyStore, create_store
from perfbot.years.loader import sample
from perfbot.years.simulated import circumstances, renamed, simulated_year

NOW = datetime(2021, 6, 30, 2, 0, tzinfo=UTC)
TODAY = date(2021, 6, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_PERSON = 1_000


def book_of(entries: int, fund: str = "gongye") -> Book:
    """The 2021 book with half of each project's money paid, in payments of one size, so that it has `entries` entries.

    Every payment has passed the rules; money is left for as many more.
    """
    simulated = renamed(sample(), fund)
    book = Book(simulated.key)
    for item in simulated_year(simulated):
        if item.on <= date(2021, 1, 1):
            book.apply(decide(book, item.stated.command, circumstances(item, SHANGHAI, {}))[0])
    projects = [one for one in book.projects.values() if one.adjusted_budget() > 0]
    each = -(-(entries - len(book)) // len(projects))
    for turn in range(each):
        on = date(2021, 1, 4) + timedelta(days=turn * 170 // each)
        by_hand = Circumstances(LOADER, datetime.combine(on, time(16, 30), SHANGHAI), on)
        for project in projects:
            amount = (project.adjusted_budget() / 2 / each).quantize(Decimal("0.01"), ROUND_DOWN)
            key = f"{fund}.{project.code}.{turn}"
            command = RecordSpending(
                key=key, project=project.code, amount=amount, on=on, purpose="展位搭建及现场服务费"
            )
            book.apply(decide(book, command, by_hand)[0])
    return book


def people(count: int) -> Iterator[Member]:
    """Staff who may record for every project, an administrator first."""
    for number in range(FIRST_PERSON, FIRST_PERSON + count):
        yield Member(number, f"{number}号", Role.ADMIN if number == FIRST_PERSON else Role.EDITOR)


def folder_of(folder: Path, books: tuple[Book, ...], staff: int) -> Path:
    """A data folder with these books and so many people."""
    store = create_store(folder, NOW)
    fill(store, books)
    office = Office(store)
    for member in people(staff):
        office.admit(member, LOADER, NOW)
    store.close()
    return folder


def fill(store: TinyStore, books: tuple[Book, ...]) -> None:
    """Put the books into a store."""
    for book in books:
        header = {"fund": book.key.fund, "year": book.key.year, "opened_at": NOW.isoformat()}
        store.create_book(book.key, header, [encode_entry(entry) for entry in book.entries])


KEY = BookKey("gongye", 2021)
