"""Who belongs: the list of members and their cards, leave."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from perfbot.domain.amounts.dates import InvalidDate, parse_date
from perfbot.domain.books.members import Member, Role
from perfbot.handlers import inviting, scoping
from perfbot.handlers.answering import reply, toast
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.records.drafts import DraftNotKept
from perfbot.records.office import LastAdmin, UnknownMember
from perfbot.render.office import membership as worded
from perfbot.render.office import scoping as said

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
        await reply(desk, ask, worded.leave_is_past(until))
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


async def press(desk: Desk, ask: Ask) -> None:
    """A button about people ("m:…"); all but leave are the office's."""
    action, *rest = ask.data.split(":")[1:] or [""]
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
    scope = scoping.scope_words(desk, member.scopes)
    called = member.name if len(_called(desk, member.name)) == 1 else str(member.id)
    await reply(desk, ask, worded.member_card(member, scope, desk.today(), ask.person.is_admin, called))


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
    known = _known(desk, rest[0])
    changed = replace(known, role=Role(rest[1]))
    await _changed(desk, ask, changed, "role", changed.role.value)
    await desk.menus(changed.id)
    await inviting.announce_admin(desk, known, changed, ask.user_id)


async def _press_leave(desk: Desk, ask: Ask, rest: list[str]) -> None:
    until = None if rest[0] == "end" else desk.today() + timedelta(days=max(0, min(int(rest[0]), 366)))
    await _leave_until(desk, ask, until)


async def _press_scope(desk: Desk, ask: Ask, rest: list[str]) -> None:
    member = _known(desk, rest[0])
    ticking = scoping.Ticking(member.name, f"m:scope:{member.id}", worded.back_to_card(member), member)
    found = await scoping.ticked(desk, ask, ticking, member.role, rest[1:])
    if found is not None:
        changed = scoping.rescoped(member, *found)
        await _changed(desk, ask, changed, "scope", scoping.scope_words(desk, changed.scopes))


async def _press_reviews(desk: Desk, ask: Ask, rest: list[str]) -> None:
    member, sections = _known(desk, rest[0]), scoping.sections(desk)
    now = sum(1 << index for index, name in enumerate(sections) if name in member.reviews)
    chosen = int(rest[1], 16) if len(rest) > 1 else now
    if not sections:
        await reply(desk, ask, said.no_sections(member))
    elif len(rest) < 3:
        await reply(desk, ask, said.choose_sections(member, sections, chosen))
    else:
        picked = tuple(name for index, name in enumerate(sections) if chosen >> index & 1)
        await _changed(desk, ask, replace(member, reviews=picked), "reviews", "、".join(picked))


async def _press_trail(desk: Desk, ask: Ask, rest: list[str]) -> None:
    page, rows = max(0, int(rest[0])), desk.office.told_trail()[::-1]
    shown = rows[page * said.TRAIL_PAGE : (page + 1) * said.TRAIL_PAGE]
    await reply(desk, ask, said.office_trail(shown, page, len(rows)))


async def _press_list(desk: Desk, ask: Ask, _: list[str]) -> None:
    await members(desk, ask)


_PRESSES: dict[str, Callable[[Desk, Ask, list[str]], Awaitable[None]]] = {
    "card": _press_card,
    "list": _press_list,
    "remove": _press_remove,
    "removed": _press_removed,
    "role": _press_role,
    "leave": _press_leave,
    "roles": inviting.press_roles,
    "take": inviting.press_take_back,
    "inv": inviting.press_invite,
    "scope": _press_scope,
    "rev": _press_reviews,
    "trail": _press_trail,
}
