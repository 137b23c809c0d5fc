"""Invitations by one-time link: made, listed, taken back and used; the office hears of every administrator."""

from __future__ import annotations

from perfbot.domain.books.members import Member, Role, Scope
from perfbot.handlers import scoping
from perfbot.handlers.answering import reply, tell
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.records.office import InviteRefused
from perfbot.render.office import invitations as worded
from perfbot.render.presses import InvitePress, TakeBackPress

_ID = 16
"""Characters of an invitation's id that name it on a button."""


async def invite(desk: Desk, ask: Ask) -> None:
    """/invite: pick a role, or all in one line."""
    if not ask.words:
        await roles(desk, ask)
        return
    role_word, *rest = ask.words.split()
    role = worded.ROLE_WORDS.get(role_word)
    if role is None:
        await reply(desk, ask, worded.invite_usage(worded.no_such_role(role_word)))
        return
    name, wanted = (rest[0], rest[1:]) if rest else ("", [])
    if role is Role.EDITOR and not wanted:
        await reply(desk, ask, worded.invite_usage(worded.which_projects()))
        return
    scopes, unknown = scoping.named_scopes(desk, wanted)
    if unknown:
        await reply(desk, ask, worded.invite_usage(worded.no_such_project(unknown)))
        return
    await make(desk, ask, role, name, scopes)


def _waiting(desk: Desk) -> list[worded.OpenInvitation]:
    called = desk.office.names()
    return [
        worded.OpenInvitation(one.id[:_ID], one.name, one.role, called.get(one.made_by, ""), one.expires_at)
        for one in desk.office.open_invites(desk.now())
    ]


async def make(desk: Desk, ask: Ask, role: Role, name: str, scopes: tuple[Scope, ...]) -> None:
    """A new invitation, and its link."""
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


async def roles(desk: Desk, ask: Ask) -> None:
    """The roles and the open invitations again."""
    await reply(desk, ask, worded.invite_roles(_waiting(desk)))


async def press_invite(desk: Desk, ask: Ask, pressed: InvitePress) -> None:
    """A role was tapped: which projects are asked next, where there is a choice."""
    page = scoping.scope_page(desk, scoping.Appointee(pressed.role))
    if scoping.needs_no_choice(desk, pressed.role):
        await make(desk, ask, pressed.role, "", (Scope(),))
    elif page is None:
        await roles(desk, ask)
    else:
        await reply(desk, ask, page)


async def press_take_back(desk: Desk, ask: Ask, pressed: TakeBackPress) -> None:
    """An open invitation is taken back: its link opens nothing from now on."""
    whole = len(pressed.invitation) == _ID
    taken = desk.office.withdraw(pressed.invitation, ask.person, desk.now()) if whole else None
    said = worded.taken_back(taken.name) if taken else worded.not_waiting()
    await reply(desk, ask, worded.invite_roles(_waiting(desk), said))
