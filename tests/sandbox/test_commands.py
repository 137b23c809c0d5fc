"""The command menu: rules for commands, and which of them a person sees where."""

from typing import Any

import pytest
from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
)

from perfbot.sandbox.botapi.bot_methods import commands_for
from tests.sandbox_client import CLERK, OFFICE, calling, in_loop, telegram_bot


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ({"command": "Report", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "报告", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "report", "description": " "}, "command description must be non-empty"),
        ({"command": "report", "description": "字" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_a_wrong_command_is_refused(command: dict[str, Any], why: str) -> None:
    @in_loop
    async def refused() -> None:
        async with calling() as (_, call):
            assert await call.refusal("setMyCommands", commands=[command]) == f"Bad Request: {why}"
            many = [{"command": "x", "description": "x"}] * 101
            assert await call.refusal("setMyCommands", commands=many) == "Bad Request: BOT_COMMANDS_TOO_MUCH"

    refused()


@in_loop
async def test_the_narrowest_scope_wins_for_each_person_and_chat() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        world = server.world
        group, private = world.chats[server.group_id], world.chats[CLERK.id]

        def seen(person_id: int, chat: Any) -> str:
            return " ".join(one["command"] for one in commands_for(world, chat, person_id))

        await bot.set_my_commands([("help", "帮助")])
        assert seen(CLERK.id, group) == seen(CLERK.id, private) == "help"
        await bot.set_my_commands([("spend", "登记")], scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands([("progress", "进度")], scope=BotCommandScopeAllGroupChats())
        assert (seen(CLERK.id, private), seen(CLERK.id, group)) == ("spend", "progress")
        await bot.set_my_commands([("invite", "邀请")], scope=BotCommandScopeChatAdministrators(server.group_id))
        assert (seen(OFFICE.id, group), seen(CLERK.id, group)) == ("invite", "progress")
        await bot.set_my_commands([("mine", "我的")], scope=BotCommandScopeChatMember(server.group_id, CLERK.id))
        assert seen(CLERK.id, group) == "mine"
        await bot.set_my_commands([("only", "独有")], scope=BotCommandScopeChat(CLERK.id))
        assert (seen(CLERK.id, private), seen(OFFICE.id, world.chats[OFFICE.id])) == ("only", "spend")
        await bot.delete_my_commands(scope=BotCommandScopeChat(CLERK.id))
        assert seen(CLERK.id, private) == "spend"
        await bot.set_my_commands([("zh", "中文")], scope=BotCommandScopeAllPrivateChats(), language_code="zh")
        assert seen(CLERK.id, private) == "zh"
        assert [one.command for one in await bot.get_my_commands()] == ["help"]


@in_loop
async def test_what_the_bot_says_of_itself_is_kept() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        await bot.set_my_name("新名")
        await bot.set_my_description("长说明")
        await bot.set_my_short_description("短")
        assert (await bot.get_my_name()).name == "新名"
        assert (await bot.get_my_description()).description == "长说明"
        assert (await bot.get_my_short_description()).short_description == "短"
        assert await bot.set_chat_menu_button()
        assert (await bot.get_chat_menu_button()).type == "default"
        assert await bot.log_out()
