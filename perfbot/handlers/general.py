"""Opening the chat, help, who am I."""

from __future__ import annotations

from dataclasses import replace

from perfbot.handlers import conversing, inviting, scoping
from perfbot.handlers.answering import reply
from perfbot.handlers.asking import Ask
from perfbot.handlers.choosing import names, own_project, readable
from perfbot.handlers.desk import Desk
from perfbot.records.office_rows import INVITE_PREFIX
from perfbot.render.chat import messages

COMMAND_PREFIX, OPEN_DRAFT = "c_", "draft"
"""What a link begins with that opens a command's page, and the one to the conversation that is open."""
ACT_AT_ONCE = ("backup",)
"""Commands that have no page of their own to open."""


async def start(desk: Desk, ask: Ask) -> None:
    """/start, alone or by a deep link: an invitation, or the page of a command."""
    payload = ask.words.strip()
    if payload.startswith(INVITE_PREFIX) and ask.private and ask.member is None:
        await inviting.accept(desk, ask, payload)
        return
    if ask.member is None:
        await reply(desk, ask, messages.help_page(None))
        return
    desk.office.mark_started(ask.user_id, ask.shown_name, desk.now())
    await desk.menus(ask.user_id)
    if payload.startswith(COMMAND_PREFIX):
        await _linked(desk, replace(ask, words=""), payload.removeprefix(COMMAND_PREFIX).partition("_")[0])
        return
    held = desk.drafts.of(ask.user_id)
    if payload == OPEN_DRAFT and held is not None:
        await reply(desk, ask, conversing.pending_page(desk, ask, held))
        return
    member = desk.office.member(ask.user_id) or ask.person
    await reply(desk, ask, messages.start(member, names(desk, readable(desk, member)), own_project(desk, member)))
    if held is not None:
        await conversing.offer_again(desk, ask, held)


async def _linked(desk: Desk, ask: Ask, name: str) -> None:
    """Anybody can write a link: it opens a command's page, and what would act at once asks first."""
    held = desk.drafts.of(ask.user_id)
    if name == "cancel" and held is not None:
        await conversing.offer_again(desk, ask, held)
    elif name in ACT_AT_ONCE and ask.person.is_admin:
        await reply(desk, ask, messages.asks_first(name))
    else:
        await desk.run(desk, ask, name)


async def help_(desk: Desk, ask: Ask) -> None:
    """/help: what this person may use; in the group, what the group may ask."""
    member = ask.member if ask.private else None
    await reply(desk, ask, messages.help_page(member, own_project(desk, member)))


async def whoami(desk: Desk, ask: Ask) -> None:
    """/whoami: name, role, scope."""
    if ask.member is None:
        await reply(desk, ask, messages.help_page(None))
    else:
        scope = scoping.scope_words(desk, ask.member.scopes)
        await reply(desk, ask, messages.whoami(ask.member, scope))
