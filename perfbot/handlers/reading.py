"""Answers that only read: /progress, a project's card, /todo."""

from __future__ import annotations

from perfbot.domain.books.book import Book
from perfbot.domain.monitoring.responsible import owed_of
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, readable
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.figures import progress
from perfbot.render.posts.reminders import todo_document
from perfbot.render.presses import ProgressPress

_LAST_MONTH_FOR_LAST_YEAR = 3


async def show_progress(desk: Desk, ask: Ask) -> None:
    """/progress: every project with its budget, spending, rate and light; a project's name shows its card."""
    chosen = await choose(desk, ask, "progress")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    answer = progress.progress(book, as_of=desk.today(), rulebook=desk.rulebook)
    await reply(desk, ask, answer)


async def press_card(desk: Desk, ask: Ask, pressed: ProgressPress) -> None:
    """Show a project's card; without a code, all projects."""
    book, code = desk.ledger.book(pressed.book), pressed.project
    if not code:
        await reply(desk, ask, progress.progress(book, as_of=desk.today(), rulebook=desk.rulebook))
        return
    if code not in book.projects:
        await toast(desk, ask, answers.stale_button())
        return
    mine = ask.private and ask.member is not None and ask.member.may_record(book.key.fund, code)
    names, rules, office = desk.office.names(), desk.rulebook, mine and ask.person.is_admin
    card = progress.project_card(book, code, desk.today(), names, rules, may_record=mine, office=office)
    await reply(desk, ask, card)


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
