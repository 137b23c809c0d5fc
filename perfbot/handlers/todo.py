"""/todo: what the person has yet to record or explain, as in the reminder."""

from __future__ import annotations

from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.responsible import owed_of
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import readable
from perfbot.handlers.desk import Desk
from perfbot.render.posts.reminders import todo_document

_LAST_MONTH_FOR_LAST_YEAR = 3


async def todo(desk: Desk, ask: Ask) -> None:
    """/todo: everything owed in this year's books, and until March in last year's."""
    members = desk.office.members()
    owed = [
        (book, owed_of(book, ask.person, members, desk.day_of(book.year), desk.rulebook)) for book in _books(desk, ask)
    ]
    await reply(desk, ask, todo_document(owed))


def _books(desk: Desk, ask: Ask) -> list[Book]:
    """This year's books (or the newest there are), and until March those of the year before."""
    keys, today = readable(desk, ask.member), desk.today()
    years = {key.year for key in keys}
    wanted = {today.year if today.year in years else max(years, default=0)}
    if today.month <= _LAST_MONTH_FOR_LAST_YEAR:
        wanted.add(today.year - 1)
    return [desk.ledger.book(key) for key in sorted(keys, key=lambda key: (-key.year, key.fund)) if key.year in wanted]
