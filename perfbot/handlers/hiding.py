"""Books hidden from every list, and shown again: what /setup does with one that was loaded by mistake."""

from __future__ import annotations

from perfbot.domain.books.keys import BookKey
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.office import hiding as worded


async def shelf(desk: Desk, ask: Ask, _: list[str]) -> None:
    """The books, and those that are hidden."""
    hidden = [(one.key, _name(desk, one.key), one.reason) for one in desk.ledger.hidden.all()]
    await reply(desk, ask, worded.shelf(names(desk, desk.ledger.books()), hidden), anew=True)


async def hide(desk: Desk, ask: Ask, rest: list[str]) -> None:
    """隐藏 under the list: the reason is asked for."""
    key = _one_of(desk.ledger.books(), rest[0])
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    by_people = sum(1 for entry in desk.ledger.book(key).entries if entry.recorded_by)
    await reply(desk, ask, worded.why_hide(key, _name(desk, key), by_people))


async def hid(desk: Desk, ask: Ask, rest: list[str]) -> None:
    """A reason: the book is hidden."""
    key = _one_of(desk.ledger.books(), rest[0])
    if key is None or rest[1] not in map(str, range(len(worded.REASONS))):
        await toast(desk, ask, answers.stale_button())
        return
    reason = worded.REASONS[int(rest[1])]
    desk.ledger.hidden.hide(key, reason, ask.person, desk.now())
    await reply(desk, ask, worded.hid(key, _name(desk, key), reason))


async def show(desk: Desk, ask: Ask, rest: list[str]) -> None:
    """恢复: the book is in the lists again."""
    key = _one_of([one.key for one in desk.ledger.hidden.all()], rest[0])
    if key is None:
        await toast(desk, ask, answers.stale_button())
        return
    desk.ledger.hidden.show(key, ask.person, desk.now())
    await reply(desk, ask, worded.shown_again(key, _name(desk, key)))


def _one_of(keys: tuple[BookKey, ...] | list[BookKey], text: str) -> BookKey | None:
    return next((key for key in keys if str(key) == text), None)


def _name(desk: Desk, key: BookKey) -> str:
    return names(desk, [key])[key]
