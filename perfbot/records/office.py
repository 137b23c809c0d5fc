"""The Office 办公室: who belongs, with what role, who was invited, which chats are its groups, and the trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from perfbot.domain.books.members import Member, Role, Scope, visible_name
from perfbot.records.office_rows import (
    CHATS,
    INVITE_PREFIX,
    INVITED,
    INVITES,
    MEMBERS,
    TRAIL,
    Invite,
    OfficeChange,
    hashed,
    invitation,
    member_row,
    moved_chats,
    named,
    rows_of,
    told_apart,
    trail_row,
    withdrawn,
)
from perfbot.store.codec import encode
from perfbot.store.errors import UNWRITTEN
from perfbot.store.protocol import Document, Store

INVITE_LIFE = timedelta(hours=24)


class InviteRefused(Exception):
    """A deep link that opens nothing: unknown, used, withdrawn or expired, which look the same from outside."""


class LastAdmin(Exception):
    """The last administrator cannot leave or be made less."""


class UnknownMember(Exception):
    """No member of that id."""


class NotKept(Exception):
    """The disk did not take a change to the office: everything is as it was."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Office:
    """Members, invitations and chats kept in a Store; every change writes itself and its trail as one change.

    Whatever changes something raises NotKept when the disk refuses.
    """

    def __init__(
        self,
        store: Store,
        founders: tuple[int, ...] = (),
        group_chat_id: int | None = None,
        further: frozenset[int] = frozenset(),
    ) -> None:
        """`group_chat_id` is the work group, `further` the others that are posted to, by the numbers as configured."""
        self._store = store
        self._members = {member.id: member for member in self._read_members()}
        self._names = told_apart(self._members)
        self._founders = founders
        self._first_group, self._further = group_chat_id, further
        self._moved = moved_chats(store)

    def _read_members(self) -> list[Member]:
        known = [member for member in rows_of(self._store, Member, MEMBERS) if str(member.id).isdecimal()]
        return [named(replace(member, id=int(member.id))) for member in known]

    def bootstrap(self, now: datetime) -> tuple[Member, ...]:
        """Make the configured founders administrators if they are not known yet; returns the new ones."""
        new = tuple(Member(person, str(person), Role.ADMIN) for person in self._unknown())
        for member in new:
            self._write(member, "founded", by=member.id, now=now)
        return new

    def _unknown(self) -> list[int]:
        return [person for person in self._founders if person not in self._members]

    def member(self, person: int) -> Member | None:
        """The member of this id, unless removed."""
        member = self._members.get(person)
        return None if member is None or member.removed else member

    def members(self) -> tuple[Member, ...]:
        """Everybody who belongs, administrators first."""
        order = list(Role)
        present = [member for member in self._members.values() if not member.removed]
        return tuple(sorted(present, key=lambda member: (order.index(member.role), member.name, member.id)))

    def admins(self) -> tuple[Member, ...]:
        """The administrators."""
        return tuple(member for member in self.members() if member.is_admin)

    def names(self) -> Mapping[int, str]:
        """Names by id, of removed members too, for the trails, with the number where two bear one name."""
        return MappingProxyType(self._names)

    def invite(
        self,
        made_by: Member,
        now: datetime,
        name: str,
        role: Role,
        scopes: tuple[Scope, ...],
        section: str = "",
        reviews: tuple[str, ...] = (),
    ) -> str:
        """A new one-time invitation; returns the deep link's payload, which is never kept as it is."""
        payload, rows = invitation(Member(0, name, role, scopes, section, reviews), made_by, now, INVITE_LIFE)
        self._put(rows)
        return payload

    def take_in(self, people: Sequence[tuple[str, Member]], by: Member, now: datetime) -> tuple[str, ...]:
        """Several people as one change, all or none; the payloads of the invitations, in order.

        Each comes with what the trail says; "invited" makes an invitation. Raises LastAdmin.
        """
        known = [(what, self._as_known(member)) for what, member in people if what != INVITED]
        if not self.keeps_an_admin(member for _, member in known):
            raise LastAdmin
        made = [invitation(member, by, now, INVITE_LIFE) for what, member in people if what == INVITED]
        rows = [row for what, one in known for row in self._changes(one, what, by.id, now, one.role.value)]
        self._put([*rows, *(row for _, own in made for row in own)])
        for _, member in known:
            self._know(member)
        return tuple(payload for payload, _ in made)

    def keeps_an_admin(self, changed: Iterable[Member]) -> bool:
        """Whether somebody administers, or a founder will from the next start, once these members are as they are here.

        True where nobody did before.
        """
        after = self._members | {member.id: member for member in changed}
        left = any(member.is_admin and not member.removed for member in after.values())
        return left or any(person not in after for person in self._founders) or not (self.admins() or self._unknown())

    def accept(self, payload: str, person: int, shown_name: str, now: datetime) -> tuple[Member, Invite]:
        """Use an invitation; raises InviteRefused when it is unknown, used, withdrawn or expired."""
        invite = self._open_invite(payload, now)
        name = visible_name(invite.name) or visible_name(shown_name)
        stated = Member(person, name, invite.role, invite.scopes, invite.section, invite.reviews, started=True)
        member = self._as_known(stated)
        trail = trail_row("joined", by=person, about=person, now=now, detail=invite.role.value)
        used = encode(replace(invite, used_by=person))
        self._put([(INVITES, used), (MEMBERS, member_row(member)), (TRAIL, trail)])
        self._know(member)
        return member, invite

    def _as_known(self, member: Member) -> Member:
        """Who comes back keeps the name that the trail knows; a name that cannot be seen becomes the number."""
        known = self._members.get(member.id)
        if known is not None and known.removed and known.name != str(known.id):
            return replace(member, name=known.name)
        return named(member)

    def open_invites(self, now: datetime) -> tuple[Invite, ...]:
        """Every invitation that can still be used, oldest first: its maker is an administrator all the while."""
        return tuple(invite for invite in rows_of(self._store, Invite, INVITES) if self._is_open(invite, now))

    def _is_open(self, invite: Invite, now: datetime) -> bool:
        maker = self._members.get(invite.made_by)
        return not invite.used_by and now < invite.expires_at and maker is not None and maker.is_admin

    def withdraw(self, beginning: str, by: Member, now: datetime) -> Invite | None:
        """End the open invitation whose id begins so; it, or None when there is none such."""
        invite = next((one for one in self.open_invites(now) if one.id.startswith(beginning)), None)
        if invite is not None:
            self._put(withdrawn(invite, by.id, now))
        return invite

    def invited(self, now: datetime) -> frozenset[str]:
        """Names of those whose invitation still waits to be used."""
        return frozenset(invite.name for invite in self.open_invites(now))

    @staticmethod
    def invite_ends(made_at: datetime) -> datetime:
        """When an invitation made at this moment ends."""
        return made_at + INVITE_LIFE

    def _open_invite(self, payload: str, now: datetime) -> Invite:
        wanted = hashed(payload.removeprefix(INVITE_PREFIX))
        for invite in self.open_invites(now):
            if invite.id == wanted:
                return invite
        raise InviteRefused

    def change(self, changed: Member, what: str, by: Member, now: datetime, detail: str = "") -> Member:
        """Replace what is known of a member; raises UnknownMember or LastAdmin."""
        known = self._members.get(changed.id)
        if known is None:
            raise UnknownMember
        if known.is_admin and not changed.is_admin and len(self.admins()) == 1:
            raise LastAdmin
        return self._write(changed, what, by=by.id, now=now, detail=detail)

    def admit(self, member: Member, by: Member, now: datetime) -> Member:
        """Take somebody in without an invitation, as a loaded file states them."""
        return self._write(self._as_known(member), "admitted", by=by.id, now=now, detail=member.role.value)

    def remove(self, person: int, by: Member, now: datetime) -> Member:
        """Remove a member; their name stays in the trails."""
        member = self.member(person)
        if member is None:
            raise UnknownMember
        return self.change(replace(member, removed=True), "removed", by, now)

    def mark_started(self, person: int, shown_name: str, now: datetime) -> None:
        """Note that the member opened the private chat; a founder known by number only gets their name."""
        member = self.member(person)
        if member is None or (member.started and member.name != str(person)):
            return
        name = visible_name(shown_name) if member.name == str(person) else member.name
        self._write(replace(member, started=True, name=name), "started", by=person, now=now)

    def _write(self, member: Member, what: str, *, by: int, now: datetime, detail: str = "") -> Member:
        member = named(member)
        self._put(self._changes(member, what, by, now, detail))
        self._know(member)
        return member

    def _changes(self, member: Member, what: str, by: int, now: datetime, detail: str) -> list[tuple[str, Document]]:
        """A member as they are from now on; the open invitations of one who administers no more end with it."""
        known = self._members.get(member.id)
        trail = trail_row(what, by=by, about=member.id, now=now, detail=detail)
        changes = [(MEMBERS, member_row(member)), (TRAIL, trail)]
        if known is not None and known.is_admin and not member.is_admin:
            for invite in self.open_invites(now):
                changes += withdrawn(invite, by, now) if invite.made_by == member.id else []
        return changes

    def _know(self, member: Member) -> None:
        self._members[member.id] = member
        self._names = told_apart(self._members)

    def _put(self, changes: list[tuple[str, Document]]) -> None:
        """One change with its trail, before memory knows of it; raises NotKept."""
        try:
            self._store.put_office(changes)
        except UNWRITTEN as failure:
            raise NotKept(failure.reason) from failure

    def trail(self) -> tuple[OfficeChange, ...]:
        """Every change to the office, oldest first."""
        return tuple(rows_of(self._store, OfficeChange, TRAIL))

    def told_trail(self) -> tuple[tuple[datetime, str, str, str, str], ...]:
        """The trail for people: when, who by name, what, about whom by name, detail."""
        names = self.names()
        return tuple(
            (row.at, names.get(row.by, ""), row.what, names.get(row.about, ""), row.detail) for row in self.trail()
        )

    @property
    def group_chat_id(self) -> int | None:
        """The group's chat: the configured one, or what it became when it was upgraded."""
        return None if self._first_group is None else self.chat_now(self._first_group)

    @property
    def groups(self) -> frozenset[int]:
        """The work group and the further ones, by their numbers of now."""
        first = () if self._first_group is None else (self._first_group,)
        return frozenset(map(self.chat_now, (*first, *self._further)))

    def chat_now(self, chat_id: int) -> int:
        """A chat's number of now: its own, or that of the supergroup it became."""
        return self._moved.get(chat_id, chat_id)

    def group_moved(self, old: int, new: int, now: datetime) -> bool:
        """One of the groups became a supergroup: remember its new id; False where that is known, or it is not ours."""
        if old not in self.groups:
            return False
        moved = [old, *(chat for chat, known in self._moved.items() if known == old)]
        rows: list[tuple[str, Document]] = [(CHATS, {"id": str(chat), "now": new}) for chat in moved]
        trail = trail_row("group_moved", by=0, about=0, now=now, detail=f"{old} → {new}")
        self._put([*rows, (TRAIL, trail)])
        self._moved.update(dict.fromkeys(moved, new))
        return True
