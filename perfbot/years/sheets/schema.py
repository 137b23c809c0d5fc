"""The shape of a set-up workbook once it is read: a year book with cells for its places, and people."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfbot.domain.books.members import Role
from perfbot.years.schema import YearBook


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One line of 人员: `projects` are codes, none meaning all; `telegram` is 0 where it is not known.

    `place` is the cell of the role.
    """

    name: str
    role: Role
    section: str = ""
    projects: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    telegram: int = 0
    place: str = field(default="", compare=False)


@dataclass(frozen=True)
class Workbook:
    """What a workbook states; `passed_over` names sheets and sums that are not of it."""

    book: YearBook
    people: tuple[PersonRow, ...] = ()
    passed_over: tuple[str, ...] = ()
