"""The methods that change or remove what the bot has said."""

from typing import Any

from perfbot.sandbox.botapi.content import caption_of, checked_rich, document_of, inline_of, photo_of, text_of
from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import bad_request
from perfbot.sandbox.world import World

_MEDIA = ("document", "photo", "sticker", "video", "audio", "voice")
_COMPARED = ("text", "entities", "rich_message", "caption", "caption_entities", *_MEDIA, "reply_markup")
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


async def edit_message_text(world: World, params: Params, *, knows_rich: bool = True) -> Any:
    """A server that does not know rich messages overlooks the parameter and finds no text."""
    rich = knows_rich and params.has("rich_message")
    if rich and params.has("text"):
        raise bad_request("exactly one of the parameters text and rich_message must be used")
    chat = world.open_chat(params.chat_id())
    content = checked_rich(world, params, chat) if rich else text_of(params)
    message = _own_message(world, chat, params.message_id())
    if "text" not in message and "rich_message" not in message:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, message, content | _markup(params, chat))


async def edit_message_caption(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    message = _own_message(world, chat, params.message_id())
    media = {key: message[key] for key in _MEDIA if key in message}
    if not media:
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, message, media | caption_of(params) | _markup(params, chat))


async def edit_message_media(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    message = _own_message(world, chat, params.message_id())
    given = params.json("media")
    if not isinstance(given, dict) or given.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type of file mismatch")
    make = photo_of if given["type"] == "photo" else document_of
    media = make(world, params, given["type"], given.get("media"))
    captioned = Params({key: given[key] for key in ("caption", "caption_entities", "parse_mode") if key in given})
    return _changed(world, message, media | caption_of(captioned) | _markup(params, chat))


async def edit_message_reply_markup(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    message = _own_message(world, chat, params.message_id())
    content = {key: message[key] for key in _COMPARED if key in message and key != "reply_markup"}
    return _changed(world, message, content | _markup(params, chat), edited=False)


async def delete_message(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    if not _deleted(world, chat, params.message_id()):
        raise bad_request("message to delete not found")
    return True


async def delete_messages(world: World, params: Params) -> Any:
    """Bot API: those that cannot be found are skipped."""
    chat = world.open_chat(params.chat_id())
    ids = params.json("message_ids")
    if not isinstance(ids, list) or not all(isinstance(one, int) for one in ids):
        raise bad_request("can't parse message identifiers JSON object")
    if not 1 <= len(ids) <= 100:
        raise bad_request("there must be from 1 to 100 message identifiers")
    for message_id in ids:
        _deleted(world, chat, message_id)
    return True


_DELETABLE_SECONDS = 48 * 3_600  # Bot API, deleteMessage: "only if it was sent less than 48 hours ago"


def _deleted(world: World, chat: Chat, message_id: int) -> bool:
    message = chat.messages.get(message_id)
    if message is None:
        return False
    if not world.is_own(message) and not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    if world.timestamp() - message["date"] > _DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    world.remove(chat, message_id)
    return True


def _own_message(world: World, chat: Chat, message_id: int) -> Json:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not world.is_own(message) or (chat.id, message_id) in world.uneditable:
        raise bad_request("message can't be edited")
    return message


def _markup(params: Params, chat: Chat) -> Json:
    markup = inline_of(params, chat.is_private)
    return {"reply_markup": markup} if markup else {}


def _changed(world: World, message: Json, content: Json, *, edited: bool = True) -> Json:
    if {key: message[key] for key in _COMPARED if key in message} == {k: content[k] for k in _COMPARED if k in content}:
        raise bad_request(_SAME)
    return dict(world.change(message, content, edited=edited))
