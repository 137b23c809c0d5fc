"""Who belongs: the list of members and their cards, leave."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.books.members import Member, Role
from perfbot.handlers import inviting, scoping
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.handlers.scoping import Appointee, Granted
from perfbot.records.drafts import DraftNotKept
from perfbot.records.office import LastAdmin, UnknownMember
from perfbot.render.chat import answers
from perfbot.render.document import Document
from perfbot.render.office import membership as worded
from perfbot.render.office import scoping as said
from perfbot.render.presses import (
    FundPress,
    InvitePress,
    LeavePress,
    MemberAct,
    MemberPress,
    OfficeTrailPress,
    PagePress,
    RolePress,
    TakeBackPress,
    TickPress,
)

_LONGEST_LEAVE = timedelta(days=183)


async def members(desk: Desk, ask: Ask) -> None:
    """/members: everybody; with a name that person, or sets their own 科室 or those they review."""
    words = ask.words.split(maxsplit=2)
    if len(words) == 3 and words[1] in (worded.SECTION_WORD, said.REVIEW_WORD):
        await _set(desk, ask, *words)
        return
    people, named = desk.office.members(), _called(desk, ask.words.strip())
    if named:
        await _card_of(desk, ask, named)
        return
    scopes = {member.id: scoping.scope_words(desk, member.scopes) for member in people}
    await reply(desk, ask, worded.member_list(people, scopes, desk.today(), ask.words.strip()))


def _called(desk: Desk, word: str) -> list[Member]:
    """Those of this name, or the one of this number."""
    people = desk.office.members()
    return [member for member in people if member.name == word] or [one for one in people if str(one.id) == word]


async def _card_of(desk: Desk, ask: Ask, named: list[Member]) -> None:
    if len(named) == 1:
        await _card(desk, ask, named[0])
    else:
        await reply(desk, ask, worded.several_of_one_name(named, ""))


async def _set(desk: Desk, ask: Ask, name: str, what: str, told: str) -> None:
    """One line: whose 科室, or which ones they review, several apart by 、."""
    found = _called(desk, name)
    if len(found) > 1:
        await reply(desk, ask, worded.several_of_one_name(found, f"{what} {told}"))
    elif not found:
        await reply(desk, ask, worded.plain(worded.unknown_member()))
    elif what == worded.SECTION_WORD:
        await _changed(desk, ask, replace(found[0], section=told.strip()), "section", told.strip())
    else:
        sections = () if told.strip() in said.NOTHING else tuple(filter(None, re.split(r"[、,，;；\s]+", told)))
        await _changed(desk, ask, replace(found[0], reviews=sections), "reviews", "、".join(sections))


async def _changed(desk: Desk, ask: Ask, member: Member, what: str, detail: str) -> None:
    desk.office.change(member, what, ask.person, desk.now(), detail)
    await _card(desk, ask, member)


async def leave(desk: Desk, ask: Ask) -> None:
    """/leave: until when; a date in one line."""
    if not ask.words:
        await reply(desk, ask, worded.leave_choices(ask.person, ask.day))
        return
    if ask.words in worded.LEAVE_OVER:
        await _leave_until(desk, ask, None)
        return
    try:
        until = _last_day_away(ask.words, ask.day)
    except InvalidDate as problem:
        await reply(desk, ask, worded.plain(str(problem)))
        return
    if until < ask.day:
        await reply(desk, ask, worded.leave_is_past(until, ask.day))
    else:
        await _leave_until(desk, ask, until)


def _last_day_away(words: str, today: date) -> date:
    """The day in this year, or in the next where that is soon: 1.10 said in December. Raises InvalidDate."""
    with suppress(InvalidDate):
        later = parse_date(words, today.year + 1, today, date(today.year + 1, 12, 31))
        if later - today <= _LONGEST_LEAVE:
            return later
    return parse_date(words, today.year, today, date(today.year, 12, 31))


async def _leave_until(desk: Desk, ask: Ask, until: date | None) -> None:
    changed = replace(ask.person, leave_until=until)
    desk.office.change(changed, "leave", ask.person, desk.now(), until.isoformat() if until else "")
    await reply(desk, ask, worded.on_leave(until))


async def press(desk: Desk, ask: Ask, pressed: PagePress) -> None:
    """A button about people; the office's alone."""
    if not ask.person.is_admin:
        await toast(desk, ask, worded.not_for_you())
        return
    try:
        await OFFICE_PRESSES[type(pressed)](desk, ask, pressed)
    except LastAdmin:
        await toast(desk, ask, worded.last_admin())
    except UnknownMember:
        await toast(desk, ask, worded.unknown_member())


async def press_leave(desk: Desk, ask: Ask, pressed: LeavePress) -> None:
    """Away until the day on the button, or back again; everybody's own."""
    if pressed.until is not None and pressed.until < desk.today():
        await reply(desk, ask, worded.leave_is_past(pressed.until, desk.today()))
    else:
        await _leave_until(desk, ask, pressed.until)


def _known(desk: Desk, person: int) -> Member:
    member = desk.office.member(person)
    if member is None:
        raise UnknownMember
    return member


async def _press_member(desk: Desk, ask: Ask, pressed: MemberPress) -> None:
    if pressed.act == "list":
        await members(desk, ask)
    elif pressed.act == "roles":
        await inviting.roles(desk, ask)
    else:
        await _PAGES[pressed.act](desk, ask, _known(desk, pressed.member))


async def _card(desk: Desk, ask: Ask, member: Member) -> None:
    scope = scoping.scope_words(desk, member.scopes)
    called = member.name if len(_called(desk, member.name)) == 1 else str(member.id)
    await reply(desk, ask, worded.member_card(member, scope, desk.today(), ask.person.is_admin, called))


async def _ask_removal(desk: Desk, ask: Ask, member: Member) -> None:
    await reply(desk, ask, worded.confirm_removal(member))


async def _remove(desk: Desk, ask: Ask, member: Member) -> None:
    desk.office.remove(member.id, ask.person, desk.now())
    # The gate shuts the draft out as well; one that the disk will not let go of does no harm.
    with suppress(DraftNotKept):
        desk.drafts.drop(member.id)
    await desk.menus(member.id)
    await reply(desk, ask, worded.removed(member))


async def _scope_page(desk: Desk, ask: Ask, member: Member) -> None:
    await _chosen(desk, ask, Appointee(member.role, member), scoping.scope_page(desk, Appointee(member.role, member)))


async def _reviews_page(desk: Desk, ask: Ask, member: Member) -> None:
    await reply(desk, ask, scoping.sections_page(desk, member))


async def _press_role(desk: Desk, ask: Ask, pressed: RolePress) -> None:
    known = _known(desk, pressed.member)
    changed = replace(known, role=pressed.role)
    await _changed(desk, ask, changed, "role", changed.role.value)
    await desk.menus(changed.id)
    await inviting.announce_admin(desk, known, changed, ask.user_id)


async def _press_fund(desk: Desk, ask: Ask, pressed: FundPress) -> None:
    member = _known(desk, pressed.member) if pressed.what == "scope" else None
    whose = Appointee(member.role if member else pressed.role, member)
    await _chosen(desk, ask, whose, scoping.fund_chosen(desk, whose, pressed))


async def _press_tick(desk: Desk, ask: Ask, pressed: TickPress) -> None:
    member = None if pressed.what == "inv" else _known(desk, pressed.member)
    if member is not None and pressed.what == "rev":
        await _reviews_chosen(desk, ask, member, pressed)
    else:
        whose = Appointee(member.role if member else Role.EDITOR, member)
        await _chosen(desk, ask, whose, scoping.ticked(desk, whose, pressed))


async def _chosen(desk: Desk, ask: Ask, whose: Appointee, found: Document | Granted | None) -> None:
    """Show the next page, or do what was chosen; None is a page that is not so any more."""
    if found is None:
        await toast(desk, ask, answers.stale_button())
    elif isinstance(found, Document):
        await reply(desk, ask, found)
    elif whose.member is None:
        await inviting.make(desk, ask, whose.role, "", found.scopes)
    else:
        changed = scoping.rescoped(desk, whose.member, found)
        await _changed(desk, ask, changed, "scope", scoping.scope_words(desk, changed.scopes))


async def _reviews_chosen(desk: Desk, ask: Ask, member: Member, pressed: TickPress) -> None:
    picked = scoping.sections_ticked(desk, pressed)
    if picked is None:
        await toast(desk, ask, answers.stale_button())
    elif pressed.deed == "ok":
        await _changed(desk, ask, replace(member, reviews=picked), "reviews", "、".join(picked))
    else:
        await reply(desk, ask, scoping.sections_page(desk, member, picked))


async def _press_trail(desk: Desk, ask: Ask, pressed: OfficeTrailPress) -> None:
    page, rows = pressed.page, desk.office.told_trail()[::-1]
    shown = rows[page * said.TRAIL_PAGE : (page + 1) * said.TRAIL_PAGE]
    await reply(desk, ask, said.office_trail(shown, page, len(rows)))


_PAGES: dict[MemberAct, Callable[[Desk, Ask, Member], Awaitable[None]]] = {
    "card": _card,
    "scope": _scope_page,
    "rev": _reviews_page,
    "remove": _ask_removal,
    "removed": _remove,
}
OFFICE_PRESSES: dict[type[PagePress], Callable[[Desk, Ask, Any], Awaitable[None]]] = {
    MemberPress: _press_member,
    RolePress: _press_role,
    InvitePress: inviting.press_invite,
    TakeBackPress: inviting.press_take_back,
    FundPress: _press_fund,
    TickPress: _press_tick,
    OfficeTrailPress: _press_trail,
}
"""What each button about people does."""
