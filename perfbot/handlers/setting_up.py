"""/setup: hands out the workbook, rolls a year over, reads an old report."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from perfbot.domain.books.errors import BookExists
from perfbot.domain.books.keys import BookKey
from perfbot.handlers import hiding, uploading
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.document import Document
from perfbot.render.office import rollover
from perfbot.render.office import setup as worded
from perfbot.render.presses import LoadPress, SetupAct, SetupPress
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.from_book import year_book_of
from perfbot.years.schema import YearBook
from perfbot.years.sheets.filling import Filled, filled, rolled_over
from perfbot.years.sheets.planning import plan_of
from perfbot.years.sheets.roster import person_row

_LAST_YEAR, _MOST_YEARS = 2099, 6


async def setup(desk: Desk, ask: Ask) -> None:
    """/setup: the menu; the next office file is taken for it."""
    desk.session.await_workbook(ask.user_id)
    await reply(desk, ask, _menu(desk))


def _menu(desk: Desk) -> Document:
    any_book = bool(desk.ledger.books() or desk.ledger.hidden.all())
    return worded.menu(names(desk, desk.ledger.books()), desk.today().year, any_book=any_book)


async def press(desk: Desk, ask: Ask, pressed: SetupPress) -> None:
    """Handle a button of set-up; the office only."""
    if not ask.person.is_admin:
        await toast(desk, ask, answers.stale_button())
    elif pressed.act in _PAGES:
        await _PAGES[pressed.act](desk, ask)
    else:
        await _of_book(desk, ask, pressed)


async def _of_book(desk: Desk, ask: Ask, pressed: SetupPress) -> None:
    """Handle a button about one book and the year it begins: the next one, or a later one named."""
    key = pressed.book
    year = pressed.year or (key.year + 1 if key else 0)
    changed = key is not None and pressed.act == "rollnow" and pressed.entries != len(desk.ledger.book(key))
    if key is None or changed or not key.year < year <= _LAST_YEAR:
        await toast(desk, ask, answers.stale_button())
    else:
        await _OF_BOOK[pressed.act](desk, ask, key, BookKey(key.fund, year))


async def press_load(desk: Desk, ask: Ask, pressed: LoadPress) -> None:
    """确认装入; the office's alone."""
    if ask.person.is_admin:
        await uploading.confirm(desk, ask, pressed)
    else:
        await toast(desk, ask, answers.stale_button())


async def _blank(desk: Desk, ask: Ask) -> None:
    desk.session.await_workbook(ask.user_id)
    content = await asyncio.to_thread(workbook_bytes, filled(), desk.now())
    await reply(desk, ask, worded.blank_workbook(content), anew=True)


async def _rolls(desk: Desk, ask: Ask) -> None:
    await reply(desk, ask, rollover.which_to_roll(names(desk, desk.ledger.books())), anew=True)


async def _books(desk: Desk, ask: Ask) -> None:
    await reply(desk, ask, worded.which_to_hand_out(names(desk, desk.ledger.books())), anew=True)


async def _book(desk: Desk, ask: Ask, key: BookKey, _: BookKey) -> None:
    desk.session.await_workbook(ask.user_id)
    file = await asyncio.to_thread(year_book_of, desk.ledger.view(key))
    people = [person_row(member, key.fund) for member in desk.office.members() if member.may_read(key.fund)]
    rows = await asyncio.to_thread(filled, file, people)
    await _hand_out(desk, ask, key, rows, rolled=False)


async def _roll(desk: Desk, ask: Ask, source: BookKey, target: BookKey) -> None:
    entries, file = len(desk.ledger.book(source)), await _begun(desk, source, target)
    others = [year for year in _later_years(desk, source) if year != target.year]
    counts = len(file.projects), len(file.indicators), entries
    answer = rollover.roll_choices(file.fund.name, source, target.year, others, counts)
    await reply(desk, ask, answer, anew=True)


async def _roll_book(desk: Desk, ask: Ask, source: BookKey, target: BookKey) -> None:
    desk.session.await_workbook(ask.user_id)
    file = await _begun(desk, source, target)
    await _hand_out(desk, ask, file.key, filled(file), rolled=True)


async def _roll_now(desk: Desk, ask: Ask, source: BookKey, target: BookKey) -> None:
    if target in desk.ledger.books():
        await toast(desk, ask, rollover.year_exists(target))
    else:
        plan = plan_of(await _begun(desk, source, target), None)
        try:
            opened = desk.ledger.open_book(target, plan.stated, ask.person, desk.now(), desk.today())
        except BookExists:
            await toast(desk, ask, rollover.year_exists(target))
        else:
            await reply(desk, ask, rollover.rolled(opened))


def _later_years(desk: Desk, source: BookKey) -> list[int]:
    """The years up to the next one without a book of the fund, the latest few."""
    there = {key.year for key in desk.ledger.books() if key.fund == source.fund}
    last = max(source.year, desk.today().year) + 1
    return [year for year in range(source.year + 1, last + 1) if year not in there][-_MOST_YEARS:]


async def _begun(desk: Desk, source: BookKey, target: BookKey) -> YearBook:
    """The book that a new year begins with, made in a thread."""
    book = desk.ledger.view(source)
    return await asyncio.to_thread(lambda: rolled_over(year_book_of(book), target.year))


async def _hand_out(desk: Desk, ask: Ask, key: BookKey, rows: Filled, *, rolled: bool) -> None:
    content = await asyncio.to_thread(workbook_bytes, rows, desk.now())
    name = str(rows["fund"][0]["name"])
    await reply(desk, ask, worded.filled_workbook(name, key.year, content, rolled=rolled), anew=True)


async def _report(desk: Desk, ask: Ask) -> None:
    desk.session.await_workbook(ask.user_id)
    await reply(desk, ask, worded.send_report(), anew=True)


async def _cancel(desk: Desk, ask: Ask) -> None:
    desk.session.await_no_workbook(ask.user_id)
    await reply(desk, ask, worded.cancelled())


_PAGES: dict[SetupAct, Callable[[Desk, Ask], Awaitable[None]]] = {
    "blank": _blank,
    "books": _books,
    "rolls": _rolls,
    "report": _report,
    "shelf": hiding.list_books,
    "no": _cancel,
}
_OF_BOOK: dict[SetupAct, Callable[[Desk, Ask, BookKey, BookKey], Awaitable[None]]] = {
    "book": _book,
    "hide": hiding.hide,
    "roll": _roll,
    "rollbook": _roll_book,
    "rollnow": _roll_now,
}
