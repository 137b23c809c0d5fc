"""Attaches files to entries: in reply to a confirmation, after it, or during a conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import Message

from perfbot.domain.books.entries import Entry, IndicatorResult, Spending
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.attaching import command_for
from perfbot.handlers.choosing import readable
from perfbot.handlers.conversing import context, pending_page
from perfbot.handlers.desk import Desk
from perfbot.handlers.sent_files import AnnouncedFile, downloaded, upload_of
from perfbot.handlers.session import Album
from perfbot.records.evidence import LARGEST, TYPES, KeptFile, WrongType, suffix_of, with_suffix
from perfbot.render.buttons import parse_page_press
from perfbot.render.chat import answers, refusals
from perfbot.render.document import Document
from perfbot.render.presses import EntryPress


async def receive(desk: Desk, ask: Ask) -> None:
    """Keep a photo or file of the private chat, then attach it to its entry."""
    assert ask.message is not None
    upload = upload_of(ask.message)
    if desk.drafts.of(ask.user_id) is None and _entry_for(desk, ask) is None:
        await reply(desk, ask, answers.evidence_for_what(ask.person.role))
        return
    problem = _problem(upload)
    if problem:
        await reply(desk, ask, answers.evidence_refused(problem))
        return
    content = await downloaded(ask.message, upload)
    member = desk.office.member(ask.user_id)
    if member is not None:
        await _received(desk, replace(ask, member=member), upload, content)


async def _received(desk: Desk, ask: Ask, upload: AnnouncedFile, content: bytes) -> None:
    """Keep the downloaded file; person and entry are looked up again, since the download took time."""
    waiting = None if _named(desk, ask) else desk.drafts.of(ask.user_id)
    found = None if waiting is not None else _entry_for(desk, ask)
    if len(content) > LARGEST:
        await reply(desk, ask, answers.evidence_refused(answers.evidence_too_large(len(content))))
        return
    try:
        kept = desk.evidence.keep(content, upload.filename)
    except WrongType as wrong:
        await reply(desk, ask, answers.evidence_refused(_wrong_type(wrong.suffix)))
        return
    upload = replace(upload, filename=with_suffix(upload.filename, kept.suffix))
    if waiting is not None:
        desk.drafts.add_file(ask.user_id, _noted(upload, kept))
        page = pending_page(desk, ask, waiting)
        await _told(desk, ask, upload.filename, lambda names: answers.evidence_waits(names, page))
    elif found is not None:
        await attach(desk, ask, found[0], found[1], upload, kept)


async def _told(desk: Desk, ask: Ask, name: str, words: Callable[[Sequence[str]], Document]) -> None:
    """Say that the file is kept; an album's files share one message that grows."""
    album = ask.message.media_group_id if ask.message else None
    known = desk.session.albums.get(ask.user_id)
    if album is None or known is None or known.id != album:
        sent = await desk.delivery.send(ask.chat_id, words([name]))
        desk.session.albums[ask.user_id] = Album(album or "", sent.head, (name,))
    else:
        desk.session.albums[ask.user_id] = grown = replace(known, names=(*known.names, name))
        await desk.delivery.edit(ask.chat_id, known.message_id, words(grown.names))


def _problem(upload: AnnouncedFile) -> str:
    if upload.size > LARGEST:
        return answers.evidence_too_large(upload.size)
    if suffix_of(upload.filename) not in TYPES:
        return _wrong_type(suffix_of(upload.filename))
    return ""


def _wrong_type(suffix: str) -> str:
    """Not a kind that is kept, or of such a kind by its name only."""
    return answers.evidence_not_as_named(suffix) if suffix in TYPES else answers.evidence_bad_type(suffix)


def _entry_for(desk: Desk, ask: Ask) -> tuple[BookKey, Entry] | None:
    """The entry of the confirmation replied to, else of the 📎 pressed last, else the person's latest."""
    named = _named(desk, ask)
    for key in readable(desk, ask.member):
        entry = desk.ledger.book(key).entry(named) if named else None
        if entry is not None:
            return key, entry
    return _latest_own(desk, ask)


def _named(desk: Desk, ask: Ask) -> str:
    """The id of the entry that the person named by a reply or by 📎; else ""."""
    return named_in_reply(ask.message) or desk.session.awaited_entry(ask.user_id)


def named_in_reply(message: Message | None) -> str:
    """The id of the entry whose confirmation the message replies to; "" when it replies to none."""
    answered = message.reply_to_message if message else None
    keyboard = answered.reply_markup.inline_keyboard if answered and answered.reply_markup else ()
    for row in keyboard:
        for button in row:
            pressed = parse_page_press(str(button.callback_data or ""))
            if isinstance(pressed, EntryPress):
                return pressed.entry
    return ""


def _latest_own(desk: Desk, ask: Ask) -> tuple[BookKey, Entry] | None:
    latest: tuple[BookKey, Entry] | None = None
    for key in readable(desk, ask.member):
        book = desk.ledger.book(key)
        for entry in book.newest_first():
            if (
                entry.recorded_by == ask.user_id
                and isinstance(entry, (Spending, IndicatorResult))
                and book.counts(entry)
            ):
                if latest is None or entry.recorded_at > latest[1].recorded_at:
                    latest = (key, entry)
                break
    return latest


def _noted(upload: AnnouncedFile, kept: KeptFile) -> dict[str, object]:
    return {
        "sha256": kept.sha256,
        "filename": upload.filename,
        "media_type": upload.media_type,
        "size": kept.size,
        "suffix": kept.suffix,
    }


async def attach(desk: Desk, ask: Ask, key: BookKey, entry: Entry, upload: AnnouncedFile, kept: KeptFile) -> None:
    """Attach a kept file to an entry; the same file to the same entry once."""
    book = desk.ledger.book(key)
    if any(item.sha256 == kept.sha256 for item in book.evidence_of(entry.id)):
        await reply(desk, ask, answers.evidence_again(entry.number, upload.filename))
        return
    command = command_for(entry.id, _noted(upload, kept))
    try:
        desk.ledger.record(key, command, context(desk, ask, key).circumstances)
    except Refused as refused:
        await reply(desk, ask, answers.evidence_refused(refusals.sentence(refused, book, desk.office.names())))
    else:
        await _told(desk, ask, upload.filename, lambda names: answers.evidence_kept(entry.number, names, kept.size))
