"""Who takes part: people of the office and clerks with projects of their own, in a data folder made ready for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from perfbot.domain.books.members import LOADER, Member, Role, Scope
from perfbot.records.ledger import Ledger
from perfbot.records.office import Office
from perfbot.sandbox import Person
from perfbot.store.tiny.store import create_store
from perfbot.years.loader import commands_of, sample
from tests.crash.digests import open_this_years_book
from tests.sandbox_client import OFFICE


@dataclass(frozen=True)
class Part:
    """A person and the projects they speak of, by their names on the buttons."""

    person: Person
    role: Role
    projects: tuple[tuple[str, str], ...]


_OFFICE_PROJECTS = (("p08", "中博会"), ("p07", "工业设计大赛"))

PARTS = (
    Part(OFFICE, Role.ADMIN, _OFFICE_PROJECTS),
    Part(Person(2001, "陈敏", None, ""), Role.EDITOR, (("p07", "工业设计大赛"), ("p08", "中博会"))),
    Part(Person(2002, "李刚", None, ""), Role.EDITOR, (("p08", "中博会"),)),
    Part(Person(2003, "周倩", None, ""), Role.EDITOR, (("p07", "工业设计大赛"),)),
    Part(Person(2004, "吴强", None, ""), Role.EDITOR, (("p08", "中博会"), ("p07", "工业设计大赛"))),
    Part(Person(2005, "郑洁", None, ""), Role.ADMIN, _OFFICE_PROJECTS),
)


def build_services(data: Path, now: datetime) -> int:
    """Make the data folder with the 2021 book and these people in it; how many entries the book has then."""
    store = create_store(data, now)
    try:
        open_this_years_book(store, now)
        book = sample()
        opened = Ledger(store).open_book(book.key, commands_of(book), LOADER, now, now.date())
        office = Office(store)
        for part in PARTS:
            codes = tuple(code for code, _ in part.projects) if part.role is Role.EDITOR else ()
            scope = Scope("gongye" if codes else "", codes)
            member = Member(part.person.id, part.person.first_name, part.role, (scope,), started=True)
            office.admit(member, LOADER, now)
        return len(opened)
    finally:
        store.close()
