"""Methods about chats, their members, pins, reactions, and answers to button presses."""

from typing import Any

from perfbot.sandbox.botapi.params import Params
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.faults import OLD_QUERY
from perfbot.sandbox.files import DOWNLOAD_LIMIT
from perfbot.sandbox.markup.keyboards import wrong_link
from perfbot.sandbox.markup.message_html import units
from perfbot.sandbox.people import Json
from perfbot.sandbox.refusals import Refusal, bad_request
from perfbot.sandbox.world import World, member_json, permissions

REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴"
    "😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
"""Those of one character that ReactionTypeEmoji names."""
ANSWER_UNITS = 200  # Bot API, answerCallbackQuery: "0-200 characters"


async def answer_callback_query(world: World, params: Params) -> Any:
    """A query can be answered once; the answer is shown to the person who pressed."""
    query = world.queries.pop(params.text("callback_query_id"), None)
    if query is None:
        raise Refusal(400, OLD_QUERY)
    if units(params.text("text")) > ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    url = params.text("url")
    if url and wrong_link(url):
        raise bad_request("URL_INVALID")
    answer = {"text": params.text("text"), "show_alert": params.flag("show_alert"), "url": url}
    world.callback_answers[query["id"]] = answer
    where = query["message"]
    world.tell(
        "answer",
        chat_id=where["chat"]["id"],
        only=query["from"]["id"],
        message_id=where["message_id"],
        data=query["data"],
        **answer,
    )
    return True


async def get_me(world: World, params: Params) -> Any:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_chat(world: World, params: Params) -> Any:
    chat = world.known_chat(params.chat_id())
    full: Json = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }
    if chat.is_group:
        full["permissions"] = permissions(chat.barred)
    if chat.pinned and (message := chat.messages.get(chat.pinned[-1])):
        full["pinned_message"] = message
    return chat.brief() | full


async def get_chat_member(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    user_id = params.integer("user_id")
    if user_id == world.bot["id"]:
        return member_json(world.bot, chat.bot_status, chat.barred)
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    status = "member" if chat.is_private else chat.members.get(user_id, "left")
    return member_json(person.as_user(), status)


async def get_chat_administrators(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    admins = [(person_id, status) for person_id, status in chat.members.items() if status != "member"]
    found = [member_json(world.people[person_id].as_user(), status) for person_id, status in admins]
    return found + ([member_json(world.bot, "administrator")] if chat.bot_status == "administrator" else [])


async def get_chat_member_count(world: World, params: Params) -> Any:
    return len(world.open_chat(params.chat_id()).members) + 1


async def leave_chat(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    world.post(chat, world.bot, {"left_chat_member": world.bot})
    chat.bot_status = "left"
    return True


async def pin_chat_message(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    message_id = _present(chat, params.message_id(), "message to pin not found")
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned.append(message_id)
    world.tell("pinned", chat_id=chat.id, message_id=message_id)
    return True


async def unpin_chat_message(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    if chat.pinned:
        chat.pinned.pop()
    world.tell("pinned", chat_id=chat.id, message_id=chat.pinned[-1] if chat.pinned else None)
    return True


async def set_message_reaction(world: World, params: Params) -> Any:
    chat = world.open_chat(params.chat_id())
    message_id = _present(chat, params.message_id(), "message to react not found")
    reactions = params.objects("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.get("type") == "emoji" and str(one.get("emoji")).strip("\ufe0f") not in REACTIONS for one in reactions):
        raise bad_request("REACTION_INVALID")
    emoji = "".join(str(one.get("emoji", "")) for one in reactions)
    world.tell("reaction", chat_id=chat.id, message_id=message_id, emoji=emoji)
    return True


async def get_file(world: World, params: Params) -> Any:
    stored = world.files.by_id(params.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def _present(chat: Chat, message_id: int, otherwise: str) -> int:
    if message_id not in chat.messages:
        raise bad_request(otherwise)
    return message_id
