"""Sends answers: a new message after words, an edited message after a button."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from perfbot.delivery.errors import NotDelivered
from perfbot.handlers.asking import Ask
from perfbot.handlers.desk import Desk
from perfbot.render.chat import answers
from perfbot.render.commands import offered_to
from perfbot.render.document import Document
from perfbot.render.presses import UNDO, CommandPress, EntryPress

_READ_IN_PASSING = 40
"""Characters that are read before a word over the chat is gone by itself."""


async def reply(desk: Desk, ask: Ask, answer: Document, *, anew: bool = False) -> None:
    """Answer in the chat; a press edits its message, unless the answer must stand by itself.

    A button that stands for a command, or opens a form about an entry, leaves its message as it was: a menu is
    pressed more than once, and a confirmation is kept, to be looked at and replied to. Nobody is offered in private
    what their role may not do.
    """
    if ask.private and ask.member is not None:
        answer = offered_to(answer, ask.member.role)
    async with _press_answered(desk, ask):
        if ask.press_id and ask.message_id is not None and not anew and not _stays(ask):
            await desk.delivery.edit(ask.chat_id, ask.message_id, answer, topic=ask.topic)
        else:
            await desk.delivery.send(ask.chat_id, answer, topic=ask.topic)


@asynccontextmanager
async def _press_answered(desk: Desk, ask: Ask) -> AsyncIterator[None]:
    """Answer the button while the message is on its way, so that both requests run at once."""
    if not ask.press_id:
        yield
        return
    answered = asyncio.create_task(desk.delivery.answer_press(ask.press_id))
    try:
        yield
    except asyncio.CancelledError:
        answered.cancel()
        raise
    finally:
        await asyncio.wait([answered])


async def press_taken(desk: Desk, ask: Ask) -> Ask:
    """Answer the button before slow work; the result comes as a message of its own."""
    if ask.press_id:
        await desk.delivery.answer_press(ask.press_id)
    return replace(ask, press_id=None)


def _stays(ask: Ask) -> bool:
    """Whether the pressed message stays: all do but those that turn their page or report a reversal."""
    if isinstance(ask.press, CommandPress):
        return ask.press.name != "score" or ask.press.book is None
    return isinstance(ask.press, EntryPress) and ask.press.action != UNDO


async def toast(desk: Desk, ask: Ask, words: str) -> None:
    """Show a short text over the chat after a press; a message where there was no press.

    A press that waited while the bot was down is too old for a word over the chat: in private it gets a message.
    """
    shown = bool(ask.press_id) and await desk.delivery.answer_press(
        ask.press_id or "", words, alert=len(words) > _READ_IN_PASSING
    )
    if not shown and (ask.private or not ask.press_id):
        await desk.delivery.send_line(ask.chat_id, words, topic=ask.topic)


async def tell(desk: Desk, person: int, news: Document) -> bool:
    """Write to a person in their private chat; False when they cannot be reached."""
    try:
        await desk.delivery.send(person, news)
    except NotDelivered:
        return False
    return True


async def warn_admins(desk: Desk, news: Document) -> None:
    """Tell every administrator whose private chat is open."""
    for admin in desk.office.admins():
        await tell(desk, admin.id, news)


async def could_not_write(desk: Desk, ask: Ask, reason: str) -> None:
    """Tell the person that the disk refused and nothing changed; the administrators once an hour."""
    await reply(desk, ask, answers.not_recorded(reason), anew=True)
    if desk.session.is_time_to_warn(reason, desk.now()):
        await warn_admins(desk, answers.disk_refused(reason))
