"""Files that set up a year: opened apart, checked whole, shown as a preview, loaded at once on 确认."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from perfbot.domain.books.errors import Refused
from perfbot.domain.setup.checks import setup_findings
from perfbot.handlers import proposing
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.inviting import announce_admin
from perfbot.handlers.proposing import REPORT, WORKBOOK, Proposal, Unloadable
from perfbot.handlers.sent_files import AnnouncedFile, fetched, upload_of
from perfbot.records.evidence import WrongType, suffix_of
from perfbot.render.chat import refusals
from perfbot.render.document import Document
from perfbot.render.office import setup as worded
from perfbot.render.office.setup_preview import PersonLine, preview
from perfbot.workbooks.isolated import read_grid
from perfbot.workbooks.safety import MOST_BYTES, Danger, Unsafe
from perfbot.years.problems import YearBookProblems
from perfbot.years.sheets.reading import is_workbook
from perfbot.years.sheets.roster import Joining, RosterChange

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
    try:
        content = await fetched(desk, ask.message, upload)
        return is_workbook(await asyncio.to_thread(read_grid, content))
    except Unsafe:
        return False


async def _checked(desk: Desk, ask: Ask, upload: AnnouncedFile, content: bytes) -> Document:
    suffix = suffix_of(upload.filename)
    try:
        proposal = await proposing.proposal(desk, ask.person, suffix, content)
        if not _still_office(desk, ask):
            return _preview(desk, proposal, "")  # nobody sees it, and nothing is kept
        kept = await asyncio.to_thread(desk.evidence.keep, content, upload.filename)
    except Unsafe as unsafe:
        return worded.refused(unsafe.danger.value, unsafe.detail)
    except YearBookProblems as found:
        return worded.problems([str(problem) for problem in found.problems])
    except Unloadable as found:
        return found.answer
    except WrongType:
        return worded.refused(Danger.NOT_A_FILE.value)
    return _preview(desk, proposal, kept.sha256)


def _preview(desk: Desk, proposal: Proposal, sha256: str) -> Document:
    book = proposal.book
    if proposal.empty:
        name = book.fund.name if book.fund else book.key.fund
        return worded.nothing_new(name, book.year, proposal.left_out)
    shown = preview(
        book,
        proposal.plan.changes,
        [PersonLine(change.member, change.joining.value) for change in proposal.people],
        setup_findings(book, None, desk.rulebook),
        creates=proposal.plan.creates,
        unread=proposal.unread,
        passed_over=proposal.passed_over,
        left_out=proposal.left_out,
        confirm=f"s:ok:{sha256[:_HASH]}:{proposal.fingerprint}",
    )
    return replace(shown, attachments=proposal.files)


async def confirm(desk: Desk, ask: Ask, beginning: str, shown: str) -> None:
    """确认 under a preview: the file is read again and loaded if it would still do exactly what was shown."""
    kept = desk.evidence.find(beginning)
    if kept is None:
        await toast(desk, ask, worded.gone())
        return
    sha256, suffix = kept
    try:
        content = await asyncio.to_thread(desk.evidence.read, sha256, suffix)
        proposal = await proposing.proposal(desk, ask.person, suffix, content)
        if not _still_office(desk, ask):
            return
        if not proposal.empty and proposal.fingerprint != shown:
            await toast(desk, ask, worded.outdated())
            await reply(desk, replace(ask, press_id=None), _preview(desk, proposal, sha256))
            return
        answer = await _loaded(desk, ask, proposal)
    except (YearBookProblems, Unsafe, Unloadable) as found:
        answer = _refusal(found)
    await reply(desk, ask, answer)


def _refusal(found: YearBookProblems | Unsafe | Unloadable) -> Document:
    if isinstance(found, YearBookProblems):
        return worded.problems([str(problem) for problem in found.problems])
    return found.answer if isinstance(found, Unloadable) else worded.refused(found.danger.value, found.detail)


async def _loaded(desk: Desk, ask: Ask, proposal: Proposal) -> Document:
    """Load the book all or none, then take the people in; no await before everything is on disk."""
    plan, now = proposal.plan, desk.now()
    if proposal.empty:
        return _preview(desk, proposal, "")
    try:
        if plan.creates:
            desk.ledger.open_book(plan.key, plan.stated, ask.person, now, now.date())
        elif plan.steps:
            desk.ledger.record_all(plan.key, plan.stated, ask.person, now, now.date())
    except Refused as refused:
        return worded.problems([refusals.sentence(refused, proposal.book, desk.office.names())])
    before = {member.id: member for member in desk.office.members()}
    people = [_joined(desk, ask, change) for change in proposal.people]
    for change in proposal.people:
        if change.member.id:
            await desk.menus(change.member.id)
            await announce_admin(desk, before.get(change.member.id), change.member, ask.user_id)
    desk.awaited_upload.discard(ask.user_id)
    return worded.loaded(desk.ledger.book(plan.key), len(plan.steps), people, desk.office.invite_ends(now))


def _joined(desk: Desk, ask: Ask, change: RosterChange) -> PersonLine:
    member, now = change.member, desk.now()
    link = ""
    if change.joining is Joining.INVITED:
        payload = desk.office.invite(
            ask.person, now, member.name, member.role, member.scopes, member.section, member.reviews
        )
        link = desk.deep_link(payload)
    elif change.joining is Joining.ADMITTED:
        desk.office.admit(member, ask.person, now)
    else:
        desk.office.change(member, "workbook", ask.person, now, member.role.value)
    return PersonLine(member, change.joining.value, link)
