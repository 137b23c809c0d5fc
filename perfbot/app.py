"""Builds the Telegram application: the handlers in one visible ordered list, the command menus, nothing started."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import Application, BaseHandler, CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from perfbot.handlers import dispatch
from perfbot.handlers.desk import Desk
from perfbot.office import Office
from perfbot.render.commands import Command, commands_for, group_commands

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
Translate = Callable[[Desk, Update], Awaitable[None]]


def handlers(desk: Desk) -> list[BaseHandler[Update, Any, Any]]:
    """Every handler in the order they are asked; the first that fits answers."""
    return [
        CallbackQueryHandler(_bound(dispatch.on_press, desk)),
        MessageHandler(filters.UpdateType.MESSAGE, _bound(dispatch.on_message, desk)),
        ChatMemberHandler(_bound(dispatch.on_membership, desk), ChatMemberHandler.MY_CHAT_MEMBER),
    ]


def _bound(translate: Translate, desk: Desk) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
    async def handle(update: Update, _: Any) -> None:
        await translate(desk, update)

    return handle


def register(application: AnyApplication, desk: Desk) -> None:
    """Give the application its handlers."""
    application.add_handlers(handlers(desk))


async def publish_commands(bot: Bot, desk: Desk) -> None:
    """Register the command menus: nothing for strangers, each member's own, the group's reading ones."""
    group = desk.office.group_chat_id
    await bot.set_my_commands(_menu(()), BotCommandScopeDefault())
    await bot.set_my_commands(_menu(()), BotCommandScopeAllPrivateChats())
    if group is not None:
        await _quietly(bot, group, group_commands())
    for member in desk.office.members():
        if member.started:
            await _quietly(bot, member.id, commands_for(member.role))


def member_menus(bot: Bot, office: Office) -> Callable[[int], Awaitable[None]]:
    """A way to show one member the commands of their role, whenever that changes."""

    async def show(person: int) -> None:
        member = office.member(person)
        await _quietly(bot, person, commands_for(member.role) if member else ())

    return show


async def _quietly(bot: Bot, chat_id: int, commands: tuple[Command, ...]) -> None:
    """A chat that cannot be reached gets no menu, and nothing else stops for it."""
    try:
        await bot.set_my_commands(_menu(commands), BotCommandScopeChat(chat_id))
    except TelegramError:
        return


def _menu(commands: tuple[Command, ...]) -> list[BotCommand]:
    return [BotCommand(command.name, command.description) for command in commands]
