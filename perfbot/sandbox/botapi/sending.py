"""The send* methods: each checks what Telegram checks, then posts."""

from typing import Any

from perfbot.sandbox.botapi.content import (
    caption_of,
    check_for_one,
    checked_rich,
    document_of,
    markup_of,
    photo_of,
    reply_of,
    text_of,
)
from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request
from perfbot.sandbox.world import World

_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


async def send_message(world: World, params: Params) -> Any:
    chat = _place(world, params, "text messages")
    return _post(world, params, chat, text_of(params))


async def send_rich_message(world: World, params: Params) -> Any:
    chat = _place(world, params, "text messages")
    return _post(world, params, chat, checked_rich(world, params, chat))


async def send_document(world: World, params: Params) -> Any:
    chat = _place(world, params, "documents")
    return _post(world, params, chat, document_of(world, params) | caption_of(params))


async def send_photo(world: World, params: Params) -> Any:
    chat = _place(world, params, "photos")
    return _post(world, params, chat, photo_of(world, params) | caption_of(params))


async def send_media_group(world: World, params: Params) -> Any:
    """Bot API: an album of 2-10 items; documents only with documents."""
    chat = _place(world, params)
    media = params.objects("media")
    if not 2 <= len(media) <= 10:
        raise bad_request("there must be from 2 to 10 media in the album")
    kinds = {one.get("type") for one in media}
    if not kinds <= {"photo", "document"}:
        raise bad_request("type of file mismatch")
    if len(kinds) > 1:
        raise bad_request("Document type can't be mixed with other media types")
    contents = [_album_item(world, params, one) for one in media]
    chat.check_may_send(f"{kinds.pop()}s")
    album = _topic(params) | {"media_group_id": str(9_000_000 + world.number())}
    reply = reply_of(params, chat)
    return [dict(world.post(chat, world.bot, reply | album | content)) for content in contents]


def _album_item(world: World, params: Params, one: Json) -> Json:
    captioned = Params({key: one[key] for key in ("caption", "caption_entities", "parse_mode") if key in one})
    make = photo_of if one["type"] == "photo" else document_of
    return make(world, params, one["type"], one.get("media")) | caption_of(captioned)


async def send_chat_action(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.tell("typing", chat_id=chat.id, action=params.text("action"))
    return True


def _place(world: World, params: Params, *kinds: str) -> Chat:
    """The chat, where the bot may send such content, and into such a topic."""
    check_for_one(params)
    chat = world.open_chat(params.chat_id())
    if thread := params.integer("message_thread_id"):
        chat.check_topic(thread)
    chat.check_may_send(*kinds)
    return chat


def _topic(params: Params) -> Json:
    thread = params.integer("message_thread_id")
    return {"message_thread_id": thread, "is_topic_message": True} if thread else {}


def _post(world: World, params: Params, chat: Chat, content: Json) -> Json:
    markup = markup_of(params, chat)
    reply = reply_of(params, chat)
    inline = {"reply_markup": markup} if markup and markup.get("inline_keyboard") else {}
    message = world.post(chat, world.bot, _topic(params) | reply | content | inline)
    if markup and "inline_keyboard" not in markup:
        world.uneditable.add((chat.id, message["message_id"]))
        _show_below(world, chat, markup, message["message_id"])
    return dict(message)


def _show_below(world: World, chat: Chat, markup: Json, message_id: int) -> None:
    if markup.get("force_reply"):
        world.tell("force_reply", chat_id=chat.id, message_id=message_id)
        return
    chat.reply_keyboard = None if markup.get("remove_keyboard") else markup
    world.tell("keyboard", chat_id=chat.id, keyboard=chat.reply_keyboard)
