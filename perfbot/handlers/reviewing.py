"""/review: confirms or returns results that wait for a reviewer, and tells the people concerned."""

from __future__ import annotations

from dataclasses import replace

from perfbot.domain.books.book import Book
from perfbot.domain.books.circumstances import Circumstances
from perfbot.domain.books.commands import ReviewResult, Stated, SwitchReview
from perfbot.domain.books.entries import Entry, IndicatorResult, ResultReviewed
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.facts import ReviewVerdict
from perfbot.domain.books.keys import BookKey
from perfbot.domain.monitoring.responsible import correctors_of
from perfbot.domain.monitoring.reviewing import reviewers_of, waiting_for
from perfbot.handlers.answering import reply, tell, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, readable
from perfbot.handlers.desk import Desk
from perfbot.identity import new_id
from perfbot.render.chat import answers, refusals
from perfbot.render.chat import reviews as worded
from perfbot.render.document import Document
from perfbot.render.presses import ReviewAllPress, ReviewOnePress, ReviewPress


async def review(desk: Desk, ask: Ask) -> None:
    """/review: the results that wait for this person; the office turns the review on or off here."""
    chosen = await choose(desk, ask, "review")
    if chosen is not None:
        await reply(desk, ask, _page(desk, ask, desk.ledger.book(chosen.key), 0))


def _page(desk: Desk, ask: Ask, book: Book, page: int) -> Document:
    office = ask.person.is_admin
    if not book.review_on:
        return worded.review_off(book, office=office)
    items = waiting_for(book, ask.person)
    return worded.waiting(book, items, desk.office.names(), min(page, len(items) // worded.PAGE), office=office)


async def press(desk: Desk, ask: Ask, pressed: ReviewPress) -> None:
    """Show another page of the review, or switch it."""
    if pressed.act == "list":
        await reply(desk, ask, _page(desk, ask, desk.ledger.book(pressed.book), pressed.page))
    elif pressed.act in ("on", "off"):
        await reply(desk, ask, worded.switch_foreseen(desk.ledger.book(pressed.book), on=pressed.act == "on"))
    else:
        await _switch(desk, ask, desk.ledger.book(pressed.book), on=pressed.act == "start")


async def press_all(desk: Desk, ask: Ask, pressed: ReviewAllPress) -> None:
    """Confirm all results of a page, if it still holds what was shown."""
    book = desk.ledger.book(pressed.book)
    items = worded.on_page(waiting_for(book, ask.person), pressed.page)
    if not book.review_on or worded.shown_key(items) != pressed.shown:
        await toast(desk, ask, worded.page_changed())
        await reply(desk, replace(ask, press_id=None), _page(desk, ask, book, 0))
        return
    verdicts = [ReviewResult(key=new_id(), target=item.result.id, verdict=ReviewVerdict.CONFIRMED) for item in items]
    try:
        desk.ledger.record_all(book.key, [Stated(one) for one in verdicts], ask.person, desk.now(), desk.today())
    except Refused as refused:
        await toast(desk, ask, refusals.sentence(refused, book, desk.office.names()))
    else:
        await reply(desk, ask, _page(desk, ask, book, 0))


async def press_one(desk: Desk, ask: Ask, pressed: ReviewOnePress) -> None:
    """Confirm a result; a second press says that it is confirmed."""
    key = next((key for key in readable(desk, ask.member) if desk.ledger.book(key).entry(pressed.result)), None)
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    book = desk.ledger.book(key)
    known = book.review_of(pressed.result)
    if known is not None and known.verdict is ReviewVerdict.CONFIRMED:
        await toast(desk, ask, worded.confirmed_already())
        return
    command = ReviewResult(key=new_id(), target=pressed.result, verdict=ReviewVerdict.CONFIRMED)
    if await _recorded(desk, ask, book, command):
        await reply(desk, ask, _page(desk, ask, book, 0))


async def _switch(desk: Desk, ask: Ask, book: Book, *, on: bool) -> None:
    if book.review_on is on or await _recorded(desk, ask, book, SwitchReview(key=new_id(), on=on)):
        await reply(desk, ask, _page(desk, ask, book, 0))


async def _recorded(desk: Desk, ask: Ask, book: Book, command: ReviewResult | SwitchReview) -> bool:
    try:
        desk.ledger.record(book.key, command, Circumstances(ask.person, desk.now(), desk.today()))
    except Refused as refused:
        await toast(desk, ask, refusals.sentence(refused, book, desk.office.names()))
        return False
    return True


async def announce(desk: Desk, key: BookKey, entry: Entry) -> None:
    """Tell reviewers of a new result and authors of a returned one; nobody where review is off."""
    book, names = desk.ledger.book(key), desk.office.names()
    if not book.review_on:
        return
    if isinstance(entry, IndicatorResult):
        for member in reviewers_of(book, entry, desk.office.members()):
            if member.started and not member.on_leave(desk.today()):
                await tell(desk, member.id, worded.to_reviewer(book, entry, names))
    elif isinstance(entry, ResultReviewed) and entry.verdict is ReviewVerdict.RETURNED:
        result = book.entry(entry.target)
        if isinstance(result, IndicatorResult):
            for member in correctors_of(book, result, desk.office.members()):
                if member.id != entry.recorded_by:
                    await tell(desk, member.id, worded.to_author(book, result, entry, names))
