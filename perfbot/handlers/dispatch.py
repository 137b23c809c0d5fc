"""Which handler answers: commands by name, buttons by kind, everything else by where it was said."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import replace
from difflib import get_close_matches

from telegram import ChatMember, Update

from perfbot.forms.engine.drafts import Draft
from perfbot.handlers import conversing, hiding
from perfbot.handlers import sent_to as filing
from perfbot.handlers.answering import could_not_write, reply, toast, warn_admins
from perfbot.handlers.asking import Ask, ask_of
from perfbot.handlers.choosing import readable
from perfbot.handlers.desk import Desk
from perfbot.handlers.evidence import owner_of
from perfbot.handlers.routes import COMMAND_ROUTES, PRESS_ROUTES, Act, PressRoutes
from perfbot.handlers.sent_files import NotFetched, has_file
from perfbot.handlers.session import Carried
from perfbot.records.drafts import DraftNotKept
from perfbot.records.ledger import NotRecorded
from perfbot.records.office import NotKept
from perfbot.records.posts import NotNoted
from perfbot.render.chat import answers, file_words
from perfbot.render.chat.intake import group_moved
from perfbot.render.commands import COMMANDS, ChatCommand, one_command
from perfbot.render.document import document
from perfbot.render.presses import CommandPress, HidePress, ProgressPress
from perfbot.render.terms import ROLES

BY_NAME = {command.name: command for command in COMMANDS}

log = logging.getLogger("perfbot.handlers")


async def on_message(desk: Desk, update: Update) -> None:
    """A message, in the private chat or in the group."""
    ask, message = ask_of(update, desk), update.message
    if message is not None and message.migrate_to_chat_id:
        await _moved(desk, message.chat_id, message.migrate_to_chat_id)
    elif message is not None and message.migrate_from_chat_id:
        await _moved(desk, message.migrate_from_chat_id, message.chat_id)
    elif ask is not None and message is not None:
        await _unless_the_disk_refuses(desk, ask, _said(desk, ask))


async def _moved(desk: Desk, old: int, new: int) -> None:
    if desk.office.group_moved(old, new, desk.now()):
        await warn_admins(desk, document(group_moved(new)))


async def _unless_the_disk_refuses(desk: Desk, ask: Ask, work: Awaitable[None]) -> None:
    """Whatever could not be written is said in words instead of as an error; nothing has changed then (R2)."""
    try:
        await work
    except (NotRecorded, DraftNotKept, NotKept, NotNoted) as failure:
        await could_not_write(desk, ask, failure.reason)
    except NotFetched as failure:
        log.warning("a file was not handed out: %s", failure)
        await reply(desk, ask, file_words.file_not_fetched(too_big=failure.too_big), anew=True)


async def _said(desk: Desk, ask: Ask) -> None:
    if ask.command is not None:
        await _commanded(desk, ask, ask.command)
    elif ask.private and ask.member is not None:
        await _words_or_file(desk, ask)
        await filing.put_aside(desk, ask)


async def _commanded(desk: Desk, ask: Ask, name: str) -> None:
    """One command a message; a photo whose caption opens a conversation goes with what is recorded in it."""
    first, others = one_command(name, ask.words)
    if others and ask.private and ask.member is not None:
        await reply(desk, ask, answers.one_at_a_time(others), anew=True)
    before = desk.drafts.of(ask.user_id)
    await run(desk, replace(ask, words=first), name)
    if has_file(ask) and ask.private and ask.member is not None and ask.message is not None:
        await filing.with_command(desk, ask, (ask.message,), before)


async def _words_or_file(desk: Desk, ask: Ask) -> None:
    """A file, with its caption as an answer where it goes with what is being recorded; else the words."""
    if has_file(ask):
        answers_too = ask.words and isinstance(owner_of(desk, ask), Draft)
        if await filing.receive(desk, ask) and answers_too:
            await conversing.say(desk, ask)
    elif ask.words:
        if ask.message is not None and ask.message.text is None:
            await reply(desk, ask, answers.send_text(ask.person.role, asked=True))
        await _words(desk, ask)
    else:
        await conversing.not_text(desk, ask)


async def _words(desk: Desk, ask: Ask) -> None:
    """Words answer what was asked last: why a book is to be hidden, else the open question of a conversation."""
    asked = desk.session.hiding(ask.user_id)
    if asked is None or not ask.person.is_admin:
        await conversing.say(desk, ask)
    else:
        await hiding.say(desk, ask, asked[0])


async def run(desk: Desk, ask: Ask, name: str) -> None:
    """A command by name, where it may be asked and by whom."""
    command, act = BY_NAME.get(name), COMMAND_ROUTES.get(name)
    desk.session.await_no_reason(ask.user_id)
    if command is None or act is None:
        await _unknown(desk, ask, name)
    elif not ask.private and not command.in_group:
        await reply(desk, ask, answers.private_only(desk.deep_link(f"c_{name}")), anew=True)
    elif not _allowed(ask, command):
        await toast(desk, ask, answers.not_your_role("、".join(ROLES[role] for role in command.roles)))
    elif ask.private or not ask.press_id:
        await act(desk, ask)
    else:
        await _once_for_all(desk, ask, act)


async def _once_for_all(desk: Desk, ask: Ask, act: Act) -> None:
    """A page pressed for in the group stands there for everybody: not again for some minutes while it says the same."""
    key = ask.press.book if isinstance(ask.press, CommandPress) else None
    says = (len(desk.ledger.book(key)), len(desk.posts.notices(key)), desk.today()) if key else None
    if says and desk.session.has_page(ask.chat_id, ask.press, says, desk.now()):
        await toast(desk, ask, answers.shown_above())
        return
    desk.session.note_page(ask.chat_id, ask.press, says, desk.now())
    try:
        await act(desk, ask)
    except BaseException:
        desk.session.forget_page(ask.chat_id, ask.press)
        raise


async def _unknown(desk: Desk, ask: Ask, name: str) -> None:
    if ask.press_id:
        await toast(desk, ask, answers.stale_button())
    elif ask.private:
        await reply(desk, ask, answers.unknown_command(name, get_close_matches(name, BY_NAME, n=2)), anew=True)


def _allowed(ask: Ask, command: ChatCommand) -> bool:
    if ask.member is None:
        return (not ask.private and command.in_group) or command.name == "start"
    return command.is_for(ask.member.role)


async def on_press(desk: Desk, update: Update) -> None:
    """A button: what it stands for says whose it is."""
    ask = ask_of(update, desk)
    if ask is not None:
        await _unless_the_disk_refuses(desk, ask, _pressed(desk, ask))


async def _pressed(desk: Desk, ask: Ask) -> None:
    if not isinstance(ask.press, HidePress):
        desk.session.await_no_reason(ask.user_id)
    press, in_group = ask.press, isinstance(ask.press, CommandPress | ProgressPress)
    routes: PressRoutes = {**PRESS_ROUTES, CommandPress: press_command}
    act = routes.get(type(press))
    if act is not None and ask.member is None and (ask.private or not in_group):
        await toast(desk, ask, answers.not_your_role(ROLES_OF_MEMBERS))
    elif act is None or getattr(press, "book", None) not in (None, *readable(desk, ask.member)):
        await toast(desk, ask, answers.stale_button())
    else:
        await act(desk, ask, press)
        if ask.private and ask.member is not None:
            await filing.put_aside(desk, ask)


async def press_command(desk: Desk, ask: Ask, press: CommandPress) -> None:
    """A button that stands for a command; stale where its project is gone, or its words are not those last carried."""
    carried = desk.session.carried.get(ask.user_id)
    if carried is not None and (press.name, press.carried) != (carried.command, carried.key):
        carried = None
    projects = desk.ledger.book(press.book).projects if press.book else {}
    lost = press.about not in ("", *projects) and press.name not in ("report", "form")
    if lost or (press.carried and carried is None):
        await toast(desk, ask, answers.stale_button())
    elif carried is None or press.book is None:
        await run(desk, replace(ask, words=_line(press)), press.name)
    else:
        await _chosen(desk, ask, press, carried)


async def _chosen(desk: Desk, ask: Ask, press: CommandPress, carried: Carried) -> None:
    """The book of a command was chosen: its words go with it, also where another is chosen next; its files once."""
    before = desk.drafts.of(ask.user_id)
    desk.session.carried[ask.user_id] = replace(carried, files=(), used=True)
    await run(desk, replace(ask, words=_line(press, carried.words)), press.name)
    await filing.with_command(desk, replace(ask, press_id=None), carried.files, before)


def _line(press: CommandPress, words: str = "") -> str:
    return " ".join(filter(None, (str(press.book or ""), press.about, words)))


ROLES_OF_MEMBERS = "、".join(ROLES.values())


async def on_membership(desk: Desk, update: Update) -> None:
    """The bot was taken into a chat, put out of it, or blocked: the office is told about its group."""
    change = update.my_chat_member
    if change is None or change.chat.id != desk.office.group_chat_id:
        return
    here = change.new_chat_member.status not in (ChatMember.LEFT, ChatMember.BANNED)
    was_here = change.old_chat_member.status not in (ChatMember.LEFT, ChatMember.BANNED)
    if here and not was_here:
        desk.schedules.chat_opened()
        await warn_admins(desk, answers.group_joined())
    elif was_here and not here and desk.schedules.chat_closed():
        await warn_admins(desk, answers.group_left())
