"""Builds the Telegram application: the handlers in one visible ordered list, the command menus, nothing started."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, Protocol

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import Application, BaseHandler, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from perfbot.delivery.errors import Retry, Unknown, Wait, what_to_do
from perfbot.records.office import Office
from perfbot.render.commands import ChatCommand, commands_for, group_commands

_PAUSE = 30.0
"""Seconds until the menus are tried again."""

log = logging.getLogger("perfbot.wiring")

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class UpdateHandlers(Protocol):
    """The handlers of the three kinds of updates."""

    async def on_press(self, update: Update) -> None:
        """A button was pressed."""

    async def on_message(self, update: Update) -> None:
        """Something was written or sent."""

    async def on_membership(self, update: Update) -> None:
        """The bot came into a chat or was put out of one."""


LoadHandlers = Callable[[], UpdateHandlers]
"""Gives the handlers; the first call waits until they are loaded."""


def handlers(load: LoadHandlers) -> list[BaseHandler[Update, Any, Any]]:
    """Every handler in the order they are asked; the first that fits answers."""
    return [
        CallbackQueryHandler(_bound(lambda loaded, update: loaded.on_press(update), load)),
        MessageHandler(filters.UpdateType.MESSAGE, _bound(lambda loaded, update: loaded.on_message(update), load)),
        ChatMemberHandler(
            _bound(lambda loaded, update: loaded.on_membership(update), load), ChatMemberHandler.MY_CHAT_MEMBER
        ),
    ]


def _bound(
    translate: Callable[[UpdateHandlers, Update], Awaitable[None]], load: LoadHandlers
) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
    async def handle(update: Update, _: Any) -> None:
        await translate(load(), update)

    return handle


def register(application: AnyApplication, load: LoadHandlers) -> None:
    """Give the application its handlers."""
    application.add_handlers(handlers(load))


async def publish_commands(bot: Bot, office: Office, pause: float = _PAUSE) -> None:
    """Register the command menus, however long Telegram is away; that is said once."""
    is_news = True
    for scope, commands in _menus(office):
        while (trouble := await _refused(bot, scope, commands)) is not None:
            if is_news:
                log.warning("the menus are published once Telegram is reached: %s: %s", type(trouble).__name__, trouble)
            is_news = False
            await asyncio.sleep(pause)


def _menus(office: Office) -> Iterator[tuple[BotCommandScope, tuple[ChatCommand, ...]]]:
    """Nothing for strangers, each member's own, the groups' reading ones."""
    yield BotCommandScopeDefault(), ()
    yield BotCommandScopeAllPrivateChats(), ()
    for group in sorted(office.groups):
        yield BotCommandScopeChat(group), group_commands()
    for member in office.members():
        if member.started:
            yield BotCommandScopeChat(member.id), commands_for(member.role)


def member_menus(bot: Bot, office: Office) -> Callable[[int], Awaitable[None]]:
    """A way to show one member the commands of their role, whenever that changes."""

    async def show(person: int) -> None:
        member = office.member(person)
        trouble = await _refused(bot, BotCommandScopeChat(person), commands_for(member.role) if member else ())
        if trouble is not None:
            log.info("a menu was not published: %s: %s", type(trouble).__name__, trouble)

    return show


async def _refused(bot: Bot, scope: BotCommandScope, commands: tuple[ChatCommand, ...]) -> TelegramError | None:
    """The trouble that passes, when it may be tried again. A chat that takes none gets none, and nothing stops for it:
    the next start sees to it again."""
    try:
        await bot.set_my_commands(_menu(commands), scope)
    except TelegramError as error:
        if isinstance(what_to_do(error), Wait | Retry | Unknown):
            return error
        log.info("a menu was not published: %s: %s", type(error).__name__, error)
    return None


def _menu(commands: tuple[ChatCommand, ...]) -> list[BotCommand]:
    return [BotCommand(command.name, command.description) for command in commands]
