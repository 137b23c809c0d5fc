"""/setup: the workbook to fill in, rolling over from last year, reading an existing report."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from perfbot.domain.books.errors import BookExists
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member, Role
from perfbot.handlers import hiding, uploading
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.document import Document
from perfbot.render.office import rollover
from perfbot.render.office import setup as worded
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.from_book import year_book_of
from perfbot.years.schema import YearBook
from perfbot.years.sheets.filling import Filled, filled, rolled_over
from perfbot.years.sheets.planning import plan_of
from perfbot.years.sheets.schema import PersonRow

_LAST_YEAR, _MOST_YEARS = 2099, 6


async def setup(desk: Desk, ask: Ask) -> None:
    """/setup: the menu; whatever workbook is sent next is for it."""
    desk.session.await_workbook(ask.user_id)
    await reply(desk, ask, _menu(desk))


def _menu(desk: Desk) -> Document:
    any_book = bool(desk.ledger.books() or desk.ledger.hidden.all())
    return worded.menu(names(desk, desk.ledger.books()), desk.today().year, any_book=any_book)


async def press(desk: Desk, ask: Ask) -> None:
    """A button of set-up ("s:what:…"); the office's alone."""
    what, *rest = ask.data.split(":")[1:]
    act = _PRESSES.get(what)
    if ask.member is None or not ask.member.is_admin or act is None:
        await toast(desk, ask, answers.stale_button())
        return
    await act(desk, ask, [*rest, "", ""])


async def _blank(desk: Desk, ask: Ask, _: list[str]) -> None:
    desk.session.await_workbook(ask.user_id)
    content = await asyncio.to_thread(workbook_bytes, filled(), desk.now())
    await reply(desk, ask, worded.blank_workbook(content), anew=True)


async def _rolls(desk: Desk, ask: Ask, _: list[str]) -> None:
    await reply(desk, ask, rollover.which_to_roll(names(desk, desk.ledger.books())), anew=True)


async def _books(desk: Desk, ask: Ask, _: list[str]) -> None:
    await reply(desk, ask, worded.which_to_hand_out(names(desk, desk.ledger.books())), anew=True)


async def _book(desk: Desk, ask: Ask, rest: list[str]) -> None:
    key = _key(desk, rest[0])
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    desk.session.await_workbook(ask.user_id)
    file = await asyncio.to_thread(year_book_of, desk.ledger.view(key))
    people = [_person(member, key) for member in desk.office.members() if member.may_read(key.fund)]
    rows = await asyncio.to_thread(filled, file, people)
    await _hand_out(desk, ask, key, rows, rolled=False)


async def _roll(desk: Desk, ask: Ask, rest: list[str]) -> None:
    source, target = _rolling(desk, rest)
    if source is None or target is None:
        await toast(desk, ask, answers.stale_button())
        return
    file = await _begun(desk, source, target)
    others = [year for year in _later_years(desk, source) if year != target.year]
    counts = len(file.projects), len(file.indicators)
    answer = rollover.roll_choices(file.fund.name, source, target.year, others, *counts)
    await reply(desk, ask, answer, anew=True)


async def _roll_book(desk: Desk, ask: Ask, rest: list[str]) -> None:
    source, target = _rolling(desk, rest)
    if source is None or target is None:
        await toast(desk, ask, answers.stale_button())
        return
    desk.session.await_workbook(ask.user_id)
    file = await _begun(desk, source, target)
    await _hand_out(desk, ask, file.key, filled(file), rolled=True)


async def _roll_now(desk: Desk, ask: Ask, rest: list[str]) -> None:
    source, target = _rolling(desk, rest)
    if source is None or target is None:
        await toast(desk, ask, answers.stale_button())
    elif target in desk.ledger.books():
        await toast(desk, ask, rollover.year_exists(target))
    else:
        plan = plan_of(await _begun(desk, source, target), None)
        try:
            opened = desk.ledger.open_book(target, plan.stated, ask.person, desk.now(), desk.today())
        except BookExists:
            await toast(desk, ask, rollover.year_exists(target))
        else:
            await reply(desk, ask, rollover.rolled(opened))


def _rolling(desk: Desk, rest: list[str]) -> tuple[BookKey | None, BookKey | None]:
    """The book that is carried over and the one that it begins: the year after, or the later one that is named."""
    source = _key(desk, rest[0])
    if source is None:
        return None, None
    year = int(rest[1]) if rest[1].isascii() and rest[1].isdecimal() else source.year + 1
    return source, BookKey(source.fund, year) if source.year < year <= _LAST_YEAR else None


def _later_years(desk: Desk, source: BookKey) -> list[int]:
    """The years up to the next one that the fund has no book of, the latest few."""
    there = {key.year for key in desk.ledger.books() if key.fund == source.fund}
    last = max(source.year, desk.today().year) + 1
    return [year for year in range(source.year + 1, last + 1) if year not in there][-_MOST_YEARS:]


async def _begun(desk: Desk, source: BookKey, target: BookKey) -> YearBook:
    """What another year begins with; a large book takes its time, beside the event loop."""
    book = desk.ledger.view(source)
    return await asyncio.to_thread(lambda: rolled_over(year_book_of(book), target.year))


async def _hand_out(desk: Desk, ask: Ask, key: BookKey, rows: Filled, *, rolled: bool) -> None:
    content = await asyncio.to_thread(workbook_bytes, rows, desk.now())
    name = str(rows["fund"][0]["name"])
    await reply(desk, ask, worded.filled_workbook(name, key.year, content, rolled=rolled), anew=True)


async def _report(desk: Desk, ask: Ask, _: list[str]) -> None:
    desk.session.await_workbook(ask.user_id)
    await reply(desk, ask, worded.send_report(), anew=True)


async def _confirm(desk: Desk, ask: Ask, rest: list[str]) -> None:
    await uploading.confirm(desk, ask, rest[0], rest[1])


async def _cancel(desk: Desk, ask: Ask, _: list[str]) -> None:
    desk.session.await_no_workbook(ask.user_id)
    await reply(desk, ask, worded.cancelled())


def _key(desk: Desk, text: str) -> BookKey | None:
    return next((key for key in desk.ledger.books() if str(key) == text), None)


def _person(member: Member, key: BookKey) -> PersonRow:
    covering = [scope for scope in member.scopes if scope.fund in ("", key.fund)]
    everything = member.role is Role.ADMIN or any(not scope.projects for scope in covering)
    return PersonRow(
        name=member.name,
        role=member.role,
        section=member.section,
        projects=() if everything else tuple(code for scope in covering for code in scope.projects),
        reviews=member.reviews,
        telegram=member.id,
    )


_PRESSES: dict[str, Callable[[Desk, Ask, list[str]], Awaitable[None]]] = {
    "blank": _blank,
    "books": _books,
    "book": _book,
    "rolls": _rolls,
    "roll": _roll,
    "rollbook": _roll_book,
    "rollnow": _roll_now,
    "report": _report,
    "shelf": hiding.shelf,
    "hide": hiding.hide,
    "hid": hiding.hid,
    "show": hiding.show,
    "ok": _confirm,
    "no": _cancel,
}
