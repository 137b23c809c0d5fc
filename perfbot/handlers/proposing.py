"""A sent file on its way into the books: opened beside the event loop, read against the books, refused in words."""

from __future__ import annotations

import asyncio
import hashlib

from perfbot.domain.books.members import Member
from perfbot.handlers.desk import Desk
from perfbot.render.document import Attachment, Document
from perfbot.render.office import setup as worded
from perfbot.render.office.hiding import key_is_hidden
from perfbot.setting_up import DraftNotLoadable, KeyIsHidden, NotOurs, Proposal, SettingUp, opened
from perfbot.workbooks.safety import Unsafe
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.problems import YearBookProblems
from perfbot.years.reports.reading import ReportDraft
from perfbot.years.sheets.filling import filled
from perfbot.years.writing import year_book_text

UNLOADABLE = (Unsafe, NotOurs, YearBookProblems, DraftNotLoadable, KeyIsHidden)
_NAME = 8


def setting_up(desk: Desk, actor: Member) -> SettingUp:
    """The books and the office as they are at this moment."""
    return SettingUp(desk.ledger, desk.office, actor, desk.now())


async def proposal(desk: Desk, actor: Member, suffix: str, content: bytes) -> Proposal:
    """What the file would do; raises UNLOADABLE.

    The file is opened before, the books are looked at after the only await: the answer holds for this moment.
    """
    file = await asyncio.to_thread(opened, suffix, content)
    return setting_up(desk, actor).proposal(file, hashlib.sha256(content).hexdigest()[:_NAME])


def refusal(desk: Desk, found: Exception) -> Document:
    """Why the file (one of UNLOADABLE) is not loaded, with files to correct it by where it was read."""
    match found:
        case Unsafe():
            return worded.refused(found.danger.value, found.detail)
        case YearBookProblems():
            return worded.problems([str(problem) for problem in found.problems])
        case KeyIsHidden():
            return key_is_hidden(found.key, found.name, found.reason)
        case DraftNotLoadable() if found.draft.found_anything:
            return worded.draft_only(_why(found), found.draft.unread, draft_files(desk, found.draft))
        case DraftNotLoadable():
            return worded.no_report()
    return worded.not_ours()


def _why(found: DraftNotLoadable) -> str:
    head = found.draft.book.fund
    if found.problems is not None:
        return worded.missing_words([f"{problem.expected}：{problem.found}" for problem in found.problems.problems])
    lacking = worded.lacking(year=head.key.year, name=head.name, bureau=head.bureau)
    return lacking or worded.book_exists(head.key)


def draft_files(desk: Desk, draft: ReportDraft) -> tuple[Attachment, ...]:
    """The draft as a workbook to correct and as a year book."""
    fund = draft.book.fund
    workbook = workbook_bytes(filled(draft.book, spending=True), desk.now())
    text = year_book_text(draft.book, draft.unread).encode()
    return worded.draft_files(fund.name, fund.key.year, workbook, text)
