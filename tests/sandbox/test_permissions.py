"""What a group bars, its topics, and what Telegram takes from no bot at all."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import ChatMemberRestricted

from tests.sandbox_client import CLERK, OFFICE, VIEWER, calling, in_loop, telegram_bot

PNG = b"\x89PNG\r\n\x1a\n1"


@in_loop
async def test_what_a_group_bars_is_refused_as_such_and_the_rest_is_taken() -> None:
    async with calling() as (server, call):
        group, world = server.group_id, server.world
        world.bar("photos", "documents")
        said = await call.upload("sendPhoto", {"photo": ("a.png", PNG, "image/png")}, chat_id=group)
        assert said["description"] == "Bad Request: not enough rights to send photos to the chat"
        said = await call.upload("sendDocument", {"document": ("a.txt", b"x", "text/plain")}, chat_id=group)
        assert said["description"] == "Bad Request: not enough rights to send documents to the chat"
        placed = await call.ok("sendMessage", chat_id=group, text="可以")
        assert (await call.ok("getChat", chat_id=group))["permissions"]["can_send_photos"] is False
        world.bar("text messages")
        assert "send text messages" in await call.refusal("sendMessage", chat_id=group, text="不行")
        assert "send text messages" in await call.refusal("sendRichMessage", chat_id=group, rich_message={"html": "x"})
        await call.ok("editMessageText", chat_id=group, message_id=placed["message_id"], text="改自己的可以")


@in_loop
async def test_a_bot_that_is_restricted_is_told_and_knows_what_it_may_do() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.restrict_bot("text messages", "photos")
        [update] = await bot.get_updates()
        assert update.my_chat_member is not None
        now = update.my_chat_member.new_chat_member
        assert isinstance(now, ChatMemberRestricted)
        assert (now.can_send_messages, now.can_send_photos, now.can_send_documents) == (False, False, True)
        here = await bot.get_chat_member(server.group_id, bot.id)
        assert isinstance(here, ChatMemberRestricted)
        assert not here.can_send_messages
        server.world.restrict_bot()
        assert (await bot.get_chat_member(server.group_id, bot.id)).status == "member"


@in_loop
async def test_a_message_goes_to_the_topic_that_it_names_unless_that_is_closed_or_gone() -> None:
    async with calling() as (server, call):
        group, world = server.group_id, server.world
        world.open_topic(7)
        said = await call.ok("sendMessage", chat_id=group, text="在", message_thread_id=7)
        assert (said["message_thread_id"], said["is_topic_message"]) == (7, True)
        world.open_topic(7, is_open=False)
        assert "TOPIC_CLOSED" in await call.refusal("sendMessage", chat_id=group, text="不", message_thread_id=7)
        world.delete_topic(7)
        assert "thread not found" in await call.refusal("sendMessage", chat_id=group, text="不", message_thread_id=7)
        assert said["message_id"] not in world.chats[group].messages


@pytest.mark.parametrize(
    ("button", "why"),
    [
        ({"callback_data": "a", "style": "purple"}, "Unsupported button style"),
        ({"web_app": {"url": "https://example.org"}}, "BUTTON_TYPE_INVALID"),
    ],
)
@in_loop
async def test_a_button_that_telegram_knows_not_or_not_in_groups_is_refused(button: dict[str, Any], why: str) -> None:
    async with calling() as (server, call):
        markup = {"inline_keyboard": [[{"text": "按", **button}]]}
        assert why in await call.refusal("sendMessage", chat_id=server.group_id, text="x", reply_markup=markup)
        taken = {"inline_keyboard": [[{"text": "按", "callback_data": "a", "style": "danger"}]]}
        await call.ok("sendMessage", chat_id=server.group_id, text="x", reply_markup=taken)


@in_loop
async def test_a_reaction_is_one_of_those_there_are() -> None:
    async with calling() as (server, call):
        server.world.say(VIEWER.id, "/start", server.group_id)
        [number] = server.world.chats[server.group_id].messages
        where = {"chat_id": server.group_id, "message_id": number}
        bad, good = [[{"type": "emoji", "emoji": sign}] for sign in ("好", "👍")]
        assert "REACTION_INVALID" in await call.refusal("setMessageReaction", **where, reaction=bad)
        await call.ok("setMessageReaction", **where, reaction=good)


@in_loop
async def test_parameters_of_an_ephemeral_message_are_typed_and_such_messages_are_not_shown() -> None:
    async with calling() as (server, call):
        asked = {"chat_id": server.group_id, "text": "x"}
        mistakes: list[Any] = [[], {}, {"receiver_user_id": str(CLERK.id)}]
        for wrong in mistakes:
            assert "can't parse" in await call.refusal("sendMessage", **asked, ephemeral_message_parameters=wrong)
        one = {"receiver_user_id": CLERK.id}
        assert "Not Implemented" in await call.refusal("sendMessage", **asked, ephemeral_message_parameters=one)


@in_loop
async def test_an_administrator_has_every_right_that_the_type_demands() -> None:
    async with calling() as (server, call):
        here = await call.ok("getChatMember", chat_id=server.group_id, user_id=OFFICE.id)
        assert here["status"] == "creator"
        server.world.promote_bot()
        bot = await call.ok("getChatMember", chat_id=server.group_id, user_id=server.world.bot["id"])
        assert bot["can_send_welcome_messages"] is True
