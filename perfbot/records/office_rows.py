"""The rows of the office's file: invitations, the trail, members; each read so that no other row suffers by it."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from perfbot.domain.books.members import Member, Role, Scope, visible_name
from perfbot.identity import new_id, new_token
from perfbot.store.codec import decode, encode
from perfbot.store.protocol import Document, Store

INVITE_PREFIX = "inv_"
INVITED = "invited"
MEMBERS, INVITES, TRAIL, CHATS = "members", "invites", "trail", "chats"
_TEXTS = ("name", "section", "what", "detail")
_UNREADABLE = (TypeError, ValueError, LookupError, AttributeError)
Record = TypeVar("Record")

log = logging.getLogger("perfbot.records")


@dataclass(frozen=True, kw_only=True)
class Invite:
    """An invitation, kept under the hash of its secret: one use, one role, an end."""

    id: str
    name: str
    role: Role
    scopes: tuple[Scope, ...]
    section: str
    made_by: int
    made_at: datetime
    expires_at: datetime
    used_by: int = 0
    reviews: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficeChange:
    """One line of the office's trail: who changed what about whom, and when."""

    id: str
    at: datetime
    by: int
    about: int
    what: str
    detail: str = ""


def rows_of(store: Store, kind: type[Record], table: str) -> Iterator[Record]:
    """The rows of a table; a text that lacks is empty, and a row that is none is passed over and logged."""
    for row in store.office(table):
        try:
            yield decode(kind, {**row, **{name: str(row.get(name) or "") for name in _TEXTS}})
        except _UNREADABLE as error:
            log.error("a row of the office's %s cannot be read and is passed over: %s", table, type(error).__name__)


def moved_chats(store: Store) -> dict[int, int]:
    """Numbers of now by the numbers that groups had."""
    rows = [(str(row.get("id")), str(row.get("now"))) for row in store.office(CHATS)]
    return {int(old): int(now) for old, now in rows if old.lstrip("-").isdecimal() and now.lstrip("-").isdecimal()}


def named(member: Member) -> Member:
    """The member with a name that can be seen: the number where there is no other."""
    return replace(member, name=visible_name(member.name) or str(member.id))


def told_apart(members: Mapping[int, Member]) -> dict[int, str]:
    """Names by id; two of one name bear their number as well."""
    often = Counter(member.name for member in members.values())
    return {
        person: f"{member.name} {person}" if often[member.name] > 1 else member.name
        for person, member in members.items()
    }


def invitation(
    member: Member, made_by: Member, now: datetime, life: timedelta
) -> tuple[str, list[tuple[str, Document]]]:
    """A new invitation's payload, and what is kept of it: never the payload itself."""
    token = new_token()
    asked = {name: getattr(member, name) for name in ("name", "role", "scopes", "section", "reviews")}
    invite = Invite(id=hashed(token), made_by=made_by.id, made_at=now, expires_at=now + life, **asked)
    trail = trail_row(INVITED, by=made_by.id, about=0, now=now, detail=f"{member.name} {member.role.value}")
    return INVITE_PREFIX + token, [(INVITES, encode(invite)), (TRAIL, trail)]


def withdrawn(invite: Invite, by: int, now: datetime) -> list[tuple[str, Document]]:
    """The changes that end an invitation: it ends when it was made, whatever the clock will say."""
    trail = trail_row("withdrawn", by=by, about=0, now=now, detail=f"{invite.name} {invite.role.value}".strip())
    return [(INVITES, encode(replace(invite, expires_at=invite.made_at))), (TRAIL, trail)]


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def member_row(member: Member) -> Document:
    return {**encode(member), "id": str(member.id)}


def trail_row(what: str, *, by: int, about: int, now: datetime, detail: str = "") -> Document:
    return encode(OfficeChange(id=new_id(), at=now, by=by, about=about, what=what, detail=detail))
