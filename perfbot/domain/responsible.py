"""Who answers for what is owed: its editors, and the office for projects that have none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perfbot.domain.book import Book
from perfbot.domain.entries import Basis
from perfbot.domain.members import Member, Role
from perfbot.domain.rulebook import DEFAULT, Rulebook
from perfbot.domain.todo import Owed, OwedKind, owed_by


def owed_of(
    book: Book, member: Member, members: Sequence[Member], as_of: date, rulebook: Rulebook = DEFAULT
) -> tuple[Owed, ...]:
    """What the member is asked for: an editor for their projects, an administrator for projects without an editor.

    A result that came back (退回) is asked of whoever recorded it, administrators too. Payments whose dates are assumed
    make nobody late.
    """
    owed = tuple(item for item in owed_by(book, member, as_of, rulebook) if not _is_guessed(book, item))
    if not member.is_admin:
        return owed
    editors = [other for other in members if other.role is Role.EDITOR]
    fund = book.key.fund
    orphaned = {code for code in {item.project for item in owed} if not any(e.may_record(fund, code) for e in editors)}
    return tuple(item for item in owed if item.project in orphaned or item.kind is OwedKind.RETURNED)


def _is_guessed(book: Book, item: Owed) -> bool:
    """A silence read off payment dates that the book only assumes is nobody's silence."""
    spendings = book.projects[item.project].spendings
    return item.kind is OwedKind.SPENDING_QUIET and bool(spendings) and spendings[-1][2].basis is Basis.ASSUMED


def is_pressing(owed: Sequence[Owed]) -> bool:
    """Whether somebody is to be reminded: a target that was set too low is asked about, never chased."""
    return any(item.kind is not OwedKind.TARGET_TOO_LOW for item in owed)
