"""/export: a year as workbook and archive; /backup: an archive of all data."""

from __future__ import annotations

import asyncio
import io

from telegram.constants import ChatAction

from perfbot.delivery.messages import MOST_BYTES
from perfbot.delivery.sending import Progress
from perfbot.domain.books.keys import BookKey
from perfbot.export import Origin, Packed, archive, evidence_size, workbook
from perfbot.handlers.answering import press_taken, reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import choose
from perfbot.handlers.desk import Desk
from perfbot.records.backups import BackupFailed
from perfbot.render.chat.answers import working
from perfbot.render.document import Attachment, Document
from perfbot.render.export import words as words


async def export(desk: Desk, ask: Ask) -> None:
    """/export: the year's workbook and the archive of everything; `/export 2021 xlsx` the workbook alone."""
    chosen = await choose(desk, ask, "export", ask_year=True)
    if chosen is None:
        return
    ask, line = await press_taken(desk, ask), working(words.WORKBOOK)
    async with desk.delivery.progress(ask.chat_id, line, action=ChatAction.UPLOAD_DOCUMENT) as shown:
        answer = await _exported(desk, chosen.key, shown, alone=chosen.words.strip().lower() == "xlsx")
    await _handed_over(desk, ask, answer)


async def _exported(desk: Desk, key: BookKey, shown: Progress, *, alone: bool) -> Document:
    """The files, made in a thread from a view of the book."""
    own = _origin(desk, key)
    name = words.workbook_filename(own.book)
    if alone:
        return words.exported(own.book, [Attachment(name, await asyncio.to_thread(workbook, own))], ())
    await shown.say(working(words.ARCHIVE))
    whole, packed = await asyncio.to_thread(_packed, own)
    files = [Attachment(name, packed.workbook), Attachment(words.archive_filename(own.book), whole)]
    return words.exported(own.book, files, packed.problems)


def _origin(desk: Desk, key: BookKey) -> Origin:
    return Origin(
        book=desk.ledger.view(key),
        now=desk.now(),
        evidence=desk.evidence,
        names=dict(desk.office.names()),
        changes=desk.office.told_trail(),
        rulebook=desk.rulebook,
        template=desk.template,
    )


def _packed(origin: Origin) -> tuple[bytes, Packed]:
    """The archive; without the evidence where one message cannot carry it."""
    if evidence_size(origin.book) <= MOST_BYTES:
        whole = io.BytesIO()
        packed = archive(origin, whole)
        if len(whole.getbuffer()) <= MOST_BYTES:
            return whole.getvalue(), packed
    without = io.BytesIO()
    packed = archive(origin, without, with_evidence=False)
    return without.getvalue(), packed


async def backup(desk: Desk, ask: Ask) -> None:
    """/backup: make a verified archive of all data; send it, or tell its place where it is too large."""
    ask, line = await press_taken(desk, ask), working(words.BACKING_UP)
    async with desk.delivery.progress(ask.chat_id, line, action=ChatAction.UPLOAD_DOCUMENT):
        answer = await _backed_up(desk)
    await _handed_over(desk, ask, answer)


async def _backed_up(desk: Desk) -> Document:
    try:
        made = await asyncio.to_thread(desk.backups.make, desk.now())
    except BackupFailed as failure:
        return words.backup_refused(failure.reason) if failure.damaged else words.backup_failed(failure.reason)
    file = None
    if made.size <= MOST_BYTES:
        file = Attachment(made.path.name, await asyncio.to_thread(made.path.read_bytes))
    return words.backed_up(made.path.name, str(made.path), made.size, file)


async def _handed_over(desk: Desk, ask: Ask, answer: Document) -> None:
    """Send the archive, if the person is still of the office after the work."""
    member = desk.office.member(ask.user_id)
    if member is not None and member.is_admin:
        await reply(desk, ask, answer, anew=True)
