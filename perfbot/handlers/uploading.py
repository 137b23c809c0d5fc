"""Files that set up a year: opened apart, checked whole, shown as a preview, loaded at once on 确认."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from perfbot.domain.books.errors import Refused
from perfbot.domain.setup.checks import setup_findings
from perfbot.handlers import proposing
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.inviting import announce_admin
from perfbot.handlers.proposing import UNLOADABLE, draft_files, refusal
from perfbot.handlers.sent_files import AnnouncedFile, fetched, upload_of
from perfbot.records.evidence import WrongType, suffix_of
from perfbot.render.chat import refusals
from perfbot.render.document import Document
from perfbot.render.office import setup as worded
from perfbot.render.office.setup_preview import PersonLine, preview
from perfbot.render.presses import LoadPress
from perfbot.setting_up import REPORT, WORKBOOK, Joining, PeopleNotKept, Proposal, RosterChange, is_ours
from perfbot.workbooks.safety import MOST_BYTES, Danger

_HASH = 20


async def receive(desk: Desk, ask: Ask) -> None:
    """A file that was sent to set up a year, or in place of one."""
    assert ask.message is not None
    upload = upload_of(ask.message)
    suffix = suffix_of(upload.filename)
    if suffix not in (WORKBOOK, REPORT):
        await reply(desk, ask, worded.wrong_kind(suffix))
    elif upload.size > MOST_BYTES:
        await reply(desk, ask, worded.refused(Danger.TOO_LARGE.value, f"{upload.size / 1024 / 1024:.1f}"))
    else:
        async with desk.delivery.progress(ask.chat_id, worded.working()):
            answer = await _checked(desk, ask, upload, await fetched(desk, ask.message, upload))
        if _still_office(desk, ask):
            await reply(desk, ask, answer)


def _still_office(desk: Desk, ask: Ask) -> bool:
    """Reading took its time: only one who is of the office still sees or does anything."""
    member = desk.office.member(ask.user_id)
    return member is not None and member.is_admin


async def is_for_setup(desk: Desk, ask: Ask) -> bool:
    """Whether an administrator's workbook is one of ours, sent without being asked for."""
    assert ask.message is not None
    upload = upload_of(ask.message)
    if not ask.person.is_admin or suffix_of(upload.filename) != WORKBOOK or upload.size > MOST_BYTES:
        return False
    return await asyncio.to_thread(is_ours, await fetched(desk, ask.message, upload))


async def _checked(desk: Desk, ask: Ask, upload: AnnouncedFile, content: bytes) -> Document:
    try:
        proposal = await proposing.proposal(desk, ask.person, suffix_of(upload.filename), content)
        if not _still_office(desk, ask):
            return _preview(desk, proposal, "")  # nobody sees it, and nothing is kept
        kept = await asyncio.to_thread(desk.evidence.keep, content, upload.filename)
    except WrongType:
        return worded.refused(Danger.NOT_A_FILE.value)
    except UNLOADABLE as found:
        return refusal(desk, found)
    return _preview(desk, proposal, kept.sha256)


def _preview(desk: Desk, proposal: Proposal, sha256: str) -> Document:
    book, draft = proposal.book, proposal.draft
    if proposal.empty:
        return worded.nothing_new(book.name, book.year, proposal.left_out, proposal.passed_over, proposal.waiting)
    shown = preview(
        book,
        proposal.plan.changes,
        [PersonLine(change.member, change.joining.value) for change in proposal.people],
        setup_findings(book, None, desk.rulebook),
        creates=proposal.plan.creates,
        unread=draft.unread if draft else (),
        passed_over=proposal.passed_over,
        left_out=proposal.left_out,
        waiting=proposal.waiting,
        confirm=LoadPress(sha256[:_HASH], proposal.fingerprint),
    )
    return replace(shown, attachments=draft_files(desk, draft)) if draft else shown


async def confirm(desk: Desk, ask: Ask, pressed: LoadPress) -> None:
    """确认 under a preview: the file is read again and loaded if it would still do exactly what was shown."""
    kept = desk.evidence.find(pressed.file)
    if kept is None:
        await toast(desk, ask, worded.gone())
        return
    sha256, suffix = kept
    try:
        content = await asyncio.to_thread(desk.evidence.read, sha256, suffix)
        proposal = await proposing.proposal(desk, ask.person, suffix, content)
        if not _still_office(desk, ask):
            return
        if not proposal.empty and proposal.fingerprint != pressed.shown:
            await toast(desk, ask, worded.outdated())
            await reply(desk, replace(ask, press_id=None), _preview(desk, proposal, sha256))
            return
        answer = await _loaded(desk, ask, proposal)
    except UNLOADABLE as found:
        answer = refusal(desk, found)
    await reply(desk, ask, answer)


async def _loaded(desk: Desk, ask: Ask, proposal: Proposal) -> Document:
    """Load the book and the people; no await before everything is on disk."""
    if proposal.empty:
        return _preview(desk, proposal, "")
    setting_up, steps = proposing.setting_up(desk, ask.person), len(proposal.plan.steps)
    before = {member.id: member for member in desk.office.members()}
    try:
        links = iter([desk.deep_link(payload) for payload in setting_up.load(proposal)])
    except Refused as refused:
        return worded.problems([refusals.sentence(refused, proposal.book, desk.office.names())])
    except PeopleNotKept as failure:
        return worded.people_not_kept(desk.ledger.book(proposal.plan.key), steps, str(failure))
    people = [_person(change, links) for change in proposal.people]
    for change in proposal.people:
        if change.member.id:
            await desk.menus(change.member.id)
            await announce_admin(desk, before.get(change.member.id), change.member, ask.user_id)
    desk.session.await_no_workbook(ask.user_id)
    ends = desk.office.invite_ends(setting_up.now)
    return worded.loaded(desk.ledger.book(proposal.plan.key), steps, people, ends)


def _person(change: RosterChange, links: Iterator[str]) -> PersonLine:
    link = next(links) if change.joining is Joining.INVITED else ""
    return PersonLine(change.member, change.joining.value, link)
