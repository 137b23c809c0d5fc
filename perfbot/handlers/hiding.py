"""Books hidden from every list, and shown again: what /setup does with one that was loaded by mistake."""

from __future__ import annotations

from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.word_rules import REASON
from perfbot.forms.engine.fields import cleaned
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.buttons import fingerprint
from perfbot.render.chat import answers
from perfbot.render.chat.refusals import sentence
from perfbot.render.document import document
from perfbot.render.office import hiding as worded
from perfbot.render.presses import HidePress, ShowPress


async def shelf(desk: Desk, ask: Ask) -> None:
    """The books, and those that are hidden."""
    hidden = [(one.key, _name(desk, one.key), one.reason) for one in desk.ledger.hidden.all()]
    await reply(desk, ask, worded.shelf(names(desk, desk.ledger.books()), hidden), anew=True)


async def hide(desk: Desk, ask: Ask, key: BookKey, _: BookKey) -> None:
    """隐藏 under the list: the reason is asked for."""
    entries = desk.ledger.book(key).entries
    by_people = sum(1 for entry in entries if entry.recorded_by)
    desk.session.await_reason(ask.user_id, key)
    await reply(desk, ask, worded.why_hide(key, _name(desk, key), by_people, len(entries)))


async def press_hide(desk: Desk, ask: Ask, pressed: HidePress) -> None:
    """A reason: the book is hidden, unless something was recorded in it since it was asked for."""
    key, reason = pressed.book, _reason(desk, ask, pressed)
    if not reason or pressed.entries != len(desk.ledger.book(key)) or not ask.person.is_admin:
        await toast(desk, ask, answers.stale_button())
        return
    desk.session.await_no_reason(ask.user_id)
    desk.ledger.hidden.hide(key, reason, ask.person, desk.now())
    await reply(desk, ask, worded.hid(key, _name(desk, key), reason))


def _reason(desk: Desk, ask: Ask, pressed: HidePress) -> str:
    """The reason that the button stands for; empty where a typed one is not that which was shown."""
    if pressed.reason < len(worded.REASONS):
        return worded.REASONS[pressed.reason]
    key, typed = desk.session.hiding(ask.user_id) or (None, "")
    return typed if key == pressed.book and pressed.typed == fingerprint([typed]) else ""


async def say(desk: Desk, ask: Ask, key: BookKey) -> None:
    """A reason in one's own words: shown once more before anything is hidden."""
    try:
        reason = REASON.given(cleaned(ask.words))
    except Refused as refused:
        await reply(desk, ask, document(sentence(refused)))
        return
    desk.session.keep_reason(ask.user_id, key, reason)
    await reply(desk, ask, worded.confirm_hide(key, _name(desk, key), reason, len(desk.ledger.book(key))))


async def press_show(desk: Desk, ask: Ask, pressed: ShowPress) -> None:
    """恢复: the book is in the lists again."""
    key = pressed.hidden
    if not ask.person.is_admin or key not in [one.key for one in desk.ledger.hidden.all()]:
        await toast(desk, ask, answers.stale_button())
        return
    desk.ledger.hidden.show(key, ask.person, desk.now())
    await reply(desk, ask, worded.shown_again(key, _name(desk, key)))


def _name(desk: Desk, key: BookKey) -> str:
    return names(desk, [key])[key]
