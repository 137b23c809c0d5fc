"""What people do arrives at the bot as Telegram would tell it, readable by python-telegram-bot."""

import pytest
from telegram import Bot, MessageOriginHiddenUser, MessageOriginUser, Update

from perfbot.sandbox import SandboxServer, Upload
from tests.sandbox.test_rich import PIXEL
from tests.sandbox_client import CLERK, OFFICE, STRANGER, calling, in_loop, telegram_bot


async def last_update(server: SandboxServer, bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[0]


@in_loop
async def test_a_said_text_comes_with_its_sender_and_its_command() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        update_id = server.world.say(CLERK.id, "/spend 中博会 3.2")
        update = await last_update(server, bot)
        assert update.update_id == update_id
        assert update.effective_user.full_name == "陈敏"
        assert update.message.parse_entity(update.message.entities[0]) == "/spend"


@in_loop
async def test_a_pasted_text_of_10000_characters_comes_as_three_messages() -> None:
    async with calling() as (server, call):
        server.world.say(CLERK.id, "字" * 10_000)
        updates = await call.ok("getUpdates")
        assert [len(update["message"]["text"]) for update in updates] == [4096, 4096, 1808]


@in_loop
async def test_hostile_characters_arrive_as_they_were_typed() -> None:
    async with calling() as (server, call):
        for text in ("a\u0000b\u0007", "\ud800", "\u202e逆", "<b>&"):
            server.world.say(CLERK.id, text)
        updates = await call.ok("getUpdates")
        assert [update["message"]["text"] for update in updates] == ["a\u0000b\u0007", "\ud800", "\u202e逆", "<b>&"]


@in_loop
async def test_an_edit_comes_as_an_edited_message_and_only_of_ones_own() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        server.world.say(CLERK.id, "3.2")
        said = (await last_update(server, bot)).message
        server.world.edit(CLERK.id, said.message_id, "3.3")
        update = await last_update(server, bot)
        assert update.message is None
        assert update.edited_message.text == "3.3"
        assert update.edited_message.edit_date is not None
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x")
        with pytest.raises(LookupError):
            server.world.edit(CLERK.id, sent["message_id"], "y")


@in_loop
async def test_forwards_name_their_origin() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.forward_text(CLERK.id, "/spend 中博会 99", author="局长")
        origin = (await last_update(server, bot)).message.forward_origin
        assert isinstance(origin, MessageOriginHiddenUser)
        assert origin.sender_user_name == "局长"
        said = await bot.send_message(OFFICE.id, "原文")
        server.world.forward(OFFICE.id, OFFICE.id, said.message_id)
        message = (await last_update(server, bot)).message
        assert isinstance(message.forward_origin, MessageOriginUser)
        assert (message.forward_origin.sender_user.id, message.text) == (bot.id, "原文")


@in_loop
async def test_uploads_are_documents_photos_and_albums() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.upload(CLERK.id, [Upload("账.xlsx", b"PK")], caption="六月")
        message = (await last_update(server, bot)).message
        assert (message.document.file_name, message.caption) == ("账.xlsx", "六月")
        file = await bot.get_file(message.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"PK"
        server.world.upload(CLERK.id, [Upload("图.png", PIXEL, "image/png", as_photo=True)])
        assert (await last_update(server, bot)).message.photo[-1].width == 1
        assert len(server.world.upload(CLERK.id, [Upload("一.txt", b"1"), Upload("二.txt", b"2")])) == 2
        albums = [update.message.media_group_id for update in (await bot.get_updates())[-2:]]
        assert albums[0] is not None
        assert albums[0] == albums[1]


@in_loop
async def test_posts_without_a_person_behind_them_can_be_made() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.channel_post("公告 /spend")
        update = await last_update(server, bot)
        assert update.message is None
        assert (update.channel_post.text, update.effective_user) == ("公告 /spend", None)
        server.world.anonymous("/progress")
        message = (await last_update(server, bot)).message
        assert message.sender_chat.id == server.group_id
        assert message.from_user.username == "GroupAnonymousBot"
        server.world.linked_post("/progress")
        assert (await last_update(server, bot)).message.is_automatic_forward


@in_loop
async def test_other_kinds_of_messages_can_be_sent() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        server.world.send(CLERK.id, {"location": {"latitude": 22.58, "longitude": 113.08}})
        assert (await last_update(server, bot)).message.location.latitude == 22.58


@in_loop
async def test_a_press_names_its_message_and_a_vanished_message_is_inaccessible() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        keys = {"inline_keyboard": [[{"text": "一", "callback_data": "1"}, {"text": "二", "callback_data": "2"}]]}
        sent = await call.ok("sendMessage", chat_id=CLERK.id, text="x", reply_markup=keys)
        server.world.press(CLERK.id, sent["message_id"], 1)
        assert (await last_update(server, bot)).callback_query.data == "2"
        server.world.press(CLERK.id, sent["message_id"], "一")
        assert (await last_update(server, bot)).callback_query.message.text == "x"
        with pytest.raises(LookupError, match="no button '三'"):
            server.world.press(CLERK.id, sent["message_id"], "三")
        server.world.delete(CLERK.id, sent["message_id"])
        server.world.press_data(CLERK.id, sent["message_id"], "forged")
        query = (await last_update(server, bot)).callback_query
        assert query.data == "forged"
        assert not query.message.is_accessible


@in_loop
async def test_nobody_acts_where_he_is_not() -> None:
    async with calling() as (server, _):
        for person, chat in ((STRANGER.id, server.group_id), (CLERK.id, OFFICE.id), (424242, None)):
            with pytest.raises(LookupError):
                server.world.say(person, "x", chat)
