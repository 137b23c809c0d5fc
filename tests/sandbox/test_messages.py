"""Sending, editing, deleting, answering: the results and the refusals of Telegram."""

import random
from datetime import timedelta
from typing import Any

import pytest
from telegram import InputMediaDocument

from perfbot.sandbox.botapi.table import methods
from tests.sandbox.test_rich import PIXEL
from tests.sandbox_client import CLERK, MONDAY, Caller, calling, in_loop, telegram_bot

KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]}
SAME = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


async def sent(call: Caller, **params: Any) -> dict[str, Any]:
    """Where a fresh message of the bot is, for the methods that change it."""
    message = await call.ok("sendMessage", **({"chat_id": CLERK.id, "text": "旧"} | params))
    return {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}


@in_loop
async def test_an_edit_replaces_the_text_and_drops_the_keyboard_unless_given_again() -> None:
    async with calling() as (_, call):
        place = await sent(call, reply_markup=KEYS)
        edited = await call.ok("editMessageText", **place, text="新")
        assert edited["text"] == "新"
        assert "edit_date" in edited
        assert "reply_markup" not in edited
        assert (await call.ok("editMessageReplyMarkup", **place, reply_markup=KEYS))["reply_markup"] == KEYS


@in_loop
async def test_an_edit_that_changes_nothing_is_refused() -> None:
    async with calling() as (_, call):
        place = await sent(call, reply_markup=KEYS)
        assert await call.refusal("editMessageText", **place, text="旧", reply_markup=KEYS) == SAME
        assert await call.refusal("editMessageReplyMarkup", **place, reply_markup=KEYS) == SAME
        assert (await call("editMessageText", **place, text="<b>旧</b>", parse_mode="HTML"))["ok"]


@in_loop
async def test_only_the_bots_own_messages_that_exist_can_be_edited() -> None:
    async with calling() as (server, call):
        place = await sent(call)
        missing = place | {"message_id": 999}
        assert await call.refusal("editMessageText", **missing, text="x") == "Bad Request: message to edit not found"
        await call.ok("deleteMessage", **place)
        assert await call.refusal("editMessageText", **place, text="x") == "Bad Request: message to edit not found"
        server.world.say(CLERK.id, "我的")
        own = {"chat_id": CLERK.id, "message_id": max(server.world.chats[CLERK.id].messages)}
        assert await call.refusal("editMessageText", **own, text="x") == "Bad Request: message can't be edited"
        keyboard = await sent(call, reply_markup={"keyboard": [["一"]]})
        assert await call.refusal("editMessageText", **keyboard, text="x") == "Bad Request: message can't be edited"
        nowhere = await call.refusal("editMessageText", chat_id=CLERK.id, text="x")
        assert nowhere == "Bad Request: message identifier is not specified"


@in_loop
async def test_a_documents_caption_and_medium_are_edited_but_it_has_no_text() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        document = await bot.send_document(CLERK.id, b"one", filename="报告.docx", caption="旧")
        place: dict[str, Any] = {"chat_id": CLERK.id, "message_id": document.message_id}
        why = await call.refusal("editMessageText", **place, text="x")
        assert why == "Bad Request: there is no text in the message to edit"
        edited = await call.ok("editMessageCaption", **place, caption="新")
        assert edited["caption"] == "新"
        assert edited["document"]["file_name"] == "报告.docx"
        media = InputMediaDocument(b"two", filename="二.docx", caption="换了")
        swapped = await bot.edit_message_media(media, **place)
        assert (swapped.document.file_name, swapped.caption) == ("二.docx", "换了")
        text = await sent(call)
        why = await call.refusal("editMessageCaption", **text, caption="x")
        assert why == "Bad Request: there is no caption in the message to edit"


@in_loop
async def test_a_message_is_deleted_once_and_only_within_48_hours() -> None:
    clock = [MONDAY]
    async with calling(now=lambda: clock[0]) as (_, call):
        place = await sent(call)
        assert await call.ok("deleteMessage", **place) is True
        assert await call.refusal("deleteMessage", **place) == "Bad Request: message to delete not found"
        old = await sent(call)
        clock[0] += timedelta(hours=49)
        assert await call.refusal("deleteMessage", **old) == "Bad Request: message can't be deleted for everyone"
        fresh = [(await sent(call))["message_id"] for _ in range(2)]
        assert await call.ok("deleteMessages", chat_id=CLERK.id, message_ids=[*fresh, 999]) is True


@in_loop
async def test_a_reply_carries_the_answered_message_and_needs_it() -> None:
    async with calling() as (_, call):
        place = await sent(call)
        answer = {"message_id": place["message_id"]}
        reply = await call.ok("sendMessage", chat_id=CLERK.id, text="答", reply_parameters=answer)
        assert reply["reply_to_message"]["text"] == "旧"
        gone = {"message_id": 999}
        why = await call.refusal("sendMessage", chat_id=CLERK.id, text="答", reply_parameters=gone)
        assert why == "Bad Request: message to be replied not found"
        lenient = gone | {"allow_sending_without_reply": True}
        lone = await call.ok("sendMessage", chat_id=CLERK.id, text="答", reply_parameters=lenient)
        assert "reply_to_message" not in lone


@in_loop
async def test_a_button_press_is_answered_once() -> None:
    async with calling() as (server, call):
        place = await sent(call, reply_markup=KEYS)
        server.world.press(CLERK.id, place["message_id"], "好")
        [update] = await call.ok("getUpdates")
        query = update["callback_query"]
        assert (query["data"], query["from"]["id"]) == ("x", CLERK.id)
        answer = {"callback_query_id": query["id"], "text": "好的", "show_alert": True}
        assert await call.refusal("answerCallbackQuery", **answer | {"text": "字" * 201}) == (
            "Bad Request: MESSAGE_TOO_LONG"
        )
        server.world.press(CLERK.id, place["message_id"], "好")
        query = (await call.ok("getUpdates"))[-1]["callback_query"]
        answer["callback_query_id"] = query["id"]
        assert await call.ok("answerCallbackQuery", **answer) is True
        assert server.world.callback_answers[query["id"]] == {"text": "好的", "show_alert": True, "url": ""}
        assert "query is too old" in await call.refusal("answerCallbackQuery", **answer)
        assert "query is too old" in await call.refusal("answerCallbackQuery", callback_query_id="1")


@in_loop
async def test_files_go_up_and_come_down_unchanged_with_their_chinese_names() -> None:
    async with calling() as (server, _), telegram_bot(server) as bot:
        sent_file = await bot.send_document(CLERK.id, b"PK\x03\x04" * 100, filename="2021年度自评报告.docx")
        document = sent_file.document
        assert (document.file_name, document.file_size) == ("2021年度自评报告.docx", 400)
        file = await bot.get_file(document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"PK\x03\x04" * 100
        again = await bot.send_document(CLERK.id, document.file_id)
        assert again.document.file_id == document.file_id


@in_loop
async def test_a_photo_is_checked_and_measured() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        photo = await bot.send_photo(CLERK.id, PIXEL, caption="图")
        assert (photo.photo[-1].width, photo.photo[-1].height, photo.caption) == (1, 1, "图")
        wrong = await call.upload("sendPhoto", {"photo": ("x.png", b"not a picture")}, chat_id=CLERK.id)
        assert wrong["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
        as_document = await call.refusal("sendDocument", chat_id=CLERK.id, document=photo.photo[-1].file_id)
        assert as_document == "Bad Request: can't use file of type Photo as Document"


@in_loop
async def test_an_album_has_2_to_10_items_of_one_sort() -> None:
    async with calling() as (server, call), telegram_bot(server) as bot:
        pair = [InputMediaDocument(b"1", filename="一.txt", caption="头"), InputMediaDocument(b"2", filename="二.txt")]
        album = await bot.send_media_group(CLERK.id, pair)
        assert [one.document.file_name for one in album] == ["一.txt", "二.txt"]
        assert len({one.media_group_id for one in album}) == 1
        one = {"type": "document", "media": album[0].document.file_id}
        for media, why in (
            ([one], "there must be from 2 to 10 media in the album"),
            ([one] * 11, "there must be from 2 to 10 media in the album"),
            ([one, {"type": "photo", "media": "x"}], "Document type can't be mixed with other media types"),
        ):
            assert await call.refusal("sendMediaGroup", chat_id=CLERK.id, media=media) == f"Bad Request: {why}"


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "attach://x"}, "there is no document in the request"),
        ("sendDocument", {"document": "unknown"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "https://a.cn/x"}, "failed to get HTTP URL content"),
        ("getFile", {"file_id": "unknown"}, "invalid file_id"),
        ("sendChatAction", {"action": "sing"}, "wrong parameter action in request"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
    ],
)
def test_what_is_missing_or_unknown_is_named(method: str, params: dict[str, Any], why: str) -> None:
    @in_loop
    async def refused() -> None:
        async with calling() as (_, call):
            assert await call.refusal(method, **({"chat_id": CLERK.id} | params)) == f"Bad Request: {why}"

    refused()


@in_loop
async def test_telegrams_size_limits_hold() -> None:
    async with calling() as (server, call):
        world = server.world
        big = world.files.keep_document("大.bin", b"0" * (20 * 1024 * 1024 + 1), "application/octet-stream")
        assert await call.refusal("getFile", file_id=big.file_id) == "Bad Request: file is too big"
        files = {"document": ("大.bin", b"0" * (50 * 1024 * 1024 + 1))}
        answer = await call.upload("sendDocument", files, chat_id=CLERK.id)
        assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")
        empty = await call.upload("sendDocument", {"document": ("空.txt", b"")}, chat_id=CLERK.id)
        assert empty["description"] == "Bad Request: file must be non-empty"


@in_loop
async def test_no_nonsense_in_the_parameters_breaks_the_server() -> None:
    chance = random.Random(1)
    names = [
        *("text", "caption", "entities", "reply_markup", "reply_parameters", "rich_message", "media", "message_ids"),
        *("document", "photo", "commands", "scope", "reaction", "menu_button", "user_id", "action", "parse_mode"),
    ]
    nonsense = [5, "x", "[]", [], {}, [1], [[]], {"a": 1}, {"type": "photo", "media": 1}, {"message_id": "x"}]
    nonsense += [
        {"inline_keyboard": [[{"text": "a", "copy_text": 5}]]},
        {"html": "<p>x</p>", "media": [5]},
        "https://a",
    ]
    async with calling() as (_, call):
        for method in sorted({name for name, _ in methods(knows_rich=True).values()} - {"getUpdates", "setWebhook"}):
            for _ in range(8):
                params = {name: chance.choice(nonsense) for name in chance.sample(names, 5)}
                place = {"chat_id": CLERK.id, "message_id": chance.randint(1, 9)}
                answer = await call(method, **place | params)
                assert answer["ok"] or answer["error_code"] in (400, 403, 501), (method, params, answer)
