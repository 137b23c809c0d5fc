"""Files that support an entry: sent in reply to its confirmation, after it, or while it is being recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from telegram import Message

from perfbot.domain.books.entries import Entry, IndicatorResult, Spending
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.rules import decide
from perfbot.forms import resume
from perfbot.forms.engine.buttons import Press
from perfbot.forms.engine.drafts import Draft
from perfbot.handlers.answering import press_taken, reply, toast
from perfbot.handlers.asking import Ask, buttons_replied_to
from perfbot.handlers.choosing import readable
from perfbot.handlers.conversing import context, pending_page
from perfbot.handlers.desk import Desk
from perfbot.handlers.sent_files import AnnouncedFile, carries_file, command_for, downloaded, upload_of
from perfbot.handlers.session import Album
from perfbot.records.evidence import LARGEST, TYPES, Kept, WrongType, suffix_of, with_suffix
from perfbot.render.chat import answers, file_words, refusals
from perfbot.render.chat.trail import short
from perfbot.render.document import Document
from perfbot.render.presses import NOWHERE, EntryPress, PlacePress

Owner: TypeAlias = Draft | tuple[BookKey, Entry]
_JUST_NOW = timedelta(minutes=10)
_OFFERED = 8
_UNKNOWN: dict[str, object] = {"sha256": "0" * 64, "filename": "-", "media_type": "", "size": 0, "suffix": ""}
"""Stands for a file that is not here yet, to learn whether it may be attached."""


async def receive(desk: Desk, ask: Ask) -> None:
    """A photo or file in the private chat: kept, then attached to the entry it belongs to."""
    assert ask.message is not None
    owner = owner_of(desk, ask)
    if owner is None:
        await _ask_which(desk, ask, ask.message)
    else:
        await _take(desk, ask, owner)


async def _ask_which(desk: Desk, ask: Ask, message: Message) -> None:
    """Put today's entries to choose from; the question is a reply to the file, which thus is found again."""
    lines, replied = offered(desk, ask), replies_to_us(message)
    album, waiting = message.media_group_id, desk.session.unplaced.get(ask.user_id, ())
    if not lines:
        await reply(desk, ask, file_words.evidence_for_what(ask.person.role, replied=replied))
    elif album and any(one.media_group_id == album for one in waiting):
        desk.session.unplaced[ask.user_id] = (*waiting, message)
    else:
        desk.session.unplaced[ask.user_id] = (message,)
        question = file_words.evidence_which(lines, replied=replied)
        await desk.delivery.send(ask.chat_id, question, reply_to=message.message_id)


async def place(desk: Desk, ask: Ask, pressed: PlacePress) -> None:
    """An entry was chosen for a file that was sent before, or none."""
    asked_about = ask.shown.reply_to_message if ask.shown else None
    waiting = desk.session.unplaced.pop(ask.user_id, ())
    files = waiting if asked_about in waiting else tuple(filter(carries_file, [asked_about]))
    if pressed.entry == NOWHERE:
        await reply(desk, ask, file_words.evidence_dropped())
    elif not files:
        await toast(desk, ask, answers.stale_button())
    else:
        taken = await press_taken(desk, ask)
        if ask.message_id is not None:
            await desk.delivery.delete(ask.chat_id, ask.message_id)
        for file in files:
            owner = owner_of(desk, taken, pressed.entry)
            if file is not None and owner is not None:
                await _take(desk, replace(taken, message=file), owner)


async def _take(desk: Desk, ask: Ask, owner: Owner) -> None:
    """Fetch the file and keep it, with the right to do so looked at before and after: the download takes its time."""
    assert ask.message is not None
    upload = upload_of(ask.message)
    problem = _refusal(desk, ask, owner) or _problem(upload)
    if problem:
        await reply(desk, ask, file_words.evidence_refused(problem))
        return
    async with desk.session.downloads:
        content = await downloaded(ask.message, upload)
        member = desk.office.member(ask.user_id)
        if member is not None:
            await _received(desk, replace(ask, member=member), owner, upload, content)


async def _received(desk: Desk, ask: Ask, owner: Owner, upload: AnnouncedFile, content: bytes) -> None:
    held = desk.drafts.of(ask.user_id)
    gone = isinstance(owner, Draft) and (held is None or held.id != owner.id)
    problem = file_words.evidence_too_large(len(content)) if len(content) > LARGEST else _refusal(desk, ask, owner)
    if gone or problem:
        await reply(desk, ask, file_words.evidence_refused(problem) if problem else file_words.file_left())
        return
    try:
        kept = await asyncio.to_thread(desk.evidence.keep, content, upload.filename)
    except WrongType as wrong:
        await reply(desk, ask, file_words.evidence_refused(_wrong_type(wrong.suffix)))
        return
    await _filed(desk, ask, owner, replace(upload, filename=with_suffix(upload.filename, kept.suffix)), kept)


async def _filed(desk: Desk, ask: Ask, owner: Owner, upload: AnnouncedFile, kept: Kept) -> None:
    if isinstance(owner, Draft):
        desk.drafts.add_file(ask.user_id, _noted(upload, kept))
        page = pending_page(desk, ask, owner)
        await _told(desk, ask, upload.filename, lambda names: file_words.evidence_waits(names, page))
    else:
        await _attach(desk, ask, owner, upload, kept)


def _refusal(desk: Desk, ask: Ask, owner: Owner) -> str:
    """Why the file may not be attached there, found before anything of it is kept; "" when it may."""
    if isinstance(owner, Draft):
        return (
            "" if resume(owner, context(desk, ask, owner.book)).draft is not None else file_words.evidence_draft_over()
        )
    key, entry = owner
    book = desk.ledger.book(key)
    try:
        decide(book, command_for(entry.id, _UNKNOWN), context(desk, ask, key).circumstances)
    except Refused as refused:
        return refusals.sentence(refused, book, desk.office.names())
    return ""


async def _told(desk: Desk, ask: Ask, name: str, words: Callable[[Sequence[str]], Document]) -> None:
    """Say that the file is kept; the files of an album are told in one message that grows."""
    album = ask.message.media_group_id if ask.message else None
    known = desk.session.albums.get(ask.user_id)
    if album is None or known is None or known.id != album:
        sent = await desk.delivery.send(ask.chat_id, words([name]))
        desk.session.albums[ask.user_id] = Album(album or "", sent.head, (name,))
    else:
        desk.session.albums[ask.user_id] = grown = replace(known, names=(*known.names, name))
        await desk.delivery.edit(ask.chat_id, known.message_id, words(grown.names))


def _problem(upload: AnnouncedFile) -> str:
    """Why the file is not taken, as far as its size and name tell; without an ending its content will."""
    suffix = suffix_of(upload.filename)
    if upload.size > LARGEST:
        return file_words.evidence_too_large(upload.size)
    return _wrong_type(suffix) if suffix and suffix not in TYPES else ""


def _wrong_type(suffix: str) -> str:
    """Not a kind that is kept, or of such a kind by its name only."""
    return file_words.evidence_not_as_named(suffix) if suffix in TYPES else file_words.evidence_bad_type(suffix)


def _noted(upload: AnnouncedFile, kept: Kept) -> dict[str, object]:
    return {
        "sha256": kept.sha256,
        "filename": upload.filename,
        "media_type": upload.media_type,
        "size": kept.size,
        "suffix": kept.suffix,
    }


async def _attach(desk: Desk, ask: Ask, owner: Owner, upload: AnnouncedFile, kept: Kept) -> None:
    """Attach a kept file to an entry; the same file to the same entry once."""
    assert not isinstance(owner, Draft)
    key, entry = owner
    book = desk.ledger.book(key)
    if any(item.sha256 == kept.sha256 for item in book.evidence_of(entry.id)):
        await reply(desk, ask, file_words.evidence_again(entry.number, upload.filename))
        return
    command = command_for(entry.id, _noted(upload, kept))
    try:
        desk.ledger.record(key, command, context(desk, ask, key).circumstances)
    except Refused as refused:
        await reply(desk, ask, file_words.evidence_refused(refusals.sentence(refused, book, desk.office.names())))
    else:
        await _told(desk, ask, upload.filename, lambda names: file_words.evidence_kept(entry.number, names, kept.size))


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
        pressable = buttons_replied_to(ask.message)
        return held if held and any(isinstance(one, Press) and one.draft == held.id for one in pressable) else None
    if awaited := desk.session.awaited_entry(ask.user_id):
        return _entry(desk, ask, awaited)
    return held or _just_recorded(desk, ask)


def named_in_reply(message: Message | None) -> str:
    """The id of the entry whose confirmation the message replies to; "" when it replies to none."""
    return next((one.entry for one in buttons_replied_to(message) if isinstance(one, EntryPress)), "")


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
    """What one's own entries of today that count are, and their ids, newest first."""
    found: list[tuple[BookKey, Entry]] = []
    for key in readable(desk, ask.member):
        for _, entry in _own(desk, ask, key):
            if entry.recorded_at.astimezone(desk.timezone).date() != desk.today():
                break
            found += [(key, entry)] if desk.ledger.book(key).counts(entry) else []
    found.sort(key=_when, reverse=True)
    return [(short(desk.ledger.book(key), entry), entry.id) for key, entry in found[:_OFFERED]]
