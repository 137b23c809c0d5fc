"""Works out what the 人员 sheet changes among the members: admitted, invited, changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from perfbot.domain.books.members import Member, Role, Scope
from perfbot.years.problems import YearBookProblem
from perfbot.years.sheets.columns import PEOPLE
from perfbot.years.sheets.rows import cell_problem
from perfbot.years.sheets.schema import PersonRow


class Joining(Enum):
    """The ways in which a person of the sheet becomes a member."""

    ADMITTED = "admitted"
    INVITED = "invited"
    CHANGED = "changed"


@dataclass(frozen=True)
class RosterChange:
    """One person and the change; an invited one has no Telegram id yet (0).

    `place` is the cell of the role.
    """

    joining: Joining
    member: Member
    place: str = field(default="", compare=False)


def person_row(member: Member, fund: str) -> PersonRow:
    """The member's line of 人员 in the workbook of a fund."""
    covering = [scope for scope in member.scopes if scope.fund in ("", fund)]
    everything = member.role is Role.ADMIN or any(not scope.projects for scope in covering)
    return PersonRow(
        name=member.name,
        role=member.role,
        section=member.section,
        projects=() if everything else tuple(code for scope in covering for code in scope.projects),
        reviews=member.reviews,
        telegram=member.id,
    )


def roster(
    people: Iterable[PersonRow], members: Sequence[Member], fund: str, invited: Collection[str] = ()
) -> tuple[RosterChange, ...]:
    """The changes against the members and those `invited` by name; a sheet never removes anybody."""
    new = [row for row in people if row.telegram or row.name not in invited]
    return tuple(_roster(new, members, fund))


def waiting(people: Iterable[PersonRow], members: Sequence[Member], invited: Collection[str]) -> tuple[str, ...]:
    """Names in the sheet of people who were invited and have not joined."""
    return tuple(row.name for row in people if row.name in invited and _known(row, members) is None)


def last_admin_problems(changes: Iterable[RosterChange]) -> tuple[YearBookProblem, ...]:
    """The cells that would leave no administrator."""
    remedy = "请把这一行的角色改回管理员，或先另请一位管理员。"
    found = "装入后没有管理员"
    return tuple(
        cell_problem(PEOPLE.title, change.place, "至少留一位管理员", found, remedy)
        for change in changes
        if change.member.id and not change.member.is_admin
    )


def _roster(people: Iterable[PersonRow], members: Sequence[Member], fund: str) -> Iterator[RosterChange]:
    for row in people:
        known = _known(row, members)
        if known is not None:
            changed = _changed(known, row, fund)
            if changed != known:
                yield RosterChange(Joining.CHANGED, changed, row.place)
            continue
        made = Member(row.telegram, row.name, row.role, (Scope(fund, row.projects),), row.section, row.reviews)
        yield RosterChange(Joining.ADMITTED if row.telegram else Joining.INVITED, made, row.place)


def _known(row: PersonRow, members: Sequence[Member]) -> Member | None:
    """The member of this Telegram id, or the only one of this name."""
    if row.telegram:
        return next((member for member in members if member.id == row.telegram), None)
    named = [member for member in members if member.name == row.name]
    return named[0] if len(named) == 1 else None


def _changed(member: Member, row: PersonRow, fund: str) -> Member:
    """The member as the sheet has it; scopes of other funds stay."""
    told = person_row(member, fund)
    same = member.may_read(fund) and row.role is told.role and set(row.projects) == set(told.projects)
    everywhere = Scope() in member.scopes and not row.projects
    others = tuple(scope for scope in member.scopes if scope.fund not in ("", fund))
    kept = same or everywhere or row.role is Role.ADMIN
    scopes = member.scopes if kept else (*others, Scope(fund, row.projects))
    return replace(
        member,
        name=row.name,
        role=row.role,
        scopes=scopes,
        section=row.section or member.section,
        reviews=row.reviews or member.reviews,
    )
