"""Who belongs: invitations by one-time link, the list of members and their cards, leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from perfbot.domain.dates import InvalidDate, parse_date
from perfbot.domain.keys import BookKey
from perfbot.domain.members import Member, Role, Scope
from perfbot.drafts import DraftNotKept
from perfbot.handlers.answering import reply, tell, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.office import InviteRefused, LastAdmin, UnknownMember
from perfbot.render import membership as worded


async def invite(desk: Desk, ask: Ask) -> None:
    """/invite: pick a role, or all in one line."""
    if not ask.words:
        await reply(desk, ask, worded.invite_roles())
        return
    role_word, *rest = ask.words.split()
    role = worded.ROLE_WORDS.get(role_word)
    if role is None:
        await reply(desk, ask, worded.invite_usage(worded.no_such_role(role_word)))
        return
    name, wanted = (rest[0], rest[1:]) if rest else ("", [])
    key, projects, unknown = _named_projects(desk, wanted)
    if unknown:
        await reply(desk, ask, worded.invite_usage(worded.no_such_project(unknown)))
        return
    await _invite(desk, ask, role, name, (Scope(key.fund if key and projects else "", projects),))


async def _invite(desk: Desk, ask: Ask, role: Role, name: str, scopes: tuple[Scope, ...]) -> None:
    payload = desk.office.invite(ask.person, desk.now(), name, role, scopes)
    expires = desk.office.invite_ends(desk.now())
    shown = worded.invitation(desk.deep_link(payload), role, scope_words(desk, scopes), expires, name)
    await reply(desk, ask, shown)


def latest_book(desk: Desk) -> BookKey | None:
    """The newest book, whose projects people are put in charge of."""
    return max(desk.ledger.books(), key=lambda key: (key.year, key.fund), default=None)


def _named_projects(desk: Desk, wanted: list[str]) -> tuple[BookKey | None, tuple[str, ...], str]:
    key = latest_book(desk)
    states = desk.ledger.book(key).reported_projects if key else ()
    codes = []
    for word in wanted:
        found = [state.code for state in states if word in (state.code, state.name, state.short_name)]
        found = found or [state.code for state in states if word in state.name]
        if len(found) != 1:
            return key, (), word
        codes.append(found[0])
    return key, tuple(codes), ""


def scope_words(desk: Desk, scopes: tuple[Scope, ...]) -> str:
    """A scope in words, with the projects' names."""
    names: dict[str, str] = {}
    for key in desk.ledger.books():
        names |= {code: state.short_name for code, state in desk.ledger.book(key).projects.items()}
    return worded.scope_words(scopes, names)


async def accept(desk: Desk, ask: Ask, payload: str) -> None:
    """A deep link with an invitation; the administrator who invited is told who came."""
    try:
        member, invite = desk.office.accept(payload, ask.user_id, ask.shown_name, desk.now())
    except InviteRefused:
        await reply(desk, ask, worded.invite_refused())
        return
    scope = scope_words(desk, member.scopes)
    await desk.menus(member.id)
    await reply(desk, ask, worded.welcome_joined(member, scope))
    await tell(desk, invite.made_by, worded.joined_notice(member, ask.user_id, scope))


async def members(desk: Desk, ask: Ask) -> None:
    """/members: everybody; with a name and a 科室, sets the section."""
    words = ask.words.split()
    if len(words) == 3 and words[1] == worded.SECTION_WORD:
        await _set_section(desk, ask, words[0], words[2])
        return
    people = desk.office.members()
    scopes = {member.id: scope_words(desk, member.scopes) for member in people}
    await reply(desk, ask, worded.member_list(people, scopes, desk.today()))


async def _set_section(desk: Desk, ask: Ask, name: str, section: str) -> None:
    found = [member for member in desk.office.members() if member.name == name]
    if len(found) != 1:
        await reply(desk, ask, worded.plain(worded.unknown_member()))
        return
    changed = replace(found[0], section=section)
    desk.office.change(changed, "section", ask.person, desk.now(), section)
    await _card(desk, ask, changed)


async def leave(desk: Desk, ask: Ask) -> None:
    """/leave: until when; a date in one line."""
    if not ask.words:
        await reply(desk, ask, worded.leave_choices(ask.person, desk.today()))
        return
    today = desk.today()
    try:
        until = parse_date(ask.words, today.year, date(today.year, 12, 31))
    except InvalidDate as problem:
        await reply(desk, ask, worded.plain(str(problem)))
        return
    await _leave_until(desk, ask, until)


async def _leave_until(desk: Desk, ask: Ask, until: date | None) -> None:
    changed = replace(ask.person, leave_until=until)
    desk.office.change(changed, "leave", ask.person, desk.now(), until.isoformat() if until else "")
    await reply(desk, ask, worded.on_leave(until))


async def press(desk: Desk, ask: Ask) -> None:
    """A button about people ("m:…"); all but leave are the office's."""
    action, *rest = ask.data.split(":")[1:]
    act = _PRESSES.get(action)
    if act is None or (action != "leave" and not ask.person.is_admin):
        await toast(desk, ask, worded.not_for_you())
        return
    try:
        await act(desk, ask, rest)
    except LastAdmin:
        await toast(desk, ask, worded.last_admin())
    except (UnknownMember, ValueError, IndexError):
        await toast(desk, ask, worded.unknown_member())


def _known(desk: Desk, person: str) -> Member:
    member = desk.office.member(int(person))
    if member is None:
        raise UnknownMember
    return member


async def _press_card(desk: Desk, ask: Ask, rest: list[str]) -> None:
    await _card(desk, ask, _known(desk, rest[0]))


async def _card(desk: Desk, ask: Ask, member: Member) -> None:
    scope = scope_words(desk, member.scopes)
    await reply(desk, ask, worded.member_card(member, scope, desk.today(), ask.person.is_admin))


async def _press_remove(desk: Desk, ask: Ask, rest: list[str]) -> None:
    await reply(desk, ask, worded.confirm_removal(_known(desk, rest[0])))


async def _press_removed(desk: Desk, ask: Ask, rest: list[str]) -> None:
    member = _known(desk, rest[0])
    desk.office.remove(member.id, ask.person, desk.now())
    # The gate shuts the draft out as well; one that the disk will not let go of does no harm.
    with suppress(DraftNotKept):
        desk.drafts.drop(member.id)
    await desk.menus(member.id)
    await reply(desk, ask, worded.removed(member))


async def _press_role(desk: Desk, ask: Ask, rest: list[str]) -> None:
    changed = replace(_known(desk, rest[0]), role=Role(rest[1]))
    desk.office.change(changed, "role", ask.person, desk.now(), changed.role.value)
    await desk.menus(changed.id)
    await _card(desk, ask, changed)


async def _press_leave(desk: Desk, ask: Ask, rest: list[str]) -> None:
    until = None if rest[0] == "end" else desk.today() + timedelta(days=min(int(rest[0]), 366))
    await _leave_until(desk, ask, until)


async def _press_invite(desk: Desk, ask: Ask, rest: list[str]) -> None:
    role = Role(rest[0])
    book = latest_book(desk)
    if role is not Role.EDITOR or book is None:
        await _invite(desk, ask, role, "", (Scope(),))
        return
    scopes = await _ticked(desk, ask, book, worded.INVITE_TITLE, f"m:inv:{role.value}", rest[1:])
    if scopes is not None:
        await _invite(desk, ask, role, "", scopes)


async def _press_scope(desk: Desk, ask: Ask, rest: list[str]) -> None:
    member, book = _known(desk, rest[0]), latest_book(desk)
    if book is None:
        return
    scopes = await _ticked(desk, ask, book, member.name, f"m:scope:{member.id}", rest[1:])
    if scopes is not None:
        changed = replace(member, scopes=scopes)
        desk.office.change(changed, "scope", ask.person, desk.now(), scope_words(desk, scopes))
        await _card(desk, ask, changed)


async def _ticked(
    desk: Desk, ask: Ask, key: BookKey, title: str, prefix: str, rest: list[str]
) -> tuple[Scope, ...] | None:
    """The scopes that were ticked, or None while the person is still ticking."""
    states = desk.ledger.book(key).reported_projects
    chosen = int(rest[0], 16) if rest else 0
    if len(rest) < 2:
        pairs = [(state.code, state.short_name) for state in states]
        await reply(desk, ask, worded.choose_projects(title, prefix, pairs, chosen))
        return None
    codes = tuple(state.code for index, state in enumerate(states) if chosen >> index & 1)
    return (Scope(key.fund if codes else "", codes),)


async def _press_list(desk: Desk, ask: Ask, _: list[str]) -> None:
    await members(desk, ask)


_PRESSES: dict[str, Callable[[Desk, Ask, list[str]], Awaitable[None]]] = {
    "card": _press_card,
    "list": _press_list,
    "remove": _press_remove,
    "removed": _press_removed,
    "role": _press_role,
    "leave": _press_leave,
    "inv": _press_invite,
    "scope": _press_scope,
}
