"""Who can be written to, and what the bot is told about its chats."""

import pytest
from telegram import Bot, Chat, ChatMemberAdministrator, ChatMemberOwner, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from perfbot.sandbox import Person, World
from tests.sandbox_client import CLERK, OFFICE, STRANGER, calling, in_loop, sandbox, telegram_bot


async def new_updates(bot: Bot, offset: int = 0) -> list[Update]:
    return list(await bot.get_updates(offset=offset))


@in_loop
async def test_nobody_can_be_written_to_before_starting_the_bot() -> None:
    async with sandbox() as server, telegram_bot(server) as bot:
        with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
            await bot.send_message(CLERK.id, "x")
        server.world.say(CLERK.id, "/start")
        assert (await bot.send_message(CLERK.id, "x")).chat.type == Chat.PRIVATE


@in_loop
async def test_an_unknown_chat_is_not_found() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        for unknown in (424242, -424242, "@nobody"):
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(unknown, "x")


@in_loop
async def test_a_person_who_blocks_the_bot_is_announced_and_out_of_reach() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.block(CLERK.id)
        [update] = await new_updates(bot)
        assert update.my_chat_member.new_chat_member.status == "kicked"
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(CLERK.id, "x")
        assert server.world.say(CLERK.id, "你听不到") == 0
        server.world.unblock(CLERK.id)
        assert await bot.send_message(CLERK.id, "x")


@in_loop
async def test_a_kicked_bot_is_told_once_and_may_come_back() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.kick_bot()
        [update] = await new_updates(bot)
        assert update.my_chat_member.new_chat_member.status == "kicked"
        with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
            await bot.send_message(server.group_id, "x")
        assert server.world.say(CLERK.id, "/progress", server.group_id) == 0
        server.world.return_bot()
        back = await new_updates(bot, update.update_id + 1)
        assert back[0].my_chat_member.new_chat_member.status == "member"
        assert back[1].message.new_chat_members[0].id == bot.id
        assert await bot.send_message(server.group_id, "x")


@in_loop
async def test_a_group_that_becomes_a_supergroup_names_its_new_id_everywhere() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        old = server.group_id
        new = server.world.upgrade_group()
        assert server.group_id == new
        assert str(new).startswith("-100")
        with pytest.raises(ChatMigrated) as raised:
            await bot.send_message(old, "x")
        assert raised.value.new_chat_id == new
        leaving, arriving = await new_updates(bot)
        assert (leaving.message.chat.id, leaving.message.migrate_to_chat_id) == (old, new)
        assert (arriving.message.chat.id, arriving.message.migrate_from_chat_id) == (new, old)
        assert (await bot.send_message(new, "x")).chat.type == Chat.SUPERGROUP


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/progress", True),
        ("/progress@perf_sandbox_bot", True),
        ("/progress@other_bot", False),
        ("大家早", False),
        ("@perf_sandbox_bot 早", True),
    ],
)
def test_in_groups_the_bot_hears_commands_and_mentions_only(text: str, heard: bool) -> None:
    @in_loop
    async def said() -> None:
        async with calling() as (server, _):
            assert (server.world.say(CLERK.id, text, server.group_id) > 0) is heard

    said()


@in_loop
async def test_in_groups_the_bot_also_hears_replies_to_it_and_as_an_admin_everything() -> None:
    async with calling() as (server, call):
        sent = await call.ok("sendMessage", chat_id=server.group_id, text="周报")
        assert server.world.say(CLERK.id, "收到", server.group_id, reply_to=sent["message_id"]) > 0
        server.world.promote_bot()
        assert server.world.say(CLERK.id, "大家早", server.group_id) > 0


@in_loop
async def test_members_and_administrators_are_as_the_sandbox_was_told() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        [owner] = await bot.get_chat_administrators(server.group_id)
        assert isinstance(owner, ChatMemberOwner)
        assert owner.user.id == OFFICE.id
        assert (await bot.get_chat_member(server.group_id, CLERK.id)).status == "member"
        assert (await bot.get_chat_member(server.group_id, STRANGER.id)).status == "left"
        server.world.promote_bot()
        assert isinstance(await bot.get_chat_member(server.group_id, bot.id), ChatMemberAdministrator)
        assert (await bot.get_chat(server.group_id)).title == "绩效工作群"
        assert await bot.get_chat_member_count(server.group_id) == 5


@in_loop
async def test_leaving_pinning_and_reacting() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        message = await bot.send_message(server.group_id, "周报")
        with pytest.raises(BadRequest, match="Not enough rights"):
            await bot.pin_chat_message(server.group_id, message.message_id)
        server.world.promote_bot()
        assert await bot.pin_chat_message(server.group_id, message.message_id)
        assert (await bot.get_chat(server.group_id)).pinned_message.message_id == message.message_id
        assert await bot.set_message_reaction(server.group_id, message.message_id, "👍")
        assert await bot.leave_chat(server.group_id)
        with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
            await bot.send_message(server.group_id, "x")


@in_loop
async def test_somebody_new_can_appear() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.add_person(Person(2001, "新人", None, "新来的"))
        assert server.world.say(2001, "/start") > 0
        assert (await bot.send_message(2001, "欢迎")).chat.first_name == "新人"
        assert (await bot.get_chat_member(server.group_id, 2001)).status == "member"


def test_another_group_has_its_own_members() -> None:
    @in_loop
    async def added() -> None:
        async with calling() as (server, _):
            world: World = server.world
            other = world.add_group("别的群", [CLERK.id])
            assert world.say(CLERK.id, "/start", other) > 0
            with pytest.raises(LookupError):
                world.say(OFFICE.id, "/start", other)

    added()
