"""What a sent file belongs to: what it replies to, what was asked for, what is being recorded, what just was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeAlias

from telegram import Message

from perfbot.domain.books.entries import Entry, IndicatorResult, Spending
from perfbot.domain.books.keys import BookKey
from perfbot.forms.engine.buttons import parse_entry_press, parse_press
from perfbot.forms.engine.drafts import Draft
from perfbot.handlers.asking import Ask, buttons_replied_to
from perfbot.handlers.choosing import readable
from perfbot.handlers.desk import Desk
from perfbot.render.chat.file_words import PLACE
from perfbot.render.chat.trail import short

Owner: TypeAlias = Draft | tuple[BookKey, Entry]
_JUST_NOW = timedelta(minutes=10)
_OFFERED = 8


def owner_of(desk: Desk, ask: Ask, chosen: str = "") -> Owner | None:
    """The entry or draft that the file belongs to; None where only the person can tell.

    A file without any sign goes to one's own entry of the last ten minutes, if that still counts, and never to an
    older one; one that replies to a message of ours goes to what that message is about, and nowhere else.
    """
    named = chosen or named_in_reply(ask.message)
    held = desk.drafts.of(ask.user_id)
    if named:
        return _entry(desk, ask, named)
    if replies_to_us(ask.message):
        pressable = [parse_press(data) for data in buttons_replied_to(ask.message)]
        return held if held and any(one is not None and one.draft == held.id for one in pressable) else None
    if awaited := desk.awaited_evidence.get(ask.user_id, ""):
        return _entry(desk, ask, awaited)
    return held or _just_recorded(desk, ask)


def named_in_reply(message: Message | None) -> str:
    """The id of the entry whose confirmation the message replies to; "" when it replies to none."""
    pressable = [parse_entry_press(data) for data in buttons_replied_to(message)]
    return next((one.entry for one in pressable if one is not None), "")


def replies_to_us(message: Message | None) -> bool:
    """Whether the message replies to one of the bot's."""
    answered = message.reply_to_message if message else None
    return answered is not None and answered.from_user is not None and answered.from_user.is_bot


def _entry(desk: Desk, ask: Ask, entry_id: str) -> tuple[BookKey, Entry] | None:
    for key in readable(desk, ask.member):
        entry = desk.ledger.book(key).entry(entry_id)
        if entry is not None:
            return key, entry
    return None


def _just_recorded(desk: Desk, ask: Ask) -> tuple[BookKey, Entry] | None:
    newest = max((next(_own(desk, ask, key), None) for key in readable(desk, ask.member)), key=_when, default=None)
    if newest is None or not timedelta(0) <= desk.now() - newest[1].recorded_at <= _JUST_NOW:
        return None
    return newest if desk.ledger.book(newest[0]).counts(newest[1]) else None


def _when(found: tuple[BookKey, Entry] | None) -> float:
    return found[1].recorded_at.timestamp() if found else 0.0


def _own(desk: Desk, ask: Ask, key: BookKey) -> Iterator[tuple[BookKey, Entry]]:
    """One's own spendings and results, newest first, undone ones too."""
    for entry in desk.ledger.book(key).newest_first():
        if entry.recorded_by == ask.user_id and isinstance(entry, (Spending, IndicatorResult)):
            yield key, entry


def offered(desk: Desk, ask: Ask) -> list[tuple[str, str]]:
    """Label and button data of one's own entries of today that count, newest first."""
    found: list[tuple[BookKey, Entry]] = []
    for key in readable(desk, ask.member):
        for _, entry in _own(desk, ask, key):
            if entry.recorded_at.astimezone(desk.timezone).date() != desk.today():
                break
            found += [(key, entry)] if desk.ledger.book(key).counts(entry) else []
    found.sort(key=_when, reverse=True)
    return [(short(desk.ledger.book(key), entry), f"{PLACE}{entry.id}") for key, entry in found[:_OFFERED]]
