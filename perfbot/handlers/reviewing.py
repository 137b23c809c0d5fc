"""/review: results that wait for a reviewer, confirmed by a tap or returned with a remark; and who is told of what."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
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

_PAGE = re.compile(r"[0-9]{0,6}(?:-[0-9a-f]{8})?")


async def review(desk: Desk, ask: Ask) -> None:
    """/review: what waits for this person; the office turns the review on or off here."""
    chosen = await choose(desk, ask, "review")
    if chosen is not None:
        await reply(desk, ask, _page(desk, ask, desk.ledger.book(chosen.key), 0))


def _page(desk: Desk, ask: Ask, book: Book, page: int) -> Document:
    office = ask.person.is_admin
    if not book.review_on:
        return worded.review_off(book, office=office)
    items = waiting_for(book, ask.person)
    return worded.waiting(book, items, desk.office.names(), min(page, len(items) // worded.PAGE), office=office)


async def press(desk: Desk, ask: Ask) -> None:
    """A button of the review ("v:what:which:page"; of a whole page "page-shown")."""
    what, which, page = [*ask.data.split(":")[1:], "", "", ""][:3]
    act = _PRESSES.get(what)
    if act is None or ask.member is None or not _PAGE.fullmatch(page):
        await toast(desk, ask, answers.stale_button())
    else:
        await act(desk, ask, which, page)


async def _list(desk: Desk, ask: Ask, which: str, page: str) -> None:
    key = _key(desk, ask, which)
    if key is None:
        await toast(desk, ask, answers.stale_button())
    else:
        await reply(desk, ask, _page(desk, ask, desk.ledger.book(key), int(page or "0")))


async def _all(desk: Desk, ask: Ask, which: str, page: str) -> None:
    """Confirm everything on a page at once, if it still holds what was shown."""
    key, (number, _, shown) = _key(desk, ask, which), page.partition("-")
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    book = desk.ledger.book(key)
    items = worded.on_page(waiting_for(book, ask.person), int(number or "0"))
    if not book.review_on or worded.shown_key(items) != shown:
        await toast(desk, ask, worded.page_changed())
        await reply(desk, replace(ask, press_id=None), _page(desk, ask, book, 0))
        return
    verdicts = [ReviewResult(key=new_id(), target=item.result.id, verdict=ReviewVerdict.CONFIRMED) for item in items]
    try:
        desk.ledger.record_all(key, [Stated(one) for one in verdicts], ask.person, desk.now(), desk.today())
    except Refused as refused:
        await toast(desk, ask, refusals.sentence(refused, book, desk.office.names()))
    else:
        await reply(desk, ask, _page(desk, ask, book, 0))


async def _yes(desk: Desk, ask: Ask, which: str, _: str) -> None:
    """Confirm a result; again by whomever it is said that it is confirmed already."""
    key = next((key for key in readable(desk, ask.member) if desk.ledger.book(key).entry(which)), None)
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    book = desk.ledger.book(key)
    known = book.review_of(which)
    if known is not None and known.verdict is ReviewVerdict.CONFIRMED:
        await toast(desk, ask, worded.confirmed_already())
        return
    command = ReviewResult(key=new_id(), target=which, verdict=ReviewVerdict.CONFIRMED)
    if await _recorded(desk, ask, book, command):
        await reply(desk, ask, _page(desk, ask, book, 0))


async def _on(desk: Desk, ask: Ask, which: str, _: str) -> None:
    await _switch(desk, ask, which, on=True)


async def _off(desk: Desk, ask: Ask, which: str, _: str) -> None:
    await _switch(desk, ask, which, on=False)


async def _switch(desk: Desk, ask: Ask, which: str, *, on: bool) -> None:
    key = _key(desk, ask, which)
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    book = desk.ledger.book(key)
    if book.review_on is on or await _recorded(desk, ask, book, SwitchReview(key=new_id(), on=on)):
        await reply(desk, ask, _page(desk, ask, book, 0))


async def _recorded(desk: Desk, ask: Ask, book: Book, command: ReviewResult | SwitchReview) -> bool:
    try:
        desk.ledger.record(book.key, command, Circumstances(ask.person, desk.now(), desk.today()))
    except Refused as refused:
        await toast(desk, ask, refusals.sentence(refused, book, desk.office.names()))
        return False
    return True


def _key(desk: Desk, ask: Ask, text: str) -> BookKey | None:
    return next((key for key in readable(desk, ask.member) if str(key) == text), None)


async def announce(desk: Desk, key: BookKey, entry: Entry) -> None:
    """Tell the reviewers of a new result, and its author of one that was returned; nobody where review is off."""
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


_PRESSES: dict[str, Callable[[Desk, Ask, str, str], Awaitable[None]]] = {
    "list": _list,
    "yes": _yes,
    "all": _all,
    "on": _on,
    "off": _off,
}
