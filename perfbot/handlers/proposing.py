"""What a workbook or a report would do to the books as they are at this moment; nothing is changed here."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.forms.coding import code_for
from perfbot.handlers.choosing import names
from perfbot.handlers.desk import Desk
from perfbot.render.document import Attachment, Document
from perfbot.render.office import setup as worded
from perfbot.workbooks.isolated import Letter, read_grid, read_letter
from perfbot.workbooks.writing import workbook_bytes
from perfbot.years.problems import YearBookProblems
from perfbot.years.reports.reading import ReportDraft, read_report
from perfbot.years.schema import YearBook
from perfbot.years.sheets.filling import filled
from perfbot.years.sheets.planning import Plan, left_out, plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings, is_workbook, read_workbook
from perfbot.years.sheets.roster import RosterChange, roster
from perfbot.years.writing import year_book_text

WORKBOOK, REPORT = "xlsx", "docx"
_NAME = 8


@dataclass(frozen=True)
class Proposal:
    """A file's plan, the book as it would be, the people it names, what could not be read, files to correct it by.

    `left_out` names what the book has and the workbook does not: it stays.
    """

    plan: Plan
    book: Book
    people: tuple[RosterChange, ...] = ()
    unread: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Eight characters that change with anything that would be done: 确认 belongs to what was shown."""
        whole = f"{self.plan.fingerprint}{self.people!r}"
        return hashlib.blake2s(whole.encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.plan.steps and not self.people


class Unloadable(Exception):
    """The file was read but is not loaded as it is; `answer` says why, perhaps with files to mend."""

    def __init__(self, answer: Document) -> None:
        super().__init__()
        self.answer = answer


async def proposal(desk: Desk, actor: Member, suffix: str, content: bytes) -> Proposal:
    """What the file would do; raises Unsafe, YearBookProblems, or Unloadable.

    The file is opened before, the books are looked at after the only await: the answer holds for this moment.
    """
    name = hashlib.sha256(content).hexdigest()[:_NAME]
    if suffix == WORKBOOK:
        grid = await asyncio.to_thread(read_grid, content)
        if not is_workbook(grid):
            raise Unloadable(worded.not_ours())
        workbook = read_workbook(grid, name, surroundings(desk))
        proposed = _planned(desk, actor, workbook.book)
        office, fund = desk.office, workbook.book.key.fund
        people = roster(workbook.people, office.members(), fund, office.invited(desk.now()))
        stays = left_out(workbook.book, surroundings(desk).book(workbook.book.key))
        return replace(proposed, people=people, passed_over=workbook.passed_over, left_out=stays)
    letter = await asyncio.to_thread(read_letter, content)
    return _from_report(desk, actor, letter, name)


def surroundings(desk: Desk) -> Surroundings:
    """What a file is read against: the funds' names, the books, the day."""
    keys = desk.ledger.books()
    codes = {name: key.fund for key, name in names(desk, keys).items()}
    taken = frozenset(codes.values())

    def book(key: BookKey) -> Book | None:
        return desk.ledger.book(key) if key in keys else None

    return Surroundings(desk.today(), codes, lambda name: code_for(name, taken), book)


def _planned(desk: Desk, actor: Member, file: YearBook) -> Proposal:
    known = surroundings(desk).book(file.key)
    plan = plan_of(file, known)
    return Proposal(plan, rehearse(plan, file, known, actor, desk.now(), desk.today()))


def _from_report(desk: Desk, actor: Member, letter: Letter, name: str) -> Proposal:
    newest = max(desk.ledger.books(), key=lambda key: key.year, default=None)
    fund = desk.ledger.book(newest).fund if newest else None
    draft = read_report(letter.blocks, letter.author, name, surroundings(desk), fund.bureau if fund else "")
    if not draft.found_anything:
        raise Unloadable(worded.no_report())
    head = draft.book.fund
    lacking = worded.lacking(year=head.key.year, name=head.name, bureau=head.bureau)
    if lacking:
        raise Unloadable(_draft_only(desk, draft, lacking))
    if draft.book.key in desk.ledger.books():
        raise Unloadable(_draft_only(desk, draft, worded.book_exists(draft.book.key)))
    try:
        proposed = _planned(desk, actor, draft.book)
    except YearBookProblems as found:
        why = worded.missing_words([f"{problem.expected}：{problem.found}" for problem in found.problems])
        raise Unloadable(_draft_only(desk, draft, why)) from found
    return Proposal(proposed.plan, proposed.book, (), draft.unread, files=draft_files(desk, draft))


def draft_files(desk: Desk, draft: ReportDraft) -> tuple[Attachment, ...]:
    """The draft as a workbook to correct and as a year book."""
    fund = draft.book.fund
    workbook = workbook_bytes(filled(draft.book, spending=True), desk.now())
    text = year_book_text(draft.book, draft.unread).encode()
    return worded.draft_files(fund.name, fund.key.year, workbook, text)


def _draft_only(desk: Desk, draft: ReportDraft, why: str) -> Document:
    return worded.draft_only(why, draft.unread, draft_files(desk, draft))
