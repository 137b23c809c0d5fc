"""Invitations by one-time link: made, listed, taken back and used; the office hears of every administrator."""

from __future__ import annotations

from perfbot.domain.books.members import Member, Role, Scope
from perfbot.handlers import scoping
from perfbot.handlers.answering import reply, tell
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.records.office import InviteRefused
from perfbot.render.office import invitations as worded

_ID = 16
"""Characters of an invitation's id that name it on a button."""


async def invite(desk: Desk, ask: Ask) -> None:
    """/invite: pick a role, or all in one line."""
    if not ask.words:
        await reply(desk, ask, worded.invite_roles(_waiting(desk)))
        return
    role_word, *rest = ask.words.split()
    role = worded.ROLE_WORDS.get(role_word)
    if role is None:
        await reply(desk, ask, worded.invite_usage(worded.no_such_role(role_word)))
        return
    name, wanted = (rest[0], rest[1:]) if rest else ("", [])
    scopes, unknown = scoping.named_scopes(desk, wanted)
    if unknown:
        await reply(desk, ask, worded.invite_usage(worded.no_such_project(unknown)))
        return
    await _invite(desk, ask, role, name, scopes)


def _waiting(desk: Desk) -> list[worded.OpenInvitation]:
    called = desk.office.names()
    return [
        worded.OpenInvitation(one.id[:_ID], one.name, one.role, called.get(one.made_by, ""), one.expires_at)
        for one in desk.office.open_invites(desk.now())
    ]


async def _invite(desk: Desk, ask: Ask, role: Role, name: str, scopes: tuple[Scope, ...]) -> None:
    payload = desk.office.invite(ask.person, desk.now(), name, role, scopes)
    expires = desk.office.invite_ends(desk.now())
    shown = worded.invitation(desk.deep_link(payload), role, scoping.scope_words(desk, scopes), expires, name)
    await reply(desk, ask, shown)


async def accept(desk: Desk, ask: Ask, payload: str) -> None:
    """A deep link with an invitation; who invited is told who came, and every administrator of a new one."""
    try:
        member, invite = desk.office.accept(payload, ask.user_id, ask.shown_name, desk.now())
    except InviteRefused:
        await reply(desk, ask, worded.invite_refused())
        return
    scope = scoping.scope_words(desk, member.scopes)
    await tell(desk, invite.made_by, worded.joined_notice(member, ask.user_id, scope))
    await announce_admin(desk, None, member, invite.made_by)
    await desk.menus(member.id)
    await reply(desk, ask, worded.welcome_joined(member, scope))


async def announce_admin(desk: Desk, before: Member | None, member: Member, by: int) -> None:
    """Tell the administrators of one who was none before, all but the two who know."""
    if member.is_admin and not (before is not None and before.is_admin):
        news = worded.new_administrator(member, desk.office.names().get(by, ""))
        for admin in desk.office.admins():
            if admin.id not in (member.id, by):
                await tell(desk, admin.id, news)


async def press_roles(desk: Desk, ask: Ask, _: list[str]) -> None:
    """The roles and the open invitations again."""
    await reply(desk, ask, worded.invite_roles(_waiting(desk)))


async def press_invite(desk: Desk, ask: Ask, rest: list[str]) -> None:
    """A role was tapped, then fund and projects; raises ValueError for a forged one."""
    role = Role(rest[0])
    ticking = scoping.Ticking(worded.INVITE_TITLES[role], f"m:inv:{role.value}", worded.back_to_roles())
    found = await scoping.ticked(desk, ask, ticking, role, rest[1:])
    if found is not None:
        await _invite(desk, ask, role, "", found[1])


async def press_take_back(desk: Desk, ask: Ask, rest: list[str]) -> None:
    """An open invitation is taken back: its link opens nothing from now on."""
    taken = desk.office.withdraw(rest[0], ask.person, desk.now()) if len(rest[0]) == _ID else None
    said = worded.taken_back(taken.name) if taken else worded.not_waiting()
    await reply(desk, ask, worded.invite_roles(_waiting(desk), said))
