"""The trail: pages of entries, one entry's card, and the buttons under saved entries."""

from __future__ import annotations

import asyncio

from perfbot.domain.books.book import Book
from perfbot.domain.books.commands import ReverseEntry
from perfbot.domain.books.entries import Entry, EvidenceAttached, IndicatorResult, Reversal, Spending
from perfbot.domain.books.errors import Refused
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.trail_filter import TrailFilter, TrailKind, filter_of
from perfbot.forms.naming import named_project
from perfbot.forms.registry import FORMS
from perfbot.handlers.answering import could_not_write, reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose, readable
from perfbot.handlers.conversing import context, open_in, saved_page
from perfbot.handlers.desk import Desk
from perfbot.records.ledger import NotRecorded
from perfbot.render.chat import answers, file_words, refusals
from perfbot.render.chat import trail as worded
from perfbot.render.chat import trail_pages as pages
from perfbot.render.document import Attachment
from perfbot.render.presses import UNDO, EntryPress, TrailEntryPress, TrailKindsPress, TrailPress, TrailProjectsPress

MOST_FILES = 20
LAST_PAGE = 10**9
"""A page beyond this is forged."""


async def history(desk: Desk, ask: Ask) -> None:
    """/history: the newest entries; with part of a project's name, a kind of entry or 我的, only those."""
    chosen = await choose(desk, ask, "history")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    wanted = _filter(book, chosen.words)
    if wanted is None:
        await reply(desk, ask, pages.no_such_filter(book, chosen.words))
    else:
        await _page(desk, ask, book, wanted, 0)


def _filter(book: Book, words: str) -> TrailFilter | None:
    """What the words ask for; None where they name nothing that is known."""
    rest = words.split()
    kind = next((pages.KIND_WORDS[word] for word in rest if word in pages.KIND_WORDS), TrailKind.ALL)
    mine = any(word in pages.MINE_WORDS for word in rest)
    others = [word for word in rest if word not in pages.KIND_WORDS and word not in pages.MINE_WORDS]
    project = named_project(book, " ".join(others)) if others else None
    if others and project is None:
        return None
    return TrailFilter(project.code if project else "", kind, mine)


async def _page(desk: Desk, ask: Ask, book: Book, chosen: TrailFilter, page: int) -> None:
    view = desk.ledger.view(book.key)
    entries = await asyncio.to_thread(lambda: list(chosen.select(view, ask.user_id)))
    shown = entries[page * pages.PAGE : (page + 1) * pages.PAGE]
    answer = pages.history(book, shown, desk.office.names(), filtered=chosen, page=page, total=len(entries))
    await reply(desk, ask, answer)


async def press_page(desk: Desk, ask: Ask, pressed: TrailPress) -> None:
    """Another page of the trail, or another filter; stale where the project is none of the book's."""
    book = desk.ledger.book(pressed.book)
    wanted = filter_of(pressed.filtered, book)
    if wanted is None or pressed.page > LAST_PAGE:
        await toast(desk, ask, answers.stale_button())
    else:
        await _page(desk, ask, book, wanted, pressed.page)


async def press_projects(desk: Desk, ask: Ask, pressed: TrailProjectsPress) -> None:
    """Whose trail."""
    await reply(desk, ask, pages.history_projects(desk.ledger.book(pressed.book)))


async def press_kinds(desk: Desk, ask: Ask, pressed: TrailKindsPress) -> None:
    """Which kind of entries."""
    book = desk.ledger.book(pressed.book)
    if pressed.project and pressed.project not in book.projects:
        await toast(desk, ask, answers.stale_button())
    else:
        await reply(desk, ask, pages.history_kinds(book, pressed.project))


async def press_number(desk: Desk, ask: Ask, pressed: TrailEntryPress) -> None:
    """One entry."""
    await _card(desk, ask, desk.ledger.book(pressed.book), pressed.number)


async def _card(desk: Desk, ask: Ask, book: Book, number: int) -> None:
    entry = book.numbered(number)
    if entry is None:
        await toast(desk, ask, answers.stale_button())
        return
    may_change = ask.member is not None and (ask.member.is_admin or entry.recorded_by == ask.user_id)
    await reply(desk, ask, worded.entry_card(book, entry, desk.office.names(), may_change=may_change))


async def press_entry(desk: Desk, ask: Ask, pressed: EntryPress) -> None:
    """A button under a saved entry: undo it, or open the form that corrects it."""
    found = _entry(desk, ask, pressed.entry)
    if found is None or ask.member is None:
        await toast(desk, ask, answers.stale_button())
        return
    key, entry = found
    if pressed.action == UNDO:
        await _reverse(desk, ask, key, entry)
    elif pressed.action in FORMS:
        await open_in(desk, ask, key, pressed.action, subject=entry.id)
    else:
        await _other(desk, ask, key, entry, pressed)


async def _other(desk: Desk, ask: Ask, key: BookKey, entry: Entry, pressed: EntryPress) -> None:
    if pressed.action == "evidence":
        desk.session.await_evidence(ask.user_id, entry.id)
        await reply(desk, ask, file_words.send_evidence(entry.number), anew=True)
    elif pressed.action == "files":
        await _files(desk, ask, desk.ledger.book(key), entry)
    elif pressed.action == "card":
        await _card(desk, ask, desk.ledger.book(key), entry.number)
    else:
        await toast(desk, ask, answers.stale_button())


async def _files(desk: Desk, ask: Ask, book: Book, entry: Entry) -> None:
    """Hand out the entry's evidence, the newest few where there is a lot."""
    items = [entry] if isinstance(entry, EvidenceAttached) else list(book.evidence_of(entry.id))[-MOST_FILES:]
    found, missing = [], []
    for item in items:
        try:
            content = await asyncio.to_thread(desk.evidence.read, item.sha256, item.suffix)
        except (OSError, ValueError):
            missing.append(item.filename)
        else:
            found.append(Attachment(item.filename, content))
    await reply(desk, ask, worded.files(book, entry, found, missing), anew=True)


def _entry(desk: Desk, ask: Ask, entry_id: str) -> tuple[BookKey, Entry] | None:
    for key in readable(desk, ask.member):
        entry = desk.ledger.book(key).entry(entry_id)
        if entry is not None:
            return key, entry
    return None


async def undo(desk: Desk, ask: Ask) -> None:
    """/undo: reverse one's own latest spending or result that still counts."""
    chosen = await choose(desk, ask, "undo")
    if chosen is None:
        return
    book = desk.ledger.book(chosen.key)
    mine = (
        entry
        for entry in book.newest_first()
        if entry.recorded_by == ask.user_id and isinstance(entry, (Spending, IndicatorResult)) and book.counts(entry)
    )
    latest = next(mine, None)
    if latest is None:
        await reply(desk, ask, answers.nothing_to_undo())
        return
    await reply(desk, ask, worded.confirm_undo(book, latest, desk.office.names()))


async def _reverse(desk: Desk, ask: Ask, key: BookKey, entry: Entry) -> None:
    """Reverse this very entry; pressed again it says so and adds nothing."""
    book = desk.ledger.book(key)
    command = ReverseEntry(key=f"{entry.id}.x", target=entry.id, reason=worded.UNDO_REASON)
    try:
        recorded = desk.ledger.record(key, command, context(desk, ask, key).circumstances)
    except Refused as refused:
        await toast(desk, ask, refusals.sentence(refused, book, desk.office.names()))
    except NotRecorded as failure:
        await could_not_write(desk, ask, failure.reason)
    else:
        assert isinstance(recorded.entry, Reversal)
        await reply(desk, ask, saved_page(desk, ask, key, recorded))
