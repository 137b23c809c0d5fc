"""What a file that sets up a year would do to its book and to the office, and doing it: the same for chat and shell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from perfbot.domain.books.book import Book
from perfbot.domain.books.keys import BookKey
from perfbot.domain.books.members import Member
from perfbot.forms.coding import code_for
from perfbot.records.hidden_books import HiddenBook
from perfbot.records.ledger import Ledger
from perfbot.records.office import NotKept, Office
from perfbot.records.office_rows import INVITED
from perfbot.workbooks.isolated import Letter, read_grid, read_letter
from perfbot.workbooks.safety import Unsafe
from perfbot.years.problems import YearBookProblems
from perfbot.years.reports.reading import ReportDraft, read_report
from perfbot.years.schema import YearBook
from perfbot.years.sheets.grid import Grid
from perfbot.years.sheets.planning import Plan, left_out, plan_of, rehearse
from perfbot.years.sheets.reading import Surroundings, is_workbook, read_workbook
from perfbot.years.sheets.roster import Joining, RosterChange, last_admin_problems, roster, waiting

__all__ = [
    "REPORT",
    "WORKBOOK",
    "DraftNotLoadable",
    "Joining",
    "KeyIsHidden",
    "Letter",
    "NotOurs",
    "PeopleNotKept",
    "Proposal",
    "RosterChange",
    "SettingUp",
    "is_ours",
    "opened",
]

WORKBOOK, REPORT = "xlsx", "docx"
_TRAIL = {Joining.ADMITTED: "admitted", Joining.INVITED: INVITED, Joining.CHANGED: "workbook"}


@dataclass(frozen=True)
class Proposal:
    """What a file would do, the book as it would be, the people it names, and what of it was not taken.

    `left_out` names what the book has and the workbook does not: it stays. `waiting` were invited before.
    """

    plan: Plan
    book: Book
    people: tuple[RosterChange, ...] = ()
    waiting: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    draft: ReportDraft | None = None

    @property
    def fingerprint(self) -> str:
        """Eight characters that change with anything that would be done: 确认 belongs to what was shown."""
        whole = f"{self.plan.fingerprint}{self.people!r}"
        return hashlib.blake2s(whole.encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.plan.steps and not self.people


class NotOurs(Exception):
    """A workbook that is none of the set-up's."""


class DraftNotLoadable(Exception):
    """A report that was read but is not loaded: its head is incomplete, its book is there, or words are missing.

    `problems` are the missing words, none where the reason is another.
    """

    def __init__(self, draft: ReportDraft, problems: YearBookProblems | None = None) -> None:
        super().__init__()
        self.draft, self.problems = draft, problems


class KeyIsHidden(Exception):
    """The file is for a year of a fund whose book is hidden: that book is to be shown again first."""

    def __init__(self, hidden: HiddenBook, name: str) -> None:
        super().__init__()
        self.key, self.name, self.reason = hidden.key, name, hidden.reason


class PeopleNotKept(Exception):
    """The book is loaded and the disk did not take the people: nobody was taken in, invited or changed."""


def opened(suffix: str, content: bytes) -> Grid | Letter:
    """The file's content, opened apart; blocking. Raises Unsafe, NotOurs."""
    if suffix != WORKBOOK:
        return read_letter(content)
    grid = read_grid(content)
    if not is_workbook(grid):
        raise NotOurs
    return grid


def is_ours(content: bytes) -> bool:
    """Whether this is a set-up workbook that can be opened; blocking."""
    try:
        opened(WORKBOOK, content)
    except (Unsafe, NotOurs):
        return False
    return True


@dataclass(frozen=True)
class SettingUp:
    """Reads files against the books of this moment and loads them; without ledger and office there is nothing yet."""

    ledger: Ledger | None
    office: Office | None
    actor: Member
    now: datetime

    def proposal(self, file: Grid | Letter, name: str) -> Proposal:
        """What the file would do; raises YearBookProblems, DraftNotLoadable, KeyIsHidden. Nothing changes."""
        return self._of_report(file, name) if isinstance(file, Letter) else self._of_workbook(file, name)

    def load(self, proposal: Proposal) -> tuple[str, ...]:
        """The book, all or none, then all people as one change; the payloads of the invitations, in order.

        Raises Refused or NotRecorded where nothing was changed, PeopleNotKept where the book is loaded: the same file
        again then brings what is left.
        """
        plan, today = proposal.plan, self.now.date()
        assert self.ledger is not None
        assert self.office is not None
        if plan.creates:
            self.ledger.open_book(plan.key, plan.stated, self.actor, self.now, today)
        elif plan.steps:
            self.ledger.record_all(plan.key, plan.stated, self.actor, self.now, today)
        people = [(_TRAIL[change.joining], change.member) for change in proposal.people]
        try:
            return self.office.take_in(people, self.actor, self.now) if people else ()
        except NotKept as failure:
            raise PeopleNotKept(failure.reason) from failure

    def surroundings(self) -> Surroundings:
        """What a file is read against: the funds' codes by name, the books, the day."""
        keys = [*(one.key for one in self._hidden()), *self._books()]
        funds = {fund.name: key.fund for key in keys if (fund := self._known(key).fund)}
        taken = frozenset(funds.values())
        return Surroundings(self.now.date(), funds, lambda name: code_for(name, taken), self.book)

    def book(self, key: BookKey) -> Book | None:
        """The book where there is one."""
        return self._known(key) if key in self._books() else None

    def _hidden(self) -> Sequence[HiddenBook]:
        return self.ledger.hidden.all() if self.ledger else ()

    def _not_hidden(self, key: BookKey) -> None:
        """Raises KeyIsHidden: the key stays the hidden book's, so that no number is ever given twice."""
        for one in self._hidden():
            if one.key == key:
                raise KeyIsHidden(one, self._known(key).name)

    def _books(self) -> Sequence[BookKey]:
        return self.ledger.books() if self.ledger else ()

    def _known(self, key: BookKey) -> Book:
        assert self.ledger is not None
        return self.ledger.book(key)

    def _of_workbook(self, grid: Grid, name: str) -> Proposal:
        workbook = read_workbook(grid, name, self.surroundings())
        self._not_hidden(workbook.book.key)
        known, fund = self.book(workbook.book.key), workbook.book.key.fund
        members = self.office.members() if self.office else ()
        invited = self.office.invited(self.now) if self.office else frozenset[str]()
        people = roster(workbook.people, members, fund, invited)
        if self.office and not self.office.keeps_an_admin([change.member for change in people if change.member.id]):
            raise YearBookProblems(name, last_admin_problems(people))
        plan, book = self._planned(workbook.book)
        stays = left_out(workbook.book, known)
        return Proposal(plan, book, people, waiting(workbook.people, members, invited), workbook.passed_over, stays)

    def _planned(self, file: YearBook) -> tuple[Plan, Book]:
        known = self.book(file.key)
        plan = plan_of(file, known)
        return plan, rehearse(plan, file, known, self.actor, self.now, self.now.date())

    def _of_report(self, letter: Letter, name: str) -> Proposal:
        newest = max(self._books(), key=lambda key: key.year, default=None)
        fund = self._known(newest).fund if newest else None
        draft = read_report(letter.blocks, letter.author, name, self.surroundings(), fund.bureau if fund else "")
        head = draft.book.fund
        self._not_hidden(head.key)
        if not (head.key.year and head.name and head.bureau) or self.book(head.key):
            raise DraftNotLoadable(draft)
        try:
            return Proposal(*self._planned(draft.book), draft=draft)
        except YearBookProblems as found:
            raise DraftNotLoadable(draft, found) from found
