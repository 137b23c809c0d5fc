"""The state of the sandbox's Telegram: people, chats, messages, files, and the log of calls."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from perfbot.sandbox.bell import Bell, Found
from perfbot.sandbox.chats import Chat
from perfbot.sandbox.faults import Faults
from perfbot.sandbox.files import FileShelf
from perfbot.sandbox.people import Json, Person
from perfbot.sandbox.refusals import bad_request, forbidden
from perfbot.sandbox.updates import UpdateQueue

GROUP_ID = -4_000_001
CHANNEL_ID = -1_002_000_000_001
CALLS_KEPT = 20_000


@dataclass
class Call:
    """One request of the bot: what was asked, and how it was answered."""

    number: int
    method: str
    params: Json
    answer: Json | None = None
    fault: str | None = None


@dataclass
class BotFace:
    """What the bot told Telegram about itself."""

    commands: dict[str, list[Json]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)


class State:
    """Everything, and the few ways in which it changes; each change rings the bell and is told to the page."""

    def __init__(
        self,
        *,
        people: Sequence[Person],
        group_title: str,
        bot_name: str,
        bot_username: str,
        now: Callable[[], datetime],
    ) -> None:
        self.people = {person.id: person for person in people}
        self.now = now
        self.bot: Json = {"id": 4_200_000_001, "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.privacy = True
        self.bell = Bell()
        self.faults = Faults()
        self.files = FileShelf()
        # By the clock, so that a bot that keeps its data from one run to the next never meets an id twice.
        self.updates = UpdateQueue(self.bell, self.faults, next_id=int(now().timestamp()))
        self.face = BotFace()
        self.calls: list[Call] = []
        self.queries: dict[str, Json] = {}
        self.callback_answers: dict[str, Json] = {}
        self.reads: dict[tuple[int, int], int] = {}
        self.listeners: set[Callable[[Json], None]] = set()
        self.uneditable: set[tuple[int, int]] = set()
        self._numbers = itertools.count(1)
        self._message_ids = itertools.count(1)
        self.chats: dict[int, Chat] = {person.id: private_chat(person) for person in people}
        self.group_id = self.open_group(GROUP_ID, group_title).id
        self.channel_id = CHANNEL_ID
        self.chats[CHANNEL_ID] = Chat(CHANNEL_ID, "channel", f"{group_title}频道")

    def open_group(self, chat_id: int, title: str, kind: str = "group") -> Chat:
        inside = [person for person in self.people.values() if person.in_group]
        members = {person.id: "administrator" if person.group_admin else "member" for person in inside}
        if inside:
            members[inside[0].id] = "creator"
        chat = Chat(chat_id, kind, title, members=members)
        self.chats[chat_id] = chat
        return chat

    async def wait_for(self, look: Callable[[], Found], timeout: float = 5.0) -> Found:  # noqa: ASYNC109
        """The first truthy value of `look()`, looked at again after each change; TimeoutError after `timeout` s."""
        return await self.bell.wait_for(look, timeout)

    def number(self) -> int:
        return next(self._numbers)

    def tell(self, kind: str, **what: Any) -> None:
        """Passes an event to the pages that are open."""
        for listener in list(self.listeners):
            listener({"type": kind, **what})
        self.bell.ring()

    # -- chats ---------------------------------------------------------------------------------

    def open_chat(self, chat_id: int) -> Chat:
        """The chat, if the bot may write there; raises the Refusal that Telegram would give."""
        chat = self.known_chat(chat_id)
        kind = "supergroup" if chat.type == "supergroup" else chat.type
        if chat.is_private and chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.is_private and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")
        return chat

    def known_chat(self, chat_id: int) -> Chat:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            why = "group chat was upgraded to a supergroup chat"
            raise bad_request(why, {"migrate_to_chat_id": chat.migrated_to})
        return chat

    # -- messages ------------------------------------------------------------------------------

    def post(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """Adds a message to the chat and shows it."""
        message: Json = {"message_id": next(self._message_ids), "date": self.timestamp(), "chat": chat.brief()}
        if sender is not None:
            message["from"] = sender
        message |= content
        chat.messages[message["message_id"]] = message
        self.tell("message", chat_id=chat.id, message=message)
        return message

    def change(self, message: Json, content: Json, *, edited: bool = True) -> Json:
        """Replaces a message's content keys by `content`, keeping who, when, where and what it answers."""
        kept = {key: message[key] for key in _LASTING if key in message}
        if edited:
            kept["edit_date"] = self.timestamp()
        message.clear()
        message |= kept | content
        self.tell("edit", chat_id=message["chat"]["id"], message=message)
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.tell("delete", chat_id=chat.id, message_id=message_id)

    def message(self, chat_id: int, message_id: int) -> Json | None:
        chat = self.chats.get(chat_id)
        return chat.messages.get(message_id) if chat else None

    def is_own(self, message: Json) -> bool:
        return bool(message.get("from", {}).get("id") == self.bot["id"])

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    # -- for tests -----------------------------------------------------------------------------

    def bot_messages(self, chat_id: int) -> list[Json]:
        """What the bot has said in this chat and not deleted, oldest first."""
        return [message for message in self.chats[chat_id].messages.values() if self.is_own(message)]

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def log_call(self, method: str, params: Json) -> Call:
        call = Call(self.number(), method, params)
        self.calls.append(call)
        if len(self.calls) > 2 * CALLS_KEPT:
            del self.calls[:CALLS_KEPT]
        self.bell.ring()
        return call


_LASTING = frozenset(
    [
        "message_id",
        "date",
        "chat",
        "from",
        "sender_chat",
        "reply_to_message",
        "forward_origin",
        "media_group_id",
        "edit_date",
        "is_automatic_forward",
        "message_thread_id",
        "is_topic_message",
    ]
)


def private_chat(person: Person) -> Chat:
    return Chat(person.id, "private", user=person.as_user(), started=False)
