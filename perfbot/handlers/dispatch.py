"""Finds the handler of an update: commands by name, buttons by class, other messages by chat."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from difflib import get_close_matches

from telegram import ChatMember, Update

from perfbot.handlers import conversing
from perfbot.handlers import sent_to as filing
from perfbot.handlers.answering import could_not_write, reply, toast, warn_admins
from perfbot.handlers.asking import Ask, ask_of, command_of, is_command
from perfbot.handlers.choosing import readable
from perfbot.handlers.desk import Desk
from perfbot.handlers.routes import COMMAND_ROUTES, PRESS_ROUTES, Act, PressRoutes
from perfbot.handlers.sent_files import has_file
from perfbot.records.drafts import DraftNotKept
from perfbot.records.ledger import NotRecorded
from perfbot.records.office import NotKept
from perfbot.records.posts import NotNoted
from perfbot.render.chat import answers
from perfbot.render.chat.choosing import carried_key
from perfbot.render.chat.intake import group_moved
from perfbot.render.commands import COMMANDS, ChatCommand
from perfbot.render.document import document
from perfbot.render.presses import CommandPress, ProgressPress
from perfbot.render.terms import ROLES

BY_NAME = {command.name: command for command in COMMANDS}


async def on_message(desk: Desk, update: Update) -> None:
    """Handle a message in the private chat or in the group."""
    ask, message = ask_of(update, desk), update.message
    if message is not None and message.migrate_to_chat_id:
        await _moved(desk, message.chat_id, message.migrate_to_chat_id)
    elif message is not None and message.migrate_from_chat_id:
        await _moved(desk, message.migrate_from_chat_id, message.chat_id)
    elif ask is not None and message is not None:
        said = _said(desk, ask, message.text or message.caption or "")
        await _unless_the_disk_refuses(desk, ask, said)


async def _moved(desk: Desk, old: int, new: int) -> None:
    if desk.office.group_moved(old, new, desk.now()):
        await warn_admins(desk, document(group_moved(new)))


async def _unless_the_disk_refuses(desk: Desk, ask: Ask, work: Awaitable[None]) -> None:
    """Run the work; where the disk refuses, tell the person instead of failing (R2)."""
    try:
        await work
    except (NotRecorded, DraftNotKept, NotKept, NotNoted) as failure:
        await could_not_write(desk, ask, failure.reason)


async def _said(desk: Desk, ask: Ask, text: str) -> None:
    name = command_of(text, desk.bot_username())
    if name is not None:
        await run(desk, ask, name)
        await _file_with_command(desk, ask)
    elif ask.private and ask.member is not None and not is_command(text):
        await _words_or_file(desk, ask)


async def _file_with_command(desk: Desk, ask: Ask) -> None:
    """Take a photo whose caption opens a conversation as evidence of what is recorded in it."""
    if has_file(ask) and ask.private and ask.member is not None and desk.drafts.of(ask.user_id) is not None:
        await filing.receive(desk, ask)


async def _words_or_file(desk: Desk, ask: Ask) -> None:
    if has_file(ask):
        await filing.receive(desk, ask)
    elif ask.message is not None and ask.message.text:
        await conversing.say(desk, ask)
    else:
        await conversing.not_text(desk, ask)


async def run(desk: Desk, ask: Ask, name: str) -> None:
    """Run a command by name, where it may be used and by whom."""
    command, act = BY_NAME.get(name), COMMAND_ROUTES.get(name)
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
    """Answer a page pressed for in the group once for some minutes while it says the same."""
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
    """Handle a button by the class of its press."""
    ask = ask_of(update, desk)
    if ask is not None:
        await _unless_the_disk_refuses(desk, ask, _pressed(desk, ask))


async def _pressed(desk: Desk, ask: Ask) -> None:
    press, in_group = ask.press, isinstance(ask.press, CommandPress | ProgressPress)
    routes: PressRoutes = {**PRESS_ROUTES, CommandPress: press_command}
    act = routes.get(type(press))
    if act is not None and ask.member is None and (ask.private or not in_group):
        await toast(desk, ask, answers.not_your_role(ROLES_OF_MEMBERS))
    elif act is None or getattr(press, "book", None) not in (None, *readable(desk, ask.member)):
        await toast(desk, ask, answers.stale_button())
    else:
        await act(desk, ask, press)


async def press_command(desk: Desk, ask: Ask, press: CommandPress) -> None:
    """Run the command of a button; stale where its project is gone or its carried words are not the last ones."""
    carried = desk.session.kept_words(ask.user_id) if press.carried else ""
    projects = desk.ledger.book(press.book).projects if press.book else {}
    lost = press.about not in ("", *projects) and press.name != "report"
    if lost or press.carried != carried_key(carried):
        await toast(desk, ask, answers.stale_button())
        return
    words = (str(press.book or ""), press.about, carried)
    await run(desk, replace(ask, words=" ".join(filter(None, words))), press.name)


ROLES_OF_MEMBERS = "、".join(ROLES.values())


async def on_membership(desk: Desk, update: Update) -> None:
    """Tell the office when the bot is added to or removed from its group."""
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
